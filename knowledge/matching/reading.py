"""Questions in numbers: what is read in them, before they are compared with the texts of a protocol."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matching.classifier import Floats
from knowledge.matching.language import LanguageGuess
from knowledge.matching.lexical import Numbered
from knowledge.matching.placed import Placed
from knowledge.matching.vocabulary import Terms

_MOST_COUNTED_WORDS = 30
"""Hardly a labelled question is longer: what was learned of short and long questions holds no further."""
_TOLD = 5
_MOST_COUNTED_CONCEPTS, _MOST_COUNTED_SLIPS = 4, 2

NO_VECTORS = np.zeros((1, 1), dtype=np.float32)
"""Without an encoder: a single row that says nothing and holds for all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before it is read.

    Attributes:
        key: Its words, by which one that stands in the protocol is known.
    """

    text: str
    key: tuple[str, ...]
    guess: LanguageGuess


@dataclass(frozen=True, slots=True)
class Reading:
    """Some questions, as they were read.

    Attributes:
        ngrams: By their number in the protocol's index; likewise ``stems`` and ``concepts``.
        vectors: One row each; without an encoder ``NO_VECTORS``.
        meaning: How near they are to each of the bank's questions; ``None`` where that is not known yet.
        placed: Among the bank's questions.
        said: How much is said, as ``how_much_is_said`` tells it; one row each.
    """

    ngrams: Numbered
    stems: Numbered
    concepts: Numbered
    vectors: Floats
    meaning: Floats | None
    placed: Placed
    said: Floats


def how_much_is_said(texts: Sequence[Terms]) -> Floats:
    """The question features from ``words`` to ``mended``, one row a text."""
    rows = [
        (
            _length(read.words),
            _length(read.content),
            min(len(set(read.concepts)), _MOST_COUNTED_CONCEPTS) / _MOST_COUNTED_CONCEPTS,
            read.unknown,
            min(read.mended, _MOST_COUNTED_SLIPS) / _MOST_COUNTED_SLIPS,
        )
        for read in texts
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), _TOLD)


def _length(text_words: Sequence[str]) -> float:
    """How much is said: a word said again says nothing more."""
    return float(np.log1p(min(len(set(text_words)), _MOST_COUNTED_WORDS)))
