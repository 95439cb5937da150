"""Finds training rows that read almost as a row of the test split does, or as a line of the test halves of
`shared/tests/hatch_corpus`, and can remove them.

    python model/train/near_duplicates.py             # lists them; fails when there are any
    python model/train/near_duplicates.py --remove    # takes them out of the training files

A figure measured on a text that training has all but seen says nothing. model/tests/split.rs holds
that none is left.
"""

import argparse
import collections
import sys
from pathlib import Path

import corpus
import features

HATCH = corpus.ROOT / "shared/tests/hatch_corpus"
#: Texts are near when they share this part of their pairs of neighbouring characters.
NEAR = 0.7
#: Below so many characters a text is too short to be near another: only the same counts.
SHORT = 6


def main() -> int:
    """Lists the near rows, and removes them when asked to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--remove", action="store_true")
    options = arguments.parse_args()
    tests = [row.text for row in corpus.read(corpus.test_files())]
    tests += [line for path in sorted(HATCH.glob("*.test.txt")) for line in path.read_text("utf-8").splitlines()]
    split = Split([features.fold(text) for text in tests])
    found = 0
    for path in [*corpus.training_files(), corpus.DISPUTED]:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        kept = [header]
        for line in lines:
            text = line.split("\t", 1)[0]
            near = split.nearest(features.fold(text))
            if near is None:
                kept.append(line)
            else:
                found += 1
                print(f"{path.name}: {text}  ~  {near}")
        if options.remove and len(kept) <= len(lines):
            _write(path, kept)
    print(f"{found} training rows are near to a test row{' and were removed' if options.remove else ''}")
    return 0 if options.remove or not found else 1


class Split:
    """The folded texts of the test split, to be looked up by what they have in common."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._same = set(texts)
        self._pairs = [_pairs(text) for text in texts]
        self._having = collections.defaultdict(list)
        for index, pairs in enumerate(self._pairs):
            if len(texts[index]) >= SHORT:
                for pair in pairs:
                    self._having[pair].append(index)

    def nearest(self, text: str) -> str | None:
        """The text of the split that folded `text` is near to, if any is."""
        if text in self._same:
            return text
        if len(text) < SHORT:
            return None
        pairs = _pairs(text)
        shared = collections.Counter(index for pair in pairs for index in self._having.get(pair, ()))
        for index, common in shared.most_common():
            if common >= NEAR * (len(pairs) + len(self._pairs[index]) - common):
                return self._texts[index]
        return None


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
