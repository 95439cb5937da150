"""Where the table's embeddings begin: at what the encoder of search knows of each gram.

The encoder has learnt from a teacher and from pairs of questions what runs of characters mean. A reader that
begins there reads words which its own rows hardly show; one that begins at random has to learn each from labels.

    .venv/bin/python model/train/pretrained.py model/weights/encoder.bin

takes the table from an encoder, into beginning.bin: from then on the reader has to be trained anew. Otherwise it goes
on from the table that it has, however often the encoder is trained.
"""

import collections
import struct
import sys
from pathlib import Path

import numpy as np
import pypinyin

import corpus
import features

sys.path.append(str(corpus.HERE / "encoder"))

import grams  # noqa: E402

#: How far an embedding's numbers spread that the encoder knows, and one that it does not.
SPREAD, STRANGE = 0.3, 0.03


def beginning(vocabulary: dict[int, int], texts: list[str], width: int, seed: int) -> np.ndarray:
    """`[known, width]`: the encoder's directions in as few numbers, each spread alike, for the grams of `texts`.

    A gram in pinyin begins between those that sound like it, the frequent ones nearer.
    """
    hashes, table = encoder()
    places = {known: place for place, known in enumerate(hashes)}
    _, axes = np.linalg.eigh(table.T @ table)
    meanings = table @ axes[:, ::-1][:, :width]
    meanings *= SPREAD / meanings.std(0)
    embeddings = np.random.default_rng(seed).normal(0.0, STRANGE, (len(vocabulary), width))
    sums = collections.defaultdict(lambda: np.zeros(width))
    counts: collections.Counter[int] = collections.Counter()
    for gram, count in sorted(gram_counts(texts).items()):
        place = places.get(grams.gram_hash(gram))
        if place is None:
            continue
        row = vocabulary.get(features.gram_hash(gram))
        if row is not None:
            embeddings[row - 1] = meanings[place]
        heard = sound(gram)
        row = None if heard in (None, gram) else vocabulary.get(features.gram_hash(heard))
        if row is not None:
            sums[row] += count * meanings[place]
            counts[row] += count
    for row, count in counts.items():
        embeddings[row - 1] = sums[row] / count
    return embeddings.astype(np.float32)


def gram_counts(texts: list[str]) -> collections.Counter:
    """How often each gram of one to three symbols stands in the texts."""
    counts: collections.Counter[str] = collections.Counter()
    for text in texts:
        seen = features.symbols(text)
        counts.update(seen[at : at + n] for n in (1, 2, 3) for at in range(len(seen) - n + 1))
    return counts


_SYLLABLES: dict[str, str | None] = {}


def sound(gram: str) -> str | None:
    """The gram as the reader sees it spelled in pinyin; none if a character has no syllable of its own."""
    heard = ""
    for character in gram:
        if character not in _SYLLABLES:
            is_spoken = "\u3400" <= character <= "\u9fff"
            spelled = features.sounded(pypinyin.lazy_pinyin(character)[0]) if is_spoken else character
            _SYLLABLES[character] = spelled if len(spelled) == 1 else None
        symbol = _SYLLABLES[character]
        if symbol is None:
            return None
        heard += symbol
    return heard


def encoder() -> tuple[np.ndarray, np.ndarray]:
    """The hashes of the encoder's grams and what it knows of each, `[grams, 128]`."""
    content = corpus.BEGINNING.read_bytes()
    count, width = struct.unpack_from("<II", content)
    hashes = np.frombuffer(content, "<u4", count, 8)
    scales = np.frombuffer(content, np.uint8, count, 8 + 4 * count)
    halves = np.frombuffer(content, np.uint8, count * width // 2, 8 + 5 * count).reshape(count, -1)
    numbers = np.hstack([halves & 15, halves >> 4]).astype(np.float64) - 8
    return hashes, numbers * scales[:, None]


def table(file: Path) -> bytes:
    """Of an encoder's file, whose layout is that of encoder/pack.py, the size of its table, and the table: without
    what is fitted to searches."""
    content = file.read_bytes()
    size = content[8:16]
    count, width = struct.unpack("<II", size)
    start = 16 + 4 * width
    return size + content[start : start + 5 * count + count * width // 2]


if __name__ == "__main__":
    corpus.BEGINNING.write_bytes(table(Path(sys.argv[1])))
