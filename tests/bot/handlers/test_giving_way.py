"""In a thread where someone of HR has the word Magdat keeps quiet, and loses nothing that it is asked there."""

from dataclasses import replace

import pytest

from bot.action import Act, Action
from bot.address import Address, Person
from bot.case import Anonymous
from bot.events import Origin
from bot.handlers.reception import Hear, PressButton, receive
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import clause
from tests.office import DESK, INA, OMAR, PIET, QUESTION, ROOM, SANNE, VERA, Office, chat_with, texts

NL = wording_in(Language.NL)
RULE = clause("clients-on-linkedin").rule.get(Language.NL)
THREAD = ROOM.in_thread("t-1")


def mentioned(office: Office, person: Person, where: Address = THREAD) -> Origin:
    """The person mentions Magdat in a thread where others are as well."""
    privately = not office.ports.desk.is_at(where)
    return replace(office.origin(person, where), privately=privately, direct=chat_with(person), thread=where)


def say(
    office: Office, person: Person, text: str = QUESTION, where: Address = THREAD, *, addressed: bool = True
) -> None:
    receive(Hear(mentioned(office, person, where), text, addressed=addressed), office.ports)
    office.deliver()


def opened(office: Office, *, anonymous: bool = False) -> str:
    """Sanne asks in the thread, and takes it to HR from the preview; the id of the case."""
    say(office, SANNE)
    question_id = list(office.storage.tables.questions)[-1]
    receive(PressButton(mentioned(office, SANNE), Action(Act.ASK_HR, question_id)), office.ports)
    office.deliver()
    wanted = Act.OPEN_ANONYMOUS if anonymous else Act.OPEN_NAMED
    [preview] = [each.action for each in office.last(THREAD).buttons() if each.action.act is wanted]
    receive(PressButton(office.origin(SANNE), preview), office.ports)
    office.deliver()
    return question_id


def claimed(office: Office, *, anonymous: bool = False) -> str:
    case_id = opened(office, anonymous=anonymous)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    return case_id


def test_a_colleague_in_the_thread_of_a_held_case_is_answered_in_their_own_chat() -> None:
    office = Office()
    claimed(office)
    before = len(office.messages(THREAD))

    say(office, PIET)

    assert len(office.messages(THREAD)) == before
    answer = office.last(PIET)
    assert {RULE, NL.say("chat.aside")} <= set(texts(answer))
    assert Act.SHARE not in {button.action.act for button in answer.buttons()}


@pytest.mark.parametrize("act", [Act.HELP, Act.TOPICS, Act.MY_CASES, Act.PRIVACY])
def test_a_word_that_does_something_at_once_is_done_in_the_own_chat(act: Act) -> None:
    office = Office()
    claimed(office)
    before = len(office.messages(THREAD))

    receive(PressButton(mentioned(office, PIET), Action(act)), office.ports)
    office.deliver()

    assert len(office.messages(THREAD)) == before
    assert office.messages(PIET)


def test_why_a_question_cannot_be_taken_is_said_in_the_own_chat() -> None:
    office = Office()
    claimed(office)
    before = len(office.messages(THREAD))

    say(office, PIET, "?" * 9_999)

    assert len(office.messages(THREAD)) == before
    assert office.messages(PIET)


def test_what_the_asker_says_in_the_thread_is_added_to_the_case() -> None:
    office = Office()
    case_id = claimed(office)
    before = len(office.messages(THREAD))

    say(office, SANNE, "Het gaat om een klant in Breda.")

    assert office.case(case_id).entries[-1].text == "Het gaat om een klant in Breda."
    assert len(office.messages(THREAD)) == before
    assert office.last(SANNE).summary == NL.say("asker.added")


def test_of_an_anonymous_case_the_thread_shows_nothing() -> None:
    office = Office()
    case_id = claimed(office, anonymous=True)
    before = len(office.messages(THREAD))

    say(office, PIET)
    say(office, SANNE)

    assert isinstance(office.case(case_id).asker, Anonymous)
    assert office.case(case_id).thread_mark == ""
    assert len(office.messages(THREAD)) == before + 2
    assert len(office.case(case_id).entries) == 1


@pytest.mark.parametrize("where", [ROOM.in_thread("t-2"), ROOM.in_thread("t-10")], ids=["another thread", "alike"])
def test_in_another_thread_magdat_answers(where: Address) -> None:
    office = Office()
    claimed(office)

    say(office, PIET, where=where)

    assert RULE in set(texts(office.last(where)))


def test_before_anyone_is_busy_with_it_and_after_it_was_answered_magdat_answers() -> None:
    office = Office()
    case_id = opened(office)

    say(office, PIET)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Dat mag.")
    say(office, PIET)

    assert [to.only_for for to, _ in office.chat.got if to.thread == THREAD.thread][-2:] == [PIET.id, PIET.id]


def test_what_is_pressed_on_an_answer_that_stands_there_is_answered_there() -> None:
    office = Office()
    say(office, PIET)
    theirs = list(office.storage.tables.questions)[-1]
    claimed(office)

    receive(PressButton(replace(mentioned(office, PIET), message="m-1"), Action(Act.HELPED, theirs)), office.ports)
    office.deliver()

    to, delivery = office.chat.got[-1]
    assert (to.thread, delivery.replaces) == (THREAD.thread, "m-1")


def test_at_the_desk_who_does_not_own_the_case_is_answered_in_their_own_chat() -> None:
    office = Office()
    case_id = claimed(office)
    thread, entries = office.thread(case_id), len(office.case(case_id).entries)
    before = len(office.messages(thread))

    say(office, INA, where=thread)
    say(office, INA, "Dit blijft onder ons.", thread, addressed=False)

    assert len(office.messages(thread)) == before
    assert RULE in set(texts(office.last(INA)))
    assert len(office.case(case_id).entries) == entries


def test_at_the_desk_what_the_owner_says_to_magdat_is_passed_on_as_well() -> None:
    office = Office()
    case_id = claimed(office)

    say(office, OMAR, "Dat mag.", office.thread(case_id))

    assert office.case(case_id).entries[-1].text == "Dat mag."


@pytest.mark.parametrize("who", [INA, OMAR], ids=["a colleague", "the owner"])
@pytest.mark.parametrize(
    ("typed", "title"),
    [
        pytest.param("help", "chat.help.title", id="help"),
        pytest.param("Onderwerpen", "topics.title", id="topics"),
        pytest.param("privacy", "privacy.title", id="privacy"),
        pytest.param(" ", "chat.help.title", id="nothing"),
    ],
)
def test_at_the_desk_a_word_said_to_magdat_is_done_in_the_own_chat_and_told_to_no_asker(
    who: Person, typed: str, title: str
) -> None:
    office = Office()
    case_id = claimed(office)
    thread, entries = office.thread(case_id), len(office.case(case_id).entries)
    in_thread, to_asker = len(office.messages(thread)), len(office.messages(SANNE))

    say(office, who, typed, where=thread)

    assert NL.say(title) in "\n".join(texts(office.last(who)))
    assert (len(office.messages(thread)), len(office.messages(SANNE))) == (in_thread, to_asker)
    assert len(office.case(case_id).entries) == entries


@pytest.mark.parametrize(
    ("text", "passed_on"), [("Zie de bijlage.", ["Zie de bijlage."]), ("", [])], ids=["text", "none"]
)
def test_that_a_file_of_the_owner_reaches_no_asker_is_said_at_the_desk(text: str, passed_on: list[str]) -> None:
    office = Office()
    case_id = claimed(office)
    thread = office.thread(case_id)

    receive(Hear(mentioned(office, OMAR, thread), text, addressed=False, with_file=True), office.ports)
    office.deliver()

    assert [entry.text for entry in office.case(case_id).entries[1:]] == passed_on
    assert NL.say("desk.file") in "\n".join(told for message in office.messages(thread) for told in texts(message))


def test_a_colleagues_file_in_a_cases_thread_is_their_own_affair() -> None:
    office = Office()
    thread = office.thread(claimed(office))
    before = len(office.messages(thread))

    receive(Hear(mentioned(office, INA, thread), "Kijk.", addressed=False, with_file=True), office.ports)
    office.deliver()

    assert len(office.messages(thread)) == before


@pytest.mark.parametrize("where", [THREAD, chat_with(SANNE)], ids=["in the thread", "in the own chat"])
def test_that_an_askers_file_does_not_reach_hr_is_said_to_them(where: Address) -> None:
    office = Office()
    if where == THREAD:
        case_id = claimed(office)
        origin = mentioned(office, SANNE)
    else:
        case_id = office.open_case(SANNE)
        office.at_desk(OMAR, Act.CLAIM, case_id)
        origin = office.origin(SANNE)

    receive(Hear(origin, "Zie de foto.", with_file=True), office.ports)
    office.deliver()

    assert office.case(case_id).entries[-1].text == "Zie de foto."
    assert office.last(SANNE).summary == NL.say("asker.file")


def test_at_the_desk_a_word_for_what_is_there_shows_it_there_to_who_said_it() -> None:
    office = Office()
    thread = office.thread(claimed(office))

    say(office, INA, "mijn", where=thread)

    to, delivery = office.chat.got[-1]
    assert (to.conversation, to.thread, to.only_for) == (DESK.conversation, thread.thread, INA.id)
    assert Act.SHOW_CASE in {button.action.act for button in delivery.message.buttons()}


def test_at_the_desk_a_word_that_the_owner_writes_to_nobody_in_particular_goes_to_the_asker() -> None:
    office = Office()
    case_id = claimed(office)

    say(office, OMAR, "privacy", office.thread(case_id), addressed=False)

    assert office.case(case_id).entries[-1].text == "privacy"


def test_magdat_keeps_quiet_for_as_long_as_somebody_has_the_case_whoever_that_is() -> None:
    office = Office()
    case_id = claimed(office)
    steps: list[tuple[str, list[tuple[Person, Act, str | None]]]] = [
        ("claimed", []),
        ("handed over", [(OMAR, Act.HAND_OVER, "Ina")]),
        ("asked back", [(INA, Act.ASK_ASKER, "Welke klant?")]),
        ("handed back", [(INA, Act.HAND_BACK, None)]),
        ("claimed again", [(OMAR, Act.CLAIM, None)]),
        ("answered", [(OMAR, Act.REPLY, "Dat mag.")]),
        ("reopened", [(OMAR, Act.CLOSE_ONE_OFF, None), (INA, Act.REOPEN, None)]),
        ("claimed once more", [(INA, Act.CLAIM, None)]),
    ]
    answered_in_thread = []

    for name, done in steps:
        for who, act, text in done:
            office.at_desk(who, act, case_id, text)
        before, at_desk = len(office.messages(THREAD)), len(office.messages(office.thread(case_id)))
        say(office, PIET)
        say(office, VERA, where=office.thread(case_id))
        if len(office.messages(THREAD)) > before:
            answered_in_thread.append(name)
        assert (len(office.messages(office.thread(case_id))) > at_desk) == (name in answered_in_thread)

    assert answered_in_thread == ["handed back", "answered", "reopened"]


def test_at_the_desk_magdat_answers_in_the_thread_of_a_case_that_nobody_holds() -> None:
    office = Office()
    case_id = opened(office)
    before = len(office.messages(office.thread(case_id)))

    say(office, INA, "Wie pakt dit op?", office.thread(case_id), addressed=False)
    assert len(office.messages(office.thread(case_id))) == before
    say(office, INA, where=office.thread(case_id))

    assert RULE in set(texts(office.last(office.thread(case_id))))
    assert DESK.conversation == office.thread(case_id).conversation


def test_a_mark_that_was_made_up_says_nothing_about_a_thread() -> None:
    office = Office()
    question_id = office.ask(SANNE)

    office.press(SANNE, Act.OPEN_NAMED, f"{question_id}.{'x' * 999}")

    assert len(office.case(question_id).thread_mark) <= 64
