"""Says how well the encoder tells pairs of questions that mean the same from those that do not.

    .venv/bin/python model/train/encoder/pairs.py model/weights/encoder.bin FOLDER/afqmc_train.tsv …

Files are tab-separated with a header: `label` (1 for the same), `s1`, `s2`. They are only measured with, and
whose licence does not allow it are not in the repository. Of each file one half of the pairs, by their
checksum, sets bounds and weights, and the other is measured: the accuracy, and how often a pair that means
the same is likelier than one that does not (AUC).
"""

import csv
import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

import pack
from grams import gram_hash, grams, segments


def main() -> None:
    """Prints a line for each file and way of telling."""
    hashes, table = pack.unpacked(Path(sys.argv[1]).read_bytes())
    print(f"{'file':<24} {'by':<24} {'pairs':>6} {'same':>7} {'accuracy':>9} {'AUC':>7}")
    for file in map(Path, sys.argv[2:]):
        pairs = read(file)
        label = np.array([label for label, _, _ in pairs])
        fitted_to = np.array([zlib.crc32(f"{left}\t{right}".encode()) % 2 == 0 for _, left, right in pairs])
        directions = {text: direction(text, hashes, table) for _, *both in pairs for text in both}
        near = np.array([directions[left] @ directions[right] for _, left, right in pairs])
        shared = np.array([common(left, right) for _, left, right in pairs])
        ways = {
            "always the commoner": np.zeros(len(pairs)),
            "characters": shared,
            "encoder": near,
            "encoder and characters": together(np.stack([near, shared], 1), label, fitted_to),
        }
        for name, likeness in ways.items():
            bound = best_bound(likeness[fitted_to], label[fitted_to])
            left, right = likeness[~fitted_to], label[~fitted_to]
            accuracy = ((left >= bound) == right).mean()
            told = f"{len(right):>6} {right.mean():>7.1%} {accuracy:>9.1%} {auc(left, right):>7.3f}"
            print(f"{file.stem:<24} {name:<24} {told}")


def read(file: Path) -> list[tuple[int, str, str]]:
    """Label and both texts of each pair."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(int(row["label"]), row["s1"], row["s2"]) for row in rows]


def direction(text: str, hashes: dict[int, int], table: np.ndarray) -> np.ndarray:
    """Where a text points, of length 1 unless nothing of it is known."""
    rows = [hashes[known] for known in map(gram_hash, grams(text)) if known in hashes]
    total = table[rows].sum(0) if rows else np.zeros(table.shape[1])
    return total / (np.linalg.norm(total) + 1e-9)


def common(left: str, right: str) -> float:
    """How much of both texts' characters and pairs of characters is in both, from 0 to 1 (Dice)."""
    left_grams, right_grams = (
        Counter(run[at : at + n] for run in segments(text) for n in (1, 2) for at in range(len(run) - n + 1))
        for text in (left, right)
    )
    both = left_grams.total() + right_grams.total()
    return 2 * (left_grams & right_grams).total() / both if both else 0.0


def together(evidence: np.ndarray, label: np.ndarray, fitted_to: np.ndarray) -> np.ndarray:
    """A logistic regression's log-odds, fitted by Newton's method."""
    columns = np.hstack([np.ones((len(evidence), 1)), evidence, evidence[:, :1] * evidence[:, 1:]])
    rows, wanted = columns[fitted_to], label[fitted_to]
    weights = np.zeros(columns.shape[1])
    for _ in range(30):
        share = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (wanted - share) - 1e-3 * weights
        curve = (rows * (share * (1 - share))[:, None]).T @ rows + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return columns @ weights


def best_bound(likeness: np.ndarray, label: np.ndarray) -> float:
    """From which likeness on to say "the same", so that most is right."""
    order = np.argsort(-likeness, kind="stable")
    # With the first n said to be the same: those of them that are, and those of the rest that are not.
    same = np.concatenate([[0], np.cumsum(label[order])])
    right = same + (len(label) - label.sum()) - (np.arange(len(label) + 1) - same)
    descending = likeness[order]
    # A bound parts no equals.
    parts = np.concatenate([[True], descending[1:] < descending[:-1], [True]])
    best = int(np.flatnonzero(parts)[np.argmax(right[parts])])
    return np.inf if best == 0 else descending[best - 1]


def auc(likeness: np.ndarray, label: np.ndarray) -> float:
    """The share of pairs of pairs in the right order; equals count half."""
    _, group, counts = np.unique(likeness, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    same = label.sum()
    return float((ranks[label == 1].sum() - same * (same + 1) / 2) / (same * (len(label) - same)))


if __name__ == "__main__":
    main()
