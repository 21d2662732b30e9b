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

_ANY_LENGTH = 2**31
"""For texts that must be one of a few words anyway."""
_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_FIRST = re.compile("([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_DAY_FIRST = re.compile("([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_YEARS = range(1990, 2200)
_CALLED = {Verdict: "verdict", HandOver: "way to hand over", Language: "language of Magdat"}
_MEANS = {
    NO_CLAUSE: "in tests it means that no clause may be found",
    NOT_KNOWN: "it stands for who does not know which option it is",
}
_CODES = {Verdict: "unknown-verdict", HandOver: "unknown-hand-over", Language: "unknown-language"}


def read_line(kind: Line, slot: Slot, reading: Reading) -> str | Broken:
    """A text of one line, of the form that the format asks for."""
    text = text_in(slot, reading, kind.longest)
    if text is BROKEN or kind.pattern is None or re.fullmatch(kind.pattern, text):
        return text
    return reading.refuse(slot, "wrong-form", f'"{shorten(text)}" is not {kind.called}.', f"Write {kind.form}.")


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
        return reading.refuse(
            slot, "bad-id", f'"{shorten(name)}" cannot be an id.',
            f"Use at most {kind.longest} small letters, digits and hyphens"
            + (f', such as "{shorten(proposed)}".' if proposed else "."),
        )  # fmt: skip
    if name in kind.reserved:
        reading.nameless[kind.names] += 1
        return reading.refuse(
            slot, "reserved-id", f'"{name}" cannot be an id: {_MEANS[name]}.',
            "Choose another id.",
        )  # fmt: skip
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
    return reading.refuse(slot, code, f'"{shorten(name)}" stands {lines}.', "Give each its own.")


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
    meant = f'Did you mean "{near}"? ' if near else ""
    return reading.refuse(
        slot, _CODES[kind.words], f'"{shorten(text)}" is not a {_CALLED[kind.words]}.', f"{meant}Use {in_words(words)}."
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
        slot, "bad-date", f'"{shorten(text)}" is not a date as it is written here.',
        f"Write year-month-day, such as {example}.",
    )  # fmt: skip


def _day_of_calendar(found: re.Match[str], slot: Slot, reading: Reading) -> date | Broken:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return reading.refuse(
            slot, "bad-date", f'"{found[0]}" is not a day of the calendar.',
            "Write year-month-day, such as 2026-01-31.",
        )  # fmt: skip
    if day.year in _YEARS:
        return day
    hint = f"Write a year from {_YEARS[0]} to {_YEARS[-1]}."
    return reading.refuse(slot, "bad-date", f'"{found[0]}" is too far from today.', hint)


def read_format_number(kind: FormatNumber, slot: Slot, reading: Reading) -> int | Broken:
    """The version of the file format; that of a newer Magdat is refused before anything else is read."""
    text = text_in(slot, reading, _ANY_LENGTH)
    if text is BROKEN:
        return BROKEN
    if text == str(kind.number):
        return kind.number
    message = f'"{shorten(text)}" is not a version of the file format.'
    return reading.refuse(slot, "unknown-format", message, f"Write {kind.number}.")
