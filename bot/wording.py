"""The sentences that employees read: one file a language in ``locales/``, the same keys in each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources

import yaml

from knowledge.protocol import Language
from knowledge.protocol_file.yaml_parser import PARSER

Sentences = Mapping[str, str]
"""Sentences by dotted key; the forms of a plural stand under ``….one`` and ``….other``."""


class Wording:
    """The sentences of one language.

    A key or a placeholder that does not exist raises at once: that is a mistake in the code, not in what was asked.
    """

    def __init__(self, language: Language, sentences: Sentences) -> None:
        self.language = language
        self._sentences = sentences

    def say(self, key: str, **values: object) -> str:
        """The sentence under ``key``, with its placeholders filled in; the values are shown as they are."""
        return self._sentences[key].format_map(values)

    def count(self, key: str, count: int, **values: object) -> str:
        """The form of the sentence under ``key`` that fits ``count``."""
        return self.say(f"{key}.{'one' if count == 1 else 'other'}", count=count, **values)

    def date(self, day: date) -> str:
        """``day`` as it is written in this language."""
        month = self._sentences["date.months"].split()[day.month - 1]
        return self.say("date.written", day=day.day, month=month, year=day.year)

    def moment(self, local: datetime) -> str:
        """``local``, a moment on the reader's clock, as it is written in this language, to the minute."""
        weekday = self._sentences["moment.weekdays"].split()[local.weekday()]
        return self.say("moment.written", weekday=weekday, day=self.date(local.date()), time=f"{local:%H:%M}")

    def all_of(self, texts: Sequence[str]) -> str:
        """``texts`` in a row: "a, b and c"."""
        return self._joined(texts, "joined.and")

    def any_of(self, texts: Sequence[str]) -> str:
        """``texts`` in a row: "a, b or c"."""
        return self._joined(texts, "joined.or")

    def _joined(self, texts: Sequence[str], last: str) -> str:
        *most, final = texts
        return self.say(last).join([", ".join(most), final]) if most else final

    def has(self, key: str) -> bool:
        """Whether there is a sentence under ``key``."""
        return key in self._sentences


@cache
def wording_in(language: Language) -> Wording:
    """The sentences of ``language``."""
    return Wording(language, read_sentences(language))


def read_sentences(language: Language) -> Sentences:
    """The sentences of the locale file of ``language``."""
    written = resources.files("bot").joinpath("locales", f"{language}.yaml").read_text(encoding="utf-8")
    return dict(_flattened(yaml.load(written, PARSER), ()))  # noqa: S506 -- a safe one


def _flattened(node: object, path: tuple[str, ...]) -> list[tuple[str, str]]:
    if isinstance(node, Mapping):
        return [pair for key, below in node.items() for pair in _flattened(below, (*path, key))]
    if not isinstance(node, str):
        message = f"locale key {'.'.join(path)} is not a text"
        raise TypeError(message)
    return [(".".join(path), node)]
