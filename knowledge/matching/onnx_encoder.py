"""Any sentence encoder of Hugging Face that someone downloaded, run by onnxruntime; needs the extra ``onnx``."""

import hashlib
import typing
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import Centre
from knowledge.matching.onnx_folder import EncoderUnusableError, Pooling, read_onnx_folder
from knowledge.matching.semantic import Vectors

UNRELATED_COSINE = 0.1553
"""The mean cosine of two different questions of the bank by the universal sentence encoder, which a test measures."""
MOST_DIMENSIONS = 4_096
_LONGEST_CHARACTERS = 512
"""Of a text: a question has said what it is about by then, and a model may take seconds for more."""
_AT_ONCE = 32
_GIVEN = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_WORDS, _WHOLE = ("last_hidden_state", "token_embeddings"), ("sentence_embedding", "pooler_output")


class Store(typing.Protocol):
    """Keeps where the vectors lie, so that it is measured once a model."""

    def load(self, key: str) -> Mapping[str, NDArray[typing.Any]] | None:
        """What was saved under ``key``, or ``None``."""

    def save(self, key: str, arrays: Mapping[str, NDArray[typing.Any]]) -> None:
        """Keep ``arrays`` under ``key``."""


class OnnxEncoder:
    """The model in a folder, on one thread; it is loaded at the first text.

    Models differ in how near they put texts that have nothing to do with one another. What all vectors have in common
    is therefore taken out, measured on the domain bank's questions, as for ``SmallE5``: the shipped coefficients then
    hold.
    """

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        """Look through the folder.

        Args:
            folder: With ``model.onnx`` and ``tokenizer.json``.
            store: Where to keep what was measured of the model.

        Raises:
            EncoderUnusableError: something is missing.
        """
        self._folder = read_onnx_folder(folder)
        self._store = store
        self._one_at_a_time = Lock()  # the tokenizer's padding is a state of it

    @property
    def name(self) -> str:
        """Names the very files, so that vectors of another model never stand in for these."""
        return f"onnx-{self._folder.digest[:32]}-apart-1"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, one dimension longer than the model's.

        Raises:
            EncoderUnusableError: the model cannot be used.
        """
        return self._centre.apart(self.raw(texts))

    def raw(self, texts: Sequence[str]) -> Vectors:
        """The vectors as the model gives them, each of length 1.

        Raises:
            EncoderUnusableError: the model cannot be used.
        """
        parts = [self._some(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, self._some([""]).shape[1]), dtype=np.float32)

    def _some(self, texts: Sequence[str]) -> Vectors:
        cut = [self._folder.prompt + text[:_LONGEST_CHARACTERS].replace("\0", " ") for text in texts]
        with self._one_at_a_time:
            read = self._tokenizer.encode_batch(cut)
        tokens = np.array([one.ids for one in read], dtype=np.int64)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        if not tokens.size:  # a tokenizer without marks of begin and end makes nothing of nothing
            tokens = mask = np.zeros((len(texts), 1), dtype=np.int64)
        given = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        model, output = self._model
        wanted = {each.name for each in model.get_inputs()}
        try:
            [found] = model.run([output], {name: array for name, array in given.items() if name in wanted})
        except Exception as error:  # its errors have no base of their own
            raise EncoderUnusableError(f"{self._folder.model} does not run: {_first_line(error)}") from error
        return _unit(self._pooled(np.asarray(found, dtype=np.float32), mask))

    def _pooled(self, found: Vectors, mask: NDArray[np.int64]) -> Vectors:
        if found.ndim not in {2, 3} or not 0 < found.shape[-1] <= MOST_DIMENSIONS:
            raise EncoderUnusableError(f"{self._folder.model} gives no vectors of at most {MOST_DIMENSIONS} numbers.")
        if found.ndim == 2:  # one vector a text: pooled in the model
            return found
        there = mask[:, :, None].astype(np.float32)
        match self._folder.pooling:
            case Pooling.MEAN:
                return np.asarray((found * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1), dtype=np.float32)
            case Pooling.FIRST:
                return np.asarray(found[:, 0], dtype=np.float32)
            case Pooling.LARGEST:
                return np.asarray(np.where(there > 0, found, -1e9).max(axis=1), dtype=np.float32)

    @cached_property
    def _model(self) -> "tuple[_Session, str]":
        """The model, and the name of the output that is read."""
        try:
            import onnxruntime  # noqa: PLC0415 -- an extra
        except ImportError as error:
            raise EncoderUnusableError("onnxruntime is not installed: pip install 'magdat[onnx]'.") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session: _Session = onnxruntime.InferenceSession(
                str(self._folder.model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # as above
            raise EncoderUnusableError(
                f"{self._folder.model} is no model that can be read: {_first_line(error)} Download it anew."
            ) from error
        unknown = sorted({each.name for each in session.get_inputs()} - _GIVEN)
        if unknown:
            raise EncoderUnusableError(
                f"{self._folder.model} wants {', '.join(unknown)[:200]}. Take a model for sentences, such as an e5."
            )
        return session, _output([each.name for each in session.get_outputs()])

    @cached_property
    def _tokenizer(self) -> "_Tokenizer":
        try:
            import tokenizers  # noqa: PLC0415 -- an extra
        except ImportError as error:
            raise EncoderUnusableError("tokenizers is not installed: pip install 'magdat[onnx]'.") from error
        try:
            tokenizer = tokenizers.Tokenizer.from_file(str(self._folder.tokenizer))
        except Exception as error:  # it raises nothing narrower
            raise EncoderUnusableError(
                f"{self._folder.tokenizer} is no tokenizer that can be read: {_first_line(error)} Download it anew."
            ) from error
        padding = tokenizer.padding or {}
        tokenizer.enable_truncation(self._folder.longest)
        tokenizer.enable_padding(pad_id=int(padding.get("pad_id", 0)), pad_token=str(padding.get("pad_token", "[PAD]")))
        return tokenizer

    @cached_property
    def _centre(self) -> Centre:
        key = hashlib.sha256(f"centre {self.name}".encode()).hexdigest()
        kept = None if self._store is None else self._store.load(key)
        if kept is not None:
            return Centre(np.asarray(kept["mean"], dtype=np.float32), float(kept["shared"][0]))
        centre = Centre.of(self.raw([known.question for known in bank_questions()]), UNRELATED_COSINE)
        if self._store is not None:
            self._store.save(key, {"mean": centre.mean, "shared": np.array([centre.shared], dtype=np.float32)})
        return centre


class _Named(typing.Protocol):
    name: str


class _Session(typing.Protocol):
    def get_inputs(self) -> Sequence[_Named]: ...

    def get_outputs(self) -> Sequence[_Named]: ...

    def run(self, names: Sequence[str], given: Mapping[str, NDArray[np.int64]]) -> Sequence[object]: ...


class _Encoding(typing.Protocol):
    @property
    def ids(self) -> list[int]: ...

    @property
    def attention_mask(self) -> list[int]: ...


class _Tokenizer(typing.Protocol):
    def encode_batch(self, texts: list[str]) -> Sequence[_Encoding]: ...


def _output(names: Sequence[str]) -> str:
    """The output to read: one vector a word, or else one a text."""
    return next((name for name in (*_WORDS, *_WHOLE) if name in names), names[0])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.nan_to_num(np.asarray(vectors / lengths, dtype=np.float32))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
