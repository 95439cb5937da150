"""Turns trained parameters into what ships: int8 weights, the packed file and the ONNX file.

The packed file, all numbers little-endian (`model/src/weights.rs` reads it):

    magic     8 bytes, "DUKOUMDL"
    version   u16
    sources   32 bytes, SHA-256 of the corpus and code it was made from
    widths    5 × u32: known grams, outputs, embedding, convolution, hidden
    grams     the ascending 24-bit hashes, each as its distance from the one before (LEB128)
    tensors   8, in the order of `TENSORS`: scales (f32, one a row of the transposed tensor), then
              its bytes (i8), so that numbers of one kind lie together and compress well
    checksum  u64, FNV-1a over all before
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import EMOTIONS, INTENTS

MAGIC, VERSION = b"DUKOUMDL", 1
TENSORS = ["wide", "deep", "kernel", "kernel_bias", "hidden", "hidden_bias", "out", "out_bias"]
#: Steps on each side of zero.
STEPS = 127
#: The same for the table, which is most of the file.
TABLE_STEPS = 5
TABLE = ("wide", "deep")


@dataclass(frozen=True)
class Weights:
    """Int8 tensors `[in, out]` with a scale for each `out`; biases are `[1, out]`."""

    values: dict[str, np.ndarray]
    scales: dict[str, np.ndarray]

    def tensor(self, name: str) -> np.ndarray:
        """A tensor as the runtime sees it."""
        return self.values[name].astype(np.float32) * self.scales[name][None, :]

    def logits(self, rows: list[list[int]]) -> np.ndarray:
        """The network in plain numpy: what both exported forms must agree with."""
        if not hasattr(self, "_floats"):
            object.__setattr__(self, "_floats", {name: self.tensor(name) for name in TENSORS})
        t = self._floats
        at = np.array(rows)
        outputs = t["wide"].shape[1]
        table = np.concatenate([t["wide"], t["deep"]], axis=1)
        table = np.concatenate([np.zeros_like(table[:1]), table])
        found = table[at].sum(0)
        pooled = found.sum(0) / np.sqrt(max(1, (at > 0).sum()))
        spread = found[:, outputs:] @ t["kernel"]
        c = spread.shape[1] // 3
        convolved = spread[:-2, :c] + spread[1:-1, c : 2 * c] + spread[2:, 2 * c :] + t["kernel_bias"]
        joined = np.concatenate([np.maximum(convolved, 0).max(0), pooled[outputs:]])
        hidden = np.maximum(joined @ t["hidden"] + t["hidden_bias"], 0)
        return (pooled[:outputs] + hidden @ t["out"] + t["out_bias"])[0]


@dataclass(frozen=True)
class Calibration:
    """What the logits are divided by; anger's are then moved by `offset`."""

    intent: float
    emotion: float
    anger: float
    offset: float


def quantised(parameters: dict[str, np.ndarray], calibration: Calibration) -> Weights:
    """Int8 with a scale for each output, the calibration folded into the last layer."""
    i, e = len(INTENTS), len(INTENTS) + len(EMOTIONS)
    cool = np.ones(e + 1, np.float32)
    cool[:i], cool[i:e], cool[e] = 1 / calibration.intent, 1 / calibration.emotion, 1 / calibration.anger
    values, scales = {}, {}
    for name in TENSORS:
        tensor = np.atleast_2d(parameters[name]).astype(np.float32)
        if name in ("wide", "out", "out_bias"):
            tensor = tensor * cool
        if name == "out_bias":
            tensor[0, e] += calibration.offset
        scale = table_scale(tensor) if name in TABLE else np.maximum(np.abs(tensor).max(0), 1e-8) / STEPS
        values[name] = np.clip(np.round(tensor / scale), -127, 127).astype(np.int8)
        scales[name] = scale.astype(np.float32)
    return Weights(values, scales)


def table_scale(tensor: np.ndarray) -> np.ndarray:
    """The step of each column of a part of the table; training rounds to it too.

    The few largest weights of a column lie beyond its steps, so that the many small ones keep theirs.
    """
    return np.maximum(np.quantile(np.abs(tensor), 0.9995, axis=0), 1e-8) / TABLE_STEPS


def packed(weights: Weights, hashes: list[int], sources: bytes) -> bytes:
    """The packed file."""
    known, outputs = weights.values["wide"].shape
    deep = weights.values["deep"].shape[1]
    convolved = weights.values["kernel_bias"].shape[1]
    hidden = weights.values["hidden"].shape[1]
    out = bytearray(MAGIC + struct.pack("<H", VERSION) + sources)
    out += struct.pack("<5I", known, outputs, deep, convolved, hidden)
    before = 0
    for gram in hashes:
        out += _leb128(gram - before)
        before = gram
    for name in TENSORS:
        out += weights.scales[name].astype("<f4").tobytes()
        out += np.ascontiguousarray(weights.values[name].T).tobytes()
    state = 0xCBF29CE484222325
    for byte in out:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return bytes(out) + struct.pack("<Q", state)


def unpacked(data: bytes) -> tuple[Weights, dict[int, int]]:
    """Reads a packed file back, for evaluation: weights, and the table's row of each gram."""
    if data[:8] != MAGIC or struct.unpack_from("<H", data, 8)[0] != VERSION:
        raise SystemExit("not a reader file of this version")
    known, outputs, deep, convolved, hidden = struct.unpack_from("<5I", data, 42)
    at, gram, vocabulary = 62, 0, {}
    for index in range(known):
        distance, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            distance |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        gram += distance
        vocabulary[gram] = index + 1
    shapes = {
        "wide": (known, outputs), "deep": (known, deep),
        "kernel": (deep, 3 * convolved), "kernel_bias": (1, convolved),
        "hidden": (convolved + deep, hidden), "hidden_bias": (1, hidden),
        "out": (hidden, outputs), "out_bias": (1, outputs),
    }  # fmt: skip
    values, scales = {}, {}
    for name in TENSORS:
        rows, columns = shapes[name]
        scales[name] = np.frombuffer(data, "<f4", columns, at)
        at += 4 * columns
        values[name] = np.frombuffer(data, np.int8, rows * columns, at).reshape(columns, rows).T
        at += rows * columns
    return Weights(values, scales), vocabulary


def write_onnx(weights: Weights, path: Path) -> None:
    """The same network for other runtimes: `grams` int64 [3, length], `scale` f32 [1] → `logits`."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    outputs = weights.values["wide"].shape[1]
    convolved = weights.values["kernel_bias"].shape[1]
    constants, nodes = [], []

    def constant(name: str, value: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: list[str], output: str, **attributes) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def floats(name: str, value: np.ndarray, scale: np.ndarray) -> str:
        stored = constant(f"{name}.int8", value)
        cast = node("Cast", [stored], f"{name}.cast", to=TensorProto.FLOAT)
        return node("Mul", [cast, constant(f"{name}.scale", scale)], name)

    def part(source: str, output: str, axis: int, begin: int, end: int) -> str:
        bounds = [constant(f"{output}.{key}", np.array([value], np.int64))
                  for key, value in (("begin", begin), ("end", end), ("axis", axis))]  # fmt: skip
        return node("Slice", [source, *bounds], output)

    table = np.concatenate([weights.values["wide"], weights.values["deep"]], axis=1)
    table = np.concatenate([np.zeros_like(table[:1]), table])
    floats("table", table, np.concatenate([weights.scales["wide"], weights.scales["deep"]]))
    for name in TENSORS[2:]:
        floats(name, weights.values[name], weights.scales[name])
    axis_0 = constant("axis_0", np.array([0], np.int64))

    node("Gather", ["table", "grams"], "found_each", axis=0)
    node("ReduceSum", ["found_each", axis_0], "found", keepdims=0)
    node("ReduceSum", ["found", axis_0], "found_sum", keepdims=1)
    node("Mul", ["found_sum", "scale"], "pooled")
    last = table.shape[1]
    part("pooled", "wide", 1, 0, outputs)
    part("pooled", "mean", 1, outputs, last)
    node("MatMul", [part("found", "embedded", 1, outputs, last), "kernel"], "spread")
    tops = 2**31 - 1
    taps = []
    for k, end in ((0, -2), (1, -1), (2, tops)):
        rows = part("spread", f"tap_{k}.rows", 0, k, end)
        taps.append(part(rows, f"tap_{k}", 1, k * convolved, (k + 1) * convolved))
    node("Add", [taps[0], taps[1]], "tap_01")
    node("Add", ["tap_01", taps[2]], "taps")
    node("Add", ["taps", "kernel_bias"], "convolved")
    node("ReduceMax", [node("Relu", ["convolved"], "active")], "peak", axes=[0], keepdims=1)
    node("Concat", ["peak", "mean"], "joined", axis=1)
    node("Add", [node("MatMul", ["joined", "hidden"], "hidden_sum"), "hidden_bias"], "hidden_biased")
    node("MatMul", [node("Relu", ["hidden_biased"], "hidden_active"), "out"], "out_sum")
    node("Add", [node("Add", ["out_sum", "out_bias"], "deep"), "wide"], "logits")

    graph = helper.make_graph(
        nodes,
        "reader",
        [
            helper.make_tensor_value_info("grams", TensorProto.INT64, [3, "length"]),
            helper.make_tensor_value_info("scale", TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, outputs])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="dukou")
    model.ir_version = 7
    labels = {"intents": " ".join(INTENTS), "emotions": " ".join(EMOTIONS)}
    helper.set_model_props(model, labels)
    checker.check_model(model)
    save(model, path)


def brotli_size(data: bytes) -> int:
    """Bytes after brotli at its best."""
    import brotli

    return len(brotli.compress(data, quality=11))


def _leb128(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
