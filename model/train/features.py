"""From a text to the rows of the model's table: the twin of `model/src/features.rs`.

The golden file that training writes holds this module's output for a few hundred texts, and the
Rust tests compare theirs with it: change one side and the other tells.
"""

import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYLLABLES = ROOT / "model/src/syllables.txt"
TRADITIONAL = ROOT / "shared/src/fold/traditional.txt"

#: A text is bounded before it is folded, then to its head and tail.
CHARACTERS = 4096
HEAD = 128
TAIL = 128

#: Marks around a text. Folding removes controls, so no text can hold them.
START, END = "\u0002", "\u0003"

_SPACES = set("\t\n\u000b\u000c\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2800\u3164\uffa0")
_SPACES |= {chr(code) for code in range(0x2000, 0x200B)}

_INVISIBLE = [
    (0x0, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0x20D0, 0x20F0), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF),
]  # fmt: skip


def _simplified() -> dict[str, str]:
    lines = TRADITIONAL.read_text(encoding="utf-8").split("\n")
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


_SIMPLIFIED = _simplified()
_PLAIN: dict[str, str] = {}


def _plain(character: str) -> str:
    """One character without its width, case and script; nothing for an invisible one."""
    code = ord(character)
    if any(first <= code <= last for first, last in _INVISIBLE):
        return ""
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFF01 - 0x21
    elif 0x1D7CE <= code <= 0x1D7FF:
        code = 0x30 + (code - 0x1D7CE) % 10
    elif 0x2460 <= code <= 0x2468:
        code += 0x31 - 0x2460
    else:
        code = {0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE5: 0xA5, 0x24EA: 0x30}.get(code, code)
        if chr(code) in "–—―‐‑‒−":
            code = 0x2D
    if 0x41 <= code <= 0x5A or _capital(code):
        return chr(code + 0x20)
    return chr(code) if code <= 0x2E7F else _SIMPLIFIED.get(chr(code), chr(code))


def _capital(code: int) -> bool:
    ranges = [(0xC0, 0xD6), (0xD8, 0xDE), (0x391, 0x3A1), (0x3A3, 0x3AB), (0x410, 0x42F)]
    return any(first <= code <= last for first, last in ranges)


def fold(text: str) -> str:
    """As `shared::fold::full`: what reads the same compares the same."""
    folded: list[str] = []
    gap = False
    for character in text:
        if character in _SPACES:
            gap = True
            continue
        plain = _PLAIN.get(character)
        if plain is None:
            plain = _PLAIN[character] = _plain(character)
        if plain:
            if gap and folded:
                folded.append(" ")
            gap = False
            folded.append(plain)
    return "".join(folded)


_SOUNDS = {
    syllable: chr(0xF0000 + place)
    for place, syllable in enumerate(SYLLABLES.read_text(encoding="utf-8").split())
}


def sounded(folded: str) -> str:
    """As `sounded` in model/src/sound.rs: pinyin as one symbol a syllable."""
    return re.sub("[a-z]+", lambda run: _syllables(run[0]) or run[0], folded)


@functools.lru_cache(100_000)
def _syllables(run: str) -> str | None:
    """A run of letters in as few syllables as can be, of these the first one long; none if it is no pinyin."""
    # What the rest from each letter on takes: how many syllables, and how long the first one is.
    rest: list[tuple[int, int] | None] = [None] * len(run) + [(0, 0)]
    for at in range(len(run) - 1, -1, -1):
        for size in range(min(6, len(run) - at), 0, -1):
            after, best = rest[at + size], rest[at]
            if after is None or run[at : at + size] not in _SOUNDS:
                continue
            if best is None or after[0] + 1 < best[0]:
                rest[at] = (after[0] + 1, size)
    heard, at = "", 0
    while at < len(run):
        step = rest[at]
        if step is None:
            return None
        heard += _SOUNDS[run[at : at + step[1]]]
        at += step[1]
    return heard


def symbols(text: str) -> str:
    """What the model sees: folded, pinyin by syllables, digits as one class, runs of a kind cut to three, marked."""
    folded = sounded(fold(text[:CHARACTERS]))
    kept: list[str] = []
    for index, character in enumerate(folded):
        if character == " ":
            # A space parts Latin words; between other characters it is only a breath.
            beside = folded[index - 1] + folded[index + 1]
            if not all("a" <= letter <= "z" for letter in beside):
                continue
        if "0" <= character <= "9":
            character = "0"
        if kept[-3:] != [character] * 3:
            kept.append(character)
    if not kept:
        return ""
    if len(kept) > HEAD + TAIL:
        kept = kept[:HEAD] + kept[-TAIL:]
    return START + "".join(kept) + END


_HASHES: dict[str, int] = {}


def gram_hash(gram: str) -> int:
    """24 bits that stand for one, two or three characters: FNV-1a over their code points, mixed."""
    known = _HASHES.get(gram)
    if known is not None:
        return known
    state = 2166136261
    for character in gram:
        for byte in ord(character).to_bytes(3, "little"):
            state = (state ^ byte) * 16777619 & 0xFFFFFFFF
    state = (state ^ state >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    state = (state ^ state >> 12) * 0x297A2D39 & 0xFFFFFFFF
    state = (state ^ state >> 15) >> 8
    _HASHES[gram] = state
    return state


def grams(text: str) -> list[list[int]]:
    """The hashes of the 1-, 2- and 3-grams that begin at each symbol; shorter lists at the end."""
    seen = symbols(text)
    return [[gram_hash(seen[i : i + n]) for i in range(len(seen) - n + 1)] for n in (1, 2, 3)]


def rows(text: str, vocabulary: dict[int, int]) -> list[list[int]]:
    """The table's row of each gram, 3 lists as long as the symbols; 0 where it is unknown."""
    hashes = grams(text)
    length = len(hashes[0])
    found = [[vocabulary.get(h, 0) for h in line] for line in hashes]
    return [line + [0] * (length - len(line)) for line in found]
