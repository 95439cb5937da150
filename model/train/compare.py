"""Trains the reader's network on public emotion data, to compare it with published figures.

    python model/train/compare.py --data FOLDER

FOLDER holds `smp2020_usual_train.tsv`, `smp2020_usual_dev.tsv`, `waimai_10k_train.tsv` and
`waimai_10k_dev.tsv`, each with the columns `label` and `text`. They are for research only: nothing of
them and no weights made from them is kept. Minutes on one core.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

import corpus
import evaluate
import reading
import network
import pack
import train
from corpus import EMOTIONS, INTENTS, Row

#: The two data sets, and how often each is gone through.
SETS = {"smp2020_usual": 6, "waimai_10k": 8}
#: Weibo posts are longer than what visitors type.
LENGTHS = (32, 64, 160)
#: The share of grams, and of hidden numbers, that a training loses: of so few rows more is learnt by heart.
LOST = {"gram_dropout": 0.25, "hidden_dropout": 0.3}


def main() -> None:
    """Prints accuracy and macro-F1 on each set's development rows, before and after quantising."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    options = arguments.parse_args()
    train.LENGTHS = LENGTHS
    # No turn of these is spelled in pinyin or shouted; the wish is not asked for.
    train.SPELLED, train.SHOUTED = 0.0, 0.0
    for name, epochs in SETS.items():
        learnt = read(options.data / f"{name}_train.tsv")
        held = read(options.data / f"{name}_dev.tsv")
        labels = sorted({row.author for row in learnt + held})
        learnt, held = numbered(learnt, labels), numbered(held, labels)
        settings = network.Settings(epochs=epochs, emotion_weight=1.0, anger_weight=0.0, **LOST)
        known = train.most_seen((row.text for row in learnt), train.KNOWN)
        vocabulary = {gram: index for index, gram in enumerate(sorted(known), 1)}
        begun = train.embeddings(learnt, vocabulary, settings)
        weights = network.train(begun, train.epochs(learnt, vocabulary, settings), settings)
        outputs = network.logits(weights, train.plain_batches(held, vocabulary, settings))
        report(f"{name}, {len(learnt)} rows, tried on {len(held)}", outputs, held, labels)
        small = pack.quantised({key: np.asarray(value) for key, value in weights.items()}, pack.Calibration(1, 1, 1, 0))
        report("  as it would ship", np.array([reading.logits(small, vocabulary, row.text) for row in held]), held, labels)


def read(path: Path) -> list[Row]:
    """The rows of a file; the label stands in for an author until all labels are known."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(row["text"], (0,), 0, 0, row["label"]) for row in rows]


def numbered(rows: list[Row], labels: list[str]) -> list[Row]:
    """The same with their labels where emotions stand."""
    assert len(labels) <= len(EMOTIONS)
    return [Row(row.text, row.intents, labels.index(row.author), 0, "") for row in rows]


def report(name: str, outputs: np.ndarray, rows: list[Row], labels: list[str]) -> None:
    """One line of figures."""
    guess = outputs[:, len(INTENTS) : len(INTENTS) + len(labels)].argmax(1)
    truth = np.array([row.emotion for row in rows])
    f1 = evaluate.macro_f1(guess, truth, len(labels))
    print(f"{name}: accuracy {(guess == truth).mean():.1%}, macro-F1 {f1:.1%}", flush=True)


if __name__ == "__main__":
    main()
