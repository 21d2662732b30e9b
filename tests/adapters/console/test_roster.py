import pytest

from adapters.console.roster import TerminalRoster, chat_of, employee, officer
from bot.address import Person
from bot.case import Line


@pytest.mark.parametrize("line", Line)
def test_who_opened_a_desk_is_an_officer_of_every_line(line: Line) -> None:
    assert TerminalRoster().is_officer(officer("Ina"), line)


@pytest.mark.parametrize(
    "person", [employee("ina"), Person("slack", "T1", "desk/Ina", "Ina")], ids=["employee", "on another channel"]
)
def test_nobody_else_is_an_officer(person: Person) -> None:
    assert not TerminalRoster().is_officer(person, Line.FIRST)


@pytest.mark.parametrize(
    ("text", "person"), [(" Ina ", officer("Ina")), ("", None), ("\x1b[2J", None), ("x" * 99, None)]
)
def test_a_colleague_is_called_by_name(text: str, person: Person | None) -> None:
    assert TerminalRoster().officer_called(text, Line.FIRST) == person


def test_the_officer_and_the_employee_of_one_name_are_two_persons_with_a_place_each() -> None:
    assert officer("ina") != employee("ina")
    assert chat_of(employee("ina")) != chat_of(employee("omar"))
