"""Measures a packed weight file; the figures of CARD.md come from here.

    python model/train/evaluate.py                          # the held-out test split
    python model/train/evaluate.py --confusions             # and what was taken for what
    python model/train/evaluate.py --parts                  # and each file of it on its own
    python model/train/evaluate.py --real FILE.tsv          # columns `intent` (Chinese names) and `text`

Runs the packed weights in numpy; the Rust tests hold that the shipped reader gives the same logits.
"""

import argparse
import collections
import csv
from pathlib import Path

import numpy as np

import corpus
import features
import pack
from corpus import EMOTIONS, INTENTS, Row

CHINESE = (
    "物流查询 退换货维修 退款 订单修改取消 订单查询 发票 优惠价保 支付 商品咨询 账户安全 投诉赔偿 转人工 问候致谢 其他"
).split()


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--weights", type=Path, default=corpus.ROOT / "model/weights/reader.bin")
    arguments.add_argument("--rows", type=Path, nargs="*", help="files as in the corpus; the test split if left out")
    arguments.add_argument("--real", type=Path, help="real turns with the Chinese name of their intent")
    arguments.add_argument("--confusions", action="store_true")
    arguments.add_argument("--parts", action="store_true")
    options = arguments.parse_args()
    weights, vocabulary = pack.unpacked(options.weights.read_bytes())
    if options.real:
        real(weights, vocabulary, options.real)
        return
    rows = corpus.read(options.rows or corpus.test_files())
    outputs = np.array([logits(weights, vocabulary, row.text) for row in rows])
    report(outputs, rows)
    if options.confusions:
        confusions(outputs, rows)
    if options.parts:
        for path in sorted(options.rows or corpus.test_files()):
            part = corpus.read([path])
            print(f"\n{path.name}: ", end="")
            report(np.array([logits(weights, vocabulary, row.text) for row in part]), part)


def logits(weights: pack.Weights, vocabulary: dict[int, int], text: str) -> np.ndarray:
    """Logits of a text; zeros where the reader would give no reading."""
    rows = features.rows(text, vocabulary)
    if not any(any(line) for line in rows):
        return np.zeros(len(INTENTS) + len(EMOTIONS) + 1, np.float32)
    return weights.logits(rows)


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


def real(weights: pack.Weights, vocabulary: dict[int, int], path: Path) -> None:
    """Agreement with somebody else's labels on real turns."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["intent"] in CHINESE]
    truth = np.array([CHINESE.index(row["intent"]) for row in rows])
    outputs = np.array([logits(weights, vocabulary, row["text"]) for row in rows])
    guess = outputs[:, : len(INTENTS)].argmax(1)
    print(f"{len(rows)} real turns: intent {(guess == truth).mean():.1%}, macro-F1 {macro_f1(guess, truth, len(INTENTS)):.1%}")
    anger = 100 / (1 + np.exp(-outputs[:, -1]))
    print(f"read as anger >= 60: {(anger >= 60).mean():.1%}, >= 80: {(anger >= 80).mean():.1%}")


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
