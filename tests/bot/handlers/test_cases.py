from datetime import timedelta

import pytest

from bot.action import Act
from bot.address import Person
from bot.case import MOST_RUNNING, Anonymous, CaseState, Named
from bot.errors import CaseRefusal, CaseRefusedError
from bot.events import Happening
from bot.message import Notice, Said
from bot.presenter.case_card import case_card
from bot.presenter.occasion import Occasion
from bot.presenter.refusals import error_sentence
from bot.reminder import ReminderKind
from bot.turnstile import WITHIN
from bot.view import view
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import bakery
from tests.fakes import answered
from tests.office import DESK, ENGLISH, OMAR, PIET, QUESTION, ROOM, SANNE, Office, chat_with, texts

NL = wording_in(Language.NL)
TELLING = "Mag ik, Sanne, bij onze bakkerij in team Oost foto's maken?"


def preview(office: Office, text: str = QUESTION) -> str:
    question_id = office.ask(SANNE, text)
    office.press(SANNE, Act.ASK_HR, question_id)
    return question_id


@pytest.mark.parametrize("text", [QUESTION, ENGLISH], ids=["nl", "en"])
def test_the_preview_is_exactly_what_the_desk_then_gets(text: str) -> None:
    office = Office()
    question_id = preview(office, text)
    previewed = office.last(SANNE)
    office.press(SANNE, Act.OPEN_ANONYMOUS, question_id)

    card = office.messages(DESK)[0]
    desk = Occasion(bakery(), Language.NL, office.clock.today(), office.ports.desk.hours.zone)
    for block in case_card(office.case(question_id), desk):
        assert block in previewed.blocks
        assert block in card.blocks


def test_a_preview_sends_nothing() -> None:
    office = Office()

    question_id = preview(office)
    office.press(SANNE, Act.KEEP, question_id)

    assert office.messages(DESK) == []
    assert office.storage.tables.cases == {}
    assert office.told(SANNE)[-1] == NL.say("asker.kept")


def test_a_preview_warns_of_words_that_tell_who_asks() -> None:
    office = Office(findings=(answered(TELLING, "recipes"),))

    preview(office, TELLING)

    [notice] = [block for block in office.last(SANNE).blocks if isinstance(block, Notice)]
    for words in ("“Sanne”", "“team Oost”"):
        assert words in notice.text


def test_a_preview_of_an_ordinary_question_warns_of_nothing() -> None:
    office = Office()

    preview(office)

    assert not any(isinstance(block, Notice) for block in office.last(SANNE).blocks)


def test_a_preview_in_a_room_is_for_the_asker_alone() -> None:
    office = Office()
    office.say(SANNE, QUESTION, where=ROOM)
    office.press(SANNE, Act.ASK_HR, next(iter(office.storage.tables.questions)), where=ROOM)

    assert office.chat.got[-1][0] == ROOM.only(SANNE)


def test_without_a_question_the_way_to_hr_is_told() -> None:
    office = Office()

    office.press(SANNE, Act.ASK_HR)

    assert "hr@kruim.example" in office.told(SANNE)[-1]


def test_a_question_that_is_kept_no_longer_must_be_asked_again() -> None:
    office = Office()

    for act in (Act.ASK_HR, Act.OPEN_NAMED, Act.OPEN_ANONYMOUS):
        office.press(SANNE, act, "gone")

    assert set(office.told(SANNE)) == {NL.say("case-refusal.question-not-found")}


def test_pressing_twice_opens_one_case() -> None:
    office = Office()
    question_id = office.open_case(SANNE)

    office.press(SANNE, Act.OPEN_ANONYMOUS, question_id)
    office.press(SANNE, Act.ASK_HR, question_id)

    assert len(office.storage.tables.cases) == len(office.messages(DESK)) == 1
    assert office.told(SANNE)[-2:] == [NL.say("asker.preview.already")] * 2
    assert isinstance(office.case(question_id).asker, Named)


def test_two_people_take_the_same_question_to_hr_each_for_themselves() -> None:
    office = Office()
    question_id = office.open_case(SANNE)
    office.press(PIET, Act.ASK_HR, question_id)
    copy_id = next(button.action.subject for button in office.last(PIET).buttons())
    office.press(PIET, Act.OPEN_NAMED, copy_id)

    assert copy_id != question_id
    assert [case.asker for case in office.storage.tables.cases.values()] == [Named(SANNE), Named(PIET)]


def test_a_question_that_was_taken_back_can_go_to_hr_after_all() -> None:
    office = Office()
    question_id = office.open_case(SANNE)
    office.press(SANNE, Act.WITHDRAW, question_id)

    office.press(SANNE, Act.ASK_HR, question_id)
    office.press(SANNE, Act.OPEN_NAMED, next(office.last(SANNE).buttons()).action.subject)

    assert [case.state for case in office.storage.tables.cases.values()] == [CaseState.WITHDRAWN, CaseState.OPEN]


def test_each_question_of_one_asker_has_a_pseudonym_of_its_own() -> None:
    office = Office()

    askers = [office.case(office.open_case(SANNE, anonymous=True)).asker for _ in range(5)]

    assert all(isinstance(asker, Anonymous) for asker in askers)
    assert len(set(askers)) == 5


def test_an_asker_lists_their_own_cases_and_nobody_elses() -> None:
    office = Office()
    own = [office.open_case(SANNE), office.open_case(SANNE, anonymous=True)]
    office.open_case(PIET)

    office.press(SANNE, Act.MY_CASES)

    assert sorted(button.action.subject for button in office.last(SANNE).buttons()) == sorted(own)


def test_who_has_no_cases_is_told_so() -> None:
    office = Office()

    office.press(SANNE, Act.MY_CASES)

    assert office.told(SANNE) == [NL.say("asker.cases.none")]


def test_an_asker_reads_their_own_case_with_all_that_was_written() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")

    office.press(SANNE, Act.SHOW_CASE, case_id)

    assert [block.text for block in office.last(SANNE).blocks if isinstance(block, Said)] == [QUESTION, "Ja."]


def test_an_addition_reaches_the_desk_and_is_confirmed() -> None:
    office = Office()
    case_id = office.open_case(SANNE)

    office.press(SANNE, Act.ADD, case_id, "Het gaat om één klant.")

    assert office.told(SANNE)[-1] == NL.say("asker.added")
    assert "Het gaat om één klant." in list(texts(office.last(DESK)))


def test_an_addition_to_an_answered_case_makes_it_the_officers_turn_with_a_time_of_its_own() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")

    office.press(SANNE, Act.ADD, case_id, "En op X?")

    assert office.case(case_id).state is CaseState.CLAIMED
    assert [kind for _, kind in office.storage.tables.reminders] == [ReminderKind.DESK]


def test_a_withdrawn_case_is_over_for_everyone() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.press(SANNE, Act.WITHDRAW, case_id)

    case = office.case(case_id)
    assert (case.state, case.owner) == (CaseState.WITHDRAWN, None)
    assert "ingetrokken" in office.told(DESK)[-1]
    assert "ingetrokken" in office.told(SANNE)[-1]
    office.at_desk(OMAR, Act.REPLY, case_id, "Toch nog.")
    assert office.told(DESK)[-1] == NL.say("case-refusal.withdrawn")


def test_an_asker_reveals_themselves_once_and_the_audit_has_it() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    asker = office.case(case_id).asker
    assert isinstance(asker, Anonymous)

    office.press(SANNE, Act.REVEAL, case_id)
    office.press(SANNE, Act.REVEAL, case_id)

    assert office.case(case_id).asker == Named(SANNE, asker.pseudonym)
    assert f"Sanne Bakker (eerder {asker.pseudonym})" in office.told(DESK)[-1]
    assert office.told(SANNE)[-1] == NL.say("case-refusal.not-anonymous")
    assert office.happened(case_id).count(Happening.ASKER_REVEALED) == 1


def test_an_asker_reopens_a_closed_case_from_where_they_are_now() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)
    office.wait(timedelta(days=3))
    assert case_id not in office.storage.tables.addresses
    other_chat = chat_with(PIET)

    office.press(SANNE, Act.REOPEN, case_id, where=other_chat)

    assert office.case(case_id).state is CaseState.OPEN
    assert "ligt weer bij HR" in office.told(other_chat)[-1]
    assert "heeft vraag" in office.told(DESK)[-1]


def test_the_desk_reopens_a_case_as_long_as_its_asker_can_be_reached() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)
    office.at_desk(OMAR, Act.REOPEN, case_id)
    assert office.case(case_id).state is CaseState.OPEN

    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)
    office.wait(timedelta(days=3))
    office.at_desk(OMAR, Act.REOPEN, case_id)
    assert office.case(case_id).state is CaseState.CLOSED
    assert office.told(DESK)[-1] == NL.say("case-refusal.unreachable")


def test_a_view_of_a_case_leads_to_no_asker() -> None:
    office = Office()
    case = office.case(office.open_case(SANNE, anonymous=True))

    shown = repr(view(case))

    assert case.asker_mark not in shown
    assert case.conversation_mark not in shown
    assert "Sanne" not in shown


def test_who_asks_by_name_on_a_channel_without_names_is_known_by_id() -> None:
    office = Office()
    nameless = Person("chat", "kruim", "U-nameless")

    case_id = office.open_case(nameless)

    assert "U-nameless" in office.told(DESK)[-1]
    assert view(office.case(case_id)).asker == "U-nameless"


def test_nobody_has_more_than_so_many_cases_at_once() -> None:
    office = Office()
    cases = [office.open_case(SANNE, anonymous=number % 2 == 0) for number in range(MOST_RUNNING)]
    one_more = office.ask()
    refused = error_sentence(CaseRefusedError(CaseRefusal.TOO_MANY_RUNNING), NL)

    for act in (Act.ASK_HR, Act.OPEN_NAMED, Act.OPEN_ANONYMOUS):
        office.press(SANNE, act, one_more)
        assert office.told(SANNE)[-1] == refused
    assert str(MOST_RUNNING) in refused
    assert office.case(office.open_case(PIET)).state is CaseState.OPEN
    office.press(SANNE, Act.ASK_HR, cases[0])
    assert office.told(SANNE)[-1] != refused
    office.press(SANNE, Act.WITHDRAW, cases[0])
    office.clock.move(WITHIN)
    office.press(SANNE, Act.OPEN_NAMED, one_more)
    assert office.case(one_more).state is CaseState.OPEN


def test_a_closed_case_is_not_reopened_beyond_that_either() -> None:
    office = Office()
    closed = office.open_case(SANNE)
    for act in (Act.CLAIM, Act.REPLY, Act.CLOSE_ONE_OFF):
        office.at_desk(OMAR, act, closed, "Ja.")
    for _ in range(MOST_RUNNING):
        office.open_case(SANNE)

    office.press(SANNE, Act.REOPEN, closed)

    assert office.case(closed).state is CaseState.CLOSED
    assert office.told(SANNE)[-1] == error_sentence(CaseRefusedError(CaseRefusal.TOO_MANY_RUNNING), NL)
