"""How far two blind passes of labelling agree: Cohen's kappa over `second_pass.tsv`.

    python model/train/agreement.py

The file holds a tenth of the corpus as it was labelled first, and as a second pass labelled the texts
without seeing the first one's labels. Rows that were mended because of it are mended in the corpus,
not here.

Source: J. Cohen, A coefficient of agreement for nominal scales (1960); weighted kappa (1968).
"""

import csv
import sys

import numpy as np

import corpus
from corpus import EMOTIONS, INTENTS

PASSES = corpus.HERE / "second_pass.tsv"
#: Anger is compared in bands this wide.
BAND = 20


def main() -> int:
    """Prints the figures."""
    with PASSES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    intents = [[INTENTS.index(row[key].split("|")[0]) for row in rows] for key in ("intent", "second_intent")]
    emotions = [[EMOTIONS.index(row[key]) for row in rows] for key in ("emotion", "second_emotion")]
    angers = np.array([[int(row[key]) for row in rows] for key in ("anger", "second_anger")])
    print(f"{len(rows)} rows")
    print(f"first intent: the same in {same(intents):.1%}, kappa {kappa(intents, len(INTENTS)):.3f}")
    print(f"emotion: the same in {same(emotions):.1%}, kappa {kappa(emotions, len(EMOTIONS)):.3f}")
    bands = np.minimum(angers // BAND, 4)
    print(f"anger: {np.abs(angers[0] - angers[1]).mean():.1f} apart on average; in five bands quadratic kappa "
          f"{kappa(bands, 5, power=2):.3f}")
    return 0


def same(pair: list[list[int]]) -> float:
    """The share of rows with the same label."""
    return float(np.mean(np.array(pair[0]) == np.array(pair[1])))


def kappa(pair, classes: int, power: int = 0) -> float:
    """Agreement beyond chance; with a power, labels count as apart by their distance to that power."""
    table = np.zeros((classes, classes))
    np.add.at(table, (np.array(pair[0]), np.array(pair[1])), 1)
    table /= table.sum()
    distance = np.abs(np.subtract.outer(np.arange(classes), np.arange(classes))).astype(float)
    apart = distance**power if power else (distance > 0).astype(float)
    chance = np.outer(table.sum(1), table.sum(0))
    return float(1 - (apart * table).sum() / (apart * chance).sum())


if __name__ == "__main__":
    sys.exit(main())
