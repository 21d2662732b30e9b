"""Logs: a line an event on standard error, as JSON or to read; one step takes out what must not stand there.

Our own messages hold ids and kinds, never a text or a name. What a library says is not in our hands: of that only who
said it, where and how bad it is, is kept. An exception is told by its kind and the places in the code, no words.
"""

import logging
import re
import sys
import traceback
import typing
from collections.abc import Collection, Mapping, MutableMapping
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = ("adapters", "bot", "knowledge")
"""Whose messages are known to hold nothing that must not stand in a log."""

_FIELDS = frozenset({"event", "level", "logger", "timestamp", "place", "error", "code_places"})
"""What a line of the log may have."""
_FOR_THE_FORMATTER = frozenset({"_record", "_from_structlog"})
_HIDDEN = "[hidden]"
_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|[Bb]earer\s+\S+|eyJ[\w-]{8,}\.[\w.-]+|(?<=://)[^/\s:@]*:[^/\s@]*(?=@)"
)
"""Tokens of Slack, bearer tokens, JSON web tokens, and a name and password in a URL."""
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<![\w-])[UW][A-Z0-9]{8,}(?![\w-])")
"""E-mail addresses, and the ids of people at Slack."""
_MOST_PLACES = 8
_LONGEST_EVENT = 500

Handled = tuple[type[BaseException], BaseException, TracebackType | None]


class Redaction:
    """The one step that every line goes through.

    Args:
        secrets: Values that must never be shown, whatever they look like.
    """

    def __init__(self, secrets: Collection[str]) -> None:
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 6), key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """The line, with only what may stand in it."""
        record = typing.cast("logging.LogRecord | None", event.get("_record"))
        if record is not None and record.name.partition(".")[0] not in OURS:
            event["event"] = f"{record.name} reports"
            event["place"] = f"{record.module}:{record.lineno}"
        handled = typing.cast("Handled | None", event.pop("exc_info", None))
        if isinstance(handled, tuple) and handled[0] is not None:
            event["error"], event["code_places"] = handled[0].__name__, _code_places(handled[2])
        kept = {
            name: value for name, value in event.items() if name in _FIELDS or name in {"_record", "_from_structlog"}
        }
        return {name: value if name.startswith("_") else self._hidden(value) for name, value in kept.items()}

    def _hidden(self, value: object) -> object:
        text = str(value)[:_LONGEST_EVENT]
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _PERSONAL.sub(_HIDDEN, _SECRET.sub(_HIDDEN, text))


def _code_places(places: TracebackType | None) -> str:
    """Where in the code it went wrong, the innermost last."""
    steps = traceback.extract_tb(places)[-_MOST_PLACES:]
    return " > ".join(f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}" for step in steps)


def set_up_logs(*, as_json: bool, level: str, secrets: Collection[str], stream: typing.TextIO | None = None) -> None:
    """Send what all loggers say through the redaction, to standard error.

    Args:
        as_json: One JSON object a line; else to be read by a person.
        level: The least that is written, such as ``info``.
        secrets: Values that must never be shown.
        stream: Where to, instead of standard error.
    """
    writer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    steps: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[Redaction(secrets), _one_line, structlog.stdlib.ProcessorFormatter.remove_processors_meta, writer],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for package in OURS:
        logging.getLogger(package).setLevel(level.upper())


def _one_line(_logger: WrappedLogger, _method: str, event: MutableMapping[str, typing.Any]) -> Mapping[str, typing.Any]:
    """No text can begin a line of its own, or steer a terminal."""
    return {
        name: "".join(character if character.isprintable() else " " for character in value)
        if isinstance(value, str)
        else value
        for name, value in event.items()
    }
