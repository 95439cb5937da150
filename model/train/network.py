"""The network, its loss and its training; see CARD.md for a picture in words.

A table holds, for each known gram, a wide part (its say on every output) and a deep part (an
embedding). The wide parts are summed; the deep parts feed a small convolution over the characters
and, through one hidden layer, a correction to the sum.
"""

import functools
import os
from dataclasses import dataclass

# One thread sums in one order: the same corpus gives the same file. Read when jax is loaded.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np

import pack
from corpus import EMOTIONS, INTENTS

jax.config.update("jax_platforms", "cpu")

OUTPUTS = len(INTENTS) + len(EMOTIONS) + 1
#: Widths: embedding, convolution, hidden layer.
DEEP, CONVOLVED, HIDDEN = 16, 128, 64

Parameters = dict[str, jax.Array]


@dataclass(frozen=True)
class Settings:
    """What a training may turn."""

    epochs: int = 8
    batch: int = 128
    rate: float = 1.7e-2
    #: The share of the rate with which the embeddings learn: fast, they would forget what they begin with.
    embedding_share: float = 0.35
    decay: float = 0.01
    wide_penalty: float = 2e-6
    gram_dropout: float = 0.1
    hidden_dropout: float = 0.1
    smoothing: float = 0.05
    second_label: float = 0.4
    emotion_weight: float = 0.6
    anger_weight: float = 0.6
    #: By how much more a row of anger 100 counts than one of 0.
    rage: float = 1.0
    #: Rare emotions count more: the mean count over a label's own, to this power.
    balance: float = 0.35
    #: In so many epochs at the end the table is rounded as it will ship.
    rounded: int = 3
    seed: int = 7


@dataclass(frozen=True)
class Batch:
    """Texts as table rows `[n, 3, length]`, their lengths, and what they should give."""

    grams: np.ndarray
    lengths: np.ndarray
    intent: np.ndarray
    emotion: np.ndarray
    anger: np.ndarray


def start(embeddings: np.ndarray, seed: int) -> Parameters:
    """Parameters before training, for a table that begins with these embeddings, `[known, DEEP]`."""
    draw = np.random.default_rng(seed)

    def normal(*shape: int, scale: float) -> jax.Array:
        return jnp.asarray(draw.normal(0.0, scale, shape).astype(np.float32))

    return {
        "wide": jnp.zeros((len(embeddings), OUTPUTS), jnp.float32),
        "deep": jnp.asarray(embeddings),
        "kernel": normal(DEEP, 3 * CONVOLVED, scale=(2.0 / (3 * DEEP)) ** 0.5),
        "kernel_bias": jnp.zeros(CONVOLVED),
        "hidden": normal(CONVOLVED + DEEP, HIDDEN, scale=(2.0 / (CONVOLVED + DEEP)) ** 0.5),
        "hidden_bias": jnp.zeros(HIDDEN),
        "out": normal(HIDDEN, OUTPUTS, scale=0.5 * HIDDEN**-0.5),
        "out_bias": jnp.zeros(OUTPUTS),
    }


def forward(
    parameters: Parameters,
    grams: jax.Array,
    lengths: jax.Array,
    keep: jax.Array | None = None,
    keep_hidden: jax.Array | None = None,
    steps: jax.Array | None = None,
) -> jax.Array:
    """Logits `[n, OUTPUTS]`: intents, emotions, anger.

    `steps` are those of the table's columns, 0 for a column that is not rounded.
    """
    known = (grams > 0).astype(jnp.float32)
    if keep is not None:
        known = known * keep
    at = jnp.maximum(grams - 1, 0)
    scale = 1.0 / jnp.sqrt(jnp.maximum((grams > 0).sum((1, 2)), 1).astype(jnp.float32))
    table = jnp.concatenate([parameters["wide"], parameters["deep"]], axis=1)
    rows = table[at]
    if steps is not None:
        # What is rounded learns as if it were not (Bengio et al., 2013, arXiv:1308.3432).
        rows = rows + jax.lax.stop_gradient(rounded(rows, steps) - rows)
    found = (rows * known[..., None]).sum(1)
    pooled = found.sum(1) * scale[:, None]
    wide, mean = pooled[:, :OUTPUTS], pooled[:, OUTPUTS:]
    spread = found[..., OUTPUTS:] @ parameters["kernel"]
    width = CONVOLVED
    convolved = (
        spread[:, :-2, :width] + spread[:, 1:-1, width : 2 * width] + spread[:, 2:, 2 * width :]
    ) + parameters["kernel_bias"]
    within = jnp.arange(convolved.shape[1])[None, :] < (lengths - 2)[:, None]
    peak = jnp.max(jnp.where(within[..., None], jax.nn.relu(convolved), 0.0), axis=1)
    joined = jnp.concatenate([peak, mean], axis=1)
    hidden = jax.nn.relu(joined @ parameters["hidden"] + parameters["hidden_bias"])
    if keep_hidden is not None:
        hidden = hidden * keep_hidden
    return wide + hidden @ parameters["out"] + parameters["out_bias"]


def rounded(rows: jax.Array, steps: jax.Array) -> jax.Array:
    """Rows of the table on the steps of its columns."""
    return jnp.where(steps > 0, jnp.round(rows / jnp.maximum(steps, 1e-8)) * steps, rows)


def table_steps(parameters: Parameters) -> jax.Array:
    """The steps that the table would ship with."""
    return jnp.asarray(np.concatenate([pack.table_scale(np.asarray(parameters[name])) for name in pack.TABLE]))


def loss(
    parameters: Parameters, batch: tuple, key: jax.Array, steps: jax.Array, settings: Settings
) -> jax.Array:
    """What training lowers."""
    grams, lengths, intent, emotion, anger = batch
    gram_key, hidden_key = jax.random.split(key)
    keep = 1.0 - settings.gram_dropout
    grams_kept = jax.random.bernoulli(gram_key, keep, grams.shape) / keep
    keep = 1.0 - settings.hidden_dropout
    hidden_kept = jax.random.bernoulli(hidden_key, keep, (grams.shape[0], HIDDEN)) / keep
    logits = forward(parameters, grams, lengths, grams_kept, hidden_kept, steps)
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)
    soft = settings.smoothing
    intent = intent * (1 - soft) + soft / len(INTENTS)
    emotion = emotion * (1 - soft) + soft / len(EMOTIONS)
    total = -(intent * jax.nn.log_softmax(logits[:, :i])).sum(1).mean()
    total += settings.emotion_weight * -(emotion * jax.nn.log_softmax(logits[:, i:e])).sum(1).mean()
    rage = logits[:, e]
    surprise = -(anger * jax.nn.log_sigmoid(rage) + (1 - anger) * jax.nn.log_sigmoid(-rage))
    weight = 1 + settings.rage * anger
    total += settings.anger_weight * 4 * (surprise * weight).sum() / weight.sum()
    return total + settings.wide_penalty * (parameters["wide"] ** 2).sum()


@functools.partial(jax.jit, static_argnames="settings")
def _step(parameters, first, second, average, batch, key, count, rate, steps, settings):
    gradient = jax.grad(loss)(parameters, batch, key, steps, settings)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g * g, second, gradient)

    def moved(name):
        p, m, v = parameters[name], first[name] / (1 - 0.9**count), second[name] / (1 - 0.99**count)
        share = settings.embedding_share if name == "deep" else 1.0
        return p - share * rate * (m / (jnp.sqrt(v) + 1e-8) + settings.decay * p)

    parameters = {name: moved(name) for name in parameters}
    average = jax.tree.map(lambda a, p: 0.995 * a + 0.005 * p, average, parameters)
    return parameters, first, second, average


def train(embeddings: np.ndarray, epochs, settings: Settings, report=None) -> Parameters:
    """Trains on `epochs`, an iterator of lists of batches, from these embeddings; gives the average of the last
    weights."""
    parameters = start(embeddings, settings.seed)
    zero = jax.tree.map(jnp.zeros_like, parameters)
    first, second, average = zero, zero, parameters
    key = jax.random.key(settings.seed)
    steps = jnp.zeros(OUTPUTS + DEEP)
    count = 0
    for epoch, batches in enumerate(epochs):
        if epoch >= settings.epochs - settings.rounded:
            steps = table_steps(average)
        for index, batch in enumerate(batches):
            key, now = jax.random.split(key)
            count += 1
            done = (epoch + index / len(batches)) / settings.epochs
            rate = settings.rate * min(1.0, count / 100) * max(0.02, 1 - done)
            parts = (batch.grams, batch.lengths, batch.intent, batch.emotion, batch.anger)
            parameters, first, second, average = _step(
                parameters, first, second, average, parts, now, float(count), rate, steps, settings
            )
        if report is not None:
            report(epoch, average)
    return average


_forward = jax.jit(forward)


def logits(parameters: Parameters, batches: list[Batch]) -> np.ndarray:
    """Logits of all texts of `batches`, in order."""
    return np.concatenate([np.asarray(_forward(parameters, b.grams, b.lengths)) for b in batches])
