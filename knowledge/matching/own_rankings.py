"""How a protocol's own example questions rank its entries, each tried as though it did not stand there.

It is learned with the protocol, by leaving one out, and kept: every check of a protocol asks for it, and its forecast.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.matching.language import LanguageGuess
from knowledge.matching.lexical import Array

Ranking = list[tuple[int, float]]
"""The best entries by their place, with their confidence, best first."""


class OwnRankings:
    """The rankings by question."""

    def __init__(self, questions: Mapping[str, LanguageGuess], arrays: Mapping[str, Array]) -> None:
        """Use what ``arrays_of`` made.

        Args:
            questions: Those that were ranked, in the order of the rows, with the language they are in.
            arrays: ``ranked_entries`` and ``ranked_confidences``, both of shape (questions, entries ranked).
        """
        self._guesses = questions
        self._rows = {question: row for row, question in enumerate(questions)}
        self._entries = arrays["ranked_entries"]
        self._confidences = arrays["ranked_confidences"]

    @staticmethod
    def arrays_of(rankings: Sequence[Ranking]) -> dict[str, Array]:
        """The rankings, all of the same length, as they are kept."""
        return {
            "ranked_entries": np.array([[entry for entry, _ in ranking] for ranking in rankings], dtype=np.uint16),
            "ranked_confidences": np.array([[likely for _, likely in ranking] for ranking in rankings]),
        }

    def known(self, questions: Sequence[str]) -> dict[int, tuple[LanguageGuess, Ranking]]:
        """Which of the questions were ranked: their numbers, with the language and the ranking of each."""
        numbers = [number for number, question in enumerate(questions) if question in self._rows]
        rows = [self._rows[questions[number]] for number in numbers]
        entries, confidences = self._entries[rows].tolist(), self._confidences[rows].tolist()
        return {
            number: (self._guesses[questions[number]], list(zip(*ranking, strict=True)))
            for number, *ranking in zip(numbers, entries, confidences, strict=True)
        }
