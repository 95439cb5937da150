"""Trains the encoder and writes what ships. One command, run again whenever the pairs have grown:

    python3 -m venv .venv && .venv/bin/pip install -r model/train/encoder/requirements.txt
    .venv/bin/python model/train/encoder/train.py --cache ~/.cache/dukou/teacher.sqlite --out model/weights

Writes `encoder.bin`, `encoder-sources.txt` and `encoder-golden.json`. One core: minutes, and the better part of an hour the
first time, when the teacher has to be asked about every text and every gram.

`--held-out` leaves out a part of the topics, reports on them and writes nothing: settings are chosen by
that. `--raw FOLDER` adds openly licensed utterances for the teacher to judge (see `RAW`).
"""

import argparse
import collections
import hashlib
import importlib.util
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from scipy import sparse  # noqa: E402

import data  # noqa: E402
import network  # noqa: E402
import pack  # noqa: E402
from grams import grams  # noqa: E402
from teacher import Teacher  # noqa: E402

#: How many grams have a vector, and how many numbers it has: with four bits a number, under 2 MB.
KNOWN, WIDTH = 28_000, 128
#: Utterances of CrossWOZ and KdConv, both Apache-2.0; so many of them are put to the teacher.
RAW, RAW_ASKED = ("crosswoz_valtest.txt", "kdconv_devtest.txt"), 12_000
#: A word of jieba's dictionary must be counted this often.
COMMON = 200
#: Questions of one step, and about as many texts whose likenesses are compared with the teacher's.
BATCH = 512
#: Such texts are families of those that the teacher finds nearest to one another: of texts that have nothing
#: to do with one another the teacher has little to say. So many families are known, each of so many texts.
FAMILIES, FAMILY = 12_000, 16
STEPS, WARMING = 1600, 50
RATE = 0.003
#: The chance that a gram of a text is lost: a table of so many numbers learns questions by heart otherwise.
LOST = 0.45
#: The scale of the softmax over directions, the student's and the teacher's.
SCALE, TEACHER_SCALE = 16.0, 18.0
#: How much counts beside finding the title: the passage, another question of the topic, the teacher.
PASSAGE, MATE, TEACHER = 0.5, 0.3, 0.8
#: How much counts that what a shop answers is nearer to its title than to any other of the shop and to any gap; that
#: what no article says anything of is nearer to a gap, and likewise what is near to some but not said by any.
ANSWERED, ABSENT, SILENT = 1.0, 0.7, 1.5
#: Questions of the two last kinds in one step, and the chance that a gram of them is lost.
OPEN, OPEN_LOST = (160, 128), 0.3
#: The share of topics held out.
HELD = 0.15


def main() -> None:
    """Trains, reports or writes."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="where the teacher's vectors are kept")
    arguments.add_argument("--out", type=Path, help="folder for encoder.bin and what belongs to it")
    arguments.add_argument("--raw", type=Path, help="folder of more utterances")
    arguments.add_argument("--held-out", action="store_true", help="report on topics left out; write nothing")
    options = arguments.parse_args()
    clock = time.monotonic()

    topics = data.taught()
    held = data.held_out(topics, HELD, seed=5) if options.held_out else set()
    learnt = [topic for at, topic in enumerate(topics) if at not in held] + data.shop_topics()
    left = [topic for at, topic in enumerate(topics) if at in held]
    corpus = data.corpus_texts()
    raw = data.raw_texts(options.raw, RAW) if options.raw else []
    counts = gram_counts(learnt, corpus, raw)
    known = sorted(counts, key=lambda gram: (-counts[gram], gram))[:KNOWN]
    print(f"{len(learnt)} topics, {sum(len(topic.questions) for topic in learnt)} questions; {len(known)} grams of "
          f"{len(counts)}, seen {counts[known[-1]]:.1f} times or more")

    teacher = Teacher(options.cache)
    texts = [text for topic in learnt for text in (topic.title, topic.passage, *topic.questions)]
    texts = list(dict.fromkeys(texts + corpus + spread(raw, RAW_ASKED)))
    table = beginning(teacher.embed(known), np.array([counts[gram] for gram in known]))
    said = teacher.embed(texts)
    print(f"the teacher has judged {len(known)} grams and {len(texts)} texts; {time.monotonic() - clock:.0f} s")

    opened = data.shop_gaps()
    lesson = Lesson(learnt, opened, known, texts, said, table)
    for step in range(STEPS):
        losses = lesson.step(table, step)
        if step % 100 == 99:
            shown = ", ".join(f"{name} {loss:.2f}" for name, loss in losses.items())
            print(f"step {step + 1}: {shown}; {time.monotonic() - clock:.0f} s", flush=True)
            if left:
                print(f"held out: {figures(table, known, left, learnt)}", flush=True)
    if options.out:
        write(options.out, known, table, lesson.gaps)
        print(f"written; {time.monotonic() - clock:.0f} s")


def gram_counts(topics: list[data.Topic], corpus: list[str], raw: list[str]) -> collections.Counter:
    """How much each gram is worth knowing: in how many texts it stands, ours before others'."""
    counts: collections.Counter = collections.Counter()

    def add(texts: list[str], weight: float) -> None:
        for text in texts:
            for gram in set(grams(text)):
                counts[gram] += weight

    for topic in topics:
        add([topic.title, topic.passage, *topic.questions], 2)
    add(corpus, 1)
    add(raw, 0.5)
    dictionary = Path(importlib.util.find_spec("jieba").origin).with_name("dict.txt")
    words = data.words(dictionary, COMMON)
    add(words, 0.5)
    for word in words:
        if len(word) <= 3:
            counts[word] += 1
    return counts


def spread(texts: list[str], count: int) -> list[str]:
    """So many of the texts, evenly over all."""
    return texts[:: max(1, len(texts) // count)][:count]


def beginning(said: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The table before training: what the teacher says of each gram alone, in fewer numbers; the more
    frequent a gram, the less it says."""
    said = said - said.mean(0)
    _, _, axes = np.linalg.svd(said, full_matrices=False)
    table = said @ axes[:WIDTH].T
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    share = counts / counts.sum()
    rarity = np.sqrt(0.001 / (0.001 + 10 * share))
    return np.ascontiguousarray(0.3 * table * rarity[:, None], np.float32)


class Lesson:
    """Everything a step needs, laid out as sparse matrices."""

    def __init__(
        self,
        topics: list[data.Topic],
        opened: list[data.Open],
        known: list[str],
        texts: list[str],
        said: np.ndarray,
        table: np.ndarray,
    ) -> None:
        vocabulary = {gram: at for at, gram in enumerate(known)}
        bags = lambda some: network.Bags(some, vocabulary, grams)  # noqa: E731
        self._draw = np.random.default_rng(1)
        self._titles = bags([topic.title for topic in topics])
        self._passages = bags([topic.passage for topic in topics])
        asked = [(question, at, topic.weight) for at, topic in enumerate(topics) for question in topic.questions]
        asked += [(topic.title, at, 0.7) for at, topic in enumerate(topics)]
        self._asked = bags([question for question, _, _ in asked])
        self._topic = np.array([topic for _, topic, _ in asked])
        weights = np.array([weight for *_, weight in asked])
        self._chance = weights / weights.sum()
        self._questions = [np.flatnonzero(self._topic == at) for at in range(len(topics))]
        self._barred = barred(topics)
        self._shop = np.array([topic.shop for topic in topics])
        self._opened = bags([it.question for it in opened])
        self._open_shop = np.array([it.shop for it in opened])
        is_absent = np.array([it.is_absent for it in opened])
        self._absent, self._silent = np.flatnonzero(is_absent), np.flatnonzero(~is_absent)
        first = np.random.default_rng(5).choice(self._absent, pack.GAPS, replace=False)
        #: Where questions point that shops leave open; lengths say nothing.
        self.gaps = network.unit(self._opened.take(first) @ table)[0].astype(np.float32)
        self._by_gaps = network.Adam(self.gaps, RATE)
        self._texts = bags(texts)
        said = said - said.mean(0)
        self._said = said / np.linalg.norm(said, axis=1, keepdims=True)
        self._families = families(self._said)
        self._adam: network.Adam | None = None

    def step(self, table: np.ndarray, number: int) -> dict[str, float]:
        """One step of training on `table`, in place; the losses by name."""
        self._adam = self._adam or network.Adam(table, RATE)
        draw, everything = self._draw, np.arange(len(self._questions))
        rows = draw.choice(len(self._topic), BATCH, p=self._chance)
        topic = self._topic[rows]
        near, place = np.unique(topic, return_inverse=True)
        mates = np.array([draw.choice(self._questions[at]) for at in topic])
        alike = (topic[:, None] == topic[None, :]) | self._barred[topic][:, topic]
        np.fill_diagonal(alike, False)

        asked = Side(self._asked.take(rows, draw, LOST), table)
        titles = Side(self._titles.take(everything, draw, LOST / 2), table)
        passages = Side(self._passages.take(near, draw, LOST), table)
        mate = Side(self._asked.take(mates, draw, LOST), table)
        losses = {
            "title": network.contrast(asked, titles, topic, self._barred[topic], SCALE, 1.0),
            "passage": network.contrast(asked, passages, place, self._barred[topic][:, near], SCALE, PASSAGE),
            "question": network.contrast(asked, mate, np.arange(BATCH), alike, SCALE, MATE),
        }
        gaps = Side(sparse.identity(pack.GAPS, np.float32, "csr"), self.gaps)
        absent = draw.choice(self._absent, OPEN[0], replace=False)
        silent = draw.choice(self._silent, OPEN[1], replace=False)
        left = np.concatenate([absent, silent])
        opened = Side(self._opened.take(left, draw, OPEN_LOST), table)
        in_shops = np.flatnonzero(self._shop[topic] >= 0)
        both = network.Parts((asked, in_shops), (opened, np.arange(len(left))))
        of = np.concatenate([self._shop[topic[in_shops]], self._open_shop[left]])
        wanted = np.concatenate([topic[in_shops], np.full(len(left), -1)])
        counts = np.concatenate([np.full(len(in_shops), ANSWERED / max(1, len(in_shops))),
                                 np.full(OPEN[0], ABSENT / OPEN[0]), np.full(OPEN[1], SILENT / OPEN[1])])
        losses["gaps"] = network.allot(both, titles, gaps, wanted, of[:, None] != self._shop, SCALE, counts)
        both.hand_back()
        chosen = np.unique(self._families[draw.choice(len(self._families), BATCH // FAMILY, replace=False)])
        judged = Side(self._texts.take(chosen, draw, LOST / 2), table)
        losses["teacher"] = network.imitate(judged, self._said[chosen], TEACHER_SCALE, SCALE, TEACHER)
        gradient = sum(side.gradient_by_table() for side in (asked, titles, passages, mate, opened, judged))
        share = min(1.0, number / WARMING) * (0.02 + 0.49 * (1 + np.cos(np.pi * number / STEPS)))
        self._adam.step(np.asarray(gradient, np.float32), share)
        self._by_gaps.step(np.asarray(gaps.gradient_by_table(), np.float32), share)
        return losses


def families(said: np.ndarray) -> np.ndarray:
    """For some texts, those that the teacher finds nearest, the text itself among them; a row a family."""
    chosen = np.random.default_rng(7).choice(len(said), min(FAMILIES, len(said)), replace=False)
    chunks = np.array_split(chosen, max(1, len(chosen) // 500))
    return np.concatenate([np.argpartition(-(said[chunk] @ said.T), FAMILY, axis=1)[:, :FAMILY] for chunk in chunks])


Side = network.Side


def barred(topics: list[data.Topic]) -> np.ndarray:
    """For each pair of topics, whether they mean so nearly the same that neither is wrong for the other."""
    groups = data.alike()
    member = np.array([[topic.name in group for group in groups] for topic in topics], np.float32)
    found = member @ member.T > 0
    np.fill_diagonal(found, False)
    return found


def figures(table: np.ndarray, known: list[str], left: list[data.Topic], learnt: list[data.Topic]) -> str:
    """Recall at 1, 3 and 10 of the held-out topics among 260, questions without their topic left out."""
    vocabulary = {gram: at for at, gram in enumerate(known)}
    direction = lambda texts: network.unit(network.Bags(texts, vocabulary, grams).counts @ table)[0]  # noqa: E731
    shelf = left + learnt[:: max(1, len(learnt) // max(1, 260 - len(left)))]
    asked = [(question, at) for at, topic in enumerate(left) if topic.weight == 1 for question in topic.questions]
    articles = direction([topic.title for topic in shelf]) + 0.7 * direction([topic.passage for topic in shelf])
    near = direction([question for question, _ in asked]) @ articles.T
    right = near[np.arange(len(asked)), [at for _, at in asked]]
    rank = (near > right[:, None]).sum(1)
    return " / ".join(f"{100 * (rank < first).mean():.1f}" for first in (1, 3, 10)) + f" of {len(asked)}"


def write(out: Path, known: list[str], table: np.ndarray, gaps: np.ndarray) -> None:
    """The packed table, what it was made from, and what it says of a few texts."""
    out.mkdir(parents=True, exist_ok=True)
    packed = pack.packed(known, table, network.unit(gaps)[0])
    (out / "encoder.bin").write_bytes(packed)
    (out / "encoder-sources.txt").write_text(f"{data.sources()}\n", encoding="ascii")
    vocabulary = {gram: at for at, gram in enumerate(known)}
    numbers, scales = pack.quantised(table)
    whole = numbers.astype(np.float64) * scales[:, None]
    texts = json.loads((data.HERE / "golden.json").read_text(encoding="utf-8"))
    found = network.unit(network.Bags(texts, vocabulary, grams).counts @ whole)[0]
    lines = [
        json.dumps({"text": text, "direction": [round(float(x), 4) for x in row]}, ensure_ascii=False)
        for text, row in zip(texts, found, strict=True)
    ]
    (out / "encoder-golden.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(packed)} bytes, SHA-256 {hashlib.sha256(packed).hexdigest()[:16]}")


if __name__ == "__main__":
    sys.exit(main())
