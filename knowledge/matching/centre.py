"""What all vectors of a sentence encoder have in common, taken out of them."""

import typing
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.semantic import Vectors


class Centre(typing.NamedTuple):
    """Where a model's vectors lie.

    Attributes:
        mean: What they have in common: taken from each.
        shared: The length of a part that all of them get instead, so that two questions about different things have
            the same cosine as by the universal sentence encoder: the shipped coefficients were learned from that one's.
        language: The direction, of length 1, in which those of two languages differ; taken out as well, so that what is
            the same in both lies nearer. ``None`` leaves it in.
    """

    mean: Vectors
    shared: float
    language: Vectors | None = None

    @classmethod
    def of(cls, vectors: Vectors, wanted: float, is_other: NDArray[np.bool_] | None = None) -> "Centre":
        """The centre of ``vectors`` with which two of them have a cosine of ``wanted`` on average.

        Args:
            vectors: Of texts about many things; some in another language where ``is_other`` is given.
            wanted: See there.
            is_other: Which of the texts are.
        """
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        language: Vectors | None = None
        if is_other is not None:
            plain = cls(mean, 0.0).differing(vectors)
            between = plain[is_other].mean(axis=0) - plain[~is_other].mean(axis=0)
            language = np.asarray(between / np.linalg.norm(between), dtype=np.float32)
        alike = mean_cosine(cls(mean, 0.0, language).apart(vectors))
        return cls(mean, sqrt(max((wanted - alike) / (1 - wanted), 0.0)), language)

    def apart(self, vectors: Vectors) -> Vectors:
        """The ``vectors`` told apart, each of length 1 and one dimension longer."""
        return self.sharing(self.differing(vectors))

    def differing(self, vectors: Vectors) -> Vectors:
        """What the ``vectors`` do not have in common, each of length 1."""
        differing = vectors - self.mean
        if self.language is not None:
            along = (differing * self.language).sum(
                axis=1, keepdims=True
            )  # "@" rounds otherwise with other rows beside
            differing -= along * self.language
        return np.asarray(differing / np.maximum(np.linalg.norm(differing, axis=1, keepdims=True), 1e-9))

    def sharing(self, differing: Vectors) -> Vectors:
        """The same with the part that all of them get, in one dimension more."""
        shared = np.full((len(differing), 1), self.shared, dtype=np.float32)
        return np.asarray(np.hstack([differing, shared]) / np.sqrt(1 + self.shared**2), dtype=np.float32)


def mean_cosine(vectors: Vectors) -> float:
    """The mean cosine of two different ``vectors``, each of length 1."""
    pairs = len(vectors) * (len(vectors) - 1)
    return float(((vectors @ vectors.T).sum() - len(vectors)) / pairs)
