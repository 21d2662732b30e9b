"""Texts that stand in the binding language alone, or once for each language."""

from collections.abc import Sequence as Many

from knowledge.problems import Path, shorten
from knowledge.protocol import Language, Text
from knowledge.protocol_file.field_kinds import PhrasesByLanguage, TextByLanguage, TextsByLanguage
from knowledge.protocol_file.near_words import in_words, nearest
from knowledge.protocol_file.nodes import Entry, Mapping, Node
from knowledge.protocol_file.reading import BROKEN, Broken, Reading, Slot
from knowledge.protocol_file.shapes import members_in, text_in
from knowledge.sentence import Sentence


def read_text_by_language(kind: TextByLanguage, slot: Slot, reading: Reading) -> Text | Broken:
    """One text, in each language it was written in."""
    slots = _slots_by_language(slot, reading)
    if slots is BROKEN:
        return BROKEN
    texts = {language: text_in(below, reading, kind.longest, lines=kind.lines) for language, below in slots.items()}
    return _text(texts)


def read_phrases(kind: PhrasesByLanguage, slot: Slot, reading: Reading) -> dict[Language, tuple[str, ...]] | Broken:
    """Lists of lines by language, each of which stands for itself; a language with an empty list is absent."""
    lists = _lists_by_language(kind.most, slot, reading)
    if lists is BROKEN:
        return BROKEN
    phrases: dict[Language, tuple[str, ...]] = {}
    whole = True
    for language, (below, members) in lists.items():
        texts = []
        also = (*slot.path, str(language))
        for index, member in enumerate(members):
            there = below.at(index, member)
            reading.places[there.path] = member.place
            if also != below.path:
                reading.places[*also, index] = member.place
            texts.append(text_in(there, reading, kind.longest))
        lines = tuple(text for text in texts if text is not BROKEN)
        whole = whole and len(lines) == len(texts)
        if lines:
            phrases[language] = lines
    return phrases if whole else BROKEN


def read_texts(kind: TextsByLanguage, slot: Slot, reading: Reading) -> tuple[Text, ...] | Broken:
    """A list of texts, or a list for each language with as many members each."""
    if isinstance(slot.node, Mapping):
        return _read_columns(kind, slot, reading)
    members = members_in(slot, reading, "texts", kind.most)
    if members is BROKEN:
        return BROKEN
    texts = []
    for index, member in enumerate(members):
        _place(member, reading, (*slot.path, index))
        texts.append(read_text_by_language(kind.text, slot.at(index, member), reading))
    whole = tuple(text for text in texts if text is not BROKEN)
    return whole if len(whole) == len(texts) else BROKEN


def _read_columns(kind: TextsByLanguage, slot: Slot, reading: Reading) -> tuple[Text, ...] | Broken:
    lists = _lists_by_language(kind.most, slot, reading)
    if lists is BROKEN:
        return BROKEN
    columns: dict[Language, list[str | Broken]] = {}
    for language, (below, members) in lists.items():
        columns[language] = []
        for index, member in enumerate(members):
            _place(member, reading, (*below.path, index), (*slot.path, index, str(language)))
            reading.places.setdefault((*slot.path, index), member.place)
            columns[language].append(
                text_in(below.at(index, member), reading, kind.text.longest, lines=kind.text.lines)
            )
    if len({len(column) for column in columns.values()}) > 1:
        return reading.refuse(
            slot,
            "unequal-lists",
            Sentence("The lists in the different languages are not equally long."),
            Sentence("Write each member in every language, in the same order."),
        )
    texts = [_text(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
    whole = tuple(text for text in texts if text is not BROKEN)
    return whole if len(whole) == len(texts) else BROKEN


def _text(texts: dict[Language, str | Broken]) -> Text | Broken:
    whole = {language: text for language, text in texts.items() if text is not BROKEN}
    return Text(whole) if len(whole) == len(texts) else BROKEN


def _lists_by_language(most: int, slot: Slot, reading: Reading) -> dict[Language, tuple[Slot, Many[Node]]] | Broken:
    slots = _slots_by_language(slot, reading)
    if slots is BROKEN:
        return BROKEN
    found = {language: (below, members_in(below, reading, "texts", most)) for language, below in slots.items()}
    whole = {language: (below, members) for language, (below, members) in found.items() if members is not BROKEN}
    return whole if len(whole) == len(found) else BROKEN


def _slots_by_language(slot: Slot, reading: Reading) -> dict[Language, Slot] | Broken:
    """What stands in each language, the binding one first; without languages all of it is in the binding one."""
    if isinstance(slot.node, Mapping):
        entries = _entries_by_language(slot.node, slot, reading)
        slots = BROKEN if entries is BROKEN else {language: slot.under(entry) for language, entry in entries.items()}
    else:
        slots = {reading.binding: slot}
    if slots is not BROKEN:
        for language, below in slots.items():
            _place(below.node, reading, (*slot.path, str(language)))
    return slots


def _entries_by_language(node: Mapping, slot: Slot, reading: Reading) -> dict[Language, Entry] | Broken:
    languages = reading.languages or tuple(Language)
    entries = {entry.key: entry for entry in node.entries if entry.key in tuple(languages)}
    strangers = [entry for entry in node.entries if entry.key not in entries]
    for entry in strangers:
        _refuse_language(entry, languages, slot, reading, alone=not entries)
    if strangers:
        return BROKEN
    if not entries:
        return reading.refuse(
            slot, "empty", Sentence("Nothing is written here."), Sentence("Write the text, or remove the key.")
        )
    if reading.languages and reading.binding not in entries:
        return reading.refuse(
            slot,
            "missing-language",
            Sentence('The text in the binding language, "{binding}", is missing.', binding=reading.binding),
            Sentence('Add "{binding}: …"; a text in another language alone is not enough.', binding=reading.binding),
        )
    return {language: entries[language] for language in languages if language in entries}


def _refuse_language(
    entry: Entry, languages: tuple[Language, ...], slot: Slot, reading: Reading, *, alone: bool
) -> None:
    path = (*slot.path, entry.key)
    if entry.key in tuple(Language):
        reading.problems.add(
            "undeclared-language",
            entry.key_place,
            path,
            Sentence('"{key}" is not among the languages of this protocol.', key=entry.key),
            Sentence('Add "{key}" to "languages" under "protocol", or remove this text.', key=entry.key),
        )
        return
    words = [str(language) for language in languages]
    near = nearest(entry.key, words)
    hint = Sentence("Use {words}.", words=in_words(words))
    if near:
        hint = Sentence('Did you mean "{near}"? Use {words}.', near=near, words=in_words(words))
    if alone and near is None:
        hint = Sentence(
            'Use {words}. When this is one text with a colon in it, put quotes around it: "…: …".',
            words=in_words(words),
        )
    reading.problems.add(
        "unknown-language",
        entry.key_place,
        path,
        Sentence('"{key}" is not a language of this protocol.', key=shorten(entry.key)),
        hint,
    )


def _place(node: Node, reading: Reading, *paths: Path) -> None:
    for path in paths:
        reading.places[path] = node.place
