"""The encoder and how it learns: a vector a gram, summed; the sum's direction is the text.

The gradient of a sum of table rows is a product of sparse matrices, which scipy does faster on one
core than any framework's scatter; so everything here is written out.
"""

import dataclasses

import numpy as np
from scipy import sparse


@dataclasses.dataclass
class Adam:
    """Adam over one array, in place."""

    value: np.ndarray
    rate: float
    decay: float = 0.0

    def __post_init__(self) -> None:
        self._mean = np.zeros_like(self.value)
        self._square = np.zeros_like(self.value)
        self._steps = 0

    def step(self, gradient: np.ndarray, share: float = 1.0) -> None:
        """One step downhill; `share` of the rate."""
        self._steps += 1
        self._mean += 0.1 * (gradient - self._mean)
        self._square += 0.01 * (gradient * gradient - self._square)
        mean = self._mean / (1 - 0.9**self._steps)
        square = self._square / (1 - 0.99**self._steps)
        self.value -= self.rate * share * (mean / (np.sqrt(square) + 1e-8) + self.decay * self.value)


class Bags:
    """Texts as rows of a sparse matrix over the known grams."""

    def __init__(self, texts: list[str], vocabulary: dict[str, int], grams) -> None:
        ends, columns = [0], []
        for text in texts:
            columns += [at for at in map(vocabulary.get, grams(text)) if at is not None]
            ends.append(len(columns))
        ones = np.ones(len(columns), np.float32)
        shape = (len(texts), len(vocabulary))
        self.counts = sparse.csr_matrix((ones, np.array(columns, np.int32), np.array(ends)), shape=shape)

    def take(self, rows: np.ndarray, draw: np.random.Generator | None = None, lost: float = 0.0) -> sparse.csr_matrix:
        """Some of the texts, each occurrence of a gram lost with that chance."""
        taken = self.counts[rows]
        if draw is not None and lost > 0:
            taken.data *= (draw.random(len(taken.data)) >= lost).astype(np.float32)
        return taken


def unit(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions and lengths."""
    lengths = np.sqrt((sums * sums).sum(1, keepdims=True)) + 1e-6
    return sums / lengths, lengths


class Side:
    """The directions of some texts, and the gradient that comes back to them."""

    def __init__(self, bags: sparse.csr_matrix, table: np.ndarray) -> None:
        self._bags = bags
        self.directions, self._lengths = unit(bags @ table)
        self.gradient = np.zeros_like(self.directions)

    def gradient_by_table(self) -> np.ndarray:
        """The gradient by the table, of the one by the directions."""
        along = (self.gradient * self.directions).sum(1, keepdims=True)
        return self._bags.T @ ((self.gradient - self.directions * along) / self._lengths)


class Parts:
    """Several sides one after the other, seen as one; `hand_back` gives each its part of the gradient."""

    def __init__(self, *parts: tuple[Side, np.ndarray]) -> None:
        """Of each side so many of its rows."""
        self._parts = parts
        self.directions = np.vstack([side.directions[rows] for side, rows in parts])
        self.gradient = np.zeros_like(self.directions)

    def hand_back(self) -> None:
        """Adds the gradient to the sides'. No row of a side may stand here twice."""
        at = 0
        for side, rows in self._parts:
            side.gradient[rows] += self.gradient[at : at + len(rows)]
            at += len(rows)


def contrast(
    asked: Side, wanted: Side, target: np.ndarray, barred: np.ndarray, scale: float, weight: float
) -> float:
    """Cross-entropy of finding `wanted[target[i]]` from `asked[i]` among all of `wanted` that are not barred.

    Adds the gradients, times `weight`, to both sides.
    """
    logits = scale * asked.directions @ wanted.directions.T
    logits[barred] = -1e9
    shares = softmax(logits)
    rows = np.arange(len(target))
    loss = -np.log(shares[rows, target] + 1e-9).mean()
    shares[rows, target] -= 1
    shares *= weight * scale / len(target)
    asked.gradient += shares @ wanted.directions
    wanted.gradient += shares.T @ asked.directions
    return float(loss)


def allot(
    asked: Parts,
    titles: Side,
    gaps: Side,
    target: np.ndarray,
    barred: np.ndarray,
    scale: float,
    weight: np.ndarray,
) -> float:
    """Cross-entropy of finding `titles[target[i]]` from `asked[i]` among all titles that are not barred and the
    gaps; and where `target[i]` is below zero, of finding any gap.

    Adds the gradients, times the `weight` of each question, to all sides.
    """
    count = titles.directions.shape[0]
    near = scale * asked.directions @ titles.directions.T
    near[barred] = -1e9
    apart = scale * asked.directions @ gaps.directions.T
    nearest_gaps = softmax(apart.copy())
    shares = softmax(np.hstack([near, apart]))
    rows, open_ = np.flatnonzero(target >= 0), np.flatnonzero(target < 0)
    losses = np.empty(len(target))
    losses[rows] = -np.log(shares[rows, target[rows]] + 1e-9)
    losses[open_] = -np.log(shares[open_, count:].sum(1) + 1e-9)
    slope = shares
    slope[rows, target[rows]] -= 1
    slope[open_, count:] -= nearest_gaps[open_]
    slope *= (scale * weight)[:, None]
    asked.gradient += slope[:, :count] @ titles.directions + slope[:, count:] @ gaps.directions
    titles.gradient += slope[:, :count].T @ asked.directions
    gaps.gradient += slope[:, count:].T @ asked.directions
    return float((losses * weight).sum())


def imitate(taught: Side, said: np.ndarray, warm: float, scale: float, weight: float) -> float:
    """How unlike the likenesses within a batch are to the teacher's: Kullback–Leibler, row by row.

    `said` are the teacher's unit vectors, `warm` is the scale of their softmax. Adds the gradient, times
    `weight`.
    """
    hide = np.eye(len(said), dtype=bool)

    def shares_of(directions: np.ndarray, by: float) -> np.ndarray:
        logits = by * directions @ directions.T
        logits[hide] = -1e9
        return softmax(logits)

    wanted, shares = shares_of(said, warm), shares_of(taught.directions, scale)
    loss = (wanted * (np.log(wanted + 1e-9) - np.log(shares + 1e-9))).sum() / len(said)
    slope = (shares - wanted) * (weight * scale / len(said))
    taught.gradient += (slope + slope.T) @ taught.directions
    return float(loss)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Shares, row by row; overwrites `logits`."""
    logits -= logits.max(1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(1, keepdims=True)
    return logits
