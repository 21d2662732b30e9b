"""A protocol's own texts, asked as questions: what was made of them to learn the protocol is not made again."""

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.matching.classifier import Floats
from knowledge.matching.lexical import Array
from knowledge.matching.likeness import UnitTexts
from knowledge.matching.placed import Placed
from knowledge.matching.reading import NO_VECTORS, Reading
from knowledge.matching.units import Unit
from knowledge.protocol import Language


class OwnTexts:
    """What is known of a protocol's own texts as questions."""

    def __init__(
        self, units: Sequence[Unit], texts: UnitTexts, vectors: Floats | None, arrays: Mapping[str, Array]
    ) -> None:
        """Use what was learned.

        Args:
            units: The protocol's.
            texts: The same, and others behind them.
            vectors: Those of ``texts``, one row each; ``None`` without an encoder.
            arrays: How the units are ``placed``, and how much is ``said`` in them; none for too many units.
        """
        self._texts = texts
        self._vectors = vectors
        self._placed = Placed.kept(arrays)
        self._said = arrays["said"].astype(np.float32)
        self._place = {(unit.text, unit.language): place for place, unit in enumerate(units) if self._placed}

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
            placed=self._placed.rows(places),
            said=self._said[places],
        )
