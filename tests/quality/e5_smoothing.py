"""Measures how uneven numbers are within multilingual-e5-small: ``python -m tests.quality.e5_smoothing``.

Writes ``knowledge/matching/e5/smoothing.npz``: by what each number is divided before matrices are multiplied in 8 bits,
so that a few large ones leave room for the others, and the matrix multiplied instead (Xiao and others 2023,
"SmoothQuant"). Measured on the domain bank's questions, in full precision, of the model as it was not taught.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy.special import erf

from knowledge.matching.bank import bank_questions
from knowledge.matching.e5 import encoder
from knowledge.matching.e5.encoder import entered
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH, Weights
from knowledge.matching.semantic import Vectors

TARGET = Path(encoder.__file__).parent / encoder.SMOOTHING
_HEADS = 12
_TINY = 1e-12
_FROM_MATRIX = 0.2
"""How much the numbers of the matrix count; the others for the rest. By what comes nearest to full precision."""


class FullPrecision:
    """The model in numpy, with the weights as they are spread, to measure by; some 30 ms for a question."""

    def __init__(self, weights: Weights) -> None:
        """Use ``weights``."""
        self._weights = weights
        self._pieces = Pieces(self._weights.vocabulary)
        self._matrices: dict[str, tuple[Vectors, Vectors]] = {}
        self.largest: dict[str, Vectors] = defaultdict(lambda: np.zeros(1, dtype=np.float32))

    def vector(self, text: str) -> Vectors:
        """The vector of ``text``, of length 1, shape (384,)."""
        numbers = entered(self._weights, self._pieces.of(text))
        for layer in range(LAYERS):
            numbers = self._layer(numbers, f"l{layer}.")
        mean = numbers.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def rows(self, name: str) -> Vectors:
        """The largest number of each row that the matrix called ``name`` is multiplied by."""
        return np.asarray(np.abs(self._matrix(name)[0]).max(axis=1), dtype=np.float32)

    def _layer(self, numbers: Vectors, here: str) -> Vectors:
        heads = [
            self._times(numbers, here + part).reshape(len(numbers), _HEADS, -1).swapaxes(0, 1)
            for part in ("q", "k", "v")
        ]
        looked = heads[0] @ heads[1].swapaxes(1, 2) / np.sqrt(WIDTH / _HEADS)
        looked = np.exp(looked - looked.max(axis=2, keepdims=True))
        seen = (looked / looked.sum(axis=2, keepdims=True) @ heads[2]).swapaxes(0, 1).reshape(-1, WIDTH)
        middle = self._level(numbers + self._times(seen, f"{here}ao"), f"{here}aln")
        inner = self._times(middle, f"{here}fi")
        inner *= 0.5 * (1 + erf(inner / np.sqrt(2)))
        return self._level(middle + self._times(inner, f"{here}fo"), f"{here}oln")

    def _times(self, numbers: Vectors, name: str) -> Vectors:
        self.largest[name] = np.maximum(self.largest[name], np.abs(numbers).max(axis=0))
        matrix, bias = self._matrix(name)
        return np.asarray(numbers @ matrix + bias, dtype=np.float32)

    def _matrix(self, name: str) -> tuple[Vectors, Vectors]:
        if name not in self._matrices:
            columns = INNER_WIDTH if name.endswith("fo") else WIDTH
            matrix = np.ascontiguousarray(self._weights.matrix(f"{name}.w", columns).T)
            self._matrices[name] = matrix, self._weights.numbers(f"{name}.b")
        return self._matrices[name]

    def _level(self, numbers: Vectors, name: str) -> Vectors:
        numbers = numbers - numbers.mean(axis=1, keepdims=True)
        numbers /= np.sqrt(np.square(numbers).mean(axis=1, keepdims=True) + _TINY)
        return np.asarray(
            numbers * self._weights.numbers(f"{name}.w") + self._weights.numbers(f"{name}.b"), dtype=np.float32
        )


def measure_smoothing(weights: Weights) -> Mapping[str, Vectors]:
    """By what to divide, by the name of the matrix; their geometric mean is 1."""
    model = FullPrecision(weights)
    for known in bank_questions():
        model.vector(known.question)
    smoothing = {}
    for name in (f"l{layer}.{matrix}" for layer in range(LAYERS) for matrix in ("qkv", "ao", "fi", "fo")):
        *_, parts = name.split(".")
        all_rows = [model.rows(name.replace(parts, part)) for part in (parts if parts == "qkv" else [parts])]
        largest = model.largest[name.replace("qkv", "q")]
        numbers, rows = (np.log(np.maximum(found, 1e-5)) for found in (largest, np.max(all_rows, axis=0)))
        uneven = (1 - _FROM_MATRIX) * numbers - _FROM_MATRIX * rows
        smoothing[name] = np.exp(uneven - uneven.mean()).astype(np.float16)
    return smoothing


def main() -> None:
    """Measure and write."""
    np.savez_compressed(TARGET, allow_pickle=False, **measure_smoothing(Weights()))
    sys.stdout.write(f"written: {TARGET.name}, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
