from datetime import timedelta

import pytest

from bot.action import Act
from bot.address import Address
from bot.case import CaseState, Outcome
from bot.events import Happening
from bot.message import Said
from knowledge.protocol import Language
from tests.office import DESK, ENGLISH, INA, OMAR, PIET, QUESTION, SANNE, SECOND_LINE, VERA, Office, texts


@pytest.mark.parametrize("act", [Act.OPEN_NAMED, Act.OPEN_ANONYMOUS], ids=["by name", "anonymously"])
def test_a_question_goes_to_hr_and_the_answer_comes_back_to_where_it_was_asked(act: Act) -> None:
    office = Office()
    question_id = office.ask(SANNE)
    office.press(SANNE, Act.ASK_HR, question_id)
    office.press(SANNE, act, question_id)
    office.at_desk(OMAR, Act.CLAIM, question_id)
    office.say(OMAR, "Ja, als de klant het zelf vraagt.", where=office.thread(question_id))
    office.at_desk(OMAR, Act.CLOSE_NEW_PHRASING, question_id)

    case = office.case(question_id)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.NEW_PHRASING)
    preview, opened, taken, answer, closed, offered = office.messages(SANNE)[1:]
    assert preview.summary == "Dit krijgt HR te zien"
    assert opened.summary.startswith("Je vraag ligt bij HR. Je kunt uiterlijk dinsdag 24 november 2026 om 13:00")
    assert taken.summary.startswith("Omar kijkt naar je vraag.")
    assert Said("Omar", "Ja, als de klant het zelf vraagt.") in answer.blocks
    assert closed.summary.startswith(f"HR heeft vraag {case.reference} afgesloten.")
    assert offered.summary == "HR gaat ervoor zorgen dat jouw vraag bij het goede artikel uitkomt."
    assert office.happened(case.id) == [
        Happening.QUESTION_ASKED,
        Happening.CASE_OPENED,
        Happening.CASE_CLAIMED,
        Happening.CASE_ANSWERED,
        Happening.CASE_CLOSED,
    ]


def test_the_desk_sees_nothing_that_leads_to_an_anonymous_asker() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.say(SANNE, "Het gaat om de winkel.")
    office.at_desk(OMAR, Act.ASK_ASKER, case_id, "Welke?")
    office.say(SANNE, "Die op de hoek.")
    office.at_desk(OMAR, Act.SHOW_CASE, case_id)
    office.at_desk(OMAR, Act.MY_CASES)

    at_desk = office.messages(DESK)
    seen = " ".join(text for message in at_desk for text in texts(message))
    pressed = " ".join(button.action.subject for message in at_desk for button in message.buttons())
    filled_in = " ".join(each.action.subject for message in at_desk for each in message.inputs())
    case = office.case(case_id)
    for secret in ("Sanne", "Bakker", SANNE.id, case.asker_mark, case.conversation_mark):
        assert secret not in seen + pressed + filled_in
    assert "(anoniem)" in seen


def test_an_anonymous_asker_is_nowhere_in_what_is_kept_of_the_case() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)

    tables = office.storage.tables
    kept = repr((tables.cases, tables.questions, tables.audit, tables.addresses, tables.threads, tables.reminders))
    about_case = repr([each for each in tables.outbox.values() if case_id in each.delivery.lane])
    assert SANNE.id not in kept + about_case
    assert "Sanne" not in kept + about_case


def test_magdat_keeps_quiet_while_a_person_is_busy_with_the_question() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    before = len(office.messages(SANNE))

    office.say(SANNE, "En mag ik ze ook taggen?")

    assert len(office.messages(SANNE)) == before
    assert office.case(case_id).entries[-1].text == "En mag ik ze ook taggen?"
    assert "En mag ik ze ook taggen?" in list(texts(office.last(DESK)))
    assert len(office.storage.tables.questions) == 1


@pytest.mark.parametrize("end", [Act.HAND_BACK, Act.SECOND_LINE, Act.REPLY])
def test_magdat_answers_again_when_nobody_is_busy_with_the_question(end: Act) -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, end, case_id, "Ja.")

    office.say(SANNE, QUESTION)

    assert "Klanten toevoegen op LinkedIn" in office.told(SANNE)[-1]


def test_magdat_still_answers_others_and_elsewhere() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.say(PIET, QUESTION)

    assert "Klanten toevoegen op LinkedIn" in office.told(PIET)[-1]


def test_only_the_owners_words_leave_the_thread() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    before = len(office.messages(SANNE))

    office.say(INA, "Dit lijkt me een lastige.", where=office.thread(case_id))
    office.say(PIET, "Ik heb hier ook iets over.", where=office.thread(case_id))

    assert len(office.messages(SANNE)) == before
    assert office.case(case_id).state is CaseState.CLAIMED


def test_asked_for_more_the_asker_answers_by_typing() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.ASK_ASKER, case_id, "Welke klant?")

    assert office.case(case_id).state is CaseState.WAITING_ON_ASKER
    assert Said("Omar", "Welke klant?") in office.last(SANNE).blocks
    office.say(SANNE, "Een grote.")
    assert office.case(case_id).state is CaseState.CLAIMED


def test_the_second_line_takes_over_at_its_own_desk() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.SECOND_LINE, case_id)

    assert office.thread(case_id).conversation == SECOND_LINE.conversation
    assert QUESTION in list(texts(office.last(SECOND_LINE)))
    office.at_desk(VERA, Act.CLAIM, case_id)
    office.say(VERA, "Nee.", where=office.thread(case_id))
    assert Said("Vera", "Nee.") in office.last(SANNE).blocks


def test_a_stale_case_is_told_to_the_desk_and_then_to_the_second_line_once_each() -> None:
    office = Office()
    case_id = office.open_case(SANNE)

    for _ in range(24 * 6):
        office.wait(timedelta(hours=1))

    assert sum("wacht nog" in told for told in office.told(DESK)) == 1
    assert sum("ook niet na een herinnering" in told for told in office.told(SECOND_LINE)) == 1
    assert office.happened(case_id)[-2:] == [Happening.DESK_REMINDED, Happening.SECOND_LINE_REMINDED]


def test_an_english_asker_and_a_dutch_desk_each_read_their_own_language() -> None:
    office = Office()
    case_id = office.open_case(SANNE, text=ENGLISH)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    assert office.last(SANNE).language is Language.EN
    assert office.told(SANNE)[-1].startswith("Omar is looking at your question.")
    assert office.told(DESK)[-1].startswith("Omar heeft vraag")


def test_a_message_for_one_asker_is_for_that_asker_alone_in_a_room() -> None:
    office = Office()
    room = office.origin(SANNE).where.in_thread("t-1")
    office.say(SANNE, QUESTION, where=room)
    question_id = next(iter(office.storage.tables.questions))
    office.press(SANNE, Act.OPEN_NAMED, question_id, where=room)

    answer, opened = [to for to, _ in office.chat.got if to.shares_conversation(room)]
    assert (answer.only_for, opened.only_for) == ("", SANNE.id)
    assert opened.thread == "t-1"


@pytest.mark.parametrize(("second_line", "offered"), [(SECOND_LINE, True), (None, False)], ids=["some", "none"])
def test_specialists_are_offered_where_there_are_any(second_line: Address | None, offered: bool) -> None:  # noqa: FBT001 -- a column
    office = Office(second_line=second_line)

    office.open_case(SANNE)

    assert (Act.SECOND_LINE in [button.action.act for button in office.last(DESK).buttons()]) is offered
