"""Trains the reader on the corpus and writes what ships.

    python -m venv .venv && .venv/bin/pip install -r model/train/requirements.txt
    .venv/bin/python model/train/train.py --out model/weights

Writes `reader.bin` (what the widget loads), `reader.onnx` (the same weights, for other runtimes) and
`golden.json` (texts with table rows and logits, for the Rust tests). Takes minutes on one core.
"""

import argparse
import collections
import dataclasses
import json
import random
import sys
import time
from pathlib import Path

import numpy as np

import augment
import corpus
import features
import network
import pack
from corpus import EMOTIONS, INTENTS, Row

#: A gram must occur in this many texts of the corpus, and the most telling so many are kept.
SEEN_IN, KNOWN = 2, 11000
LONGEST = 96


def main() -> None:
    """Trains once without the development authors to calibrate, once with all rows to ship."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--out", type=Path, required=True, help="folder for reader.bin, reader.onnx, golden.json")
    arguments.add_argument("--epochs", type=int, default=network.Settings.epochs)
    arguments.add_argument("--dev-only", action="store_true", help="stop after the figures on the development authors")
    options = arguments.parse_args()
    settings = network.Settings(epochs=options.epochs)
    rows = corpus.read(corpus.training_files())
    clock = time.monotonic()

    learnt, held = split(rows)
    print(f"{len(rows)} rows, {len({row.author for row in rows})} authors; held for development: "
          f"{len(held)} rows, {len({row.author for row in held})} authors")
    vocabulary = known_grams(learnt)
    batches = plain_batches(held, vocabulary, settings)

    def report(epoch: int, parameters: network.Parameters) -> None:
        if epoch % 5 == 4 or epoch + 1 == settings.epochs:
            print(f"epoch {epoch + 1}: {figures(network.logits(parameters, batches), held)}", flush=True)

    trained = network.train(len(vocabulary), epochs(learnt, vocabulary, settings), settings, report)
    outputs = network.logits(trained, batches)
    temperatures = calibrated(outputs, held)
    print(f"temperatures {temperatures}; {time.monotonic() - clock:.0f} s")
    if options.dev_only:
        return

    vocabulary = known_grams(rows)
    trained = network.train(len(vocabulary), epochs(rows, vocabulary, settings), settings)
    weights = pack.quantised({name: np.asarray(value) for name, value in trained.items()}, temperatures)
    options.out.mkdir(parents=True, exist_ok=True)
    packed = pack.packed(weights, sorted(vocabulary), corpus.sources())
    (options.out / "reader.bin").write_bytes(packed)
    pack.write_onnx(weights, options.out / "reader.onnx")
    golden = [golden_case(text, vocabulary, weights) for text in golden_texts()]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in golden)
    (options.out / "golden.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(packed)} bytes, {pack.brotli_size(packed)} after brotli; {time.monotonic() - clock:.0f} s")


def split(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Parts whole authors off for development: the model must read people it has never met."""
    authors = sorted({row.author for row in rows})
    held = set(random.Random(11).sample(authors, max(1, len(authors) // 6)))
    return [r for r in rows if r.author not in held], [r for r in rows if r.author in held]


def known_grams(rows: list[Row]) -> dict[int, int]:
    """The table's row, from 1, of each gram worth a row: seen in enough texts, then the most seen."""
    texts = collections.Counter()
    for row in rows:
        texts.update({gram for line in features.grams(row.text) for gram in line})
    kept = [gram for gram, count in texts.items() if count >= SEEN_IN]
    kept.sort(key=lambda gram: (-texts[gram], gram))
    return {gram: index for index, gram in enumerate(sorted(kept[:KNOWN]), 1)}


def epochs(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings):
    """Each epoch: all rows, each in some variant, shuffled into batches."""
    draw = random.Random(settings.seed)
    for _ in range(settings.epochs):
        varied = [dataclasses.replace(row, text=augment.augmented(row.text, draw)) for row in rows]
        varied = [row for row in varied if features.symbols(row.text)]
        draw.shuffle(varied)
        full = len(varied) - len(varied) % settings.batch
        yield [batch(varied[at : at + settings.batch], vocabulary, settings) for at in range(0, full, settings.batch)]


def plain_batches(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings) -> list[network.Batch]:
    """The rows as they are, in order."""
    return [batch(rows[at : at + 256], vocabulary, settings) for at in range(0, len(rows), 256)]


def batch(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings) -> network.Batch:
    """Texts and labels as arrays; one length for all, so that the training compiles once."""
    grams = np.zeros((len(rows), 3, LONGEST), np.int32)
    lengths = np.zeros(len(rows), np.int32)
    intent = np.zeros((len(rows), len(INTENTS)), np.float32)
    emotion = np.zeros((len(rows), len(EMOTIONS)), np.float32)
    anger = np.zeros(len(rows), np.float32)
    for at, row in enumerate(rows):
        found = features.rows(row.text, vocabulary)
        length = min(len(found[0]), LONGEST)
        for n in range(3):
            grams[at, n, :length] = found[n][:length]
        lengths[at] = length
        if len(row.intents) == 1:
            intent[at, row.intents[0]] = 1
        else:
            intent[at, row.intents[0]] = 1 - settings.second_label
            intent[at, row.intents[1]] = settings.second_label
        emotion[at, row.emotion] = 1
        anger[at] = row.anger / 100
    return network.Batch(grams, lengths, intent, emotion, anger)


def figures(outputs: np.ndarray, rows: list[Row]) -> str:
    """One line: how well the logits read the rows."""
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)
    intent = np.mean([outputs[n, :i].argmax() in row.intents for n, row in enumerate(rows)])
    emotion = np.mean([outputs[n, i:e].argmax() == row.emotion for n, row in enumerate(rows)])
    anger = 100 / (1 + np.exp(-outputs[:, e]))
    off = np.abs(anger - np.array([row.anger for row in rows])).mean()
    return f"intent {intent:.3f}, emotion {emotion:.3f}, anger off by {off:.1f}"


def calibrated(outputs: np.ndarray, rows: list[Row]) -> tuple[float, float]:
    """The temperatures of intent and emotion under which the held rows are least surprising."""
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)

    def best(part: np.ndarray, label: np.ndarray) -> float:
        def surprise(temperature: float) -> float:
            scaled = part / temperature
            scaled = scaled - scaled.max(1, keepdims=True)
            shares = np.exp(scaled) / np.exp(scaled).sum(1, keepdims=True)
            return -np.log(shares[np.arange(len(label)), label] + 1e-9).mean()

        return min((round(0.3 + 0.02 * n, 2) for n in range(120)), key=surprise)

    intent = best(outputs[:, :i], np.array([row.intents[0] for row in rows]))
    emotion = best(outputs[:, i:e], np.array([row.emotion for row in rows]))
    return intent, emotion


def golden_texts() -> list[str]:
    """Texts whose reading Rust must reproduce: awkward ones by hand, and every 40th of the corpus."""
    by_hand = json.loads((corpus.HERE / "golden.json").read_text(encoding="utf-8"))
    return by_hand + [row.text for row in corpus.read(corpus.training_files())[::40]]


def golden_case(text: str, vocabulary: dict[int, int], weights: pack.Weights) -> dict:
    """What features and network give for one text."""
    rows = features.rows(text, vocabulary)
    outputs = weights.logits(rows) if any(any(line) for line in rows) else None
    return {
        "text": text,
        "symbols": features.symbols(text),
        "rows": rows,
        "logits": None if outputs is None else [round(float(value), 4) for value in outputs],
    }


if __name__ == "__main__":
    sys.exit(main())
