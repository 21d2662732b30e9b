"""The vectors of a protocol's texts, and how near a question comes to each of them.

Of many texts not all numbers are looked at for each question, for reading them from memory takes longer than anything
else: first the texts are compared in the few directions in which they differ most (Jolliffe 2002, "Principal component
analysis"), then those that came nearest in all of them.
"""

import numpy as np

from knowledge.matching.classifier import Floats

_MANY_TEXTS = 8_000
"""Of fewer, all numbers lie in the processor's caches."""
_DIRECTIONS = 128
"""In these a cosine is off by .008, as the root of the mean square over the texts and questions of the quality sets."""
_NEAREST = 1_000
"""So many texts of many are looked at in all directions: those of some sixty clauses."""
_SAMPLE = 4_000
"""So many texts tell in which directions all differ."""


class TextVectors:
    """Texts in the space of an encoder.

    Attributes:
        all: One row of length 1 a text.
    """

    def __init__(self, vectors: Floats) -> None:
        """Make ``vectors`` ready to be compared with."""
        self.all = vectors
        self._directions = self._coarse = None
        if len(vectors) > _MANY_TEXTS and vectors.shape[1] > _DIRECTIONS:
            some = vectors[:: -(-len(vectors) // _SAMPLE)]
            self._directions = np.linalg.eigh(some.T @ some).eigenvectors[:, -_DIRECTIONS:]
            self._coarse = vectors @ self._directions

    def cosines(self, questions: Floats) -> Floats:
        """Of each question with each text, shape (questions, texts).

        Of many texts those of the nearest are exact, and the others about right.
        """
        if self._directions is None or self._coarse is None:
            return questions @ self.all.T
        cosines: Floats = (questions @ self._directions) @ self._coarse.T
        for question, row in zip(questions, cosines, strict=True):
            nearest = np.argpartition(row, -_NEAREST)[-_NEAREST:]
            row[nearest] = self.all[nearest] @ question
        return cosines
