"""What the encoder learns from: topics with questions, and texts that only the teacher judges."""

import dataclasses
import hashlib
import random
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAIRS = HERE.parent / "pairs"
CORPUS = HERE.parent / "corpus"
#: What topics are silent about and what they answer in other words; and what shops say nothing of.
NEAR, ABSENT = PAIRS / "near.tsv", PAIRS / "absent.tsv"
#: The code that makes the table.
CODE = ("data.py", "grams.py", "network.py", "pack.py", "requirements.txt", "teacher.py", "train.py")
#: Files of terse fragments that need their topic to be understood: they count less.
TERSE = {"09", "10", "11", "14", "15", "17", "19"}


@dataclasses.dataclass(frozen=True)
class Article:
    """An article of a shop, what it answers in words near to its own and in others, and what neither it nor
    another of its shop answers."""

    title: str
    passage: str
    plain: tuple[str, ...]
    answered: tuple[str, ...]
    silent: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Topic:
    """One title, the passage under it, and what people ask who want it."""

    name: str
    title: str
    passage: str
    questions: tuple[str, ...]
    #: How much one of its questions counts.
    weight: float
    #: The shop whose article it is, by its place in `shops`; -1 for none.
    shop: int = -1


@dataclasses.dataclass(frozen=True)
class Open:
    """A question that no article of a shop answers, and whether they say nothing at all of its matter."""

    shop: int
    question: str
    is_absent: bool


def topics() -> list[Topic]:
    """All topics, in the order of their files."""
    found = []
    for file in sorted(PAIRS.glob("pairs-*.tsv")):
        weight = 0.5 if file.stem.removeprefix("pairs-") in TERSE else 1.0
        for name, title, passage, questions in rows(file):
            found.append(Topic(name, title, passage, parts(questions), weight))
    return found


def shop_files() -> list[Path]:
    """Whole shops, a file each."""
    return sorted(PAIRS.glob("shop-*.tsv"))


def shops() -> list[list[Article]]:
    """The articles of each shop."""
    found = []
    for file in shop_files():
        found.append([Article(title, passage, *map(parts, cells)) for title, passage, *cells in rows(file)])
    return found


def near() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each topic is silent about, and what it answers in other words."""
    return {name: (parts(silent), parts(answered)) for name, silent, answered in rows(NEAR)}


def taught() -> list[Topic]:
    """All topics, what they answer in other words among their questions."""
    others = {name: answered for name, (_, answered) in near().items()}
    return [dataclasses.replace(topic, questions=topic.questions + others[topic.name]) for topic in topics()]


def absent() -> dict[int, list[str]]:
    """Of each shop, by its place in `shops`, questions of which none of its articles says anything."""
    places = {file.stem: place for place, file in enumerate(shop_files())}
    found: dict[int, list[str]] = {}
    for shop, question in rows(ABSENT):
        found.setdefault(places[shop], []).append(question)
    return found


def rows(file: Path) -> list[list[str]]:
    """The rows below the header."""
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def shop_topics() -> list[Topic]:
    """The articles of all shops as topics."""
    return [
        Topic(f"shop {place} {it.title}", it.title, it.passage, it.plain + it.answered, 1.0, place)
        for place, shop in enumerate(shops())
        for it in shop
    ]


def shop_gaps() -> list[Open]:
    """What shops leave open."""
    found = [Open(shop, question, True) for shop, questions in absent().items() for question in questions]
    for place, shop in enumerate(shops()):
        found += [Open(place, question, False) for it in shop for question in it.silent]
    return found


def parts(cell: str) -> tuple[str, ...]:
    """The questions of a cell."""
    return tuple(part.strip() for part in cell.split("¦") if part.strip())


def sources() -> str:
    """SHA-256 of the pairs and the code that learns from them, as `model/tests/fresh.rs` takes it. The reader's
    corpus is left out: it grows for the reader's sake, and only steadies the encoder."""
    files = [*PAIRS.glob("pairs-*.tsv"), *shop_files(), NEAR, ABSENT, PAIRS / "same-intent.txt", *(HERE / name for name in CODE)]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        content = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()


def alike() -> list[set[str]]:
    """Groups of topics that mean nearly the same and are not each other's negatives."""
    lines = (PAIRS / "same-intent.txt").read_text(encoding="utf-8").splitlines()
    return [set(line.split()) for line in lines if line.strip() and not line.startswith("#")]


def families(all_topics: list[Topic]) -> list[list[int]]:
    """Topics by number, those together that share a prefix or an intent: what is held out together."""
    parent = list(range(len(all_topics)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    first: dict[str, int] = {}
    for at, topic in enumerate(all_topics):
        keys = [topic.name, *(f"group {n}" for n, group in enumerate(alike()) if topic.name in group)]
        for key in keys:
            parent[root(at)] = root(first.setdefault(key, at))
    members: dict[int, list[int]] = {}
    for at in range(len(all_topics)):
        members.setdefault(root(at), []).append(at)
    return list(members.values())


def held_out(all_topics: list[Topic], share: float, seed: int) -> set[int]:
    """Topics, whole families of them, that training must not see while settings are chosen."""
    groups = families(all_topics)
    random.Random(seed).shuffle(groups)
    held: set[int] = set()
    for group in groups:
        if len(held) < share * len(all_topics):
            held.update(group)
    return held


def corpus_texts() -> list[str]:
    """Messages of the reader's corpus, those that measure left out: of the files that were written first, for the
    teacher takes 15 ms a message, and what they give is steadiness."""
    found = []
    for file in sorted(CORPUS.glob("*.tsv")):
        letter, _, number = file.stem.partition("-")
        if letter <= "q" and number.isdigit() and int(number) < 200:
            rows = file.read_text(encoding="utf-8").splitlines()[1:]
            found += [row.split("\t")[0] for row in rows]
    return found


def raw_texts(folder: Path, files: tuple[str, ...], longest: int = 48) -> list[str]:
    """Openly licensed utterances, cut into sentences, those of a useful length."""
    found = []
    for file in files:
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            sentences = re.split(r"(?<=[。！？!?])", line.split("\t")[-1].strip())
            found += [sentence for sentence in sentences if 4 <= len(sentence) <= longest]
    return list(dict.fromkeys(found))


def words(dictionary: Path, least: int) -> list[str]:
    """Words of one to four characters from jieba's dictionary that are seen often enough."""
    found = []
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if len(word) <= 4 and int(count) >= least and word.isalpha() and not word.isascii():
            found.append(word)
    return found
