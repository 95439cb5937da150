"""Fits how search weighs its evidence, and how sure it is, to the tuning half of the two shops.

    cargo test -p shared --test search_two_shops print_rows -- --ignored --nocapture \\
        | .venv/bin/python model/train/encoder/fit.py model/weights/encoder.bin

Prints the constants of `shared/src/search/rank.rs` and `answer.rs`, and what they reach on the half that
they are fitted to; writes the belief into the encoder's file. To be run once after each training, and
again after `rank.rs` has changed.
"""

import collections
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
BELIEF_HELD = 1.0
#: The bound of `answer.rs` below which a choice is offered at best (`PLAUSIBLE`), in percent.
PLAUSIBLE = 85


def main() -> None:
    """Reads rows, fits ranking, then confidence on what that ranks first."""
    file = Path(sys.argv[1])
    questions, asked = read(sys.stdin)
    weights = fit_ranking([lists for lists in questions if lists.kind != "unanswerable"])
    print("ranking:", {name: round(float(w), 3) for name, w in zip(FEATURES, weights / weights[0], strict=True)})
    report(questions, weights)
    directions = embedded(file, asked)
    belief = fit_confidence(questions, directions)
    file.write_bytes(pack.believing(file.read_bytes(), belief))


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
            score, strength, substance, likeness, nearness = map(float, evidence)
            row = [strength, likeness, nearness, substance, score]
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


def evidence(question: Question, shown: int) -> list[float]:
    """What `Evidence::confidence` sees, in its order: substance, strength, margin, nearness."""
    strength, _, nearness, substance, score = question.found[0]
    behind = question.found[shown][4] if len(question.found) > shown else 0.0
    margin = 1 - behind / score
    return [np.log(substance + 0.1), np.log(strength + 0.05), np.log(margin + 0.1), nearness]


def fit_confidence(questions: list[Question], directions: dict[int, np.ndarray]) -> np.ndarray:
    """Fits how likely the first article is right, and how likely any is; prints the constants and what
    bounds reach, and gives the belief."""
    usable = [question for question in questions if question.kind != "pinyin"]
    known = np.array([[1, *evidence(question, 1)] for question in usable])
    points = np.array([directions[question.number] for question in usable])
    right = np.array([float(question.right[0]) for question in usable])
    answerable = np.array([float(question.kind != "unanswerable") for question in usable])
    # A question that is asked of two shops counts half as much in each.
    times = collections.Counter(question.number for question in usable)
    weight = np.array([1 / times[question.number] for question in usable])
    sure, _ = logistic(known, np.zeros((len(known), 0)), right, weight)
    possible, belief = logistic(known, points, answerable, weight)
    names = ("base", "substance", "strength", "margin", "nearness")
    for name, weights in (("RIGHT", sure), ("ANSWERABLE", possible)):
        print(name, dict(zip(names, weights.round(2).tolist(), strict=True)))
    sure_shares = share(known @ sure)
    shares = share(known @ possible + points @ belief)
    for bound in range(20, 91, 5):
        kept = (shares[answerable == 1] >= bound).mean()
        refused = (shares[answerable == 0] < bound).mean()
        given = (sure_shares >= bound) & (shares >= PLAUSIBLE)
        precise = (right * weight)[given].sum() / max(1e-9, weight[given].sum())
        print(f"{bound} %: ANSWERABLE keeps {100 * kept:.1f} %, refuses {100 * refused:.1f} %; RIGHT answers "
              f"{100 * given[answerable == 1].mean():.1f} %, {100 * precise:.1f} % of it right")
    return belief


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
        if question.kind == "unanswerable":
            continue
        scores = question.found[:, : len(FEATURES)] @ weights
        best = scores[question.right].max() if question.right.any() else -np.inf
        for kind in (question.kind, "all"):
            ranks[kind].append((scores > best).sum())
    for kind, found in sorted(ranks.items()):
        print(f"{kind:<12}", " ".join(f"{100 * (np.array(found) < first).mean():5.1f}" for first in (1, 3, 10)))


if __name__ == "__main__":
    sys.exit(main())
