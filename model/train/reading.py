"""What the shipped reader makes of a text: the packed weights in numpy, and what `Reader::probabilities` in
model/src/reader.rs does around them."""

import numpy as np

import features
import pack
from corpus import EMOTIONS, INTENTS

EXCLAMATIONS = "!！\ufe57‼❗❕"


def logits(weights: pack.Weights, vocabulary: dict[int, int], text: str) -> np.ndarray:
    """Logits as `Reader::probabilities` in model/src/reader.rs takes them: exclamation marks never lower anger."""
    quiet = "".join(character for character in text if character not in EXCLAMATIONS)
    calm = raw_logits(weights, vocabulary, quiet)
    if quiet == text:
        return calm
    if not calm.any():
        return raw_logits(weights, vocabulary, text)
    shouted = raw_logits(weights, vocabulary, quiet + "!!!")
    shouted[-1] = max(shouted[-1], calm[-1])
    return shouted


def raw_logits(weights: pack.Weights, vocabulary: dict[int, int], text: str) -> np.ndarray:
    """What the network gives for a text; zeros where the reader would give no reading."""
    rows = features.rows(text, vocabulary)
    if not any(any(line) for line in rows):
        return np.zeros(len(INTENTS) + len(EMOTIONS) + 1, np.float32)
    return weights.logits(rows)
