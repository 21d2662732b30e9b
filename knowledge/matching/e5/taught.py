"""What the model was taught for questions about social media at work: changes of its matrices.

The change of a matrix is the product of two thin ones (Hu and others 2021, "LoRA: Low-Rank Adaptation of Large Language
Models"), in 8 bits; ``tests/quality/e5_teaching.py`` writes them.
"""

from collections.abc import Mapping
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.e5.weights import WIDTH, Weights
from knowledge.matching.semantic import Vectors

TAUGHT = "taught.npz"
_TOGETHER = "qkv"
"""Three matrices of a layer are multiplied by the same numbers, and so were taught as one."""
_MOST = 127
_TINY = 1e-12


class Taught:
    """The changes, by the name of what they change."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Use what ``of`` made."""
        self._arrays = arrays

    @classmethod
    def shipped(cls) -> "Taught":
        """Those of the package."""
        with np.load(BytesIO((resources.files(__package__) / TAUGHT).read_bytes())) as read:
            return cls({name: read[name] for name in read.files})

    @classmethod
    def of(cls, matrices: Mapping[str, tuple[Vectors, Vectors]]) -> "Taught":
        """Round the changes: by such as ``l0.qkv`` two thin matrices, of shape (rows, rank) and (rank, columns)."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, (up, down) in matrices.items():
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

    def thin(self, name: str) -> tuple[Vectors, Vectors]:
        """The two thin matrices of a change, such as ``l0.qkv``, as even as they can be."""
        up, down = (self._arrays[f"{name}.{side}"].astype(np.float32) for side in ("up", "down"))
        even = np.sqrt(self._arrays[f"{name}.scale"].astype(np.float32))
        return up * even, down * even[:, None]

    def matrix(self, name: str) -> Vectors:
        """What is added to the matrix called ``name``, such as ``l0.q.w``; shape (rows, columns)."""
        here, rows = _together(name)
        up, down = self.thin(here)
        return np.asarray(up[rows] @ down, dtype=np.float32)


def _together(name: str) -> tuple[str, slice]:
    """What a tensor was taught as, and which of its rows are the tensor's."""
    layer, part, _ = name.split(".")
    if part == _TOGETHER or part not in _TOGETHER:
        return f"{layer}.{part}", slice(None)
    start = _TOGETHER.index(part) * WIDTH
    return f"{layer}.{_TOGETHER}", slice(start, start + WIDTH)


def taught_weights() -> Weights:
    """The weights with what they were taught."""
    return Weights(change=Taught.shipped())
