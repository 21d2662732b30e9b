"""The texts of a protocol that a question is compared with, each belonging to one entry.

The entries are what can be found: the clauses, then the ``elsewhere`` entries, then the topics left open on purpose,
each in the order of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching.bank import bank_questions
from knowledge.matching.text import sentences, words
from knowledge.protocol import Clause, Elsewhere, Language, OpenTopic, SocialMediaProtocol

Entry = Clause | Elsewhere | OpenTopic


class UnitKind(StrEnum):
    """Which part of its entry a unit is."""

    EXAMPLE = "example"
    TITLE = "title"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text of an entry.

    Attributes:
        entry: The entry's place, from 0.
    """

    entry: int
    kind: UnitKind
    language: Language
    text: str


def protocol_units(protocol: SocialMediaProtocol) -> tuple[Unit, ...]:
    """The units of every entry, in the entries' order; an entry says the same thing only once."""
    units = []
    for place, entry in enumerate(protocol_entries(protocol)):
        seen: set[tuple[str, ...]] = set()
        for kind, language, text in _texts(entry, protocol.languages[0]):
            key = tuple(words(text))
            if key and key not in seen:
                seen.add(key)
                units.append(Unit(place, kind, language, text))
        if not seen:
            units.append(Unit(place, UnitKind.TITLE, protocol.languages[0], "?"))
    return tuple(units)


def protocol_entries(protocol: SocialMediaProtocol) -> tuple[Entry, ...]:
    """All that can be found, in the order that ``Unit.entry`` counts."""
    return (*protocol.clauses, *protocol.elsewhere, *protocol.not_regulated)


def _texts(entry: Entry, binding: Language) -> Iterator[tuple[UnitKind, Language, str]]:
    match entry:
        case Clause():
            yield from _clause_texts(entry)
        case Elsewhere():
            yield from _named_texts(entry)
        case OpenTopic():
            yield UnitKind.TITLE, binding, entry.topic.replace("-", " ")
            for known in bank_questions():
                if known.topic == entry.topic:
                    yield UnitKind.EXAMPLE, known.language, known.question
            for language, reason in entry.reason.by_language.items():
                for sentence in sentences(reason):
                    yield UnitKind.SENTENCE, language, sentence


def _named_texts(entry: Clause | Elsewhere) -> Iterator[tuple[UnitKind, Language, str]]:
    for language, examples in entry.examples.items():
        for example in examples:
            yield UnitKind.EXAMPLE, language, example
    for language, title in entry.title.by_language.items():
        yield UnitKind.TITLE, language, title


def _clause_texts(clause: Clause) -> Iterator[tuple[UnitKind, Language, str]]:
    yield from _named_texts(clause)
    for language, terms in clause.terms.items():
        if terms:
            yield UnitKind.TITLE, language, " ".join(terms)
    for text in (clause.rule, *clause.conditions):
        for language, words_of in text.by_language.items():
            for sentence in sentences(words_of):
                yield UnitKind.SENTENCE, language, sentence
