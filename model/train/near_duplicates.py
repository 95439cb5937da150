"""Finds what is learnt from and reads almost as what measures, and can remove it: of the reader's rows those near to
a row of the test split or to a line of the test halves of `shared/tests/hatch_corpus`; of the questions in
`pairs` those near to one in `shared/tests/corpora`.

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
#: Questions that measure search, and what stands between what was said before and the question.
ASKED = [corpus.ROOT / "shared/tests/corpora" / name for name in (
    "search/questions.tsv", "two_shops/questions.tsv", "two_shops/unanswerable.tsv")]
THEN = "⇒"
#: Files of questions that search learns from, and their columns with questions, ` ¦ ` between.
LEARNT = {
    "pairs-*.tsv": ("questions",),
    "near.tsv": ("silent", "answered"),
    "shop-*.tsv": ("plain", "answered", "silent"),
    "absent.tsv": ("question",),
}
#: Texts are near when they share this part of their pairs of neighbouring characters.
NEAR = 0.7
#: Below so many characters a text is too short to be near another: only the same counts.
SHORT = 6


def main() -> int:
    """Lists the near rows, and removes them when asked to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--remove", action="store_true")
    options = arguments.parse_args()
    found = near_rows(options.remove) + near_questions(options.remove)
    print(f"{found} texts are near to what measures{' and were removed' if options.remove else ''}")
    return 0 if options.remove or not found else 1


def near_rows(remove: bool) -> int:
    """How many of the reader's rows are near."""
    tests = [row.text for row in corpus.read(corpus.test_files())]
    tests += [line for path in sorted(HATCH.glob("*.test.txt")) for line in path.read_text("utf-8").splitlines()]
    split = Split([features.fold(text) for text in tests])
    found = 0
    for path in [*corpus.training_files(), corpus.DISPUTED]:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not split.tells(path, line.split("\t", 1)[0])]
        found += len(lines) - len(kept)
        if remove and len(kept) < len(lines):
            _write(path, [header, *kept])
    return found


def near_questions(remove: bool) -> int:
    """How many of the questions that search learns from are near."""
    lines = [line for path in ASKED for line in path.read_text("utf-8").splitlines()[1:]]
    asked = [part.strip() for line in lines for part in line.split("\t", 1)[0].split(THEN)]
    split = Split([features.fold(text) for text in asked])
    found = 0
    for pattern, columns in LEARNT.items():
        for path in sorted((corpus.HERE / "pairs").glob(pattern)):
            header, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
            before = found
            for row, column in ((row, header.index(name)) for row in rows for name in columns):
                questions = row[column].split(" ¦ ")
                kept = [question for question in questions if not split.tells(path, question)]
                found += len(questions) - len(kept)
                row[column] = " ¦ ".join(kept)
            if remove and found > before:
                rows = [row for row in rows if any(row[header.index(name)] for name in columns)]
                _write(path, ["\t".join(row) for row in [header, *rows]])
    return found


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

    def tells(self, path: Path, text: str) -> bool:
        """Whether a text of a file is near to one of the split; then it is printed with that."""
        near = self.nearest(features.fold(text))
        if near is not None:
            print(f"{path.name}: {text}  ~  {near}")
        return near is not None

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
