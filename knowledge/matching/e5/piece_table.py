"""Which piece of the vocabulary a run of bytes is: a quarter of a million of them in five megabytes.

A dictionary of as many would take seven times as much, and longer to be made than the model to be loaded.
"""

import numpy as np
from numpy.typing import NDArray

NO_PIECE = -1
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
"""Bytes are numbered as a polynomial of the first, modulo 2**64; times the second undoes a step. No two pieces have the
same number (a test looks), and longer runs than a piece are never asked for."""
_ONE = np.uint64(1)
"""Is added to each byte, so that a byte of nothing counts too."""
_TOLD_APART = 3
"""How long a piece can be is told by its first byte and the one so many behind: most pieces begin with a space, which
has three bytes, and none of a Latin letter is half as long as the longest."""
_LIKELY_BITS = 21
_LIKELY_SHIFT = np.uint64(64 - _LIKELY_BITS)
"""Nine of ten runs are no piece by their first bits already, which are looked up without a search."""

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class PieceTable:
    """Finds pieces by their bytes."""

    def __init__(self, text: NDArray[np.uint8], borders: NDArray[np.uint32], left_out: int) -> None:
        """Number the pieces.

        Args:
            text: The bytes of all pieces, one after the other.
            borders: Where each begins, in the order of their numbers, and where the last ends.
            left_out: The number of one that no text has.
        """
        lengths = np.diff(borders).astype(np.int64)
        longest = int(lengths.max())
        powers = _powers(_BASE, longest)
        hashes = np.zeros(len(lengths), dtype=np.uint64)
        for length in np.unique(lengths).tolist():
            numbers = np.flatnonzero(lengths == length)
            first = borders[numbers].astype(np.int64)
            for place in range(length):
                hashes[numbers] += (text[first + place] + _ONE) * powers[place]
        order = np.argsort(hashes, kind="stable")
        order = order[(order != left_out) & (lengths[order] > 0)]
        self._hashes: Hashes = hashes[order]
        self._numbers = order.astype(np.int32)
        self._is_likely = np.zeros(1 << _LIKELY_BITS, dtype=np.bool_)
        self._is_likely[self._hashes >> _LIKELY_SHIFT] = True
        self._longest = np.full((256, 256), min(longest, _TOLD_APART), dtype=np.int64)
        first = borders[:-1][lengths > _TOLD_APART].astype(np.int64)
        np.maximum.at(self._longest, (text[first], text[first + _TOLD_APART]), lengths[lengths > _TOLD_APART])

    def longest(self, written: bytes, starts: Numbers) -> Numbers:
        """How many bytes a piece has at most that begins at each of ``starts``."""
        read = np.frombuffer(written + bytes(_TOLD_APART), dtype=np.uint8)
        return self._longest[read[starts], read[starts + _TOLD_APART]]

    def find(self, written: bytes, starts: Numbers, ends: Numbers) -> Numbers:
        """The number of the piece that each run of bytes is, ``NO_PIECE`` where it is none.

        Args:
            written: All bytes.
            starts: Where each run begins.
            ends: Where each ends, at most as many bytes behind as ``longest`` says.
        """
        read = np.frombuffer(written, dtype=np.uint8) + _ONE
        sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(read * _powers(_BASE, len(read)))])
        asked = (sums[ends] - sums[starts]) * _powers(_INVERSE, len(read) + 1)[starts]
        likely = np.flatnonzero(self._is_likely[asked >> _LIKELY_SHIFT])
        places = np.minimum(np.searchsorted(self._hashes, asked[likely]), len(self._hashes) - 1)
        numbers = np.full(len(asked), NO_PIECE)
        numbers[likely] = np.where(self._hashes[places] == asked[likely], self._numbers[places], NO_PIECE)
        return numbers


def _powers(of: np.uint64, count: int) -> Hashes:
    """The first ``count`` powers of ``of``, from 1, modulo 2**64."""
    factors = np.full(max(count, 1), of, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)[:count]
