"""The vectors of texts that come with Magdat, computed before: the domain bank's questions and the starter's texts.

Encoding them takes most of a first start. ``tests/quality/e5_known_texts.py`` writes them down, rounded.
"""

import hashlib
from collections.abc import Sequence
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.semantic import Vectors

_FILE = "known_texts.npz"
_STEPS_TO_A_STANDARD_DEVIATION = 10
"""So fine are numbers rounded: a cosine of two vectors changes by some 0.002, and the file has one megabyte."""
_MOST = 127

Digests = NDArray[np.uint64]


class KnownTexts:
    """Vectors by the text, each of length 1."""

    def __init__(self, digests: Digests, steps: NDArray[np.int8]) -> None:
        """Know the texts of ``digests``, sorted; ``steps`` are their vectors in whole numbers, one row each."""
        self._digests = digests
        self._steps = steps

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors) -> "KnownTexts":
        """Round the ``vectors`` of different ``texts``."""
        digests = _digests(texts)
        order = np.argsort(digests)
        steps = np.rint(vectors * (_STEPS_TO_A_STANDARD_DEVIATION / vectors.std()))
        return cls(digests[order], np.clip(steps, -_MOST, _MOST).astype(np.int8)[order])

    @classmethod
    def shipped(cls) -> "KnownTexts":
        """Those of the package."""
        with np.load(BytesIO((resources.files(__package__) / _FILE).read_bytes())) as read:
            return cls(read["digests"], read["steps"])

    def written(self) -> bytes:
        """What ``shipped`` reads."""
        file = BytesIO()
        np.savez_compressed(file, digests=self._digests, steps=self._steps)
        return file.getvalue()

    def __len__(self) -> int:
        """How many texts are known."""
        return len(self._digests)

    def places(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """Where each of the texts stands, -1 where it is not known."""
        asked = _digests(texts)
        places = np.minimum(np.searchsorted(self._digests, asked), len(self._digests) - 1)
        return np.where(self._digests[places] == asked, places, -1)

    def vectors(self, places: NDArray[np.intp]) -> Vectors:
        """The vectors at ``places``, of length 1."""
        rows = self._steps[places].astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _digests(texts: Sequence[str]) -> Digests:
    read = (hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(read), dtype="<u8").astype(np.uint64)
