"""A sentence encoder so small that a test makes it: each word has a vector, and nothing else matters.

The model is written by hand in the form of ONNX (protocol buffers, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto):
one ``Gather`` of the words' vectors.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

WORDS = ("[PAD]", "[UNK]", "klant", "client", "logo", "pers", "press", "mag", "may", "query")
DIMENSIONS = 4
_FLOAT, _INT64 = 1, 7


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _value(name: str, kind: int, dimensions: int) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, f"d{name}{place}")) for place in range(dimensions))
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def table() -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """The vector of each word; those that mean the same have the same."""
    vectors = np.eye(len(WORDS), DIMENSIONS, dtype=np.float32) * 0
    for row, (place, amount) in enumerate(
        [(0, 0), (3, 0.1), (0, 1), (0, 1), (1, 1), (2, 1), (2, 1), (3, 1), (3, 1), (3, 5)]
    ):
        vectors[row, place] = amount
    return vectors


def model_bytes(inputs: tuple[str, ...] = ("input_ids", "attention_mask"), output: str = "last_hidden_state") -> bytes:
    """The model."""
    vectors = table()
    tensor = b"".join(_number(1, size) for size in vectors.shape) + _number(2, _FLOAT)
    tensor += _bytes(8, "words") + _bytes(9, vectors.tobytes())
    node = _bytes(1, "words") + _bytes(1, inputs[0]) + _bytes(2, output) + _bytes(4, "Gather")
    graph = _bytes(1, node) + _bytes(2, "tiny") + _bytes(5, tensor)
    graph += b"".join(_bytes(11, _value(name, _INT64, 2)) for name in inputs) + _bytes(12, _value(output, _FLOAT, 3))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 17))


def write_model(folder: Path, settings: Mapping[str, object] | None = None, model: bytes | None = None) -> Path:
    """A folder as Hugging Face has them; ``settings`` by the path of their file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model or model_bytes())
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {
            "type": "WordLevel",
            "vocab": {word: place for place, word in enumerate(WORDS)},
            "unk_token": "[UNK]",
        },
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    for name, value in (settings or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    return folder
