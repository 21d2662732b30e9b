from datetime import timedelta

from bot.message import Message, Said
from bot.recollection import REMEMBERED
from knowledge.matching.follow_up import joined
from tests.fakes import answered, clarified
from tests.office import PIET, QUESTION, SANNE, Office, chat_with

LATER = "En op Instagram dan?"
BOTH = joined(QUESTION, LATER)
BESIDE = "Ik lees dit als vervolg op je vraag"


def office() -> Office:
    return Office(findings=(answered(QUESTION, "clients-on-linkedin"), answered(BOTH, "clients-on-linkedin")))


def is_beside(message: Message) -> bool:
    """Whether it says that it was understood beside an earlier question."""
    return any(isinstance(block, Said) and block.by == BESIDE for block in message.blocks)


def test_a_follow_up_is_understood_beside_the_question_before_it() -> None:
    here = office()
    here.ask(SANNE, QUESTION)

    here.ask(SANNE, LATER)

    message = here.last(SANNE)
    assert message.blocks[0] == Said(BESIDE, QUESTION)
    assert next(button.label for button in message.buttons()).endswith("Klanten toevoegen op LinkedIn")


def test_hr_sees_both_questions_of_a_follow_up() -> None:
    here = office()
    here.ask(SANNE, QUESTION)
    here.ask(SANNE, LATER)

    kept = [record.text for record in here.storage.tables.questions.values()]
    assert kept == [QUESTION, BOTH]


def test_a_second_follow_up_leans_on_the_same_question() -> None:
    here = office()
    here.ask(SANNE, QUESTION)
    here.ask(SANNE, LATER)

    here.ask(SANNE, LATER)

    assert is_beside(here.last(SANNE))


def test_after_ten_minutes_it_stands_by_itself() -> None:
    here = office()
    here.ask(SANNE, QUESTION)
    here.clock.move(REMEMBERED + timedelta(seconds=1))

    here.ask(SANNE, LATER)

    assert not is_beside(here.last(SANNE))


def test_nobody_s_question_is_drawn_into_another_s() -> None:
    here = office()
    here.ask(SANNE, QUESTION)

    here.ask(PIET, LATER)
    here.say(SANNE, LATER, where=chat_with(PIET))

    assert not any(is_beside(message) for message in here.messages(PIET))


def test_a_follow_up_that_is_clear_by_itself_is_answered_as_it_stands() -> None:
    here = Office(findings=(answered(QUESTION, "clients-on-linkedin"), answered(LATER, "company-name")))
    here.ask(SANNE, QUESTION)

    here.ask(SANNE, LATER)

    assert not is_beside(here.last(SANNE))


def test_a_question_back_keeps_its_own_choices() -> None:
    here = Office(findings=(answered(QUESTION, "clients-on-linkedin"), clarified(LATER, "company-name")))
    here.ask(SANNE, QUESTION)

    here.ask(SANNE, LATER)

    assert not is_beside(here.last(SANNE))
