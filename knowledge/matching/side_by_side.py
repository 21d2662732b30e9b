"""Two sentence encoders side by side: what one does not tell apart, the other may."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from knowledge.matching.semantic import Encoder, Vectors


class SideBySide:
    """Two encoders whose likenesses are weighed together; it takes the time of both.

    The cosine of two vectors is ``1 - share`` of that by ``one``, and ``share`` of that by ``other``.
    """

    def __init__(self, one: Encoder, other: Encoder, share: float) -> None:
        """Weigh them.

        Args:
            one: An encoder.
            other: Another one.
            share: How much this one counts, 0 to 1.
        """
        self._one, self._other, self._share = one, other, share

    @property
    def name(self) -> str:
        """Both names, and how they are weighed."""
        return f"{self._one.name}+{self._share:g}-{self._other.name}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``: those of both, one after the other."""
        parts = (sqrt(1 - self._share) * self._one.encode(texts), sqrt(self._share) * self._other.encode(texts))
        return np.concatenate(parts, axis=1, dtype=np.float32)
