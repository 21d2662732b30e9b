import io
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from adapters.console.case_table import draw_cases
from bot.case import Author, Entry
from bot.view import CaseView, view
from knowledge.protocol import Language
from tests.contracts.made import NOON, case

CASE = view(case(entries=(Entry(Author.ASKER, "Mag ik\nklanten \x1b[31m toevoegen?", NOON),)))


def table(*cases: CaseView, width: int = 120) -> str:
    stream = io.StringIO()
    draw_cases(cases, ZoneInfo("Europe/Amsterdam"), Language.NL, Console(file=stream, width=width))
    return stream.getvalue()


def test_a_case_is_one_row_with_the_time_at_the_desk() -> None:
    said = table(CASE, width=140)

    assert len(said.splitlines()) == 2
    for part in ("AAAA23", "nog niet opgepakt", "Vrolijke Otter", "2026-11-23 14:00", "Mag ik klanten"):
        assert part in said


def test_words_of_a_person_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in table(CASE)


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_breaks_what_is_long_and_nothing_else(width: int) -> None:
    said = table(replace(CASE, asker="Vrolijke " * 9, owner="Ina " * 9, question="Mag dit? " * 400), width=width)

    assert all(len(line) <= width for line in said.splitlines())
    assert "AAAA23" in said
    assert "2026-11-23 14:00" in said
    assert " …" in said


def test_no_cases_get_a_sentence() -> None:
    assert table() == "Er ligt niets bij HR.\n"
