"""A folder with a sentence encoder as Hugging Face has them: what is in it, and what is missing.

Read are ``model.onnx`` (or ``onnx/model.onnx``), ``tokenizer.json``, and where they are there
``1_Pooling/config.json``, ``sentence_bert_config.json``, ``config.json`` and ``config_sentence_transformers.json``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LONGEST_TOKENS = 256
"""Of a text: a question has said what it is about by then, and time grows with every one."""
_LARGEST_SETTINGS = 1024 * 1024
_LARGEST_TOKENIZER = 128 * 1024 * 1024
_LARGEST_MODEL = 4 * 1024 * 1024 * 1024
_LONGEST_PROMPT = 500
_MODELS = ("model.onnx", "onnx/model.onnx")
_SETTINGS = ("1_Pooling/config.json", "sentence_bert_config.json", "config.json", "config_sentence_transformers.json")


class EncoderUnusableError(Exception):
    """The folder cannot be used as an encoder; the message says what is wrong and how to mend it."""


class Pooling(StrEnum):
    """How the vectors of the words of a text become one."""

    MEAN = "mean"
    FIRST = "cls"
    LARGEST = "max"


_POOLINGS = {
    "pooling_mode_mean_tokens": Pooling.MEAN,
    "pooling_mode_cls_token": Pooling.FIRST,
    "pooling_mode_max_tokens": Pooling.LARGEST,
}


@dataclass(frozen=True, slots=True)
class OnnxFolder:
    """What was found.

    Attributes:
        digest: Of all that the vectors depend on.
        longest: In tokens; what is longer is cut.
        prompt: What the model wants before each text.
    """

    model: Path
    tokenizer: Path
    digest: str
    pooling: Pooling
    longest: int
    prompt: str


def read_onnx_folder(folder: Path) -> OnnxFolder:
    """Look through the folder; the model itself is not loaded.

    Raises:
        EncoderUnusableError: something is missing, or cannot be read.
    """
    if not folder.is_dir():
        raise EncoderUnusableError(f"{folder} is no folder. Name the folder that model.onnx and tokenizer.json are in.")
    model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
    if model is None:
        raise EncoderUnusableError(
            f"{folder} has no model.onnx. Take a model that has one, or export it (optimum-cli export onnx)."
        )
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EncoderUnusableError(f"{folder} has no tokenizer.json. Download it from the page of the same model.")
    pooling, short, config, prompts = (_settings(folder / name) for name in _SETTINGS)
    bounds = (short.get("max_seq_length"), config.get("max_position_embeddings"))
    longest = [bound for bound in bounds if isinstance(bound, int) and bound > 0]
    weights = [model, *sorted(model.parent.glob(f"{model.name}_data*"))]
    parts = [*((path, _LARGEST_MODEL) for path in weights), (tokenizer, _LARGEST_TOKENIZER)]
    parts += [(folder / name, _LARGEST_SETTINGS) for name in _SETTINGS if (folder / name).is_file()]
    return OnnxFolder(
        model, tokenizer, _digest(parts), _pooling(pooling), min([LONGEST_TOKENS, *longest]), _prompt(prompts)
    )


def _settings(path: Path) -> Mapping[str, object]:
    """What the file says; nothing where it is not there."""
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as opened:
            data = opened.read(_LARGEST_SETTINGS + 1)
        found = json.loads(data) if len(data) <= _LARGEST_SETTINGS else None
    except (OSError, ValueError, RecursionError) as error:
        raise EncoderUnusableError(f"{path} cannot be read as JSON. Download it anew.") from error
    if not isinstance(found, dict):
        raise EncoderUnusableError(f"{path} is no JSON object of at most 1 MiB. Download it anew.")
    return found


def _pooling(settings: Mapping[str, object]) -> Pooling:
    modes = [key for key, value in settings.items() if key.startswith("pooling_mode_") and value is True]
    if not modes:
        return Pooling.MEAN
    if len(modes) > 1 or modes[0] not in _POOLINGS:
        raise EncoderUnusableError(
            f"The model pools by {', '.join(modes)[:200]}, which is not known here. Take one with mean, cls or max."
        )
    return _POOLINGS[modes[0]]


def _prompt(settings: Mapping[str, object]) -> str:
    prompts, name = settings.get("prompts"), settings.get("default_prompt_name")
    prompt = prompts.get(name, "") if isinstance(prompts, dict) and isinstance(name, str) else ""
    return prompt if isinstance(prompt, str) and len(prompt) <= _LONGEST_PROMPT else ""


def _digest(parts: list[tuple[Path, int]]) -> str:
    whole = hashlib.sha256()
    for path, largest in parts:
        try:
            if path.stat().st_size > largest:
                raise EncoderUnusableError(f"{path} is larger than {largest // 1024**2} MiB. Take a smaller model.")
            with path.open("rb") as opened:
                whole.update(hashlib.file_digest(opened, "sha256").digest())
        except OSError as error:
            raise EncoderUnusableError(f"{path} cannot be read: {error.strerror}. Look at its permissions.") from error
    return whole.hexdigest()
