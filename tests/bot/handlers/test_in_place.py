"""What a channel that can replace its messages, open screens and answer privately gets to deliver."""

from dataclasses import replace

import pytest

from bot.action import Act, Action
from bot.address import Address
from bot.events import Origin
from bot.handlers.reception import Hear, PressButton, receive
from bot.message import Message, Suggestions
from bot.outbox import Delivery, ToCard
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.office import DESK, INA, OMAR, QUESTION, ROOM, SANNE, UNSURE, Office, chat_with, texts

NL, EN = wording_in(Language.NL), wording_in(Language.EN)
SCREEN = Address("chat", "kruim", "screen")


def press(office: Office, origin: Origin, act: Act, subject: str = "") -> None:
    receive(PressButton(origin, Action(act, subject)), office.ports)
    office.deliver()


def last(office: Office) -> tuple[Address, Delivery]:
    return office.chat.got[-1]


def acts(message: Message) -> set[Act]:
    return {button.action.act for button in message.buttons()}


def test_the_clause_that_was_chosen_takes_the_place_of_the_question_back() -> None:
    office = Office()
    question_id = office.ask(SANNE, UNSURE)

    press(office, replace(office.origin(SANNE), message="m-1"), Act.CHOOSE, f"{question_id}.1")

    assert last(office)[1].replaces == "m-1"


def test_an_answer_that_helped_stays_with_thanks_in_the_place_of_the_question() -> None:
    office = Office()
    question_id = office.ask(SANNE)

    press(office, replace(office.origin(SANNE), message="m-1"), Act.HELPED, question_id)

    said = last(office)[1]
    assert said.replaces == "m-1"
    assert NL.say("feedback.thanks") in texts(said.message)
    assert Act.HELPED not in acts(said.message)
    assert "4.2" in said.message.summary


def test_what_is_pressed_on_a_screen_is_answered_there() -> None:
    office = Office()
    question_id = office.ask(SANNE)

    press(office, replace(office.origin(SANNE), screen=SCREEN), Act.ASK_HR, question_id)

    to, said = last(office)
    assert to == SCREEN
    assert Act.OPEN_ANONYMOUS in acts(said.message)


def test_a_preview_on_a_screen_is_replaced_when_it_is_sent_and_the_rest_is_told_in_the_conversation() -> None:
    office = Office()
    question_id = office.ask(SANNE)

    press(office, replace(office.origin(SANNE), screen=SCREEN), Act.OPEN_NAMED, question_id)

    sent = NL.say("asker.sent", reference=office.case(question_id).reference)
    assert [said.message.summary for to, said in office.chat.got if to == SCREEN] == [sent]
    assert len(office.messages(SANNE)) == 2


def test_a_preview_in_a_conversation_that_cannot_be_replaced_gets_no_extra_message() -> None:
    office = Office()

    office.open_case(SANNE)

    assert len(office.messages(SANNE)) == 2  # the answer, and that it was sent


def test_the_card_at_the_desk_is_replaced_at_every_step() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    thread = office.thread(case_id)

    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja, dat mag.")
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)

    assert [to for to, _ in office.chat.cards] == [thread] * 3
    shown = [delivery.message for _, delivery in office.chat.cards]
    assert Act.CLAIM not in acts(shown[0])
    assert Act.CLOSE_ONE_OFF in acts(shown[1])
    assert acts(shown[2]) == {Act.REOPEN}
    assert all(isinstance(delivery.to, ToCard) for _, delivery in office.chat.cards)


def test_the_card_of_an_anonymous_case_never_shows_the_asker() -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)

    office.at_desk(OMAR, Act.CLAIM, case_id)

    shown = " ".join(texts(office.chat.cards[-1][1].message))
    assert SANNE.name not in shown
    assert SANNE.id not in shown


def privately(office: Office) -> Origin:
    return replace(office.origin(SANNE, ROOM), privately=True, direct=chat_with(SANNE))


def test_a_question_asked_privately_is_answered_to_the_asker_alone_who_can_share_it() -> None:
    office = Office()

    receive(Hear(privately(office), QUESTION), office.ports)
    office.deliver()

    to, said = last(office)
    assert to == ROOM.only(SANNE)
    assert Act.SHARE in acts(said.message)


def test_a_question_asked_aloud_offers_nothing_to_share() -> None:
    office = Office()

    office.say(SANNE, QUESTION, ROOM)

    to, said = last(office)
    assert to == ROOM
    assert Act.SHARE not in acts(said.message)


def test_a_shared_answer_is_for_everyone_and_has_no_buttons() -> None:
    office = Office()
    receive(Hear(privately(office), QUESTION), office.ports)
    question_id = list(office.storage.tables.questions)[-1]
    office.deliver()

    press(office, replace(privately(office), message="m-1"), Act.SHARE, question_id)

    (shared_at, shared), (own_at, own) = office.chat.got[-2:]
    assert shared_at == ROOM
    assert not list(shared.message.buttons())
    assert NL.say("share.told", name=SANNE.name) in texts(shared.message)
    assert (own_at, own.replaces) == (ROOM.only(SANNE), "m-1")
    assert Act.SHARE not in acts(own.message)


def test_what_answered_nothing_cannot_be_shared() -> None:
    office = Office()
    question_id = office.ask(SANNE, UNSURE)

    press(office, privately(office), Act.SHARE, question_id)

    assert last(office)[1].message.summary == NL.say("case-refusal.option-not-found")
    assert last(office)[0].only_for == SANNE.id


@pytest.mark.parametrize(
    ("act", "private"),
    [
        pytest.param(Act.OPEN_NAMED, True, id="asked privately"),
        pytest.param(Act.OPEN_ANONYMOUS, False, id="taken to HR anonymously"),
    ],
)
def test_hr_answers_in_the_direct_conversation(act: Act, private: bool) -> None:  # noqa: FBT001 -- a row of the table
    office = Office()
    question_id = office.ask(SANNE)
    press(office, replace(privately(office), privately=private), act, question_id)

    office.at_desk(OMAR, Act.CLAIM, question_id)
    office.at_desk(OMAR, Act.REPLY, question_id, "Ja, dat mag.")

    assert "Ja, dat mag." in " ".join(texts(office.last(SANNE)))
    assert not any(to.shares_conversation(ROOM) for to, _ in office.chat.got)


def test_while_a_person_has_the_case_what_the_asker_writes_in_the_direct_conversation_goes_to_hr() -> None:
    office = Office()
    question_id = office.ask(SANNE)
    press(office, privately(office), Act.OPEN_NAMED, question_id)
    office.at_desk(OMAR, Act.CLAIM, question_id)

    office.say(SANNE, "Het gaat om een klant in Breda.")

    assert "Het gaat om een klant in Breda." in " ".join(texts(office.last(DESK)))


def test_the_greeting_suggests_questions() -> None:
    office = Office()

    press(office, office.origin(SANNE), Act.GREET)

    suggested = [block for block in last(office)[1].message.blocks if isinstance(block, Suggestions)]
    assert len(suggested) == 1
    assert 1 <= len(suggested[0].questions) <= 4


@pytest.mark.parametrize(
    ("act", "key"),
    [
        pytest.param(Act.HELP, "chat.help.title", id="help"),
        pytest.param(Act.TOPICS, "topics.title", id="topics"),
    ],
)
def test_words_show_what_they_name(act: Act, key: str) -> None:
    office = Office()

    press(office, office.origin(SANNE), act)

    assert NL.say(key) in texts(last(office)[1].message)


def test_the_page_of_an_asker_has_their_cases_and_nothing_of_the_desk() -> None:
    office = Office()
    case_id = office.open_case(SANNE)

    press(office, office.origin(SANNE), Act.HOME)

    said = last(office)[1].message
    shown = " ".join(texts(said))
    assert office.case(case_id).reference in shown
    assert NL.say("privacy.title") in shown
    assert NL.say("home.protocol") not in shown
    assert NL.count("desk.list.title", 1) not in shown


def test_the_page_of_an_officer_has_what_is_at_the_desk() -> None:
    office = Office()
    office.open_case(SANNE, anonymous=True)

    press(office, office.origin(OMAR), Act.HOME)

    shown = " ".join(texts(last(office)[1].message))
    assert NL.count("desk.list.title", 1) in shown
    assert SANNE.name not in shown


def test_the_page_is_in_the_language_of_the_readers_screen_also_what_is_at_the_desk() -> None:
    office = Office()
    office.roster.admins.add(OMAR)
    office.open_case(SANNE)
    office.open_case(OMAR)

    press(office, replace(office.origin(OMAR), language=Language.EN), Act.HOME)

    shown = " ".join(texts(last(office)[1].message))
    assert EN.count("desk.list.title", 2) in shown
    assert all(EN.say(key) in shown for key in ("home.protocol", "asker.cases.title", "privacy.title", "topics.title"))
    assert not any(word in shown for word in ("opgepakt", "beloofd", "aan het loket"))


def test_the_page_of_an_admin_has_the_state_of_the_protocol() -> None:
    office = Office()
    office.roster.admins.add(INA)

    press(office, office.origin(INA), Act.HOME)

    assert NL.say("home.protocol") in texts(last(office)[1].message)


def test_a_page_whose_rights_cannot_be_checked_shows_what_is_the_persons_own() -> None:
    office = Office()
    office.roster.away = True

    press(office, office.origin(OMAR), Act.HOME)

    shown = " ".join(texts(last(office)[1].message))
    assert NL.say("asker.cases.title") in shown
    assert NL.say("desk.list.none") not in shown


def test_what_the_asker_writes_in_a_thread_of_the_conversation_goes_to_hr_as_well() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.say(SANNE, "Het gaat om een klant in Breda.", chat_with(SANNE).in_thread("under-hr"))

    assert "Het gaat om een klant in Breda." in " ".join(texts(office.last(DESK)))
