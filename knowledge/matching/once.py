"""Encoding a text once for several matchers, and forgetting it afterwards."""

import typing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

if typing.TYPE_CHECKING:
    from knowledge.matching.semantic import Encoder, Vectors

_KNOWN: "ContextVar[dict[tuple[str, str], Vectors] | None]" = ContextVar("_KNOWN", default=None)
"""By the encoder's name and the text."""


@contextmanager
def each_text_encoded_once() -> Iterator[None]:
    """Within it, matchers with the same encoder encode once what they are both asked."""
    before = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(before)


def encode(encoder: "Encoder", texts: Sequence[str]) -> "Vectors":
    """The vectors of ``texts``, as the encoder makes them; it is asked for those that are not known yet."""
    known = _KNOWN.get()
    if known is None:
        return encoder.encode(texts)
    import numpy as np  # noqa: PLC0415 -- who only shares what is encoded needs none

    strange = [text for text in dict.fromkeys(texts) if (encoder.name, text) not in known]
    if strange:
        known.update(((encoder.name, text), one) for text, one in zip(strange, encoder.encode(strange), strict=True))
    return np.array([known[encoder.name, text] for text in texts], dtype=np.float32)
