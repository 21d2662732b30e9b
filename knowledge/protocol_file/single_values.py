"""One text of the file as the value its field expects: a line, an id, a date, a verdict."""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from knowledge.circumstances import NOT_KNOWN
from knowledge.problems import shorten, twice
from knowledge.protocol import HandOver, Language, Verdict
from knowledge.protocol_file.field_kinds import (
    ID_PATTERN,
    NO_CLAUSE,
    Choice,
    FormatNumber,
    Id,
    Line,
    Reference,
    Unique,
)
from knowledge.protocol_file.near_words import in_words, nearest
from knowledge.protocol_file.reading import BROKEN, Broken, Reading, ReferenceMade, Slot
from knowledge.protocol_file.shapes import text_in
from knowledge.sentence import Sentence

_ANY_LENGTH = 2**31
"""For texts that must be one of a few words anyway."""
_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_FIRST = re.compile("([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_DAY_FIRST = re.compile("([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_YEARS = range(1990, 2200)
_CALLED = {
    Verdict: Sentence("verdict"),
    HandOver: Sentence("way to hand over"),
    Language: Sentence("language of Magdat"),
}
_MEANS = {
    NO_CLAUSE: Sentence("in tests it means that no clause may be found"),
    NOT_KNOWN: Sentence("it stands for who does not know which option it is"),
}
_CODES = {Verdict: "unknown-verdict", HandOver: "unknown-hand-over", Language: "unknown-language"}


def read_line(kind: Line, slot: Slot, reading: Reading) -> str | Broken:
    """A text of one line, of the form that the format asks for."""
    text = text_in(slot, reading, kind.longest)
    if text is BROKEN or kind.pattern is None or re.fullmatch(kind.pattern, text):
        return text
    return reading.refuse(
        slot,
        "wrong-form",
        Sentence('"{text}" is not {called}.', text=shorten(text), called=Sentence(kind.called)),
        Sentence("Write {form}.", form=Sentence(kind.form)),
    )


def read_id(kind: Id, slot: Slot, reading: Reading) -> str | Broken:
    """The id of something, remembered as the target of references."""
    text = text_in(slot, reading, kind.longest)
    if text is BROKEN:
        reading.nameless[kind.names] += 1
        return BROKEN
    return name_thing(kind, text, slot, reading)


def name_thing(kind: Id, name: str, slot: Slot, reading: Reading) -> str | Broken:
    """``name`` as the id of what ``slot`` belongs to, when it can be one and nothing else has it."""
    if not re.fullmatch(ID_PATTERN, name) or len(name) > kind.longest:
        reading.names[kind.names].setdefault(name, slot.path)  # what refers to it is not wrong as well
        reading.nameless[kind.names] += 1
        proposed = re.sub("[^a-z0-9]+", "-", _without_accents(name[: kind.longest]).lower()).strip("-")
        hint = Sentence("Use at most {longest} small letters, digits and hyphens.", longest=kind.longest)
        if proposed:
            hint = Sentence(
                'Use at most {longest} small letters, digits and hyphens, such as "{proposed}".',
                longest=kind.longest,
                proposed=shorten(proposed),
            )
        return reading.refuse(
            slot,
            "bad-id",
            Sentence('"{name}" cannot be an id.', name=shorten(name)),
            hint,
        )
    if name in kind.reserved:
        reading.nameless[kind.names] += 1
        return reading.refuse(
            slot,
            "reserved-id",
            Sentence('"{name}" cannot be an id: {why}.', name=name, why=_MEANS[name]),
            Sentence("Choose another id."),
        )
    return _once(kind.names, "duplicate-id", name, slot, reading)


def read_unique(kind: Unique, slot: Slot, reading: Reading) -> str | Broken:
    """A line that nothing else of its kind has."""
    text = read_line(kind.line, slot, reading)
    if text is BROKEN:
        return BROKEN
    return _once(kind.names, f"duplicate-{kind.names}", text, slot, reading)


def _once(names: str, code: str, name: str, slot: Slot, reading: Reading) -> str | Broken:
    first = reading.names[names].setdefault(name, slot.path)
    if first == slot.path:
        return name
    reading.nameless[names] += 1
    lines = twice(reading.places[first], slot.node.place)
    return reading.refuse(
        slot,
        code,
        Sentence('"{name}" stands {twice}.', name=shorten(name), twice=lines),
        Sentence("Give each its own."),
    )


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def read_reference(kind: Reference, slot: Slot, reading: Reading) -> str | Broken | None:
    """The id that is referred to; whether it exists is seen when the whole file was read."""
    text = text_in(slot, reading, _ANY_LENGTH)
    if text is BROKEN:
        return BROKEN
    if kind.or_none and text == NO_CLAUSE:
        return None
    reading.references.append(ReferenceMade(kind.to, text, slot.path, slot.node.place))
    return text


def read_choice(kind: Choice, slot: Slot, reading: Reading) -> StrEnum | Broken:
    """One of the words of the field."""
    text = text_in(slot, reading, _ANY_LENGTH)
    if text is BROKEN:
        return BROKEN
    words = [str(word) for word in kind.words]
    if text in words:
        return kind.words(text)
    near = nearest(text, words, dict(kind.aka))
    hint = Sentence("Use {words}.", words=in_words(words))
    if near:
        hint = Sentence('Did you mean "{near}"? Use {words}.', near=near, words=in_words(words))
    return reading.refuse(
        slot,
        _CODES[kind.words],
        Sentence('"{text}" is not a {what}.', text=shorten(text), what=_CALLED[kind.words]),
        hint,
    )


def read_day(slot: Slot, reading: Reading) -> date | Broken:
    """A date written as 2026-01-31."""
    text = text_in(slot, reading, _ANY_LENGTH)
    if text is BROKEN:
        return BROKEN
    if found := _DATE.fullmatch(text):
        return _day_of_calendar(found, slot, reading)
    example = "2026-01-31"
    if found := _DAY_FIRST.fullmatch(text):
        example = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    elif found := _YEAR_FIRST.fullmatch(text):
        example = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return reading.refuse(
        slot,
        "bad-date",
        Sentence('"{text}" is not a date as it is written here.', text=shorten(text)),
        Sentence("Write year-month-day, such as {example}.", example=example),
    )


def _day_of_calendar(found: re.Match[str], slot: Slot, reading: Reading) -> date | Broken:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return reading.refuse(
            slot,
            "bad-date",
            Sentence('"{day}" is not a day of the calendar.', day=found[0]),
            Sentence("Write year-month-day, such as 2026-01-31."),
        )
    if day.year in _YEARS:
        return day
    hint = Sentence("Write a year from {first} to {last}.", first=_YEARS[0], last=_YEARS[-1])
    return reading.refuse(slot, "bad-date", Sentence('"{day}" is too far from today.', day=found[0]), hint)


def read_format_number(kind: FormatNumber, slot: Slot, reading: Reading) -> int | Broken:
    """The version of the file format; that of a newer Magdat is refused before anything else is read."""
    text = text_in(slot, reading, _ANY_LENGTH)
    if text is BROKEN:
        return BROKEN
    if text == str(kind.number):
        return kind.number
    message = Sentence('"{text}" is not a version of the file format.', text=shorten(text))
    return reading.refuse(slot, "unknown-format", message, Sentence("Write {number}.", number=kind.number))
