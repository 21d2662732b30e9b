"""Every message that the presenter can make, each in several variants, made of any text.

Each ``present_…`` function is found by its name and called with arguments made after its type hints, so that one that
is added is tested without being asked for.
"""

import dataclasses
import enum
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from urllib.parse import quote

import bot.presenter
from bot.case import Case, Outcome
from bot.errors import CaseRefusal, CaseRefusedError, MagdatError
from bot.message import Message
from bot.ports import Matcher
from bot.presenter.occasion import Occasion
from knowledge.checks import Forecast
from knowledge.circumstances import Course, Step
from knowledge.comparing.difference import ClauseChange
from knowledge.matching.decision import Match
from knowledge.protocol import Circumstance, Clause, Language, Option, SocialMediaProtocol, Text
from knowledge.sentence import Sentence
from tests.bakery import bakery
from tests.fakes import FakeMatcher

VARIANTS = 12
_ONLY_FOR_TYPES = {"Forecast": Forecast}
"""What modules import for the type checker alone."""
_OPAQUE = "abcdefghijklmnopqrstuvwxyz"
_IDS = frozenset({"id", "case_id", "question_id", "edition_id", "protocol_id", "sha256", "subject"})
_LINKS = frozenset({"link", "pages", "url"})
Json = typing.Any


def presenters() -> Iterator[tuple[str, Callable[..., Message]]]:
    """Every function of the presenter that makes a message, with its name."""
    for module in pkgutil.iter_modules(bot.presenter.__path__, "bot.presenter."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            returned = typing.get_type_hints(function).get("return")
            if name.startswith("present_") and function.__module__ == module.name and returned is Message:
                yield f"{module.name.removeprefix('bot.presenter.')}.{name}", function


def messages(function: Callable[..., Message], text: str, variants: Sequence[int]) -> Iterator[Message]:
    """What the function makes of the text, in these variants."""
    for variant in variants:
        maker = Maker(text, variant)
        hints = _hints(function)
        arguments = {
            name: maker.value(hints[name], name)
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is not inspect.Parameter.VAR_POSITIONAL
        }
        yield function(**arguments)


@cache
def _hints(of: Callable[..., Json]) -> Mapping[str, Json]:
    return typing.get_type_hints(of, localns=_ONLY_FOR_TYPES)


class Maker:
    """Makes values of any type of ours.

    Args:
        text: What every text becomes.
        variant: Which member of a union or an enumeration is taken.
    """

    def __init__(self, text: str, variant: int) -> None:
        self._text = text
        self._variant = variant
        self._protocol = _poisoned_bakery(text)

    def value(self, hint: Json, name: str = "") -> Json:
        """A value of this type."""
        origin: Json = typing.get_origin(hint)
        if origin in (typing.Union, types.UnionType):
            members = typing.get_args(hint)
            return self.value(members[self._variant % len(members)], name)
        if origin is None:
            return self._plain(hint, name)
        if issubclass(origin, Mapping):
            return {}
        member = typing.get_args(hint)[0]
        return tuple(self.value(member, name.removesuffix("s")) for _ in range(2))

    def _plain(self, hint: Json, name: str) -> Json:
        fixed: dict[object, Callable[[], Json]] = {
            types.NoneType: lambda: None,
            bool: lambda: self._variant % 2 == 0,
            int: lambda: 3,
            float: lambda: 0.5,
            str: lambda: self._written(name),
            date: lambda: date(2026, 11, 24),
            datetime: lambda: datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
            timedelta: lambda: timedelta(days=30),
            tzinfo: lambda: UTC,
            SocialMediaProtocol: lambda: self._protocol,
            Occasion: self._occasion,
            MagdatError: lambda: CaseRefusedError(CaseRefusal.HELD_BY_OTHER, self._text),
            Text: lambda: Text(dict.fromkeys(Language, self._text)),
            Clause: lambda: self._protocol.clauses[self._variant % len(self._protocol.clauses)],
            Match: lambda: Match(self._written("clause_id"), 0.5),
            Matcher: FakeMatcher,
            Sentence: lambda: Sentence("{value}", value=self._text),
            Circumstance: lambda: self._protocol.circumstances["role"],
            Course: self._course,
        }
        if hint in fixed:
            return fixed[hint]()
        if issubclass(hint, enum.Enum):
            members = list(hint)
            return members[self._variant % len(members)]
        return self._made(hint)

    def _written(self, name: str) -> str:
        if name == "clause_id":
            return self._protocol.clauses[self._variant % len(self._protocol.clauses)].id
        if name == "head":
            return "answering-the-press"
        if name in _LINKS:
            return f"https://magdat.example/{quote(self._text[:100])}"  # of our own making, whatever it holds
        if name == "key":
            return "rule"  # of a clause: the name of one of its texts
        return _OPAQUE if name in _IDS else self._text

    def _made(self, kind: Json) -> Json:
        hints = _hints(kind)
        names = getattr(kind, "_fields", None) or [field.name for field in dataclasses.fields(kind)]
        made = {name: self.value(hints[name], name) for name in names}
        if kind is Case:
            made["outcome"] = list(Outcome)[self._variant % len(Outcome)]
        if kind is ClauseChange:
            made["after"] = self.value(Clause)
        return kind(**made)

    def _course(self) -> Course:
        told = (Step("role", "colleague", "passing-on-the-press"), Step("role", "spokesperson", None))
        stated = frozenset({"role"} if self._variant % 2 else ())
        return Course("answering-the-press", told[: self._variant % 3], stated)

    def _occasion(self) -> Occasion:
        language = list(Language)[self._variant % 2]
        told = {"question_id": _OPAQUE, "sharable": self._variant % 3 == 0, "second_line": self._variant % 2 == 0}
        return Occasion(self._protocol, language, date(2026, 11, 23), **told)  # type: ignore[arg-type]  # by name


@cache
def _poisoned_bakery(text: str) -> SocialMediaProtocol:
    return poisoned(bakery(), text)


def poisoned(protocol: SocialMediaProtocol, text: str) -> SocialMediaProtocol:
    """The protocol with this text in the place of every text that people read."""
    everywhere = Text(dict.fromkeys(Language, text))
    clauses = tuple(
        dataclasses.replace(
            clause,
            title=everywhere,
            rule=everywhere,
            number=text[:200],
            conditions=tuple(everywhere for _ in clause.conditions),
            because=everywhere if clause.because is not None else None,
            examples={Language.NL: (text[:70],), Language.EN: (text[:70],)},
        )
        for clause in protocol.clauses
    )
    groups = {key: dataclasses.replace(group, title=everywhere) for key, group in protocol.groups.items()}
    contacts = {key: dataclasses.replace(contact, name=text) for key, contact in protocol.contacts.items()}
    ladder = tuple(dataclasses.replace(step, text=everywhere) for step in protocol.ladder)
    left_open = tuple(dataclasses.replace(topic, reason=everywhere) for topic in protocol.not_regulated)
    options = {
        "spokesperson": Option("spokesperson", everywhere, groups=("spokespersons",)),
        "colleague": Option("colleague", everywhere),
    }
    return dataclasses.replace(
        protocol,
        circumstances={"role": Circumstance("role", everywhere, options)},
        title=everywhere,
        version=text,
        clauses=clauses,
        disclaimer=everywhere,
        groups=groups,
        contacts=contacts,
        ladder=ladder,
        not_regulated=left_open,
    )
