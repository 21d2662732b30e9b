"""Every button, pressed with what nobody was given, and pressed again: nothing changes, nothing is given away."""

from datetime import timedelta

import pytest

from bot.action import Act, Action
from bot.address import Address, Person
from bot.handlers.reception import PressButton, receive
from tests.hostile import HOSTILE_TEXTS
from tests.office import DESK, INA, OMAR, PIET, SANNE, Office, chat_with

FORGED = (
    "",
    "aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "1",
    "../../etc/passwd",
    "' OR 1=1 --",
    "case.1",
    ".",
    "a" * 5_000,
    *HOSTILE_TEXTS,
)
STRANGER = Person("chat", "another company", SANNE.id, "Sanne Bakker")
CHANGES_A_CASE = [
    act
    for act in Act
    if act
    not in {
        Act.SHOW_CLAUSE,
        Act.CHOOSE,
        Act.CIRCUMSTANCE,
        Act.HELPED,
        Act.NOT_MEANT,
        Act.ASK_HR,
        Act.KEEP,
        Act.MY_CASES,
        Act.SHOW_CASE,
        Act.PRIVACY,
        Act.SHARE,
        Act.GREET,
        Act.HELP,
        Act.TOPICS,
        Act.HOME,
        Act.PUBLISH_DRAFT,
        Act.PUBLISH_ANYWAY,
        Act.APPROVE_DRAFT,
        Act.SHOW_DRAFT,
        Act.ROLL_BACK,
        Act.DISCARD_DRAFT,
    }
]


def kept(office: Office) -> dict[str, object]:
    """What can be changed by pressing."""
    tables = office.storage.tables
    return {name: dict(getattr(tables, name)) for name in ("cases", "questions", "addresses", "threads")}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("person", [PIET, OMAR, STRANGER], ids=["an employee", "an officer", "another company"])
@pytest.mark.parametrize("where", [None, DESK], ids=["in their chat", "at the desk"])
def test_a_forged_id_changes_nothing_and_is_answered(act: Act, person: Person, where: Address | None) -> None:
    office = Office()
    office.open_case(SANNE, anonymous=True)
    before = kept(office)

    for subject in FORGED:
        office.clock.move(timedelta(minutes=1))  # so that nobody comes too often
        office.press(person, act, subject, "Nog iets.", where=where)

    assert kept(office) == before
    said = [message.summary for message in office.messages(where or chat_with(person))]
    assert not any(SANNE.name in summary or SANNE.id in summary for summary in said)


@pytest.mark.parametrize("act", CHANGES_A_CASE)
def test_the_id_of_a_case_is_no_right_to_it(act: Act) -> None:
    """Who learnt the id of someone's case, such as from a screen, can do nothing with it from a chat."""
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    before = office.case(case_id)

    for person in (PIET, STRANGER, INA):
        office.press(person, act, case_id, "Nog iets.")

    assert office.case(case_id) == before


@pytest.mark.parametrize("act", Act)
def test_a_press_that_comes_again_is_done_once(act: Act) -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    presses = [
        PressButton(office.origin(person, where, f"replayed-{person.id}"), Action(act, case_id), "Nog iets.")
        for person, where in ((SANNE, None), (OMAR, DESK))
    ]
    for press in presses:
        receive(press, office.ports)
    office.deliver()
    before, said = kept(office), len(office.chat.got)

    again = [receive(press, office.ports) for press in presses for _ in range(3)]
    office.deliver()

    assert again == [False] * 6
    assert kept(office) == before
    assert len(office.chat.got) == said
