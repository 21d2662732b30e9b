"""Writes what is computed of multilingual-e5-small: ``python -m tests.quality.e5_graph``.

Writes ``knowledge/matching/e5/graph.onnx``: BERT with twelve layers (Devlin and others 2019), without its weights,
which are given when it is loaded. Matrices are multiplied in 8 bits, each text's numbers scaled as they come.
"""

import sys
from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

from knowledge.matching.e5 import encoder
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH

TARGET = Path(encoder.__file__).parent / encoder.GRAPH
_HEADS = 12
_FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators."""


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.given: list[TensorProto] = []

    def weights(self, name: str, kind: int, *shape: int) -> str:
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="given")
        self.given.append(tensor)
        return name

    def add(
        self, operator: str, given: list[str], made: list[str], domain: str = _FUSED, **how: float | list[int]
    ) -> str:
        node = helper.make_node(operator, given, made, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in how.items())
        self.nodes.append(node)
        return made[0]

    def smooth_and_multiply(self, vectors: str, name: str, rows: int, columns: int) -> str:
        smooth = self.weights(f"{name}.smooth", TensorProto.FLOAT, rows)
        smoothed = self.add("Mul", [vectors, smooth], [f"{name}.smoothed"], "")
        return self.multiply(smoothed, name, rows, columns)

    def multiply(self, vectors: str, name: str, rows: int, columns: int) -> str:
        matrix = self.weights(f"{name}.w", TensorProto.INT8, rows, columns)
        scales = self.weights(f"{name}.s", TensorProto.FLOAT, columns)
        bias = self.weights(f"{name}.b", TensorProto.FLOAT, columns)
        return self.add("DynamicQuantizeMatMul", [vectors, matrix, scales, "", bias], [name])

    def add_and_level(self, before: str, added: str, name: str, made: str) -> str:
        """What LayerNormalization does, which onnxruntime's operator of that name takes four times as long for."""
        weights, bias = (self.weights(f"{name}.{part}", TensorProto.FLOAT, WIDTH) for part in "wb")
        both = self.add("Add", [before, added], [f"{name}.both"], "")
        level = self.add("MeanVarianceNormalization", [both], [f"{name}.level"], "", axes=[2])
        weighed = self.add("Mul", [level, weights], [f"{name}.weighed"], "")
        return self.add("Add", [weighed, bias], [made], "")

    def layer(self, entered: str, here: str) -> str:
        parts = [f"{here}q", f"{here}k", f"{here}v"]
        together = self.smooth_and_multiply(entered, f"{here}qkv", WIDTH, 3 * WIDTH)
        self.add("Split", [together], parts, domain="", axis=2, num_outputs=3)
        seen = self.add("MultiHeadAttention", parts, [f"{here}seen"], num_heads=_HEADS)
        mixed = self.multiply(seen, f"{here}ao", WIDTH, WIDTH)
        middle = self.add_and_level(entered, mixed, f"{here}aln", f"{here}middle")
        inner = self.smooth_and_multiply(middle, f"{here}fi", WIDTH, INNER_WIDTH)
        inner = self.add("Gelu", [inner], [f"{here}inner"])
        outer = self.smooth_and_multiply(inner, f"{here}fo", INNER_WIDTH, WIDTH)
        return self.add_and_level(middle, outer, f"{here}oln", f"{here}left")


def make_graph() -> ModelProto:
    """The graph: ``entered`` (1, pieces, 384) to the vectors that leave the last layer but one, and the last."""
    graph, vectors = _Graph(), ["entered"]
    for layer in range(LAYERS):
        vectors.append(graph.layer(vectors[-1], f"l{layer}."))
    entered, *left = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "pieces", WIDTH])
        for name in (vectors[0], *vectors[-2:])
    )
    made = helper.make_graph(graph.nodes, "multilingual-e5-small", [entered], left, graph.given)
    used = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=used, ir_version=9)


def main() -> None:
    """Write it."""
    TARGET.write_bytes(make_graph().SerializeToString(deterministic=True))
    sys.stdout.write(f"written: {TARGET.name}, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
