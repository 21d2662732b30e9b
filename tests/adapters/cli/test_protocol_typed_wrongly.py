"""``magdat protocol``: what is not there, cannot be meant, or must not be written over; each with what to do."""

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.test_protocol import Command, magdat

__all__ = ["magdat"]

LATER = "2999-01-31"


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        pytest.param(["show", "1999"], "See magdat protocol history", id="show"),
        pytest.param(["export", "1999"], "See magdat protocol history", id="export"),
        pytest.param(["diff", "1999"], "See magdat protocol history", id="diff"),
        pytest.param(["impact", "1999"], "See magdat protocol history", id="impact"),
        pytest.param(["rollback", "1999"], "has never been live", id="rollback"),
        pytest.param(["rollback", "2026.3"], "is live", id="rollback to what is live"),
        pytest.param(["approve", "none"], "does not exist", id="approve"),
        pytest.param(["discard", "none"], "does not exist", id="discard"),
        pytest.param(["publish", "none.yaml"], "no such file", id="publish"),
        pytest.param(["reviewed", "none"], 'no clause "none"', id="reviewed"),
        pytest.param(["proposals", "--drop", "none"], "magdat protocol proposals lists them", id="proposals"),
        pytest.param(["import", "none.docx"], "cannot be read", id="import"),
        pytest.param(["init", "taken.yaml"], "is there already", id="init"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(magdat: Command, arguments: list[str], advice: str) -> None:
    (magdat.folder / "taken.yaml").write_text("", encoding="utf-8")
    given = [str(magdat.folder / each) if "." in each and each != "2026.3" else each for each in arguments]

    said = magdat("protocol", *given, expect=Exit.WRONG_INPUT)

    assert advice.lower() in " ".join(said.split()).lower()


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        pytest.param([], "magdat protocol --help", id="no act"),
        pytest.param(["burn"], "invalid choice", id="an unknown act"),
        pytest.param(["diff"], "magdat protocol diff --help", id="no version"),
        pytest.param(["publish"], "magdat protocol publish --help", id="no file"),
        pytest.param(["campaign", "--start", "soon"], "must be such as 2026-03-03", id="no date"),
    ],
)
def test_what_cannot_be_meant_is_told_with_where_to_look(magdat: Command, arguments: list[str], advice: str) -> None:
    assert advice in magdat("protocol", *arguments, expect=Exit.WRONG_USE)


@pytest.mark.parametrize("act", ["approve", "discard"])
def test_of_a_draft_that_is_not_there_it_is_said_where_those_are_that_there_are(magdat: Command, act: str) -> None:
    assert "magdat protocol drafts lists those that there are" in magdat(
        "protocol", act, "2026.4", expect=Exit.WRONG_INPUT
    )


def test_export_never_writes_over_a_file(magdat: Command) -> None:
    there = magdat.folder / "there.yaml"
    there.write_text("mine", encoding="utf-8")

    said = magdat("protocol", "export", "--to", str(there), expect=Exit.WRONG_INPUT)

    nowhere = magdat("protocol", "export", "--to", str(magdat.folder / "no" / "a.yaml"), expect=Exit.WRONG_INPUT)

    assert "is there already" in said
    assert "cannot be written: No such file or directory" in nowhere
    assert there.read_text(encoding="utf-8") == "mine"


def test_a_deadline_that_has_passed_is_refused(magdat: Command) -> None:
    magdat.environment["MAGDAT_NOTICES"] = "console"

    assert "has passed" in magdat("protocol", "campaign", "--start", "2020-01-01", expect=Exit.WRONG_INPUT)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        pytest.param(b"sanne\n", "line 1", id="a name alone"),
        pytest.param(b"console//piet\npigeon/x/y\n", 'line 2: "pigeon" is no channel', id="no channel"),
        pytest.param(b"\xff\xfe\x00", "no text in UTF-8", id="no text"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_a_list_that_is_none_of_people_is_refused(magdat: Command, content: bytes | None, advice: str) -> None:
    people = magdat.folder / "people.txt"
    if content is not None:
        people.write_bytes(content)
    magdat.environment |= {"MAGDAT_NOTICES": "console", "MAGDAT_SHOW_UNCONFIRMED": "yes"}

    for act in (("campaign",), ("campaign", "--start", LATER)):
        assert advice in magdat("protocol", *act, "--people", str(people), expect=Exit.WRONG_INPUT)
