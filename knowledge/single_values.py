"""One text of the file as the value its field expects: a line, an id, a date, a verdict."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from knowledge.file_format import ID_PATTERN, NO_CLAUSE, Choice, FormatNumber, Id, Line, Reference, Unique
from knowledge.near_words import nearest
from knowledge.problems import Path, Place, shorten
from knowledge.protocol import HandOver, Language, Verdict
from knowledge.reading import Broken, Reading, ReferenceMade
from knowledge.yaml_nodes import Mapping, Node, Scalar

Word = TypeVar("Word", bound=StrEnum)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_YEARS = range(1990, 2200)
_NO_BOUND = 2**31  # what is too long is no word of these anyway
_HASH_HINT = 'A text with "#" needs quotes around it: without, what follows "#" is left out.'


def read_text(node: Node, path: Path, where: Place, reading: Reading, longest: int, *, lines: bool) -> str | Broken:
    """The text of ``node``, which must be there.

    Args:
        where: Where to point when nothing is written: the key, or the place in the list.
        longest: In characters.
        lines: Whether it may go over several lines; then it is kept word for word. A text of one line is kept without
            the white space around it, which a block text of YAML always has.
    """
    if not isinstance(node, Scalar):
        return reading.add(
            "wrong-type", node.place, path, f"{what_is(node)} stands here where a text is expected.", _text_hint(node)
        )
    if node.spoiled:
        return Broken.BROKEN
    text = node.text if lines else node.text.strip()
    if node.empty or not any(sign.isprintable() and not sign.isspace() for sign in text):
        hint = _HASH_HINT if node.cut else "Write the text, or remove the line when it is not needed."
        return reading.add("empty", where, path, "Nothing is written here.", hint)
    if len(text) > longest:
        return reading.add(
            "too-long", node.place, path, f"This text has {len(text):,} characters; at most {longest:,} fit here.",
            "Shorten it, or part it into several.",
        )  # fmt: skip
    if not lines and "\n" in text:
        return reading.add(
            "line-break", node.place, path, "This text goes over several lines, where one line is expected.",
            "Write it on one line.",
        )  # fmt: skip
    if node.cut:
        reading.problems.warn(
            "cut-by-hash", node.place, path, 'What follows "#" on this line is left out of the text.',
            'Put quotes around the whole text when "#" belongs to it; else write a space behind "#".',
        )  # fmt: skip
    return text


def read_line(kind: Line, node: Node, path: Path, where: Place, reading: Reading) -> str | Broken:
    """A text of one line, of the form that the format asks for."""
    text = read_text(node, path, where, reading, kind.longest, lines=False)
    if isinstance(text, Broken) or kind.pattern is None or re.fullmatch(kind.pattern, text, re.ASCII):
        return text
    return reading.add(
        "wrong-form", node.place, path, f'"{shorten(text)}" is not of the form expected here.', f"Write {kind.form}."
    )


def read_id(kind: Id, node: Node, path: Path, where: Place, reading: Reading) -> str | Broken:
    """The id of something, remembered as the target of references."""
    text = read_text(node, path, where, reading, kind.longest, lines=False)
    if isinstance(text, Broken):
        reading.nameless[kind.names] += 1
        return text
    return name_thing(kind, text, node.place, path, reading)


def name_thing(kind: Id, text: str, place: Place, path: Path, reading: Reading) -> str | Broken:
    """``text`` as the id of what ``path`` leads to, when it is one and nothing else has it."""
    if not re.fullmatch(ID_PATTERN, text) or len(text) > kind.longest:
        reading.names[kind.names].setdefault(text, path)  # what refers to it refers to something that is there
        proposed = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[: kind.longest]
        return reading.add(
            "bad-id", place, path, f'"{shorten(text)}" cannot be an id.',
            f"Use at most {kind.longest} small letters, digits and hyphens"
            + (f', such as "{shorten(proposed)}".' if proposed else "."),
        )  # fmt: skip
    if text in kind.reserved:
        reading.nameless[kind.names] += 1
        return reading.add(
            "reserved-id", place, path, f'"{text}" cannot be an id: in tests it means that no clause may be found.',
            "Choose another id.",
        )  # fmt: skip
    return _once(kind.names, "duplicate-id", text, place, path, reading)


def read_unique(kind: Unique, node: Node, path: Path, where: Place, reading: Reading) -> str | Broken:
    """A line that nothing else of its kind has."""
    text = read_line(kind.line, node, path, where, reading)
    if isinstance(text, Broken):
        return text
    return _once(kind.names, f"duplicate-{kind.names.replace(' ', '-')}", text, node.place, path, reading)


def _once(names: str, code: str, text: str, place: Place, path: Path, reading: Reading) -> str | Broken:
    first = reading.names[names].setdefault(text, path)
    if first == path:
        return text
    reading.nameless[names] += 1
    there = reading.places[first]
    return reading.add(
        code, place, path, f'"{shorten(text)}" stands on line {there.line} and again on line {place.line}.',
        "Give each its own.",
    )  # fmt: skip


def read_reference(kind: Reference, node: Node, path: Path, where: Place, reading: Reading) -> str | Broken | None:
    """The id that is referred to; whether it exists is seen when the whole file was read."""
    text = read_text(node, path, where, reading, _NO_BOUND, lines=False)
    if isinstance(text, Broken):
        return text
    if kind.or_none and text == NO_CLAUSE:
        return None
    reading.references.append(ReferenceMade(kind.to, text, path, node.place))
    return text


def read_choice(kind: Choice, node: Node, path: Path, where: Place, reading: Reading) -> StrEnum | Broken:
    """One of the words of the field."""
    text = read_text(node, path, where, reading, _NO_BOUND, lines=False)
    if isinstance(text, Broken):
        return text
    words = [str(word) for word in kind.words]
    if text in words:
        return kind.words(text)
    called = {Verdict: "verdict", HandOver: "way to hand over", Language: "language of Magdat"}[kind.words]
    near = nearest(text, words, dict(kind.aka))
    meant = f'Did you mean "{near}"? ' if near else ""
    return reading.add(
        f"unknown-{called.split()[0]}", node.place, path, f'"{shorten(text)}" is not a {called}.',
        f"{meant}Use {in_words(words)}.",
    )  # fmt: skip


def read_day(node: Node, path: Path, where: Place, reading: Reading) -> date | Broken:
    """A date written as 2026-01-31."""
    text = read_text(node, path, where, reading, _NO_BOUND, lines=False)
    if isinstance(text, Broken):
        return text
    if found := _DATE.fullmatch(text):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return reading.add(
                "bad-date", node.place, path, f'"{text}" is not a day of the calendar.',
                "Write year-month-day, such as 2026-01-31.",
            )  # fmt: skip
        if day.year in _YEARS:
            return day
        return reading.add(
            "bad-date", node.place, path, f'"{text}" is too far from today.',
            f"Write a year from {_YEARS[0]} to {_YEARS[-1]}.",
        )  # fmt: skip
    example = "2026-01-31"
    if found := _DAY_FIRST.fullmatch(text):
        example = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return reading.add(
        "bad-date", node.place, path, f'"{shorten(text)}" is not a date as it is written here.',
        f"Write year-month-day, such as {example}.",
    )  # fmt: skip


def read_format_number(kind: FormatNumber, node: Node, path: Path, where: Place, reading: Reading) -> int | Broken:
    """The version of the file format, which must be the one that is read here."""
    text = read_text(node, path, where, reading, _NO_BOUND, lines=False)
    if isinstance(text, Broken):
        return text
    if text == str(kind.number):
        return kind.number
    return reading.add(
        "unknown-format", node.place, path, f'"{shorten(text)}" is not a version of the file format.',
        f"Write {kind.number}.",
    )  # fmt: skip


def what_is(node: Node) -> str:
    """What stands in the file, to begin a sentence with."""
    if isinstance(node, Scalar):
        return "Nothing" if node.empty else "A text"
    return "A group of keys" if isinstance(node, Mapping) else "A list"


def in_words(words: list[str]) -> str:
    """``a, b or c``."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _text_hint(node: Node) -> str:
    if isinstance(node, Mapping) and len(node.entries) == 1 and node.entries[0].key != "":
        return 'When this is one text with a colon in it, put quotes around it: "…: …".'
    if isinstance(node, Mapping):
        return "Write one text here."
    return 'Write one text here; put quotes around it when it starts with "- " or "[".'
