"""A protocol's own texts, asked as questions: what was made of them to learn the protocol is not made again."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from knowledge.matching.classifier import Floats
from knowledge.matching.language import LanguageGuess
from knowledge.matching.lexical import Array
from knowledge.matching.likeness import UnitTexts
from knowledge.matching.placed import Placed
from knowledge.matching.reading import NO_VECTORS, Asked, Reading
from knowledge.matching.text import LONGEST_MATCHED_CHARACTERS
from knowledge.matching.units import Unit
from knowledge.protocol import Language

_LANGUAGES = tuple(Language)


class OwnTexts:
    """What is known of a protocol's own texts as questions."""

    def __init__(
        self,
        units: Sequence[Unit],
        keys: Sequence[tuple[str, ...]],
        texts: UnitTexts,
        vectors: Floats | None,
        arrays: Mapping[str, Array],
    ) -> None:
        """Use what was learned.

        Args:
            units: The protocol's.
            keys: Their words; more may follow.
            texts: The same, and others behind them.
            vectors: Those of ``texts``, one row each; ``None`` without an encoder.
            arrays: How the units are ``placed``, how much is ``said`` in them, and in which language as
                ``guesses_kept``; none for too many units.
        """
        self._units, self._keys = units, keys
        self._texts = texts
        self._vectors = vectors
        self._placed = Placed.kept(arrays)
        self._said = arrays["said"].astype(np.float32)
        self._guesses = arrays["guesses"]
        self._place = {(unit.text, unit.language): place for place, unit in enumerate(units) if self._placed}

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """The units as questions, by their text, where nothing but the text says which language it is in."""
        guesses = self._guesses.tolist()
        return {
            unit.text: Asked(unit.text, key, _guess(kept))
            for unit, key, kept in zip(self._units, self._keys, guesses, strict=False)
            if len(unit.text) <= LONGEST_MATCHED_CHARACTERS
        }

    def among(self, questions: Sequence[tuple[str, Language]]) -> dict[int, int]:
        """Which of the questions are the very text of a unit in its language: their numbers, with the unit's place."""
        places = ((number, self._place.get(question)) for number, question in enumerate(questions))
        return {number: place for number, place in places if place is not None}

    def reading(self, places: Sequence[int]) -> Reading:
        """What anyone would read in these texts.

        Raises:
            LookupError: nothing of them was kept.
        """
        if self._placed is None:
            raise LookupError(places)
        return Reading(
            ngrams=self._texts.ngrams.numbered(places),
            stems=self._texts.stems.numbered(places),
            concepts=self._texts.concepts.numbered(places),
            vectors=NO_VECTORS if self._vectors is None else self._vectors[places],
            meaning=None,
            placed=self._placed.rows(places),
            said=self._said[places],
        )


def guesses_kept(guesses: Sequence[LanguageGuess]) -> Array:
    """The guesses in one number each."""
    return np.array([_LANGUAGES.index(one.language) << 2 | one.sure << 1 | one.foreign for one in guesses], np.uint8)


def _guess(kept: int) -> LanguageGuess:
    return LanguageGuess(_LANGUAGES[kept >> 2], sure=bool(kept & 2), foreign=bool(kept & 1))
