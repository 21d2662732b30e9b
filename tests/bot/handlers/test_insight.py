"""What officers and admins see of what people ask."""

from dataclasses import replace

import pytest

from bot.action import Act
from bot.address import Person
from bot.errors import NotAllowedError
from bot.handlers.insight import show_insight
from bot.record import Feedback
from tests.office import INA, OMAR, PIET, SANNE, Office


def office_where(people: int) -> Office:
    """Where so many people asked the same, and took it to HR."""
    office = Office()
    for number in range(people):
        person = replace(SANNE, id=f"U-{number}")
        office.open_case(person)
    return office


@pytest.mark.parametrize("person", [SANNE, Person("chat", "elsewhere", "U-ina")])
def test_who_has_no_right_sees_nothing(person: Person) -> None:
    with pytest.raises(NotAllowedError):
        show_insight(person, Office().ports)


@pytest.mark.parametrize(("people", "told"), [(4, []), (5, [5])])
def test_a_number_is_told_from_five_people_on(people: int, told: list[int]) -> None:
    insight = show_insight(INA, office_where(people).ports)

    assert [count for _, count in insight.weeks] == told
    assert [numbers for _, numbers in insight.by_topic.rows] == [(one,) for one in told]
    assert insight.questions == (told[0] if told else None)
    assert dict(insight.cases).get("open") == (told[0] if told else None)
    assert [count for _, count in insight.opened] == told
    assert dict(insight.hand_overs).get("none") == (told[0] if told else None)


def test_many_questions_of_one_person_are_nowhere_a_number() -> None:
    office = Office()
    for _ in range(12):
        office.press(PIET, Act.HELPED, office.ask(PIET))

    insight = show_insight(INA, office.ports)

    assert insight.questions is None
    assert insight.by_topic.rows == ()
    assert insight.weeks == insight.decisions == insight.topics == insight.feedback == ()
    assert insight.never_asked == ()


def test_one_person_who_asks_often_is_not_told() -> None:
    office = Office()
    for _ in range(7):
        office.open_case(PIET)

    assert show_insight(INA, office.ports).cases == ()


def test_how_soon_hr_answered_and_how_often_it_changed_hands_is_counted() -> None:
    office = office_where(6)
    for case_id in list(office.storage.tables.cases):
        office.at_desk(INA, Act.CLAIM, case_id)
        office.at_desk(INA, Act.HAND_BACK, case_id)
        office.at_desk(OMAR, Act.CLAIM, case_id)
        office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")

    insight = show_insight(INA, office.ports)

    assert dict(insight.answered)["hour"] == 6
    assert dict(insight.hand_overs)["once"] == 6
    assert insight.answer_hours is not None


def test_feedback_and_clauses_that_nobody_asked_for_are_told() -> None:
    office = Office()
    for number in range(5):
        person = replace(SANNE, id=f"U-{number}")
        office.press(person, Act.HELPED, office.ask(person))

    insight = show_insight(INA, office.ports)

    assert dict(insight.feedback)[Feedback.HELPED.value] == 5
    never = {clause.id for clause in insight.never_asked}
    assert "clients-on-linkedin" not in never
    assert "company-name" in never
