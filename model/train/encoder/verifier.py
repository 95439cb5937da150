"""Trains the verifier: whether an article answers a question, or only speaks of the same.

    .venv/bin/python model/train/encoder/verifier.py --out model/weights

To be run after `train.py` and before `fit.py`. Adds the verifier to `encoder.bin`, and writes
`verifier-sources.txt` and `verifier-golden.json`. One core: minutes.
"""

import argparse
import collections
import dataclasses
import hashlib
import json
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import alignment
import data
import judge
import pack
from alignment import Article, Pairs, Table, Text

#: Begins an encoder's file that has a verifier.
MAGIC = b"DKENC005"
#: The code that makes the verifier, beside what makes the table.
CODE = ("alignment.py", "judge.py", "verifier.py")
#: Passes over all pairs, pairs of a step, the rate of Adam and steps until it is reached, and the pull to zero.
PASSES, BATCH, RATE, WARMING, DECAY = 5, 128, 2e-3, 100, 2e-5
#: The share of a question's grams lost for a step.
LOST = 0.2
#: Articles that a question may be laid beside though they do not answer it, of which each pass takes one.
WRONG = 5
#: How much pairs count: a question beside what answers it; one from which the table has learnt that already; a
#: near question beside the article that is silent; any beside another article, asked of what has an answer, of
#: what has none, of what its shop says nothing of, and of what shops seldom answer.
RIGHT, TAUGHT, SILENT, ANOTHER, ANOTHER_SILENT, ABSENT, BEYOND = 1.0, 0.5, 1.0, 0.5, 0.7, 2.5, 0.5
#: Articles beside which a question is laid of which its shop says nothing: as many as search asks the verifier of.
ABSENT_BESIDE = 3
#: The share of topics held out, and the shops.
HELD, HELD_SHOPS = 0.15, 2


def main() -> None:
    """Trains, reports or writes."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--encoder", type=Path, default=Path("model/weights/encoder.bin"))
    arguments.add_argument("--out", type=Path, help="folder of encoder.bin")
    arguments.add_argument("--held-out", action="store_true", help="report on topics left out; write nothing")
    options = arguments.parse_args()
    clock = time.monotonic()
    table = Table(options.out / "encoder.bin" if options.out else options.encoder)
    shelf = Shelf(table)
    groups = [shelf.topics, *shelf.shops]
    trials = []
    if options.held_out:
        held = data.held_out(data.topics(), HELD, seed=5)
        subjects = shelf.topics.subjects
        groups[0] = Group([subject for at, subject in enumerate(subjects) if at not in held], [])
        trials.append(Trial(table, Group([subjects[at] for at in sorted(held)], [])))
        for _ in range(HELD_SHOPS):
            trials.append(Trial(table, groups.pop()))
    lesson = Lesson(table, groups, shelf.beyond)
    print(f"{len(lesson.wanted)} pairs; {time.monotonic() - clock:.0f} s", flush=True)
    weights = judge.beginning(seed=3)
    for number in range(PASSES):
        loss = lesson.go_through(weights, number)
        print(f"pass {number + 1}: loss {loss:.4f}; {time.monotonic() - clock:.0f} s", flush=True)
        for trial in trials:
            print(f"left out: {trial.figures(weights)}", flush=True)
    if options.out:
        write(options.out, table, weights)


@dataclasses.dataclass(frozen=True, eq=False)
class Subject:
    """A topic as an article, what it answers and what it is silent about."""

    article: Article
    #: Questions that it answers and that the table has seen; others, as unlike the article's words as could be found.
    taught: list[Text]
    unlike: list[Text]
    silent: list[Text]
    #: Names of topics, its own among them, that are never wrong for its questions.
    alike: set[str]
    name: str


@dataclasses.dataclass(frozen=True, eq=False)
class Group:
    """Subjects that stand beside one another, and questions of which none of them says anything."""

    subjects: list[Subject]
    absent: list[Text]


class Shelf:
    """All topics, all shops, and what shops seldom answer."""

    def __init__(self, table: Table) -> None:
        near = data.near()
        alike = collections.defaultdict(set)
        for group in data.alike():
            for name in group:
                alike[name] |= group
        asked = lambda texts: [it for it in (alignment.question(table, text) for text in texts) if len(it.rows)]  # noqa: E731
        subjects = []
        for topic in data.topics():
            silent, unlike = near[topic.name]
            article = alignment.article(table, topic.title, topic.passage)
            others = alike[topic.name] | {topic.name}
            subjects.append(Subject(article, asked(topic.questions), asked(unlike), asked(silent), others, topic.name))
        self.topics = Group(subjects, [])
        self.shops = []
        absent = data.absent()
        for place, shop in enumerate(data.shops()):
            subjects = []
            for it in shop:
                article = alignment.article(table, it.title, it.passage)
                questions = map(asked, (it.plain, it.answered, it.silent))
                subjects.append(Subject(article, *questions, {it.title}, it.title))
            self.shops.append(Group(subjects, asked(absent.get(place, []))))
        self.beyond = asked(beyond())


class Lesson:
    """The pairs that the verifier learns from."""

    def __init__(self, table: Table, groups: list[Group], seldom: list[Text]) -> None:
        """From groups of subjects, each beside the others of its group, the first of topics."""
        self._table = table
        self._draw = np.random.default_rng(1)
        pairs: list[tuple[Text, Article]] = []
        wanted, weight, choice = [], [], []

        def add(asked: Text, article: Article, is_answer: bool, counts: float, of: int = -1) -> None:
            pairs.append((asked, article))
            wanted.append(float(is_answer))
            weight.append(counts)
            choice.append(of)

        for group in groups:
            wrong = nearest_of(group.subjects)
            for subject in group.subjects:
                answered = [(asked, TAUGHT) for asked in subject.taught]
                answered += [(asked, RIGHT) for asked in subject.unlike]
                for asked, counts in answered:
                    add(asked, subject.article, True, counts)
                    of = len(pairs)
                    for article in wrong(asked, WRONG, subject.alike):
                        add(asked, article, False, ANOTHER, of)
                for asked in subject.silent:
                    add(asked, subject.article, False, SILENT)
                    add(asked, wrong(asked, 1, subject.alike)[0], False, ANOTHER_SILENT)
            for asked in group.absent:
                for article in wrong(asked, ABSENT_BESIDE, set()):
                    add(asked, article, False, ABSENT)
        wrong = nearest_of(groups[0].subjects)
        for asked in seldom:
            for article in wrong(asked, 2, set()):
                add(asked, article, False, BEYOND)
        self._pairs = alignment.aligned(self._table, pairs)
        self.wanted, self._weight = np.array(wanted, np.float32), np.array(weight, np.float32)
        choice = np.array(choice)
        self._always = np.flatnonzero(choice < 0)
        self._choices = [np.flatnonzero(choice == of) for of in np.unique(choice[choice >= 0])]
        self._mean: judge.Weights | None = None

    def go_through(self, weights: judge.Weights, number: int) -> float:
        """One pass over the pairs, with one of each question's wrong articles; the mean loss."""
        chosen = [self._draw.choice(choices) for choices in self._choices]
        order = np.concatenate([self._always, np.array(chosen)])
        self._draw.shuffle(order)
        batches = np.array_split(order, len(order) // BATCH)
        losses = []
        for at, batch in enumerate(batches):
            done = number * len(batches) + at
            rate = RATE * min(1, (done + 1) / WARMING) * (1 - done / (PASSES * len(batches))) + 1e-5
            losses.append(self._step(weights, batch, rate, done + 1))
        return float(np.mean(losses))

    def _step(self, weights: judge.Weights, batch: np.ndarray, rate: float, number: int) -> float:
        """One step of Adam on the weights, in place; the loss."""
        judgement = judge.Judgement(weights, self._table, self._pairs.take(batch, self._draw, LOST))
        wanted, weight = self.wanted[batch], self._weight[batch] / self._weight[batch].sum()
        scores = judgement.scores
        loss = (weight * (np.logaddexp(0, scores) - wanted * scores)).sum()
        gradient = judgement.gradient(weight * (1 / (1 + np.exp(-scores)) - wanted))
        if self._mean is None:
            self._mean = {name: np.zeros_like(weight) for name, weight in weights.items()}
            self._square = {name: np.zeros_like(weight) for name, weight in weights.items()}
        for name, slope in gradient.items():
            slope = slope + DECAY * weights[name]
            self._mean[name] += 0.1 * (slope - self._mean[name])
            self._square[name] += 0.001 * (slope * slope - self._square[name])
            mean = self._mean[name] / (1 - 0.9**number)
            weights[name] -= rate * mean / (np.sqrt(self._square[name] / (1 - 0.999**number)) + 1e-8)
        return float(loss)


class Trial:
    """Questions of topics left out beside their own article; and beside the first three, those answered in other
    words and those of which nothing is said."""

    def __init__(self, table: Table, group: Group) -> None:
        self._table = table

        def beside(questions: str) -> Pairs:
            pairs = [(asked, subject.article) for subject in group.subjects for asked in getattr(subject, questions)]
            return alignment.aligned(table, pairs)

        def beside_first(questions: list[Text]) -> Pairs:
            first = nearest_of(group.subjects)
            pairs = [(asked, article) for asked in questions for article in first(asked, ABSENT_BESIDE, set())]
            return alignment.aligned(table, pairs)

        self._answered = {kind: beside(kind) for kind in ("taught", "unlike")}
        self._silent = beside("silent")
        self._absent = beside_first(group.absent) if group.absent else None
        self._shown = beside_first([asked for subject in group.subjects for asked in subject.unlike])

    def figures(self, weights: judge.Weights) -> str:
        """How often what is answered is judged above what is not, by the verifier and by nearness; and how much of
        what is not is judged below all but a twentieth of what is, in other words."""
        shipped = judge.as_shipped(weights)
        score = lambda pairs: judge.scores(shipped, self._table, pairs)  # noqa: E731
        found = []
        for kind, answered in self._answered.items():
            ours = above(score(answered), score(self._silent))
            nearness = above(nearest(answered), nearest(self._silent))
            found.append(f"{kind} {100 * ours:.1f} % (by nearness {100 * nearness:.1f} %)")
        bound = np.quantile(score(self._answered["unlike"]), 0.05)
        found.append(f"refused {100 * (score(self._silent) < bound).mean():.1f} %")
        if self._absent is not None:
            mean = lambda pairs: score(pairs).reshape(-1, ABSENT_BESIDE).mean(1)  # noqa: E731
            refused = (mean(self._absent) < np.quantile(mean(self._shown), 0.05)).mean()
            found.append(f"of what is absent {100 * refused:.1f} %")
        return ", ".join(found)


def nearest_of(group: list[Subject]) -> Callable[[Text, int, set[str]], list[Article]]:
    """Finds the articles of a group that lie nearest to a question, without some names."""
    directions = np.array([subject.article.direction for subject in group])

    def found(asked: Text, count: int, barred: set[str]) -> list[Article]:
        order = np.argsort(-(directions @ asked.direction), kind="stable")[: count + len(barred)]
        return [group[at].article for at in order if group[at].name not in barred][:count]

    return found


def nearest(pairs: Pairs) -> np.ndarray:
    """How near the articles are, about as search weighs it."""
    return pairs.nearness @ np.array([1, alignment.BODY], np.float32)


def above(left: np.ndarray, right: np.ndarray) -> float:
    """The share of pairs in which the left one is greater."""
    order = np.sort(right)
    places = np.searchsorted(order, left, "left") + np.searchsorted(order, left, "right")
    return float(places.mean() / 2 / len(right))


def beyond() -> list[str]:
    """What shops seldom answer."""
    lines = (data.PAIRS / "beyond.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def sources() -> str:
    """SHA-256 of near questions and of the code that learns from them, as `model/tests/fresh.rs` takes it."""
    files = [data.NEAR, data.ABSENT, data.PAIRS / "beyond.txt", *data.shop_files(), *(data.HERE / name for name in CODE)]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        content = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()


def write(out: Path, table: Table, weights: judge.Weights) -> None:
    """The verifier behind the table, what it was made from, and what it says of a few pairs."""
    file = out / "encoder.bin"
    whole = file.read_bytes()
    content = MAGIC + whole[len(MAGIC) : pack.end_of_table(whole)] + judge.packed(weights, table)
    file.write_bytes(content + struct.pack("<Q", pack.checksum(content)))
    (out / "verifier-sources.txt").write_text(f"{sources()}\n", encoding="ascii")
    shipped = judge.as_shipped(weights)
    lines = []
    for text, title, body in GOLDEN:
        asked, article = alignment.question(table, text), alignment.article(table, title, body)
        pairs = alignment.aligned(table, [(asked, article)])
        score = round(float(judge.scores(shipped, table, pairs)[0]), 3)
        case = {"question": text, "title": title, "body": body, "score": score}
        lines.append(json.dumps(case, ensure_ascii=False))
    golden = "[\n" + ",\n".join(lines) + "\n]\n"
    (out / "verifier-golden.json").write_text(golden, encoding="utf-8")
    print(f"{len(content) + 8} bytes")


_REFUND = ("退款多久到账？", "审核通过后 1–3 个工作日原路退回，信用卡可能要 7 天。")
_WARRANTY = ("扫地机器人 WX-3000B 保修多久？", "整机保修一年，电池半年；人为损坏不在保修范围内，请凭发票到售后网点。")
#: Questions, titles and bodies that Rust and Python must judge alike.
GOLDEN = [
    *((text, *_REFUND) for text in ("退款多久到账", "钱啥时候回来", "退款能退到别人卡里吗", "發票抬頭寫錯了", "a", "123元包邮吗")),
    *((text, *_WARRANTY) for text in ("WX-3000B 保修几年", "电池坏了管不管", "能上门修吗", "我我我我", "ＷＸ－３０００Ｂ 报 E4")),
    ("客服在吗，我上周买的扫地机器人到现在还没发货，说好的48小时呢" * 4, *_WARRANTY),
    ("电池保修多久", _WARRANTY[0], _WARRANTY[1] + "这里是一些与问题毫不相干的说明文字，用来把文章拉长。" * 40),
    ("怎么开发票", "发票", ""),
]


if __name__ == "__main__":
    sys.exit(main())
