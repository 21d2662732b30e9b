import threading
from dataclasses import replace

import pytest

from bot.action import Act, Action
from bot.address import Address, Person
from bot.case import CaseState
from bot.errors import CaseChangedError, CaseRefusal, CaseRefusedError, ComesTooOftenError, StorageUnavailableError
from bot.handlers.reception import Hear, PressButton, ReportEdit, receive
from bot.message import Message
from bot.presenter.refusals import error_sentence
from bot.question import QuestionRefusedError, Refusal
from bot.turnstile import MOST, WITHIN
from bot.wording import Wording, wording_in
from knowledge.protocol import Language
from tests.office import DESK, ENGLISH, INA, OMAR, QUESTION, SANNE, Office

NL, EN = wording_in(Language.NL), wording_in(Language.EN)
FORGED = ["", "nothere", "x" * 50_000, "../../etc", "%", "\x00", "aaaaab.1", ".", "é.²", "q.99999", "\ud800"]


def test_an_event_that_comes_again_does_nothing_again() -> None:
    office = Office()
    command = Hear(office.origin(SANNE, event_id="Ev1"), QUESTION)

    done = [receive(command, office.ports) for _ in range(4)]
    office.deliver()

    assert done == [True, False, False, False]
    assert len(office.messages(SANNE)) == len(office.storage.tables.questions) == 1


def test_a_refusal_is_said_once_however_often_the_event_comes() -> None:
    office = Office()
    command = PressButton(office.origin(SANNE, event_id="Ev1"), Action(Act.CLAIM, "nothere"))

    done = [receive(command, office.ports) for _ in range(3)]
    office.deliver()

    assert done == [True, False, False]
    assert office.told(SANNE) == [NL.say("forbidden.elsewhere")]


def test_a_case_that_changed_meanwhile_is_read_again() -> None:
    office = Office()
    case_id = office.open_case()
    office.storage.conflicts = 2

    office.at_desk(OMAR, Act.CLAIM, case_id)

    assert office.case(case_id).owner == OMAR


def test_one_who_always_comes_second_is_told_so() -> None:
    office = Office()
    case_id = office.open_case()
    office.storage.conflicts = 5

    office.at_desk(OMAR, Act.CLAIM, case_id)

    assert office.case(case_id).owner is None
    assert office.told(DESK)[-1] == error_sentence(CaseChangedError(), NL)


def test_of_fifty_who_claim_at_once_one_has_it_and_the_others_hear_who() -> None:
    office = Office()
    case_id = office.open_case()
    officers = [Person("chat", "kruim", f"U-{number}", f"Officer {number}") for number in range(50)]
    office.roster.first.update(officers)
    commands = [PressButton(office.origin(officer, DESK), Action(Act.CLAIM, case_id)) for officer in officers]
    barrier = threading.Barrier(len(commands))

    def claim(command: PressButton) -> None:
        barrier.wait()
        receive(command, office.ports)

    threads = [threading.Thread(target=claim, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.deliver()

    owner = office.case(case_id).owner
    assert owner is not None
    told = office.told(DESK)
    assert told.count(f"{owner.name} heeft deze vraag al opgepakt.") == 49
    assert sum("heeft vraag" in each for each in told) == 1


def test_without_storage_nothing_counts_as_done() -> None:
    office = Office()
    command = Hear(office.origin(SANNE, event_id="Ev1"), QUESTION)
    office.storage.away = True
    with pytest.raises(StorageUnavailableError):
        receive(command, office.ports)
    office.storage.away = False

    assert receive(command, office.ports)


@pytest.mark.parametrize(
    "subject", ["", "nothere", "x" * 50_000, "../../etc", "%", "\x00", "aaaaab.1", ".", "é.²", "q.99999"]
)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("where", [None, DESK], ids=["in a chat", "at the desk"])
def test_a_forged_action_gets_a_sentence_and_changes_nothing(act: Act, subject: str, where: Address | None) -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    before = office.storage.tables.copied()

    office.press(OMAR, act, subject, "Ja.", where=where)

    tables = office.storage.tables
    assert (tables.cases, tables.questions, tables.addresses) == (before.cases, before.questions, before.addresses)
    assert len(office.messages(where or OMAR)) >= 1
    assert office.case(case_id).state is CaseState.OPEN


@pytest.mark.parametrize("act", [Act.ADD, Act.REPLY, Act.ASK_ASKER, Act.HAND_OVER])
def test_an_input_that_came_without_its_text_is_asked_for_again(act: Act) -> None:
    office = Office()
    case_id = office.open_case(SANNE)

    office.at_desk(OMAR, act, case_id)

    assert office.told(DESK)[-1] == NL.say("case-refusal.no-text")


@pytest.mark.parametrize("text", ["", " ", "a" * 50_000, "\ud800"], ids=["empty", "blank", "endless", "no text"])
def test_a_reply_that_is_no_text_is_refused_and_reaches_nobody(text: str) -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    before = len(office.messages(SANNE))

    office.at_desk(OMAR, Act.REPLY, case_id, text)

    assert len(office.messages(SANNE)) == before
    assert office.case(case_id).state is CaseState.CLAIMED
    assert "bericht" in office.told(DESK)[-1]


def test_an_edit_by_the_owner_is_not_passed_on_and_the_desk_hears_it() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    before = len(office.messages(SANNE))

    for person in (OMAR, INA):
        receive(ReportEdit(office.origin(person, office.thread(case_id))), office.ports)
    office.deliver()

    assert len(office.messages(SANNE)) == before
    assert office.told(DESK).count(NL.say("desk.edited")) == 1


def test_what_is_refused_at_the_desk_is_shown_to_that_officer_alone() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.at_desk(INA, Act.CLAIM, case_id)

    to, delivery = office.chat.got[-1]
    assert to == DESK.only(INA)
    assert isinstance(delivery.message, Message)
    assert delivery.message.summary == "Omar heeft deze vraag al opgepakt."


def test_who_sends_too_much_too_fast_hears_it_once_and_when_to_try_again() -> None:
    office = Office()
    for _ in range(MOST + 5):
        receive(Hear(office.origin(SANNE), ENGLISH), office.ports)
    office.deliver()

    assert office.told(SANNE)[MOST:] == [error_sentence(ComesTooOftenError(60), EN)]
    assert len(office.storage.tables.questions) == MOST
    office.clock.move(WITHIN)
    office.say(SANNE, ENGLISH)
    assert len(office.storage.tables.questions) == MOST + 1


def test_an_officer_at_the_desk_is_never_too_fast() -> None:
    office = Office()
    case_id = office.open_case()

    for _ in range(MOST + 5):
        office.at_desk(OMAR, Act.SHOW_CASE, case_id)

    assert error_sentence(ComesTooOftenError(60), NL) not in office.told(DESK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("May I say this? " * 500, EN, id="English"),
        pytest.param("Mag ik dit zeggen? " * 500, NL, id="Dutch"),
        pytest.param("?" * 5_000, NL, id="neither"),
    ],
)
def test_a_text_that_is_no_question_is_refused_in_its_own_language(text: str, expected: Wording) -> None:
    office = Office()

    office.say(SANNE, text)

    assert office.told(SANNE) == [error_sentence(QuestionRefusedError(Refusal.TOO_LONG), expected)]


def test_an_addition_that_is_refused_is_so_in_the_language_of_the_question() -> None:
    office = Office()
    case_id = office.open_case(SANNE, text=ENGLISH)

    office.press(SANNE, Act.ADD, case_id, " ")

    assert office.told(SANNE)[-1] == error_sentence(CaseRefusedError(CaseRefusal.TEXT_EMPTY), EN)


def test_a_language_that_was_chosen_goes_before_that_of_the_question() -> None:
    office = Office()
    origin = replace(office.origin(SANNE), language=Language.NL, language_is_chosen=True)

    receive(Hear(origin, "May I say this? " * 500), office.ports)
    office.deliver()

    assert office.told(SANNE) == [error_sentence(QuestionRefusedError(Refusal.TOO_LONG), NL)]
