"""The values under the keys of the file, read as the format says they must be: each its value, or a problem."""

from functools import cache
from typing import assert_never

from knowledge.problems import shorten
from knowledge.protocol_file.field_kinds import (
    Choice,
    Day,
    FormatNumber,
    Id,
    Kind,
    Line,
    ListOf,
    Named,
    PhrasesByLanguage,
    Reference,
    Section,
    TextByLanguage,
    TextsByLanguage,
    Unique,
)
from knowledge.protocol_file.language_values import read_phrases, read_text_by_language, read_texts
from knowledge.protocol_file.near_words import in_words, nearest
from knowledge.protocol_file.nodes import Entry, Mapping, Scalar
from knowledge.protocol_file.reading import BROKEN, Reading, Slot
from knowledge.protocol_file.shapes import group_in, members_in, too_many
from knowledge.protocol_file.single_values import (
    name_thing,
    read_choice,
    read_day,
    read_format_number,
    read_id,
    read_line,
    read_reference,
    read_unique,
)
from knowledge.sentence import Sentence


def read_value(kind: Kind, slot: Slot, reading: Reading) -> object:  # noqa: C901, PLR0911, PLR0912 -- one arm a kind
    """The value in ``slot``, or ``BROKEN`` when it has a problem."""
    reading.places[slot.path] = slot.node.place
    match kind:
        case Line():
            return read_line(kind, slot, reading)
        case TextByLanguage():
            return read_text_by_language(kind, slot, reading)
        case PhrasesByLanguage():
            return read_phrases(kind, slot, reading)
        case TextsByLanguage():
            return read_texts(kind, slot, reading)
        case ListOf():
            return _read_list(kind, slot, reading)
        case Section():
            return read_section(kind, slot, reading)
        case Named():
            return _read_named(kind, slot, reading)
        case Id():
            return read_id(kind, slot, reading)
        case Unique():
            return read_unique(kind, slot, reading)
        case Reference():
            return read_reference(kind, slot, reading)
        case Choice():
            return read_choice(kind, slot, reading)
        case Day():
            return read_day(slot, reading)
        case FormatNumber():
            return read_format_number(kind, slot, reading)
        case _:
            assert_never(kind)


def read_section(section: Section, slot: Slot, reading: Reading, **given: object) -> object:
    """What the section builds, or ``BROKEN``; ``given`` are attributes that do not stand in the section itself."""
    node = group_in(slot, reading, _keys_of(section.called))
    if node is BROKEN:
        _lose_names(section, reading)
        return BROKEN
    entries, whole = _entries_by_field(section, node, slot, reading)
    values: dict[str, object] = dict(given)
    for field in section.fields:
        entry = entries.get(field.key)
        if entry is not None:
            value = read_value(field.kind, slot.under(entry), reading)
            whole = whole and value is not BROKEN
            values[field.fills] = value
        elif field.required:
            whole = False
            _lose_names(field.kind, reading)
            value = field.kind.number if isinstance(field.kind, FormatNumber) else "…"
            reading.refuse(
                slot,
                "missing-key",
                Sentence('"{key}" is missing; {called} needs it.', key=field.key, called=Sentence(section.called)),
                Sentence('Add "{key}: {value}". {about}', key=field.key, value=value, about=Sentence(field.about)),
            )
        elif field.counted and isinstance(slot.path[-1], int):
            values[field.fills] = str(slot.path[-1] + 1)
    return section.builds(**values) if whole else BROKEN


@cache
def _keys_of(called: str) -> Sentence:
    return Sentence("the keys of {called}", called=Sentence(called))


def _entries_by_field(section: Section, node: Mapping, slot: Slot, reading: Reading) -> tuple[dict[str, Entry], bool]:
    """The entries by the key of their field, and whether every key is known.

    What stands under a mistyped key is read as if the key were right, so that its own mistakes come out as well and
    nobody is told that the key is missing.
    """
    keys = {field.key for field in section.fields}
    known = {entry.key: entry for entry in node.entries if entry.key in keys}
    if len(known) == len(node.entries):
        return known, True
    strangers = [entry for entry in node.entries if entry.key not in known]
    aka = {word: field.key for field in section.fields for word in field.aka}
    for entry in strangers:
        absent = [field.key for field in section.fields if field.key not in known]
        needed = [field.key for field in section.fields if field.key in absent and field.required]
        near = nearest(entry.key, absent, aka) or (needed[0] if len(strangers) == len(needed) == 1 else None)
        if near:
            known[near] = entry
        hint = Sentence("Use {words}.", words=in_words(absent)) if absent else Sentence("Remove it.")
        if near:
            hint = Sentence('Did you mean "{near}"?', near=near)
        reading.problems.add(
            "unknown-key",
            entry.key_place,
            (*slot.path, entry.key),
            Sentence('"{key}" is not a key of {called}.', key=shorten(entry.key), called=Sentence(section.called)),
            hint,
        )
    return known, False


def _lose_names(kind: Kind, reading: Reading, times: int = 1) -> None:
    """Remember that what stands here names nothing, so that a reference to one of its names is no second mistake."""
    match kind:
        case Id():
            reading.nameless[kind.names] += times
        case Section():
            for field in kind.fields:
                _lose_names(field.kind, reading, times)
        case ListOf():
            _lose_names(kind.member, reading, times * kind.most)
        case Named():
            reading.nameless[kind.names] += times * kind.most
            _lose_names(kind.section, reading, times * kind.most)
        case _:
            pass


def _read_named(kind: Named, slot: Slot, reading: Reading) -> object:
    node = group_in(slot, reading, Sentence("the {names}s, each under its id,", names=Sentence(kind.names)))
    if node is BROKEN:
        _lose_names(kind, reading)
        return BROKEN
    if len(node.entries) > kind.most:
        _lose_names(kind, reading)
        return too_many(slot, reading, len(node.entries), kind.most)
    if len(node.entries) < kind.least:
        _lose_names(kind, reading)
        return reading.refuse(
            slot,
            "too-few",
            Sentence("There are fewer than {least} {names}s here.", least=kind.least, names=Sentence(kind.names)),
            Sentence("Write at least {least}.", least=kind.least),
        )
    named: dict[str, object] = {}
    for entry in node.entries:
        below = slot.under(entry)
        reading.places[below.path] = entry.value.place
        key = Slot(Scalar(entry.key, entry.key_place), below.path, entry.key_place)
        name = name_thing(Id(kind.names, reserved=kind.reserved), entry.key, key, reading)
        given = {"id": entry.key} if kind.passes_id else {}
        value = read_section(kind.section, below, reading, **given)
        named[entry.key] = BROKEN if name is BROKEN else value
    return BROKEN if BROKEN in named.values() else named


def _read_list(kind: ListOf, slot: Slot, reading: Reading) -> object:
    members = members_in(slot, reading, kind.of, kind.most)
    if members is BROKEN:
        _lose_names(kind, reading)
        return BROKEN
    if len(members) < kind.least:
        return reading.refuse(
            slot,
            "empty-list",
            Sentence("This list is empty."),
            Sentence("Write at least one of the {of}.", of=Sentence(kind.of)),
        )
    slots = [slot.at(index, member) for index, member in enumerate(members)]
    values = [read_value(kind.member, below, reading) for below in slots]
    whole = BROKEN not in values
    if kind.apart:
        for index, value in enumerate(values):
            if value is not BROKEN and value in values[:index]:
                whole = False
                message = Sentence('"{value}" stands in this list twice.', value=shorten(str(value)))
                reading.refuse(slots[index], "duplicate-member", message, Sentence("Keep one of the two."))
    return tuple(values) if whole else BROKEN
