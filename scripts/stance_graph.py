"""Write the encoder of ``train_stance.py`` as an ONNX graph with weights and activations of 8 bits.

The ranges of the activations are measured on training passages and stand in the file, so neither the rest of a
passage nor other passages change how a number is rounded. Products are summed as whole numbers, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"
#: The largest weight. Two products of a weight and an activation of 8 bits must fit into 16 bits with their sign:
#: processors without VNNI add them so, and would cut off what is larger.
TOP = 63
#: How far large activations are evened out by larger weights (Xiao et al. 2023, SmoothQuant): 0 not at all, 1 wholly.
EVENED = 0.8


class Range(NamedTuple):
    """What a linear layer was given on training passages: the smallest and the largest value of each column."""

    low: np.ndarray
    high: np.ndarray


class Graph:
    """Nodes and constants, gathered one after the other."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, value: object) -> str:
        """Store an array."""
        self._count += 1
        name = f"c{self._count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: object) -> str:
        """Add a node; its outputs are named after the first one, with a number behind."""
        self._count += 1
        name = f"n{self._count}"
        names = [name, *(f"{name}_{i}" for i in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return name


class Layer(NamedTuple):
    """The weights of a transformer layer, and what its linear layers were given."""

    weights: dict[str, np.ndarray]
    ranges: dict[str, Range]
    heads: int


def _rounded(weight: np.ndarray, top: int = TOP) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to whole numbers up to `top`, and give the unit of each row."""
    unit = np.abs(weight).max(axis=1, keepdims=True) / top
    unit[unit == 0] = 1
    return np.round(weight / unit).astype(np.int8), unit.astype(np.float32)


def _evening(seen: Range, weight: np.ndarray) -> np.ndarray:
    """Say by what each column of the activations is divided, and of the weights multiplied."""
    largest = np.maximum(np.maximum(np.abs(seen.low), np.abs(seen.high)), 1e-5)
    factor = largest**EVENED / np.maximum(np.abs(weight).max(axis=0), 1e-5) ** (1 - EVENED)
    return (factor / np.exp(np.log(factor).mean())).astype(np.float32)


def _whole(graph: Graph, states: str, low: float, high: float) -> tuple[str, np.float32, np.uint8]:
    """Bring activations to 8 bits: the whole numbers, their unit, and what stands for 0."""
    low, high = min(low, 0.0), max(high, 0.0)
    unit = np.float32((high - low) / 255)
    zero = np.uint8(round(-low / unit))
    return graph.add("QuantizeLinear", states, graph.constant(unit), graph.constant(zero)), unit, zero


def _product(graph: Graph, given: tuple[str, np.float32, np.uint8], weight: np.ndarray, bias: np.ndarray | None) -> str:
    """Multiply activations by a weight (out × in)."""
    states, unit, zero = given
    whole, weight_unit = _rounded(weight)
    inputs = [
        states,
        graph.constant(whole.T),
        graph.constant(unit),
        graph.constant(weight_unit.ravel()),
        graph.constant(zero),
        graph.constant(np.zeros(len(whole), np.int8)),
    ]
    if bias is not None:
        inputs.append(graph.constant(bias.astype(np.float32)))
    return graph.add("MatMulIntegerToFloat", *inputs, domain=CONTRIB)


def _evened(graph: Graph, states: str, seen: Range, factor: np.ndarray) -> tuple[str, np.float32, np.uint8]:
    """Even the columns out, and bring them to 8 bits."""
    divided = graph.add("Mul", states, graph.constant(1 / factor))
    return _whole(graph, divided, float((seen.low / factor).min()), float((seen.high / factor).max()))


def _layer(graph: Graph, layer: Layer, states: str, asked: str) -> str:
    """One transformer layer for the rows of `asked`, which look at `states`; the same name means all of them."""
    weights, ranges = layer.weights, layer.ranges
    width = weights["query.weight"].shape[0]
    front = graph.constant(np.array([0], np.int64))
    # What attention gives is evened out by the weights that make the values.
    calm = _evening(ranges["out"], weights["out.weight"])
    parts = [weights[f"{part}.weight"] for part in ("query", "key", "value")]
    parts[2] = parts[2] / calm[:, None]
    bias = np.concatenate([weights["query.bias"], weights["key.bias"], weights["value.bias"] / calm]).astype(np.float32)
    joined = np.concatenate(parts)
    factor = _evening(ranges["key"], joined)
    given = _evened(graph, states, ranges["key"], factor)
    if asked == states:
        product = graph.add("Unsqueeze", _product(graph, given, joined * factor, None), front)
        split = graph.add("Split", product, outputs=3, axis=2, num_outputs=3)
        query, key, value = split, f"{split}_1", f"{split}_2"
    else:
        product = graph.add("Unsqueeze", _product(graph, given, joined[width:] * factor, None), front)
        key = graph.add("Split", product, outputs=2, axis=2, num_outputs=2)
        value = f"{key}_1"
        few = _evened(graph, asked, ranges["key"], factor)
        query = graph.add("Unsqueeze", _product(graph, few, joined[:width] * factor, None), front)
    seen = graph.add(
        "MultiHeadAttention", query, key, value, graph.constant(bias), domain=CONTRIB, num_heads=layer.heads
    )
    seen = graph.add("Reshape", seen, graph.constant(np.array([-1, width], np.int64)))
    mended = Range(ranges["out"].low / calm, ranges["out"].high / calm)
    given = _whole(graph, seen, float(mended.low.min()), float(mended.high.max()))
    out = _product(graph, given, weights["out.weight"] * calm, weights["out.bias"])
    asked = _normed(graph, weights, "norm_attention", out, asked)
    factor = _evening(ranges["up"], weights["up.weight"])
    given = _evened(graph, asked, ranges["up"], factor)
    up = graph.add("Gelu", _product(graph, given, weights["up.weight"] * factor, weights["up.bias"]), domain=CONTRIB)
    factor = _evening(ranges["down"], weights["down.weight"])
    given = _evened(graph, up, ranges["down"], factor)
    return _normed(
        graph, weights, "norm_out", _product(graph, given, weights["down.weight"] * factor, weights["down.bias"]), asked
    )


def _normed(graph: Graph, weights: Mapping[str, np.ndarray], norm: str, states: str, beside: str) -> str:
    """Add what a part gave to what went into it, and normalise each row."""
    scale, shift = (graph.constant(weights[f"{norm}.{name}"]) for name in ("weight", "bias"))
    return graph.add("LayerNormalization", graph.add("Add", states, beside), scale, shift, epsilon=1e-12)


def build(
    weights: Mapping[str, np.ndarray], ranges: Mapping[str, Range], layers: int, heads: int, first_mark: int
) -> onnx.ModelProto:
    """Build the graph for a single passage.

    Parameters
    ----------
    weights
        The trained weights in floating point, by their names in ``stance_encoder.Encoder``.
    ranges
        What each linear layer was given, by its name there.
    layers, heads
        How many transformer layers there are, and how many heads of attention in each.
    first_mark
        Where the vocabulary holds the first of the four marks.

    Returns
    -------
    onnx.ModelProto
        Inputs: ``ids`` (length), ``asked`` (places) and ``shares`` (3 × places). Outputs: ``toward`` (1 × 3) and
        ``between`` (1 × 6), log-odds.
    """
    graph = Graph()
    words = weights["words.weight"].copy()
    words[first_mark : first_mark + 4] = weights["marks.weight"]
    whole, unit = _rounded(words, 127)
    drawn = graph.add("Cast", graph.add("Gather", graph.constant(whole), "ids"), to=TensorProto.FLOAT)
    drawn = graph.add("Mul", drawn, graph.add("Gather", graph.constant(unit), "ids"))
    start = graph.constant(np.array([0], np.int64))
    places = graph.add("Slice", graph.constant(weights["places.weight"]), start, graph.add("Shape", "ids"), start)
    states = graph.add(
        "LayerNormalization",
        graph.add("Add", drawn, places),
        graph.constant(weights["norm.weight"]),
        graph.constant(weights["norm.bias"]),
        epsilon=1e-12,
    )
    for i in range(layers):
        front = f"layers.{i}."
        layer = Layer(
            {name.removeprefix(front): value for name, value in weights.items() if name.startswith(front)},
            {name.removeprefix(front): value for name, value in ranges.items() if name.startswith(front)},
            heads,
        )
        asked = graph.add("Gather", states, "asked") if i == layers - 1 else states
        states = _layer(graph, layer, states, asked)
    features = graph.add("MatMul", "shares", states)
    row = graph.constant(np.array([1, -1], np.int64))
    ends = graph.add("Gather", features, graph.constant(np.array([0, 2], np.int64)))
    outputs = []
    for name, rows in (("toward", ends), ("between", features)):
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        product = graph.add("MatMul", graph.add("Reshape", rows, row), graph.constant(weight.T))
        graph.nodes.append(helper.make_node("Add", [product, graph.constant(bias)], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, len(bias)]))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["length"]),
        helper.make_tensor_value_info("asked", TensorProto.INT64, ["places"]),
        helper.make_tensor_value_info("shares", TensorProto.FLOAT, [3, "places"]),
    ]
    made = helper.make_graph(graph.nodes, "stance", inputs, outputs, graph.constants)
    return helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)],
        ir_version=9,
        producer_name="osint",
    )


def write(path: Path, model: onnx.ModelProto) -> None:
    """Write the graph; the same weights give the same bytes."""
    path.write_bytes(model.SerializeToString(deterministic=True))


def read(path: Path, layers: int) -> dict[str, np.ndarray]:
    """Read the weights of a written graph in floating point, under their names in ``stance_encoder.Encoder``.

    What was evened out within a layer stays so: the network answers as the graph does.
    """
    graph = onnx.load(path).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        nodes.setdefault(node.op_type, []).append(node)
    norms = [{"weight": held[n.input[1]], "bias": held[n.input[2]]} for n in nodes["LayerNormalization"]]
    words, unit = (held[n.input[0]] for n in nodes["Gather"] if n.input[1] == "ids")
    found = {
        "words.weight": words * unit,
        "places.weight": held[nodes["Slice"][0].input[0]],
        **_named("norm", norms[0]),
    }
    products = _products(graph, held)
    for i in range(layers):
        front = f"layers.{i}."
        joined = next(products)["weight"]
        if i == layers - 1:  # the last layer has its queries apart, behind keys and values
            joined = np.concatenate([next(products)["weight"], joined])
        bias = held[nodes["MultiHeadAttention"][i].input[3]]
        for part, weight, shift in zip(("query", "key", "value"), np.split(joined, 3), np.split(bias, 3), strict=True):
            found |= _named(front + part, {"weight": weight, "bias": shift})
        for part in ("out", "up", "down"):
            found |= _named(front + part, next(products))
        found |= _named(f"{front}norm_attention", norms[1 + 2 * i]) | _named(f"{front}norm_out", norms[2 + 2 * i])
    heads = {node.output[0]: node for node in nodes["MatMul"] if node.input[1] in held}
    for node in nodes["Add"]:
        if node.input[0] in heads:
            weight = held[heads[node.input[0]].input[1]].T
            found |= _named(node.output[0], {"weight": weight, "bias": held[node.input[1]]})
    return {name: np.array(value, dtype=np.float32) for name, value in found.items()}


def _named(layer: str, parts: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{layer}.{name}": value for name, value in parts.items()}


def _products(graph: onnx.GraphProto, held: Mapping[str, np.ndarray]) -> Iterator[dict[str, np.ndarray]]:
    """Yield the linear layers in order, as they were before their columns were evened out."""
    made_by = {node.output[0]: node for node in graph.node}
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            weight = held[node.input[1]].T * held[node.input[3]][:, None]
            before = made_by[made_by[node.input[0]].input[0]]
            if before.op_type == "Mul" and before.input[1] in held:
                weight = weight * held[before.input[1]]
            yield {"weight": weight, **({"bias": held[node.input[6]]} if len(node.input) > 6 else {})}
