"""Fits how search weighs its evidence, and how sure it is, to the tuning half of the two shops.

    cargo test -p shared --test search_two_shops print_rows -- --ignored --nocapture \\
        | .venv/bin/python model/train/encoder/fit.py model/weights/encoder.bin

To be run after `verifier.py`, whose word is evidence beside the rest.

Prints the constants of `shared/src/search/rank.rs` and `answer.rs`, what they reach on the half that they
are fitted to, and what a fit to two shops reaches in the third, with and without that word and the gaps; writes the belief
into the encoder's file, and beside it which file that is. To be run once after each training, and again after
`rank.rs` has changed.
"""

import collections
import hashlib
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import pack
from grams import gram_hash, grams

#: What the sum weighs, in the order of the printed columns.
FEATURES = ("strength", "likeness", "nearness")
#: How strongly weights are held near zero.
HELD = 0.002
#: How strongly the belief is held near zero: it has one weight for each number of a direction.
BELIEF_HELD = 4.0
#: How much the questions count that no article answers: those of the shops' visitors, those whose articles
#: were taken away, and those that shops seldom answer; beside 1 for all that are answered.
FOREIGN, SILENCED, BEYOND = 0.45, 0.45, 0.1
#: Articles that the verifier is asked of: `MOST_SHOWN` of `answer.rs`.
VERIFIED = 3
#: The bound of `answer.rs` below which a choice is offered at best (`PLAUSIBLE`), in percent.
PLAUSIBLE = 60


def main() -> None:
    """Reads rows, fits ranking, then confidence on what that ranks first."""
    file = Path(sys.argv[1])
    questions, asked = read(sys.stdin)
    weights = fit_ranking([question for question in questions if question.kind not in UNANSWERED])
    print("ranking:", {name: round(float(w), 3) for name, w in zip(FEATURES, weights / weights[0], strict=True)})
    report(questions, weights)
    directions = embedded(file, asked)
    belief = fit_confidence(questions, directions, pack.gaps(file.read_bytes()))
    file.write_bytes(pack.believing(file.read_bytes(), belief))
    record(file)


def record(file: Path) -> None:
    """Says in `encoder-sources.txt`, under what the table was made from, which file it is and which code has
    fitted it; model/tests/fresh.rs agrees."""
    sources = file.with_name("encoder-sources.txt")
    table = sources.read_text(encoding="ascii").split()[0]
    digest = hashlib.sha256()
    for part in (file, Path(__file__)):
        content = part.read_bytes()
        digest.update(part.name.encode() + b"\0" + len(content).to_bytes(8, "little") + content)
    sources.write_text(f"{table}\n{digest.hexdigest()}\n", encoding="ascii")


#: Kinds of questions that no article answers.
UNANSWERED = ("unanswerable", "silenced", "beyond")


class Question(collections.namedtuple("Question", "number kind shop right found")):
    """One question in one shop: its candidates' evidence as rows, and which of them are right."""


def read(lines) -> tuple[list[Question], dict[int, str]]:
    """The questions, in order, with their candidates best first; and their texts by number."""
    rows: dict[tuple[int, str, str], list[tuple[int, list[float]]]] = {}
    asked = {}
    for line in lines:
        if line.startswith("ASKED\t"):
            _, number, text = line.rstrip("\n").split("\t")
            asked[int(number)] = text
        elif line.startswith("ROW\t"):
            _, number, kind, shop, right, *evidence = line.split("\t")
            score, strength, substance, likeness, nearness, verdict = map(float, evidence)
            row = [strength, likeness, nearness, substance, score, verdict]
            rows.setdefault((int(number), kind, shop), []).append((int(right), row))
    found = []
    for (number, kind, shop), candidates in rows.items():
        right = np.array([right for right, _ in candidates], bool)
        found.append(Question(number, kind, shop, right, np.array([evidence for _, evidence in candidates])))
    return found, asked


def embedded(file: Path, asked: dict[int, str]) -> dict[int, np.ndarray]:
    """Where each question points, by the table that ships."""
    hashes, table = pack.unpacked(file.read_bytes())
    found = {}
    for number, text in asked.items():
        rows = [hashes[known] for known in map(gram_hash, grams(text)) if known in hashes]
        total = table[rows].sum(0) if rows else np.zeros(table.shape[1])
        found[number] = total / (np.linalg.norm(total) + 1e-9)
    return found


def evidence(question: Question) -> list[float]:
    """What `Evidence::share` sees, in its order: substance, strength, margin, nearness."""
    strength, _, nearness, substance, score, _ = question.found[0]
    behind = question.found[1][4] if len(question.found) > 1 else 0.0
    margin = 1 - behind / score
    return [np.log(substance + 0.1), np.log(strength + 0.05), np.log(margin + 0.1), nearness]


def verdict(question: Question) -> float:
    """What the verifier says of the first articles, in the mean."""
    return question.found[:VERIFIED, 5].mean()


def silenced(question: Question) -> Question:
    """The same question in a shop without the articles that answer it."""
    others = ~question.right
    return Question(question.number, "silenced", question.shop, question.right[others], question.found[others])


class Cases:
    """Questions with their evidence, whether the first article is right, whether any is, and their weight."""

    def __init__(self, questions: list[Question], directions: dict[int, np.ndarray], gaps: np.ndarray) -> None:
        usable = [question for question in questions if question.kind != "pinyin"]
        usable += [silenced(question) for question in usable if question.right.any() and not question.right.all()]
        self.kind = np.array([question.kind for question in usable])
        self.shop = np.array([question.shop for question in usable])
        self.number = np.array([question.number for question in usable])
        self.known = np.array([[1, *evidence(question)] for question in usable])
        self.points = np.array([directions[question.number] for question in usable])
        gap = (self.points @ gaps.T).max(1)
        self.whole = np.column_stack([self.known, [verdict(question) for question in usable], gap])
        self.right = np.array([float(question.right[0]) for question in usable])
        self.answerable = ~np.isin(self.kind, UNANSWERED)

    def weights(self, taken: np.ndarray) -> np.ndarray:
        """Weights of these cases: a thousand for all that are answered, and as much for all others."""
        weight = np.zeros(len(self.kind))
        weight[taken & self.answerable] = 1000 / max(1, (taken & self.answerable).sum())
        for kind, share in zip(UNANSWERED, (FOREIGN, SILENCED, BEYOND), strict=True):
            of_kind = taken & (self.kind == kind)
            weight[of_kind] = 1000 * share / max(1, of_kind.sum())
        return weight

    def fit(self, known: np.ndarray, taken: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How likely any article answers by what is known, fitted to these cases: weights of that, and the
        belief."""
        weight = self.weights(taken)
        kept = weight > 0
        return logistic(known[kept], self.points[kept], self.answerable[kept].astype(float), weight[kept])


def fit_confidence(
    questions: list[Question], directions: dict[int, np.ndarray], gaps: np.ndarray
) -> np.ndarray:
    """Fits how likely the first article is right, and how likely any is; prints the constants and what
    bounds reach, and gives the belief."""
    cases = Cases(questions, directions, gaps)
    everything = np.ones(len(cases.kind), bool)
    asked = ~np.isin(cases.kind, ("silenced", "beyond"))
    # A question that is asked of two shops counts half as much in each.
    times = collections.Counter(cases.number[asked])
    weight = np.array([1 / times[number] if number in times else 0.0 for number in cases.number])
    sure, _ = logistic(cases.known[asked], np.zeros((asked.sum(), 0)), cases.right[asked], weight[asked])
    possible, belief = cases.fit(cases.whole, everything)
    names = ("base", "substance", "strength", "margin", "nearness")
    for name, weights in (("RIGHT", sure), ("ANSWERABLE", possible[:-2])):
        print(name, dict(zip(names, weights.round(2).tolist(), strict=True)))
    print("VERDICT", round(float(possible[-2]), 2), "GAP", round(float(possible[-1]), 2))
    sure_shares, shares = share(cases.known @ sure), share(cases.whole @ possible + cases.points @ belief)
    known, foreign = asked & cases.answerable, surest(cases, asked & ~cases.answerable, shares)
    for bound in range(20, 91, 5):
        given = (sure_shares >= bound) & (shares >= PLAUSIBLE)
        precise = (cases.right * weight)[given & asked].sum() / max(1e-9, weight[given & asked].sum())
        print(f"{bound} %: ANSWERABLE keeps {100 * (shares[known] >= bound).mean():.1f} %, refuses "
              f"{100 * (shares[foreign] < bound).mean():.1f} %; RIGHT answers {100 * given[known].mean():.1f} % "
              f"and {100 * given[foreign].mean():.1f} % of what is foreign, {100 * precise:.1f} % of it right")
    for shop in sorted(set(cases.shop)):
        transfer(cases, shop)
    return belief


def surest(cases: Cases, foreign: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Of what is asked of two shops, the one that is surer of an answer: it is asked there."""
    places = sorted(np.flatnonzero(foreign), key=lambda at: shares[at])
    chosen = np.zeros(len(foreign), bool)
    chosen[list({cases.number[at]: at for at in places}.values())] = True
    return chosen


def transfer(cases: Cases, shop: str) -> None:
    """What a fit to the other shops reaches in this one: its questions, and the half of those that no shop
    answers of which the fit has seen nothing."""
    here = cases.shop == shop
    even = cases.number % 2 == 0
    foreign = cases.kind == "unanswerable"
    seen = ~here & ~(foreign & even)
    for name, known in (("", cases.whole), (" and gaps", cases.whole[:, :-1]), (" and gaps and verifier", cases.known)):
        weights, belief = cases.fit(known, seen)
        shares = share(known @ weights + cases.points @ belief)
        answered = shares[here & cases.answerable]
        unknown = shares[here & foreign & (even | ~np.isin(cases.number, cases.number[seen & foreign]))]
        reached = [f"{100 * (unknown < np.quantile(answered, lost)).mean():.0f} %" for lost in (0.03, 0.05, 0.1)]
        print(f"fitted without {shop}{name}: refuses {', '.join(reached)} where 3, 5, 10 % of what is answered are")


def logistic(
    known: np.ndarray, points: np.ndarray, wanted: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A logistic regression; the weights of `points` are held near zero."""
    count = known.shape[1]

    def surprise(both: np.ndarray) -> tuple[float, np.ndarray]:
        weights, belief = both[:count], both[count:]
        shares = share(known @ weights + points @ belief) / 100
        logs = wanted * np.log(shares + 1e-9) + (1 - wanted) * np.log(1 - shares + 1e-9)
        off = weight * (shares - wanted)
        loss = -(weight * logs).sum() + BELIEF_HELD / 2 * (belief**2).sum()
        return loss, np.concatenate([known.T @ off, points.T @ off + BELIEF_HELD * belief])

    start = np.zeros(count + points.shape[1])
    fitted = minimize(surprise, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return fitted[:count], fitted[count:]


def share(sums: np.ndarray) -> np.ndarray:
    """In percent."""
    return 100 / (1 + np.exp(-sums))


def fit_ranking(questions: list[Question]) -> np.ndarray:
    """The weights under which the right article is the least surprising of the candidates."""
    usable = [question for question in questions if question.right.any()]

    def surprise(weights: np.ndarray) -> float:
        total = 0.0
        for question in usable:
            scores = question.found[:, : len(FEATURES)] @ weights
            scores -= scores.max()
            shares = np.exp(scores)
            total -= np.log(shares[question.right].sum() / shares.sum())
        return total / len(usable) + HELD * (weights**2).mean()

    return minimize(surprise, np.full(len(FEATURES), 5.0), method="Nelder-Mead", options={"maxiter": 400}).x


def report(questions: list[Question], weights: np.ndarray) -> None:
    """Recall by kind."""
    ranks = collections.defaultdict(list)
    for question in questions:
        if question.kind in UNANSWERED:
            continue
        scores = question.found[:, : len(FEATURES)] @ weights
        best = scores[question.right].max() if question.right.any() else -np.inf
        for kind in (question.kind, "all"):
            ranks[kind].append((scores > best).sum())
    for kind, found in sorted(ranks.items()):
        print(f"{kind:<12}", " ".join(f"{100 * (np.array(found) < first).mean():5.1f}" for first in (1, 3, 10)))


if __name__ == "__main__":
    sys.exit(main())
