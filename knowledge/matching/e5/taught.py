"""What the model was taught for questions about social media at work: changes of its matrices.

The change of a matrix is the product of two thin ones (Hu and others 2021, "LoRA: Low-Rank Adaptation of Large Language
Models"), in 8 bits. Those of the whole model are small (``tests/quality/e5_teaching.py`` writes them). Some of its
layers, for questions, were taught more: to see what all see (``tests/quality/e5_distilling.py``).
"""

from collections.abc import Mapping, Sequence
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.e5.weights import WIDTH, Weights
from knowledge.matching.semantic import Vectors

TAUGHT, DISTILLED = "taught.npz", "distilled.npz"
_LAYERS = "layers"
_TOGETHER = "qkv"
"""Three matrices of a layer are multiplied by the same numbers, and so were taught as one."""
_MOST = 127
_TINY = 1e-12


class Taught:
    """The changes, by the name of what they change.

    Attributes:
        layers: Of the whole model, those that are left, in their order.
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Use what ``of`` made."""
        self._arrays = arrays
        self.layers: Sequence[int] = [int(layer) for layer in arrays[_LAYERS].tolist()]

    @classmethod
    def shipped(cls, file: str = TAUGHT) -> "Taught":
        """That of the package; of the layers for questions with ``DISTILLED``."""
        with np.load(BytesIO((resources.files(__package__) / file).read_bytes())) as read:
            return cls({name: read[name] for name in read.files})

    @classmethod
    def of(
        cls, layers: Sequence[int], matrices: Mapping[str, tuple[Vectors, Vectors]], numbers: Mapping[str, Vectors]
    ) -> "Taught":
        """Round the changes.

        Args:
            layers: Those that are left.
            matrices: Two thin ones for each, of shape (rows, rank) and (rank, columns), such as ``l0.qkv``.
            numbers: For each row of numbers what is added, such as ``l0.qkv.b``.
        """
        arrays: dict[str, NDArray[np.generic]] = {_LAYERS: np.array(layers, dtype=np.int8)}
        for name, (up, down) in matrices.items():
            scales = [np.maximum(np.abs(part).max(axis=axis), _TINY) / _MOST for part, axis in ((up, 0), (down, 1))]
            arrays[f"{name}.up"] = np.rint(up / scales[0]).astype(np.int8)
            arrays[f"{name}.down"] = np.rint(down / scales[1][:, None]).astype(np.int8)
            arrays[f"{name}.scale"] = (scales[0] * scales[1]).astype(np.float32)
        arrays.update({name: added.astype(np.float16) for name, added in numbers.items()})
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

    def numbers(self, name: str) -> Vectors:
        """What is added to the row of numbers called ``name``, such as ``l0.q.b``; a single 0 where nothing is."""
        here, rows = _together(name)
        added = self._arrays.get(f"{here}.{name.rpartition('.')[2]}")
        return np.zeros(1, dtype=np.float32) if added is None else added.astype(np.float32)[rows]


def _together(name: str) -> tuple[str, slice]:
    """What a tensor was taught as, and which of its rows are the tensor's."""
    layer, part, _ = name.split(".")
    if part == _TOGETHER or part not in _TOGETHER:
        return f"{layer}.{part}", slice(None)
    start = _TOGETHER.index(part) * WIDTH
    return f"{layer}.{_TOGETHER}", slice(start, start + WIDTH)


def taught_weights(file: str = TAUGHT) -> Weights:
    """The weights as they are used, with what was taught; of the layers for questions with ``DISTILLED``."""
    return Weights(change=Taught.shipped(file))
