"""Measures a packed weight file; the figures of CARD.md come from here.

    python model/train/evaluate.py                          # the held-out test split
    python model/train/evaluate.py --confusions             # and what was taken for what
    python model/train/evaluate.py --parts                  # and each file of it on its own
    python model/train/evaluate.py --variants               # and in other scripts, with slips
    python model/train/evaluate.py --real jddc_uss_train.tsv # real turns, by our labels in real_labels.tsv

Runs the packed weights in numpy; the Rust tests hold that the shipped reader gives the same logits.
"""

import argparse
import collections
import csv
import random
from pathlib import Path

import numpy as np

import augment
import corpus
import pack
import reading
from corpus import EMOTIONS, INTENTS, Row

LABELS = corpus.HERE / "real_labels.tsv"


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--weights", type=Path, default=corpus.ROOT / "model/weights/reader.bin")
    arguments.add_argument("--rows", type=Path, nargs="*", help="files as in the corpus; the test split if left out")
    arguments.add_argument("--real", type=Path, help="real turns, a column `text`; not part of this project")
    arguments.add_argument("--confusions", action="store_true")
    arguments.add_argument("--parts", action="store_true")
    arguments.add_argument("--variants", action="store_true")
    options = arguments.parse_args()
    weights, vocabulary = pack.unpacked(options.weights.read_bytes())
    rows = real(options.real) if options.real else corpus.read(options.rows or corpus.test_files())
    outputs = np.array([reading.logits(weights, vocabulary, row.text) for row in rows])
    report(outputs, rows)
    if options.confusions:
        confusions(outputs, rows)
    if options.variants:
        variants(weights, vocabulary, rows)
    if options.parts:
        for path in sorted(options.rows or corpus.test_files()):
            part = corpus.read([path])
            print(f"\n{path.name}: ", end="")
            report(np.array([reading.logits(weights, vocabulary, row.text) for row in part]), part)


def report(outputs: np.ndarray, rows: list[Row]) -> None:
    """All figures of the card."""
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)
    truth = np.array([row.intents[0] for row in rows])
    guess = outputs[:, :i].argmax(1)
    either = np.array([g in row.intents for g, row in zip(guess, rows, strict=True)])
    second = np.argsort(-outputs[:, :i], axis=1)[:, :2]
    among = np.array([bool(set(row.intents) & set(pair)) for row, pair in zip(rows, second, strict=True)])
    print(f"{len(rows)} rows, {len({row.author for row in rows})} authors")
    print(f"intent: {either.mean():.1%} (one of the row's labels), {(guess == truth).mean():.1%} (its first), "
          f"{among.mean():.1%} among the two likeliest; macro-F1 {macro_f1(guess, truth, len(INTENTS)):.1%}")
    emotion = np.array([row.emotion for row in rows])
    felt = outputs[:, i:e].argmax(1)
    print(f"emotion: {(felt == emotion).mean():.1%}; macro-F1 {macro_f1(felt, emotion, len(EMOTIONS)):.1%}")
    anger = np.array([row.anger for row in rows])
    read = 100 / (1 + np.exp(-outputs[:, e]))
    print(f"anger: off by {np.abs(read - anger).mean():.1f} on average, correlation {np.corrcoef(read, anger)[0, 1]:.2f}; "
          f"area under the curve {area(read, anger >= 50):.3f} (>= 50), {area(read, anger >= 80):.3f} (>= 80)")
    for bound in (40, 60, 80):
        hit, said, true = ((read >= bound) & (anger >= bound)).sum(), (read >= bound).sum(), (anger >= bound).sum()
        print(f"anger >= {bound}: precision {hit / max(1, said):.1%} ({hit} of {said}), recall {hit / max(1, true):.1%} ({hit} of {true})")
    print(f"calibration: expected error {calibration(outputs[:, :i], either):.1%} (intent), "
          f"{calibration(outputs[:, i:e], felt == emotion):.1%} (emotion)")
    share = softmax(outputs[:, :i]).max(1)
    for bound in (0.5, 0.7, 0.9):
        sure = share >= bound
        print(f"intent with confidence >= {bound:.0%}: {sure.mean():.1%} of the rows, {either[sure].mean():.1%} right")


def confusions(outputs: np.ndarray, rows: list[Row]) -> None:
    """Each intent's recall, and the most frequent mistakes."""
    taken, seen, right = collections.Counter(), collections.Counter(), collections.Counter()
    for row, line in zip(rows, outputs, strict=True):
        guess = int(line[: len(INTENTS)].argmax())
        seen[row.intents[0]] += 1
        if guess in row.intents:
            right[row.intents[0]] += 1
        else:
            taken[INTENTS[row.intents[0]], INTENTS[guess]] += 1
    for index, name in enumerate(INTENTS):
        print(f"{name:13} {right[index]:4} of {seen[index]}")
    for (truth, guess), count in taken.most_common(15):
        print(f"{count:4}  {truth} taken for {guess}")


def variants(weights: pack.Weights, vocabulary: dict[int, int], rows: list[Row]) -> None:
    """How many intents are still read rightly when the same is typed otherwise."""
    import opencc

    draw = random.Random(5)
    traditional = opencc.OpenCC("s2t")
    ways = {
        "as typed": lambda text: text,
        "in traditional script": traditional.convert,
        "in pinyin": lambda text: augment.spelled(text, draw),
        "with a slip": lambda text: augment.slipped(text, draw),
    }
    for name, way in ways.items():
        guesses = [int(reading.logits(weights, vocabulary, way(row.text))[: len(INTENTS)].argmax()) for row in rows]
        right = np.mean([guess in row.intents for guess, row in zip(guesses, rows, strict=True)])
        print(f"intent {name}: {right:.1%}")


def real(path: Path) -> list[Row]:
    """Real turns under the labels that we gave them, which are kept by number and without a text."""
    with path.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return [
            Row(
                text=texts[int(row["n"])],
                intents=tuple(INTENTS.index(label) for label in row["intent"].split("|")),
                emotion=EMOTIONS.index(row["emotion"]),
                anger=int(row["anger"]),
                author="real",
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def softmax(values: np.ndarray) -> np.ndarray:
    """Shares of each row."""
    powers = np.exp(values - values.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def calibration(values: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins."""
    share = softmax(values).max(1)
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (share > low) & (share <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(share[inside].mean() - right[inside].mean())
    return error


def area(read: np.ndarray, true: np.ndarray) -> float:
    """How often a row that is so reads higher than one that is not; ties count half."""
    yes, no = read[true], np.sort(read[~true])
    if not len(yes) or not len(no):
        return float("nan")
    below = (np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")) / 2
    return float(below.mean() / len(no))


def macro_f1(guess: np.ndarray, truth: np.ndarray, classes: int) -> float:
    """The mean over the classes that occur of each one's F1."""
    scores = []
    for label in range(classes):
        hit = ((guess == label) & (truth == label)).sum()
        total = (guess == label).sum() + (truth == label).sum()
        if (truth == label).any():
            scores.append(2 * hit / total)
    return float(np.mean(scores))


if __name__ == "__main__":
    main()
