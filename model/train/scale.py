"""Weighs pieces of words for the rules of the hatch: writes shared/src/hatch/scale/*.txt, and
shared/src/fold/common.txt, which knows the traditional forms of what the rules look for.

Logistic regressions over pieces of one to four characters, which L1 keeps few, rounded to halves. What
the pieces are, `shared/src/hatch/scale.rs` says too: both sides see the same ones.

    .venv/bin/python model/train/scale.py

Trains on the corpus without its test files, on the case files of the hatch and on the `dev` halves of its
corpus, and on no line that stands in a `test` half; the same files give the same weights. Writes
scale-sources.txt, too, a digest of those files and of the tables; `--record` writes nothing else, for tables
that were weighed just now from what lies here.
"""

import argparse
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

import corpus
import features
import pack

TESTS = features.ROOT / "shared/tests"
HATCH = features.ROOT / "shared/src/hatch"

LONGEST = 4
RARE = 2
STEPS = 600
UNIT = 0.5

#: How many pairs stand on a line of the small table of the fold.
PAIRS = 40


@dataclass(frozen=True)
class Scale:
    """What one table tells apart, and over which messages it was weighed."""

    name: str
    intent: str
    cases: dict[str, bool]
    subjects: frozenset[str] = frozenset()
    penalty: float = 1.0
    #: How often a line of the cases counts, beside one of the corpus.
    times: int = 1


def main() -> None:
    """Trains each table, and writes it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--record", action="store_true", help="only write scale-sources.txt")
    if arguments.parse_args().record:
        return record()
    held = {line for path in sorted(TESTS.glob("hatch_corpus/*.test.txt")) for line in lines_of(path)}
    kept = [row for row in corpus.read(corpus.training_files()) if row.text not in held]
    rows = [(row.text, {corpus.INTENTS[at] for at in row.intents}) for row in kept]
    for scale in scales():
        text = trained(scale, rows)
        (HATCH / "scale" / f"{scale.name}.txt").write_text(text, encoding="utf-8")
        print(f"{scale.name}: {pack.brotli_size(text.encode())} bytes br")
    simplify()
    record()


def record() -> None:
    """Writes SHA-256 over what the tables are weighed from, and the tables; model/tests/fresh.rs agrees. Of the
    corpus it is texts and intents: nothing else of it weighs."""
    cases = {TESTS / name for scale in scales() for name in scale.cases}
    files = {*cases, *TESTS.glob("hatch_corpus/*.txt"), *(HATCH / "scale").glob("*.txt"), Path(__file__).resolve()}
    contents = {path.relative_to(features.ROOT).as_posix(): path.read_bytes() for path in files}
    rows = [line for path in corpus.training_files() for line in path.read_bytes().split(b"\n")[1:]]
    contents["corpus"] = b"".join(b"\t".join(row.split(b"\t")[:2]) + b"\n" for row in rows if row)
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(name.encode() + b"\0" + len(content).to_bytes(8, "little") + content)
    Path(__file__).with_name("scale-sources.txt").write_text(f"{digest.hexdigest()}\n", encoding="ascii")


def scales() -> list[Scale]:
    """The three tables; words that make a message a subject are read from the rules."""
    wishes = {
        "hatch_cases/asks.txt": True,
        "hatch_cases/asks_not.txt": False,
        "hatch_corpus/asks.dev.txt": True,
        "hatch_corpus/near_misses.dev.txt": False,
        "hatch_corpus/asks_of_others.dev.txt": True,
        "hatch_corpus/near_misses_of_others.dev.txt": False,
    }
    complaints = {
        "hatch_cases/complaint.txt": True,
        "hatch_cases/compensation.txt": True,
        "hatch_cases/keyword_not.txt": False,
        "hatch_corpus/keywords_yes.dev.txt": True,
        "hatch_corpus/keywords_no.dev.txt": False,
        "hatch_corpus/keywords_yes_of_others.dev.txt": True,
        "hatch_corpus/keywords_no_of_others.dev.txt": False,
    }
    people = words("wish.rs") | words("frame.rs", r'PEOPLE: &str = "([^"]*)"') - {"人"}
    people |= {"转", "接", "电话", "回电", "机器"}
    return [
        Scale("wish", "human", wishes, penalty=0.85, times=2),
        Scale("person", "human", wishes, frozenset(people), penalty=2.2, times=2),
        Scale("complaint", "complaint", complaints, frozenset(words("keyword.rs")), penalty=1.5, times=2),
    ]


def simplify() -> None:
    """Writes the small table of the fold anew: every form of every character that the rules look for."""
    fold = features.ROOT / "shared/src/fold"
    sources = re.findall(r'include_str!\("(\.\./.*?)"\)', (fold / "table.rs").read_text(encoding="utf-8"))
    sought = set("".join((fold / source).read_text(encoding="utf-8") for source in sources))
    lines = (fold / "traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    kept = [
        form + plain
        for form, plain in sorted(zip(pairs[::2], pairs[1::2], strict=True))
        if plain in sought and form < "\U00010000" and not "\u3400" <= form < "\u4e00"
    ]
    path = fold / "common.txt"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = ["".join(kept[at : at + PAIRS]) for at in range(0, len(kept), PAIRS)]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def words(file: str, pattern: str = r'words:\s*"([^"]*)"') -> set[str]:
    """The words of a table of the rules."""
    tables = re.findall(pattern, (HATCH / file).read_text(encoding="utf-8"))
    return {word for table in tables for word in table.split()}


def trained(scale: Scale, rows: list[tuple[str, set[str]]]) -> str:
    """The table of one scale."""
    texts, labels = examples(scale, rows)
    found = [pieces(text) for text in texts]
    counts = Counter(piece for row in found for piece in row)
    known = sorted(piece for piece, count in counts.items() if count >= RARE)
    x = matrix(found, {piece: at for at, piece in enumerate(known)})
    weights = fit(x, np.array(labels, dtype=float), scale.penalty)
    rounded = {piece: round(weight / UNIT) for piece, weight in zip([*known, ""], weights, strict=True)}
    return written({piece: weight for piece, weight in rounded.items() if weight})


def examples(scale: Scale, rows: list[tuple[str, set[str]]]) -> tuple[list[str], list[bool]]:
    """Texts with one of the scale's subjects, and whether each is what it looks for."""
    labelled = {text: scale.intent in intents for text, intents in rows}
    cases = set()
    for name, label in scale.cases.items():
        told = dict.fromkeys(lines_of(TESTS / name), label)
        labelled |= told
        cases |= told.keys()
    if scale.subjects:
        labelled = {text: label for text, label in labelled.items() if is_about(text, scale.subjects)}
    again = [text for text in labelled if text in cases] * (scale.times - 1)
    texts = [*labelled, *again]
    return texts, [labelled[text] for text in texts]


def lines_of(path: Path) -> list[str]:
    """The messages of a case file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_about(text: str, subjects: frozenset[str]) -> bool:
    """Whether one of `subjects` stands in `text`, marks and spaces aside."""
    plain = "".join(filter(is_letter, folded(text)))
    return any(subject in plain for subject in subjects)


def pieces(text: str) -> set[str]:
    """As `scale.rs`: letters, all digits alike, and a comma where a clause begins or ends."""
    drawn = [","]
    for character in folded(text):
        if is_letter(character):
            drawn.append("0" if character.isdigit() else character)
        elif character in ",。!?;.…~、" and drawn[-1] != ",":
            drawn.append(",")
    if drawn[-1] != ",":
        drawn.append(",")
    line = "".join(drawn)
    return {line[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(line) - n + 1)}


def folded(text: str) -> str:
    """As the rules fold, and with the drawing that they read."""
    return features.fold(text).replace("🤖", "机器人")


def is_letter(character: str) -> bool:
    """Whether the rules look at it."""
    is_kept = "0" <= character <= "9" or "a" <= character <= "z" or "\u3400" <= character <= "\u9fff"
    return (is_kept or character == "〇") and character not in "丨丶"


def matrix(rows: list[set[str]], index: dict[str, int]) -> sparse.csr_matrix:
    """A row for each text, a one for each piece it has and for the bias."""
    columns = [sorted(index[piece] for piece in row if piece in index) + [len(index)] for row in rows]
    pointers = np.cumsum([0] + [len(row) for row in columns])
    flat = np.array([column for row in columns for column in row], dtype=np.int32)
    return sparse.csr_matrix((np.ones(len(flat)), flat, pointers), (len(rows), len(index) + 1))


def fit(x: sparse.csr_matrix, y: np.ndarray, penalty: float) -> np.ndarray:
    """FISTA: few weights that tell the labels apart; the last is the bias, and free."""
    backward = x.T.tocsr()
    vector = np.ones(x.shape[1])
    for _ in range(30):
        vector = backward @ (x @ vector)
        vector /= np.linalg.norm(vector)
    step = 4 / np.linalg.norm(backward @ (x @ vector))
    weights = ahead = np.zeros(x.shape[1])
    momentum = 1.0
    for _ in range(STEPS):
        read = 1 / (1 + np.exp(-np.clip(x @ ahead, -30, 30)))
        moved = ahead - step * (backward @ (read - y))
        fresh = np.sign(moved) * np.maximum(np.abs(moved) - step * penalty, 0)
        fresh[-1] = moved[-1]
        faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = fresh + (momentum - 1) / faster * (fresh - weights)
        weights, momentum = fresh, faster
    return weights


def written(table: dict[str, int]) -> str:
    """One line a weight, heaviest first: the weight and its pieces; the bias is the empty piece."""
    lines = []
    for weight in sorted(set(table.values()), reverse=True):
        same = sorted(piece for piece, value in table.items() if value == weight)
        lines.append(f"{weight} {' '.join(same)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
