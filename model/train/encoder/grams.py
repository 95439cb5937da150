"""From a text to the grams that the encoder knows: the twin of `shared/src/search/dense/grams.rs`.

`golden.json` holds this module's output for a few texts, and a Rust test compares its own with it.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from features import fold  # noqa: E402

#: Characters of a text that are read.
LONGEST = 400


def segments(text: str) -> list[str]:
    """Folded runs of letters and characters; any number of digits is one `0`."""
    runs = [""]
    for character in fold(text)[:LONGEST]:
        if character in "0123456789":
            if not runs[-1].endswith("0"):
                runs[-1] += "0"
        elif "a" <= character <= "z" or "\u3400" <= character <= "\u9fff":
            runs[-1] += character
        elif runs[-1]:
            runs.append("")
    return [run for run in runs if run]


def grams(text: str) -> list[str]:
    """Every run of one, two and three characters, repeated ones as often as they stand."""
    return [run[at : at + n] for run in segments(text) for n in (1, 2, 3) for at in range(len(run) - n + 1)]


def gram_hash(gram: str) -> int:
    """32 bits that stand for a gram: FNV-1a over its code points."""
    state = 0x811C9DC5
    for character in gram:
        for byte in ord(character).to_bytes(3, "little"):
            state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    return state
