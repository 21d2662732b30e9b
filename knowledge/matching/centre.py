"""What all vectors of a sentence encoder have in common, taken out of them."""

import typing
from math import sqrt

import numpy as np

from knowledge.matching.semantic import Vectors


class Centre(typing.NamedTuple):
    """Where a model's vectors lie.

    Attributes:
        mean: What they have in common: taken from each.
        shared: The length of a part that all of them get instead, so that two questions about different things have
            the same cosine as by the universal sentence encoder: the shipped coefficients were learned from that one's.
    """

    mean: Vectors
    shared: float

    @classmethod
    def of(cls, vectors: Vectors, wanted: float) -> "Centre":
        """The centre of ``vectors`` with which two of them have a cosine of ``wanted`` on average."""
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        between = mean_cosine(cls(mean, 0.0).apart(vectors))
        return cls(mean, sqrt(max((wanted - between) / (1 - wanted), 0.0)))

    def apart(self, vectors: Vectors) -> Vectors:
        """The ``vectors`` told apart, each of length 1 and one dimension longer."""
        return self.sharing(self.differing(vectors))

    def differing(self, vectors: Vectors) -> Vectors:
        """What the ``vectors`` do not have in common, each of length 1."""
        differing = vectors - self.mean
        return np.asarray(differing / np.maximum(np.linalg.norm(differing, axis=1, keepdims=True), 1e-9))

    def sharing(self, differing: Vectors) -> Vectors:
        """The same with the part that all of them get, in one dimension more."""
        shared = np.full((len(differing), 1), self.shared, dtype=np.float32)
        return np.asarray(np.hstack([differing, shared]) / np.sqrt(1 + self.shared**2), dtype=np.float32)


def mean_cosine(vectors: Vectors) -> float:
    """The mean cosine of two different ``vectors``, each of length 1."""
    pairs = len(vectors) * (len(vectors) - 1)
    return float(((vectors @ vectors.T).sum() - len(vectors)) / pairs)
