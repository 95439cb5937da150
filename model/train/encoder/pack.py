"""The table as it ships: four bits a number, one byte that scales a row. `shared::search::Encoder` reads it."""

import struct

import numpy as np

from grams import gram_hash

MAGIC = b"DKENC002"


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


def packed(grams: list[str], table: np.ndarray) -> bytes:
    """The file's bytes, with no belief yet: `fit.py` writes it. Of grams with the same hash the first is kept."""
    numbers, scales = quantised(table)
    rows: dict[int, int] = {}
    for row, gram in enumerate(grams):
        rows.setdefault(gram_hash(gram), row)
    order = np.array([rows[known] for known in sorted(rows)])
    half = table.shape[1] // 2
    lower, upper = numbers[order, :half] + 8, numbers[order, half:] + 8
    content = MAGIC + struct.pack("<II", len(order), table.shape[1]) + bytes(4 * table.shape[1])
    content += np.array(sorted(rows), "<u4").tobytes() + scales[order].tobytes()
    content += (lower | upper << 4).astype(np.uint8).tobytes()
    return content + struct.pack("<Q", checksum(content))


def believing(whole: bytes, belief: np.ndarray) -> bytes:
    """The same file with this belief."""
    start = len(MAGIC) + 8
    content = whole[:start] + belief.astype("<f4").tobytes() + whole[start + 4 * len(belief) : -8]
    return content + struct.pack("<Q", checksum(content))


def unpacked(whole: bytes) -> tuple[dict[int, int], np.ndarray]:
    """The row of each gram's hash, and the table."""
    count, width = struct.unpack_from("<II", whole, len(MAGIC))
    at = len(MAGIC) + 8 + 4 * width
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
