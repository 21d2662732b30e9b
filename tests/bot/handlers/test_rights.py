"""Who may do what, in which state: every act by everyone, also by those who lost the right a moment ago."""

from collections.abc import Callable

import pytest

from bot.action import Act
from bot.address import Address, Person
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.office import DESK, INA, OMAR, PIET, ROOM, SANNE, SECOND_LINE, VERA, Office, chat_with, texts

NL = wording_in(Language.NL)
OFFICERS_ACTS = (
    Act.CLAIM,
    Act.HAND_BACK,
    Act.HAND_OVER,
    Act.ASK_ASKER,
    Act.REPLY,
    Act.SECOND_LINE,
    Act.CLOSE_NEW_RULE,
    Act.CLOSE_NEW_PHRASING,
    Act.CLOSE_ONE_OFF,
    Act.CLOSE_SPECIALIST,
)
ASKERS_ACTS = (Act.ADD, Act.WITHDRAW, Act.REVEAL, Act.REOPEN, Act.SHOW_CASE)
FORMER = Person("chat", "kruim", "U-former", "Wim")
ELSEWHERE = Person("chat", "another company", OMAR.id, "Omar")


def opened(office: Office) -> str:
    return office.open_case(SANNE, anonymous=True)


def claimed(office: Office) -> str:
    case_id = opened(office)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    return case_id


def answered(office: Office) -> str:
    case_id = claimed(office)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    return case_id


def closed(office: Office) -> str:
    case_id = answered(office)
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)
    return case_id


STATES = [opened, claimed, answered, closed]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", [*OFFICERS_ACTS, Act.SHOW_CASE, Act.REOPEN])
@pytest.mark.parametrize(
    ("person", "where", "key"),
    [
        pytest.param(SANNE, DESK, "forbidden.not-an-officer", id="the asker at the desk"),
        pytest.param(PIET, DESK, "forbidden.not-an-officer", id="an employee at the desk"),
        pytest.param(FORMER, DESK, "forbidden.not-an-officer", id="a former officer"),
        pytest.param(ELSEWHERE, DESK, "forbidden.not-an-officer", id="the same id in another company"),
    ],
)
def test_nobody_else_does_an_officers_work(
    person: Person, where: Address, key: str, act: Act, state: Callable[[Office], str]
) -> None:
    office = Office()
    office.roster.first.add(FORMER)
    case_id = state(office)
    office.roster.first.discard(FORMER)
    before = office.case(case_id)

    office.press(person, act, case_id, "Ja.", where=where)

    assert office.case(case_id) == before
    assert office.told(where)[-1] == NL.say(key)


@pytest.mark.parametrize("act", OFFICERS_ACTS)
@pytest.mark.parametrize("where", [ROOM, chat_with(OMAR)], ids=["a room", "their own chat"])
def test_an_officers_work_is_done_at_the_desk(act: Act, where: Address) -> None:
    office = Office()
    case_id = claimed(office)
    before = office.case(case_id)

    office.press(OMAR, act, case_id, "Ja.", where=where)

    assert office.case(case_id) == before
    assert office.told(where)[-1] == NL.say("forbidden.elsewhere")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ASKERS_ACTS)
@pytest.mark.parametrize("person", [PIET, OMAR, VERA], ids=["an employee", "the owner", "a specialist"])
def test_nobody_else_does_what_is_the_askers(person: Person, act: Act, state: Callable[[Office], str]) -> None:
    office = Office()
    case_id = state(office)
    before = office.case(case_id)

    office.press(person, act, case_id, "Nog iets.")

    assert office.case(case_id) == before
    assert office.told(person)[-1] == NL.say("forbidden.not-the-asker")


@pytest.mark.parametrize("act", OFFICERS_ACTS)
def test_when_rights_cannot_be_checked_nobody_has_them(act: Act) -> None:
    office = Office()
    case_id = claimed(office)
    before = office.case(case_id)
    office.roster.away = True

    office.at_desk(OMAR, act, case_id, "Ina")

    assert office.case(case_id) == before
    assert office.told(DESK)[-1] == NL.say("forbidden.not-checked")


def test_who_lost_the_right_no_longer_answers_in_the_thread() -> None:
    office = Office()
    case_id = claimed(office)
    office.roster.first.discard(OMAR)
    before = len(office.messages(SANNE))

    office.say(OMAR, "Ja.", where=office.thread(case_id))

    assert len(office.messages(SANNE)) == before
    assert office.told(DESK)[-1] == NL.say("forbidden.not-an-officer")


def test_only_specialists_work_on_a_case_of_the_second_line() -> None:
    office = Office()
    case_id = opened(office)
    office.at_desk(OMAR, Act.SECOND_LINE, case_id)

    office.at_desk(OMAR, Act.CLAIM, case_id)
    assert office.told(DESK)[-1] == NL.say("forbidden.not-an-officer")
    office.at_desk(VERA, Act.CLAIM, case_id)
    assert office.case(case_id).owner == VERA


def test_a_specialist_helps_at_the_first_line() -> None:
    office = Office()
    case_id = opened(office)

    office.press(VERA, Act.CLAIM, case_id, where=DESK)

    assert office.case(case_id).owner == VERA


def test_a_stranger_does_not_learn_whether_a_case_exists() -> None:
    office = Office()
    case_id = opened(office)

    for subject in (case_id, "nothere"):
        office.press(PIET, Act.SHOW_CASE, subject, where=DESK)

    assert office.told(DESK)[-1] == office.told(DESK)[-2]


def test_an_officer_does_not_handle_their_own_anonymous_question() -> None:
    office = Office()
    case_id = office.open_case(OMAR, anonymous=True)

    office.at_desk(OMAR, Act.CLAIM, case_id)

    assert office.case(case_id).owner is None
    to, delivery = office.chat.got[-1]
    assert (to.only_for, delivery.message.summary) == (OMAR.id, NL.say("case-refusal.own-question"))


def test_handing_a_case_to_its_anonymous_asker_gives_nothing_away() -> None:
    office = Office()
    case_id = office.open_case(INA, anonymous=True)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.at_desk(OMAR, Act.HAND_OVER, case_id, "Ina")

    assert office.case(case_id).owner == INA


@pytest.mark.parametrize(
    ("called", "key"),
    [
        pytest.param("Piet Meel", "forbidden.colleague-not-an-officer", id="no officer"),
        pytest.param("", "forbidden.colleague-not-an-officer", id="nobody"),
        pytest.param("Omar", "case-refusal.held-by-colleague", id="the owner"),
    ],
)
def test_a_case_is_handed_to_an_officer_only(called: str, key: str) -> None:
    office = Office()
    case_id = claimed(office)

    office.at_desk(OMAR, Act.HAND_OVER, case_id, called)

    assert office.case(case_id).owner == OMAR
    assert office.told(DESK)[-1] == NL.say(key)


def test_a_person_has_the_rights_of_an_asker_whatever_they_are_called() -> None:
    office = Office()
    case_id = opened(office)
    married = Person(SANNE.channel, SANNE.tenant, SANNE.id, "Sanne de Wit")

    office.press(married, Act.SHOW_CASE, case_id)

    assert case_id[:6].upper() in " ".join(texts(office.last(married)))


@pytest.mark.parametrize("second_line", [None, SECOND_LINE])
def test_a_case_goes_to_a_second_line_that_exists(second_line: Address | None) -> None:
    office = Office(second_line=second_line)
    case_id = opened(office)

    office.at_desk(OMAR, Act.SECOND_LINE, case_id)

    refused = NL.say("case-refusal.no-second-line") in office.told(DESK)
    assert refused is (second_line is None)
