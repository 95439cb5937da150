"""The table as it ships: four bits a number, one byte that scales a row. `shared::search::Encoder` reads it."""

import struct

import numpy as np

from grams import gram_hash

#: Begins a file without a verifier, which `verifier.py` adds.
MAGIC = b"DKENC004"
#: How many gaps there are.
GAPS = 512
#: A gap's unit in these parts, and how much of its greatest number is told apart: all of it, in coarse steps, or
#: less, in finer ones; as in `shared/src/search/dense/vectors.rs`.
ONE, REACHES = 65_535 * 15, (0.7, 0.8, 0.9, 1.0)


def quantised(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers from -8 to 7 and from 1 to 255, whose products are nearest to the table's, up to one
    factor for all of it, which changes no direction."""
    greatest = np.abs(table).max(1)
    unit = greatest.max() / 7 / 255
    best = np.full(len(table), np.inf)
    numbers, scales = np.zeros(table.shape, np.int8), np.ones(len(table), np.uint8)
    for share in np.linspace(0.6, 1.05, 16):
        tried = np.clip(np.round(greatest * share / 7 / unit), 1, 255)
        rounded = np.clip(np.round(table / (tried * unit)[:, None]), -8, 7)
        off = ((rounded * (tried * unit)[:, None] - table) ** 2).sum(1)
        better = off < best
        best[better], numbers[better], scales[better] = off[better], rounded[better], tried[better]
    return numbers, scales


def packed(grams: list[str], table: np.ndarray, gaps: np.ndarray) -> bytes:
    """The file's bytes, with no belief yet: `fit.py` writes it. Of grams with the same hash the first is kept.
    `gaps` are directions, `[GAPS, width]`."""
    numbers, scales = quantised(table)
    rows: dict[int, int] = {}
    for row, gram in enumerate(grams):
        rows.setdefault(gram_hash(gram), row)
    order = np.array([rows[known] for known in sorted(rows)])
    content = MAGIC + struct.pack("<II", len(order), table.shape[1]) + bytes(4 * table.shape[1])
    units, odd = odd_numbers(gaps)
    content += units.astype("<u2").tobytes() + halves(odd)
    content += np.array(sorted(rows), "<u4").tobytes() + scales[order].tobytes()
    content += halves(numbers[order] + 8)
    return content + struct.pack("<Q", checksum(content))


def halves(numbers: np.ndarray) -> bytes:
    """Numbers from 0 to 15, two a byte: that at `i` in the lower half, that at `i + width / 2` in the upper."""
    half = numbers.shape[1] // 2
    return (numbers[:, :half] | numbers[:, half:] << 4).astype(np.uint8).tobytes()


def odd_numbers(directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions of length 1 as odd numbers from -15 to 15, of which half of what they are above -15 is given, and
    what one of them is worth, in parts of `ONE`; the twin of `Packed::of` in `shared/src/search/dense/vectors.rs`."""
    best = np.full(len(directions), -np.inf)
    units, numbers = np.zeros(len(directions)), np.zeros(directions.shape, np.int64)
    for reach in REACHES:
        step = reach * np.abs(directions).max(1, keepdims=True) / 15
        tried = np.clip(np.floor((directions / step + 15) / 2 + 0.5), 0, 15).astype(np.int64)
        odd = 2 * tried - 15
        along = (odd * directions).sum(1)
        likeness = along * along / (odd * odd).sum(1)
        better = likeness > best
        best[better], numbers[better] = likeness[better], tried[better]
        units[better] = (directions * directions).sum(1)[better] / along[better]
    return np.round(units * ONE), numbers


def gaps(whole: bytes) -> np.ndarray:
    """The gaps as they are read from a file, `[GAPS, width]`."""
    _, width = struct.unpack_from("<II", whole, len(MAGIC))
    at = len(MAGIC) + 8 + 4 * width
    units = np.frombuffer(whole, "<u2", GAPS, at)
    rows = np.frombuffer(whole, np.uint8, GAPS * width // 2, at + 2 * GAPS).reshape(GAPS, -1)
    odd = 2 * np.hstack([rows & 15, rows >> 4]).astype(np.float64) - 15
    return odd * (units[:, None] / ONE)


def beginning_of_table(width: int) -> int:
    """Where the hashes begin."""
    return len(MAGIC) + 8 + 4 * width + GAPS * (2 + width // 2)


def end_of_table(whole: bytes) -> int:
    """Where the verifier begins, if there is one."""
    count, width = struct.unpack_from("<II", whole, len(MAGIC))
    return beginning_of_table(width) + count * (5 + width // 2)


def believing(whole: bytes, belief: np.ndarray) -> bytes:
    """The same file with this belief."""
    start = len(MAGIC) + 8
    content = whole[:start] + belief.astype("<f4").tobytes() + whole[start + 4 * len(belief) : -8]
    return content + struct.pack("<Q", checksum(content))


def unpacked(whole: bytes) -> tuple[dict[int, int], np.ndarray]:
    """The row of each gram's hash, and the table."""
    count, width = struct.unpack_from("<II", whole, len(MAGIC))
    at = beginning_of_table(width)
    hashes = np.frombuffer(whole, "<u4", count, at)
    scales = np.frombuffer(whole, np.uint8, count, at + 4 * count)
    rows = np.frombuffer(whole, np.uint8, count * width // 2, at + 5 * count).reshape(count, -1)
    numbers = np.hstack([rows & 15, rows >> 4]).astype(np.float64) - 8
    return {int(known): row for row, known in enumerate(hashes)}, numbers * scales[:, None]


def checksum(content: bytes) -> int:
    """FNV-1a in 64 bits."""
    state = 0xCBF29CE484222325
    for byte in content:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return state
