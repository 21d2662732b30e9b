"""The handlers and the relay on every kind of storage: what the stories on fakes tell holds on the databases too."""

import threading
from datetime import timedelta

import pytest

from bot.action import Act, Action
from bot.address import Person
from bot.case import CaseState
from bot.errors import CaseNotFoundError, QuestionNotFoundError
from bot.handlers.privacy import forget_person
from bot.handlers.reception import Hear, PressButton, receive
from bot.handlers.reminders import apply_retention
from bot.message import Said
from bot.ports import Storage
from tests.office import DESK, OMAR, QUESTION, SANNE, Office


def asked(office: Office) -> str:
    office.say(SANNE, QUESTION)
    subjects = [button.action.subject for button in office.last(SANNE).buttons() if button.action.act is Act.ASK_HR]
    return subjects[-1]


def opened(office: Office, act: Act = Act.OPEN_ANONYMOUS) -> str:
    question_id = asked(office)
    office.press(SANNE, act, question_id)
    return question_id


def state_of(storage: Storage, case_id: str) -> CaseState:
    with storage.begin() as uow:
        return uow.cases.get(case_id).state


def test_a_question_goes_to_hr_and_back_and_is_gone_when_its_time_is_up(storage: Storage) -> None:
    office = Office(storage)
    case_id = opened(office)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.say(SANNE, "Het gaat om één klant.")
    with storage.begin() as uow:
        thread = uow.threads.get(case_id)
    assert thread is not None
    office.say(OMAR, "Ja, dat mag. 🙂", where=thread)
    office.at_desk(OMAR, Act.CLOSE_NEW_RULE, case_id)

    assert [Said("Omar", "Ja, dat mag. 🙂") in message.blocks for message in office.messages(SANNE)].count(True) == 1
    assert state_of(storage, case_id) is CaseState.CLOSED
    office.wait(timedelta(days=2))
    with storage.begin() as uow:
        assert uow.addresses.get(case_id) is None
        assert uow.outbox.next_at(office.clock.now(), ["chat"]) is None
    office.clock.move(timedelta(days=91))
    apply_retention(office.ports)
    with storage.begin() as uow:
        with pytest.raises(CaseNotFoundError):
            uow.cases.get(case_id)
        with pytest.raises(QuestionNotFoundError):
            uow.questions.get(case_id)


def test_a_question_that_comes_in_four_times_at_once_is_answered_once(storage: Storage) -> None:
    office = Office(storage)
    commands = [Hear(office.origin(SANNE, event_id=f"Ev{number}"), QUESTION) for number in range(5)] * 4

    in_threads(office, *commands)

    assert len(office.messages(SANNE)) == 5


def test_of_all_who_claim_at_once_one_has_it_and_the_others_hear_who(storage: Storage) -> None:
    office = Office(storage)
    case_id = opened(office)
    officers = [Person("chat", "kruim", f"U-{number}", f"Officer {number}") for number in range(12)]
    office.roster.first.update(officers)

    in_threads(
        office,
        *(PressButton(office.origin(officer, DESK), Action(Act.CLAIM, case_id)) for officer in officers),
    )

    with storage.begin() as uow:
        owner = uow.cases.get(case_id).owner
    assert owner in officers
    assert owner is not None
    assert office.told(DESK).count(f"{owner.name} heeft deze vraag al opgepakt.") == 11
    assert office.told(DESK).count(f"{owner.name} heeft vraag {case_id[:6].upper()} opgepakt.") == 1


def test_a_stale_case_is_told_once_however_often_is_looked(storage: Storage) -> None:
    office = Office(storage)
    opened(office)

    for _ in range(4):
        office.wait(timedelta(days=1))

    assert sum("wacht nog" in told for told in office.told(DESK)) == 1


def test_a_forgotten_asker_is_in_no_case(storage: Storage) -> None:
    office = Office(storage)
    named, anonymous = opened(office, Act.OPEN_NAMED), opened(office)

    forget_person(SANNE, office.ports)
    office.deliver()

    with storage.begin() as uow:
        with pytest.raises(CaseNotFoundError):
            uow.cases.get(named)
        assert uow.cases.get(anonymous).state is CaseState.WITHDRAWN
        assert uow.addresses.get(anonymous) is None


def in_threads(office: Office, *commands: Hear | PressButton) -> None:
    """All of them at once, and then everything delivered."""
    barrier = threading.Barrier(len(commands))
    failures: list[BaseException] = []

    def run(command: Hear | PressButton) -> None:
        barrier.wait()
        try:
            receive(command, office.ports)
        except BaseException as error:  # noqa: BLE001 -- told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    office.deliver()
