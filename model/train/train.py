"""Trains the reader on the corpus and writes what ships.

    python -m venv .venv && .venv/bin/pip install -r model/train/requirements.txt
    .venv/bin/python model/train/train.py --out model/weights

Writes `reader.bin` (what the widget loads), `reader.onnx` (the same weights, for other runtimes) and
`golden.json` (texts with table rows and logits, for the Rust tests). Takes minutes on two cores.
"""

import argparse
import collections
import dataclasses
import json
import multiprocessing
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import augment
import corpus
import features
import network
import pack
import pretrained
import reading
from corpus import EMOTIONS, INTENTS, Row

#: A gram must occur in this many texts of the corpus, and the most seen so many are kept.
SEEN_IN, KNOWN = 2, 30000
#: So many more are kept for texts in pinyin.
SPELLED_KNOWN = 12000
#: Texts are padded to the first of these that holds their batch, and cut to the last: the training
#: compiles once for each.
LENGTHS = (20, 32, 64)
#: So many batches are sorted by length together, so that the short ones need little padding.
SORTED = 8
#: The share of rows shouted; by the guideline that makes them angrier by 5.
SHOUTED = 0.06
#: The share of rows spelled in pinyin.
SPELLED = 0.25
#: Files that were written for one difficulty each: hard cases, breadth of words, the hatch.
DIFFICULTIES = "jkmnopstuxy"
#: The anger between which its scale is fitted: annoyed, furious.
ANGRY = (40, 80)


def main() -> None:
    """Trains once without the development authors to calibrate, and at the same time with all rows to ship."""
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
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as other:
        shipping = None if options.dev_only else other.submit(learn, rows, [], settings)
        vocabulary, trained = learn(learnt, held, settings)
        # On what ships and as it is asked: rounded, and with every exclamation mark read as three.
        rough = pack.quantised(trained, pack.Calibration(intent=1.0, emotion=1.0, anger=1.0, offset=0.0))
        authors = {row.author for row in held}
        asked = held + [row for row in corpus.read([corpus.DISPUTED]) if row.author in authors]
        calibration = calibrated(np.array([reading.logits(rough, vocabulary, row.text) for row in asked]), asked)
        print(f"{calibration}; {time.monotonic() - clock:.0f} s", flush=True)
        if shipping is None:
            return
        vocabulary, trained = shipping.result()

    weights = pack.quantised(trained, calibration)
    options.out.mkdir(parents=True, exist_ok=True)
    packed = pack.packed(weights, sorted(vocabulary), corpus.sources())
    (options.out / "reader.bin").write_bytes(packed)
    pack.write_onnx(weights, options.out / "reader.onnx")
    golden = [golden_case(text, vocabulary, weights) for text in golden_texts()]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in golden)
    (options.out / "golden.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(packed)} bytes, {pack.brotli_size(packed)} after brotli; {time.monotonic() - clock:.0f} s")


def learn(rows: list[Row], held: list[Row], settings: network.Settings) -> tuple[dict[int, int], network.Parameters]:
    """The table's grams, and what is learnt from these rows; tells in between how well the held ones are read."""
    vocabulary = known_grams(rows)
    batches = plain_batches(held, vocabulary, settings)

    def report(epoch: int, parameters: network.Parameters) -> None:
        if held and (epoch % 5 == 4 or epoch + 1 == settings.epochs):
            print(f"epoch {epoch + 1}: {figures(network.logits(parameters, batches), held)}", flush=True)

    trained = network.train(embeddings(rows, vocabulary, settings), epochs(rows, vocabulary, settings), settings, report)
    return vocabulary, {name: np.asarray(value) for name, value in trained.items()}


def split(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Parts whole authors off for development: the model must read people it has never met.

    Only people who write as shoppers do: files written for one difficulty each would calibrate it to
    a world of traps.
    """
    ordinary = [path for path in corpus.training_files() if path.name[0] not in DIFFICULTIES]
    authors = sorted({row.author for row in corpus.read(ordinary)})
    held = set(random.Random(11).sample(authors, len(authors) // 6))
    return [r for r in rows if r.author not in held], [r for r in rows if r.author in held]


def known_grams(rows: list[Row]) -> dict[int, int]:
    """The table's row, from 1, of each gram worth a row: seen in enough texts, then the most seen."""
    draw = random.Random(23)
    known = set(most_seen((row.text for row in rows), KNOWN))
    spelled = most_seen((augment.spelled(row.text, draw) for row in rows), KNOWN)
    known |= set([gram for gram in spelled if gram not in known][:SPELLED_KNOWN])
    return {gram: index for index, gram in enumerate(sorted(known), 1)}


def most_seen(texts, most: int) -> list[int]:
    """The grams that occur in the most texts, the most seen first."""
    seen_in = collections.Counter()
    for text in texts:
        seen_in.update({gram for line in features.grams(text) for gram in line})
    kept = [gram for gram, count in seen_in.items() if count >= SEEN_IN]
    return sorted(kept, key=lambda gram: (-seen_in[gram], gram))[:most]


def embeddings(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings) -> np.ndarray:
    """Where the embeddings of the grams of these rows begin."""
    return pretrained.beginning(vocabulary, [row.text for row in rows], network.DEEP, settings.seed)


def epochs(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings):
    """Each epoch: all rows, each in some variant, shuffled into batches."""
    draw = random.Random(settings.seed)
    weights = emotion_weights(rows, settings.balance)
    for _ in range(settings.epochs):
        varied = [variant(row, draw) for row in rows]
        varied = [row for row in varied if features.symbols(row.text)]
        draw.shuffle(varied)
        batches = []
        for at in range(0, len(varied), settings.batch * SORTED):
            alike = sorted(varied[at : at + settings.batch * SORTED], key=lambda row: len(features.symbols(row.text)))
            cuts = range(0, len(alike) - settings.batch + 1, settings.batch)
            batches += [batch(alike[cut : cut + settings.batch], vocabulary, settings, weights) for cut in cuts]
        draw.shuffle(batches)
        yield batches


def variant(row: Row, draw: random.Random) -> Row:
    """The row as the same visitor could have typed it as well; now and then spelled, or shouted."""
    text = augment.augmented(row.text, draw)
    if draw.random() < SPELLED:
        text = augment.spelled(text, draw)
    if draw.random() >= SHOUTED:
        return dataclasses.replace(row, text=text)
    return dataclasses.replace(row, text=augment.shouted(text, draw), anger=min(100, row.anger + 5))


def emotion_weights(rows: list[Row], power: float) -> np.ndarray:
    """How much each emotion counts, one row with another 1."""
    counts = np.bincount([row.emotion for row in rows], minlength=len(EMOTIONS)).clip(1)
    weights = (counts.mean() / counts) ** power
    return weights * counts.sum() / (weights * counts).sum()


def plain_batches(rows: list[Row], vocabulary: dict[int, int], settings: network.Settings) -> list[network.Batch]:
    """The rows as they are, in order."""
    equal = np.ones(len(EMOTIONS))
    return [batch(rows[at : at + 256], vocabulary, settings, equal) for at in range(0, len(rows), 256)]


def batch(
    rows: list[Row], vocabulary: dict[int, int], settings: network.Settings, weights: np.ndarray
) -> network.Batch:
    """Texts and labels as arrays; `weights` is how much each emotion counts."""
    found = [features.rows(row.text, vocabulary) for row in rows]
    longest = max(len(lines[0]) for lines in found)
    space = next((length for length in LENGTHS if length >= longest), LENGTHS[-1])
    grams = np.zeros((len(rows), 3, space), np.int32)
    lengths = np.zeros(len(rows), np.int32)
    intent = np.zeros((len(rows), len(INTENTS)), np.float32)
    emotion = np.zeros((len(rows), len(EMOTIONS)), np.float32)
    anger = np.zeros(len(rows), np.float32)
    for at, (row, lines) in enumerate(zip(rows, found, strict=True)):
        lengths[at] = min(len(lines[0]), space)
        for n in range(3):
            grams[at, n, : lengths[at]] = lines[n][:space]
        if len(row.intents) == 1:
            intent[at, row.intents[0]] = 1
        else:
            intent[at, row.intents[0]] = 1 - settings.second_label
            intent[at, row.intents[1]] = settings.second_label
        emotion[at, row.emotion] = weights[row.emotion]
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


def calibrated(outputs: np.ndarray, rows: list[Row]) -> pack.Calibration:
    """The temperatures under which the held rows are least surprising, and anger's stretch."""
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)

    def best(part: np.ndarray, label: np.ndarray) -> float:
        def surprise(temperature: float) -> float:
            scaled = part / temperature
            scaled = scaled - scaled.max(1, keepdims=True)
            shares = np.exp(scaled) / np.exp(scaled).sum(1, keepdims=True)
            return -np.log(shares[np.arange(len(label)), label] + 1e-9).mean()

        return min((round(0.3 + 0.02 * n, 2) for n in range(120)), key=surprise)

    anger, offset = stretch(outputs[:, e], np.array([row.anger for row in rows]))
    return pack.Calibration(
        intent=best(outputs[:, :i], np.array([row.intents[0] for row in rows])),
        emotion=best(outputs[:, i:e], np.array([row.emotion for row in rows])),
        anger=anger,
        offset=offset,
    )


def stretch(rage: np.ndarray, anger: np.ndarray) -> tuple[float, float]:
    """Temperature and offset with which as many rows read as angry or furious as are labelled so.

    A model that is unsure reads towards the middle, so that the furious would be read as angry.
    """
    low, high = (np.quantile(rage, (anger < bound).mean()) for bound in ANGRY)
    wanted = [np.log(bound / (100 - bound)) for bound in ANGRY]
    temperature = (high - low) / (wanted[1] - wanted[0])
    return float(temperature), float(wanted[0] - low / temperature)


def golden_texts() -> list[str]:
    """Texts whose reading every build must reproduce: awkward ones by hand, a few of the corpus, and
    every fourth of the test split, of which nothing is learnt here."""
    by_hand = json.loads((corpus.HERE / "golden.json").read_text(encoding="utf-8"))
    learnt = [row.text for row in corpus.read(corpus.training_files())[::200]]
    return by_hand + learnt + [row.text for row in corpus.read(corpus.test_files())[::4]]


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
