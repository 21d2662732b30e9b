import dataclasses

import pytest

from knowledge.protocol import FORMAT, SocialMediaProtocol
from knowledge.protocol_file.field_kinds import Field, Id, ListOf, Named, Section
from knowledge.protocol_file.file_format import FILE, PROTOCOL
from knowledge.protocol_file.yaml_nodes import MAX_DEPTH, MAX_ENTRIES, MAX_MEMBERS


def sections(section: Section = FILE) -> list[Section]:
    found = [section]
    for field in section.fields:
        match field.kind:
            case Section() | Named(section=Section()) | ListOf(member=Section()):
                found += sections(section_of(field))
            case _:
                pass
    return found


def section_of(field: Field) -> Section:
    match field.kind:
        case Section():
            return field.kind
        case Named(section=section) | ListOf(member=Section() as section):
            return section
        case _:
            raise AssertionError(field)


EACH = pytest.mark.parametrize("section", sections(), ids=lambda section: section.called)


@EACH
def test_a_section_fills_exactly_what_it_builds(section: Section) -> None:
    if section in {FILE, PROTOCOL}:
        filled = {field.fills for part in (FILE, PROTOCOL) for field in part.fields} - {"magdat", "protocol"}
        built: type = SocialMediaProtocol
    else:
        assert isinstance(section.builds, type)
        filled, built = {field.fills for field in section.fields}, section.builds
        if any(isinstance(field.kind, Named) and field.kind.passes_id and field.kind.section is section
               for each in sections() for field in each.fields):  # fmt: skip
            filled.add("id")

    assert filled == {attribute.name for attribute in dataclasses.fields(built)}


@EACH
def test_what_is_not_required_is_optional_in_what_is_built(section: Section) -> None:
    built = SocialMediaProtocol if section in {FILE, PROTOCOL} else section.builds
    assert isinstance(built, type)
    optional = {
        attribute.name
        for attribute in dataclasses.fields(built)
        if attribute.default is not dataclasses.MISSING or attribute.default_factory is not dataclasses.MISSING
    }

    assert all(field.required or field.counted or field.fills in optional for field in section.fields)


@EACH
def test_every_key_says_what_it_is_for_in_one_sentence(section: Section) -> None:
    for field in section.fields:
        assert field.about[0].isupper()
        assert field.about.endswith(".")
        assert len(field.about) < 120


@EACH
def test_what_people_type_instead_of_a_key_is_no_key(section: Section) -> None:
    keys = {field.key for field in section.fields}
    aka = [word for field in section.fields for word in field.aka]

    assert keys.isdisjoint(aka)
    assert len(aka) == len(set(aka))
    assert all(word == word.lower() and "-" not in word for word in aka)


def test_the_format_number_is_the_one_that_this_release_reads() -> None:
    magdat = next(field for field in FILE.fields if field.key == "magdat")

    assert getattr(magdat.kind, "number", None) == FORMAT


def test_the_bounds_of_the_format_fit_in_the_bounds_of_any_file() -> None:
    lists = [field.kind.most for section in sections() for field in section.fields if isinstance(field.kind, ListOf)]
    named = [field.kind.most for section in sections() for field in section.fields if isinstance(field.kind, Named)]

    assert max(lists) < MAX_MEMBERS
    assert max([*named, *(len(section.fields) for section in sections())]) < MAX_ENTRIES
    assert MAX_DEPTH > 7


def test_no_clause_can_have_the_id_that_means_none() -> None:
    ids = [field.kind for section in sections() for field in section.fields if isinstance(field.kind, Id)]

    assert [kind.reserved for kind in ids if kind.names == "clause"] == [("none",)]
