"""Reads the corpus and says which version of corpus and code a weight file was made from."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CORPUS = HERE / "corpus"

#: In the order of `Intent::ALL` and `Emotion::ALL` in shared/src/reading.rs.
INTENTS = (
    "logistics returns refund order_change order_query invoice promotion payment product account "
    "complaint human courtesy other"
).split()
EMOTIONS = "calm happy puzzled anxious disappointed angry".split()

#: What decides the weights besides the corpus; evaluation does not.
CODE = [
    "features.py", "corpus.py", "augment.py", "network.py", "pack.py", "pretrained.py", "reading.py",
    "encoder/grams.py", "train.py", "beginning.bin", "disputed.tsv", "requirements.txt",
]  # fmt: skip
#: Rows whose labels three readers gave three ways. Nothing is learnt from them, but what is sure of itself must
#: answer for them too.
DISPUTED = HERE / "disputed.tsv"
#: The encoder's table that the embeddings begin at; pretrained.py takes it from an encoder.
BEGINNING = HERE / "beginning.bin"


@dataclass(frozen=True)
class Row:
    """One labelled turn; `intents` holds one or two indices, the more urgent first."""

    text: str
    intents: tuple[int, ...]
    emotion: int
    anger: int
    author: str


def read(paths: list[Path]) -> list[Row]:
    """Reads and checks rows; a bad one stops the training with its place."""
    rows = []
    for path in sorted(paths):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
                try:
                    rows.append(
                        Row(
                            text=row["text"],
                            intents=tuple(INTENTS.index(label) for label in row["intent"].split("|")),
                            emotion=EMOTIONS.index(row["emotion"]),
                            anger=_percent(row["anger"]),
                            author=row["author"],
                        )
                    )
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    raise SystemExit(f"{path}:{number}: {error}: {dict(row)}") from error
    return rows


def training_files() -> list[Path]:
    """Every corpus file but the held-out test split, which no training may see."""
    return sorted(path for path in CORPUS.glob("*.tsv") if "-test-" not in path.name)


def test_files() -> list[Path]:
    """The held-out test split."""
    return sorted(CORPUS.glob("*-test-*.tsv"))


def sources() -> bytes:
    """SHA-256 over names and contents of what decides the weights; model/tests/fresh.rs agrees."""
    files = [HERE / name for name in CODE]
    files += training_files()
    files += [ROOT / "shared/src/fold/traditional.txt", ROOT / "model/src/syllables.txt"]
    contents = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(name.encode())
        digest.update(b"\0")
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.digest()


def _percent(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 100:
        raise ValueError(f"anger {value} is not between 0 and 100")
    return value
