"""Writes syllables.txt: which characters a syllable may be, the most used first.

    python -m venv .venv && .venv/bin/pip install pypinyin==0.55.0 jieba==0.42.1
    .venv/bin/python shared/src/search/pinyin/generate.py

Readings come from pypinyin (MIT), in context: a character's readings are those that it has in the words
of jieba's dictionary (MIT), whose counts also say how much each is used. Rare readings are left out.
"""

import collections
import importlib.metadata
import importlib.util
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "model/train"))

from features import fold  # noqa: E402

#: A character must be seen this often in the dictionary's counts.
SEEN = 60
#: A reading must be this share of its character.
SHARE = 0.04
#: Readings that the dictionary's words show too seldom, and what people type all the same.
ADDITIONS = {"m": "呣", "lve": "略掠", "nve": "虐疟", "lue": "略掠", "nue": "虐疟", "shui": "谁", "zhe": "着"}

words = Path(importlib.util.find_spec("jieba").origin).with_name("dict.txt")
uses: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
for line in words.read_text(encoding="utf-8").splitlines():
    word, count, *_ = line.split(" ")
    if not all("\u4e00" <= character <= "\u9fff" for character in word):
        continue
    readings = lazy_pinyin(word, style=Style.NORMAL, v_to_u=False)
    if len(readings) == len(word):
        for character, reading in zip(word, readings, strict=True):
            uses[character][reading] += int(count)
syllables: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
for character, readings in uses.items():
    total = sum(readings.values())
    if total < SEEN or fold(character) != character:
        continue
    for reading, count in readings.items():
        if reading.isascii() and reading.isalpha() and count >= SHARE * total:
            syllables[reading][character] = count
for syllable, characters in ADDITIONS.items():
    for character in characters:
        syllables[syllable].setdefault(character, 1)
header = [
    "# The characters of each syllable, toneless, the most used first. Written by generate.py: do not edit.",
    f"# From pypinyin {importlib.metadata.version('pypinyin')} and the dictionary of jieba "
    f"{importlib.metadata.version('jieba')}, both MIT.",
]
lines = [
    syllable + " " + "".join(character for character, _ in characters.most_common())
    for syllable, characters in sorted(syllables.items())
]
here = Path(__file__).with_name("syllables.txt")
here.write_text("\n".join(header + lines) + "\n", encoding="utf-8")
print(len(lines), "syllables,", sum(len(characters) for characters in syllables.values()), "readings")
