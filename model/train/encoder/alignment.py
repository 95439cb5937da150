"""Each gram of a question beside the gram of an article that is nearest to it: what the verifier judges.

The twin of `shared/src/search/dense/verifier/grams.rs`.
"""

import dataclasses
import functools
from pathlib import Path

import numpy as np

import pack
from grams import gram_hash, segments

#: Characters of a text that are read, distinct known grams of a question, and of an article.
LONGEST, ASKED, HELD = 400, 48, 160
#: How much the body counts beside the wording: `BODY` of `shared/src/search/dense/vectors.rs`.
BODY = 0.7


class Table:
    """The encoder's table as it ships."""

    def __init__(self, file: Path) -> None:
        row, whole = pack.unpacked(file.read_bytes())
        self._row_of = functools.cache(lambda gram: row.get(gram_hash(gram)))
        #: One factor for all of it.
        self.factor = float(1 / np.sqrt((whole**2).sum(1).mean()))
        self.vectors = (whole * self.factor).astype(np.float32)
        lengths = np.linalg.norm(self.vectors, axis=1, keepdims=True)
        self.directions = self.vectors / np.maximum(lengths, 1e-9)

    def rows(self, texts: tuple[str, ...], most: int) -> np.ndarray:
        """The rows of the texts' distinct grams, in their order."""
        found = dict.fromkeys(row for text in texts for row in self._known(text))
        return np.array(list(found)[:most], np.int32)

    def direction(self, text: str) -> np.ndarray:
        """Where a text points."""
        return unit(self.vectors[self._known(text)].sum(0))

    def _known(self, text: str) -> list[int]:
        runs = segments(text[:LONGEST])
        # By their ends, as Rust meets them: of long texts the first are kept.
        grams = (run[end - n : end] for run in runs for end in range(1, len(run) + 1) for n in (1, 2, 3) if n <= end)
        return [row for row in map(self._row_of, grams) if row is not None]


@dataclasses.dataclass(frozen=True)
class Text:
    """A question, or an article: its grams, and where it points."""

    rows: np.ndarray
    direction: np.ndarray


@dataclasses.dataclass(frozen=True)
class Article(Text):
    """An article, and where its title and its body point."""

    title: np.ndarray
    body: np.ndarray


def question(table: Table, text: str) -> Text:
    """A question as it is judged."""
    return Text(table.rows((text,), ASKED), table.direction(text))


def article(table: Table, title: str, body: str) -> Article:
    """An article as it is judged, and pointing as search compares it."""
    wording, rest = table.direction(title), table.direction(body)
    return Article(table.rows((title, body), HELD), unit(wording + BODY * rest), wording, rest)


@dataclasses.dataclass
class Pairs:
    """Questions beside articles. What is known of grams lies in a row for all pairs."""

    #: For each gram of each question its row, that of the nearest of the article, and their likeness.
    asked: np.ndarray
    nearest: np.ndarray
    likeness: np.ndarray
    #: Where each pair's grams begin; and the end.
    starts: np.ndarray
    #: How nearly each article's title and its body mean what its question does.
    nearness: np.ndarray

    def take(self, pairs: np.ndarray, draw: np.random.Generator | None = None, lost: float = 0.0) -> "Pairs":
        """Some of the pairs; each gram lost with that chance, but never all of one question."""
        counts = np.diff(self.starts)[pairs]
        begins = np.cumsum(counts) - counts
        at = np.repeat(self.starts[pairs] - begins, counts) + np.arange(counts.sum())
        if draw is not None:
            kept = draw.random(len(at)) >= lost
            kept[begins[np.add.reduceat(kept.astype(int), begins) == 0]] = True
            at, counts = at[kept], np.add.reduceat(kept.astype(int), begins)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return Pairs(self.asked[at], self.nearest[at], self.likeness[at], starts, self.nearness[pairs])


def aligned(table: Table, pairs: list[tuple[Text, Article]]) -> Pairs:
    """Lays questions beside articles, none of which is without a known gram."""
    nearest, likeness = [], []
    for asked, held in pairs:
        alike = table.directions[asked.rows] @ table.directions[held.rows].T
        best = alike.argmax(1)
        nearest.append(held.rows[best])
        likeness.append(alike[np.arange(len(best)), best])
    counts = [len(asked.rows) for asked, _ in pairs]
    near = [(asked.direction @ held.title, asked.direction @ held.body) for asked, held in pairs]
    nearness = np.array(near, np.float32)
    starts = np.concatenate([[0], np.cumsum(counts)])
    asked = np.concatenate([asked.rows for asked, _ in pairs])
    return Pairs(asked, np.concatenate(nearest), np.concatenate(likeness), starts, nearness)


def unit(vector: np.ndarray) -> np.ndarray:
    """The vector in length 1."""
    return vector / (np.linalg.norm(vector) + 1e-9)
