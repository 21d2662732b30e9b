"""What a sentence means, as a vector: the port for sentence encoders."""

import typing
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One row a text, each of length 1; shape (texts, dimensions)."""


class Encoder(typing.Protocol):
    """Turns sentences of any supported language into vectors that lie near when the meanings do."""

    @property
    def name(self) -> str:
        """Names the model and its version; vectors of encoders with different names do not compare."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, in their order."""


def elsewhere(encoder: Encoder) -> Encoder | None:
    """The encoder for protocols about something else, where ``encoder`` was taught social media; else ``None``.

    Such an encoder has it as its ``elsewhere``: it knows less of anything else for what it was taught.
    """
    other: Encoder | None = getattr(encoder, "elsewhere", None)
    return other
