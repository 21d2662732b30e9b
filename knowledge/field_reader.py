"""The values under the keys of the file, read as the format says they must be: each its value, or a problem."""

from collections.abc import Sequence as Many
from typing import assert_never

from knowledge.file_format import (
    Choice,
    Day,
    Field,
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
from knowledge.near_words import nearest
from knowledge.problems import Path, Place, shorten
from knowledge.protocol import Language, Text
from knowledge.reading import BROKEN, Broken, Reading
from knowledge.single_values import (
    in_words,
    name_thing,
    read_choice,
    read_day,
    read_format_number,
    read_id,
    read_line,
    read_reference,
    read_text,
    read_unique,
    what_is,
)
from knowledge.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence


def read_value(kind: Kind, node: Node, path: Path, where: Place, reading: Reading) -> object:  # noqa: PLR0911, C901 -- one arm for each kind
    """The value of ``node``, or ``BROKEN`` when it has a problem.

    Args:
        where: Where to point when nothing is written: the key, or the place in the list.
    """
    reading.places[path] = node.place
    match kind:
        case Line():
            return read_line(kind, node, path, where, reading)
        case TextByLanguage():
            return _read_text_by_language(kind, node, path, where, reading)
        case PhrasesByLanguage():
            return _read_phrases(kind, node, path, where, reading)
        case TextsByLanguage():
            return _read_texts(kind, node, path, where, reading)
        case ListOf():
            return _read_list(kind, node, path, where, reading)
        case Section():
            return read_section(kind, node, path, where, reading)
        case Named():
            return _read_named(kind, node, path, where, reading)
        case Id():
            return read_id(kind, node, path, where, reading)
        case Unique():
            return read_unique(kind, node, path, where, reading)
        case Reference():
            return read_reference(kind, node, path, where, reading)
        case Choice():
            return read_choice(kind, node, path, where, reading)
        case Day():
            return read_day(node, path, where, reading)
        case FormatNumber():
            return read_format_number(kind, node, path, where, reading)
        case _:
            assert_never(kind)


def read_section(section: Section, node: Node, path: Path, where: Place, reading: Reading, **given: object) -> object:
    """What the section builds, or ``BROKEN``.

    Args:
        given: Attributes that do not stand in the section itself.
    """
    if not isinstance(node, Mapping):
        _lose_names(section, reading)
        return _not_a_group(f"the keys of {section.called}", node, path, where, reading)
    entries, whole = _entries_by_field(section, node, path, reading)
    values: dict[str, object] = dict(given)
    for field in section.fields:
        entry = entries.get(field.key)
        if entry is not None:
            value = read_value(field.kind, entry.value, (*path, entry.key), entry.key_place, reading)
            whole = whole and value is not BROKEN
            values[field.fills] = value
        elif field.required:
            whole = False
            _lose_names(field.kind, reading)
            reading.add(
                "missing-key", node.place, path, f'"{field.key}" is missing; {section.called} needs it.',
                f'Add "{field.key}: …": {field.about[:1].lower()}{field.about[1:]}',
            )  # fmt: skip
        elif field.counted and isinstance(path[-1], int):
            values[field.fills] = str(path[-1] + 1)
    return section.builds(**values) if whole else BROKEN


def _entries_by_field(section: Section, node: Mapping, path: Path, reading: Reading) -> tuple[dict[str, Entry], bool]:
    """The entries by the key of their field, and whether every key is known.

    What stands under a mistyped key is read as if the key were right, so that its own mistakes come out as well and
    nobody is told that the key is missing.
    """
    known = {entry.key: entry for entry in node.entries if section.field(entry.key)}
    strangers = [entry for entry in node.entries if entry.key not in known]
    aka = {word: field.key for field in section.fields for word in field.aka}
    for entry in strangers:
        absent = [field.key for field in section.fields if field.key not in known]
        needed = [field.key for field in section.fields if field.key in absent and field.required]
        near = nearest(entry.key, absent, aka) or (needed[0] if len(strangers) == len(needed) == 1 else None)
        if near:
            known[near] = entry
        hint = f'Did you mean "{near}"?' if near else f"Use {in_words(absent)}." if absent else "Remove it."
        reading.add(
            "unknown-key", entry.key_place, (*path, entry.key),
            f'"{shorten(entry.key)}" is not a key of {section.called}.', hint,
        )  # fmt: skip
    return known, not strangers


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
        case _:
            pass


def _not_a_group(expected: str, node: Node, path: Path, where: Place, reading: Reading) -> Broken:
    if isinstance(node, Scalar) and node.spoiled:
        return BROKEN
    if isinstance(node, Scalar) and node.empty:
        return reading.add(
            "empty", where, path, "Nothing is written here.", f"Write {expected} on the next lines, further in."
        )
    return reading.add(
        "wrong-type", node.place, path, f"{what_is(node)} stands here where {expected} are expected.",
        'Write each key on its own line, with a colon and a space behind it ("key: …").',
    )  # fmt: skip


def _read_named(kind: Named, node: Node, path: Path, where: Place, reading: Reading) -> object:
    if not isinstance(node, Mapping):
        _lose_names(kind, reading)
        return _not_a_group(f"the {kind.names}s, each under its id,", node, path, where, reading)
    if len(node.entries) > kind.most:
        return _too_many(len(node.entries), kind.most, node, path, reading)
    named: dict[str, object] = {}
    for entry in node.entries:
        below = (*path, entry.key)
        reading.places[below] = entry.key_place
        name = name_thing(Id(kind.names), entry.key, entry.key_place, below, reading)
        given = {"id": entry.key} if kind.passes_id else {}
        value = read_section(kind.section, entry.value, below, entry.key_place, reading, **given)
        reading.places[below] = entry.value.place
        named[entry.key] = BROKEN if name is BROKEN else value
    return BROKEN if BROKEN in named.values() else named


def _members(what: str, most: int, node: Node, path: Path, where: Place, reading: Reading) -> Many[Node] | Broken:
    """The members of the list that ``node`` must be."""
    if isinstance(node, Sequence):
        if len(node.members) > most:
            return _too_many(len(node.members), most, node, path, reading)
        return node.members
    if isinstance(node, Scalar) and node.spoiled:
        return BROKEN
    if isinstance(node, Scalar) and node.empty:
        return reading.add(
            "empty", where, path, "Nothing is written here.",
            'Write each member on its own line after "- ", or remove the line when it is not needed.',
        )  # fmt: skip
    return reading.add(
        "wrong-type", node.place, path, f"{what_is(node)} stands here where a list of {what} is expected.",
        'Write each member on its own line after "- ", also when there is only one.',
    )  # fmt: skip


def _too_many(count: int, most: int, node: Node, path: Path, reading: Reading) -> Broken:
    return reading.add(
        "too-many", node.place, path, f"There are {count:,} here; at most {most:,} are allowed.",
        "Leave some out, or part them over several.",
    )  # fmt: skip


def _read_list(kind: ListOf, node: Node, path: Path, where: Place, reading: Reading) -> object:
    members = _members(kind.of, kind.most, node, path, where, reading)
    if isinstance(members, Broken):
        _lose_names(kind, reading)
        return BROKEN
    if len(members) < kind.least:
        return reading.add(
            "empty-list", node.place, path, "This list is empty.", f"Write at least one of these: {kind.of}."
        )
    values = [
        read_value(kind.member, member, (*path, index), member.place, reading) for index, member in enumerate(members)
    ]
    whole = BROKEN not in values
    if kind.apart:
        for index, value in enumerate(values):
            if value is not BROKEN and value in values[:index]:
                whole = False
                reading.add(
                    "duplicate-member", members[index].place, (*path, index),
                    f'"{shorten(str(value))}" stands in this list twice.', "Keep one of the two.",
                )  # fmt: skip
    return tuple(values) if whole else BROKEN


def _by_language(node: Mapping, path: Path, reading: Reading) -> dict[Language, Entry] | Broken:
    """The entries of a group that has one for each language; the binding language first, and always there."""
    languages = reading.languages or tuple(Language)
    entries = {Language(entry.key): entry for entry in node.entries if entry.key in tuple(languages)}
    if len(entries) < len(node.entries):
        for entry in node.entries:
            if entry.key not in tuple(languages):
                _refuse_language(entry, languages, any_known=bool(entries), path=path, reading=reading)
        return BROKEN
    if reading.languages and reading.languages[0] not in entries:
        return reading.add(
            "missing-language", node.place, path, f'The text in the binding language, "{languages[0]}", is missing.',
            f'Add "{languages[0]}: …"; a text in another language alone is not enough.',
        )  # fmt: skip
    if not entries:
        return reading.add("empty", node.place, path, "Nothing is written here.", 'Write "nl: …" or "en: …".')
    return {language: entries[language] for language in languages if language in entries}


def _refuse_language(
    entry: Entry, languages: tuple[Language, ...], *, any_known: bool, path: Path, reading: Reading
) -> None:
    below, words = (*path, entry.key), [str(language) for language in languages]
    if entry.key in tuple(Language):
        reading.add(
            "undeclared-language", entry.key_place, below, f'"{entry.key}" is not among the languages of this protocol.',
            f'Add "{entry.key}" to protocol.languages, or remove this text.',
        )  # fmt: skip
        return
    hint = f"Use {in_words(words)}."
    if not any_known:
        hint += ' When this is one text with a colon in it, put quotes around it: "…: …".'
    reading.add(
        "unknown-language", entry.key_place, below, f'"{shorten(entry.key)}" is not a language of this protocol.', hint
    )


def _read_text_by_language(
    kind: TextByLanguage, node: Node, path: Path, where: Place, reading: Reading
) -> Text | Broken:
    texts: dict[Language, str] = {}
    if isinstance(node, Mapping):
        entries = _by_language(node, path, reading)
        if isinstance(entries, Broken):
            return BROKEN
    else:
        binding = reading.languages[0] if reading.languages else Language.NL
        entries = {binding: Entry(binding, where, node)}
    whole = True
    for language, entry in entries.items():
        below = (*path, str(language))
        reading.places[below] = entry.value.place
        written = below if isinstance(node, Mapping) else path
        text = read_text(entry.value, written, entry.key_place, reading, kind.longest, lines=kind.lines)
        if isinstance(text, Broken):
            whole = False
        else:
            texts[language] = text
    return Text(texts) if whole else BROKEN


def _lists_by_language(
    most: int, node: Node, path: Path, where: Place, reading: Reading
) -> dict[Language, tuple[Path, Many[Node]]] | Broken:
    """The members by language, each with the path that was written."""
    if not isinstance(node, Mapping):
        members = _members("texts", most, node, path, where, reading)
        if isinstance(members, Broken):
            return BROKEN
        binding = reading.languages[0] if reading.languages else Language.NL
        reading.places[(*path, str(binding))] = node.place
        return {binding: (path, members)}
    entries = _by_language(node, path, reading)
    if isinstance(entries, Broken):
        return BROKEN
    lists: dict[Language, tuple[Path, Many[Node]]] = {}
    whole = True
    for language, entry in entries.items():
        below = (*path, str(language))
        reading.places[below] = entry.value.place
        members = _members("texts", most, entry.value, below, entry.key_place, reading)
        if isinstance(members, Broken):
            whole = False
        else:
            lists[language] = (below, members)
    return lists if whole else BROKEN


def _read_phrases(kind: PhrasesByLanguage, node: Node, path: Path, where: Place, reading: Reading) -> object:
    lists = _lists_by_language(kind.most, node, path, where, reading)
    if isinstance(lists, Broken):
        return BROKEN
    phrases: dict[Language, tuple[str, ...]] = {}
    whole = True
    for language, (written, members) in lists.items():
        texts: list[str] = []
        for index, member in enumerate(members):
            reading.places[(*written, index)] = member.place
            reading.places[(*path, str(language), index)] = member.place
            text = read_text(member, (*written, index), member.place, reading, kind.longest, lines=False)
            if isinstance(text, Broken):
                whole = False
            else:
                texts.append(text)
        if texts:
            phrases[language] = tuple(texts)
    return phrases if whole else BROKEN


def _read_texts(kind: TextsByLanguage, node: Node, path: Path, where: Place, reading: Reading) -> object:
    if not isinstance(node, Mapping):
        return _read_list(ListOf(kind.text, kind.most, of="texts"), node, path, where, reading)
    lists = _lists_by_language(kind.most, node, path, where, reading)
    if isinstance(lists, Broken):
        return BROKEN
    columns: dict[Language, list[str | Broken]] = {}
    for language, (written, members) in lists.items():
        columns[language] = []
        for index, member in enumerate(members):
            reading.places[(*written, index)] = member.place
            reading.places.setdefault((*path, index), member.place)
            reading.places[(*path, index, str(language))] = member.place
            columns[language].append(
                read_text(member, (*written, index), member.place, reading, kind.text.longest, lines=kind.text.lines)
            )
    counts = {len(column) for column in columns.values()}
    if len(counts) > 1:
        return reading.add(
            "unequal-lists", node.place, path, "The languages have lists of different length here.",
            "Write each member in every language, in the same order.",
        )  # fmt: skip
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if any(BROKEN in row.values() for row in rows):
        return BROKEN
    return tuple(Text({language: text for language, text in row.items() if isinstance(text, str)}) for row in rows)
