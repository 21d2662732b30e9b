"""An answer is shared only where Magdat itself is, which may change between the answer and the press."""

from dataclasses import replace

import pytest

from bot.action import Act
from bot.address import Address
from bot.events import Origin
from bot.handlers.reception import Hear, receive
from bot.message import Message, Notice
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import clause
from tests.office import OMAR, QUESTION, ROOM, SANNE, UNSURE, Office, chat_with, texts

NL = wording_in(Language.NL)
RULE = clause("clients-on-linkedin").rule.get(Language.NL)
SCREEN = Address("chat", "kruim", "screen")


def there(office: Office, *, outside: bool | None = True, screen: Address | None = None) -> Origin:
    """Sanne, in a room where Magdat is not unless told otherwise."""
    origin = replace(office.origin(SANNE, ROOM), privately=True, direct=chat_with(SANNE))
    return replace(origin, outside=outside, screen=screen)


def asked(office: Office, origin: Origin, text: str = QUESTION) -> tuple[str, Message]:
    """The id under which the question is kept, and the answer."""
    receive(Hear(origin, text), office.ports)
    office.deliver()
    return list(office.storage.tables.questions)[-1], office.chat.got[-1][1].message


def acts(message: Message) -> set[Act]:
    return {button.action.act for button in message.buttons()}


@pytest.mark.parametrize("outside", [True, None], ids=["not there", "not known"])
def test_where_magdat_may_not_be_no_answer_offers_to_be_shared(*, outside: bool | None) -> None:
    office = Office()

    _, answer = asked(office, there(office, outside=outside))
    question_id, _ = asked(office, there(office, outside=outside), UNSURE)
    office.press_at(there(office, outside=outside), Act.CHOOSE, f"{question_id}.1")

    assert Act.SHARE not in acts(answer)
    assert Act.HELPED in acts(office.chat.got[-1][1].message)
    assert Act.SHARE not in acts(office.chat.got[-1][1].message)


def test_a_button_that_was_left_shares_nothing_once_magdat_is_gone_and_says_why() -> None:
    office = Office()
    question_id, _ = asked(office, there(office, outside=False))

    office.press_at(replace(there(office), message="m-1"), Act.SHARE, question_id)

    to, said = office.chat.got[-1]
    assert (to, said.replaces) == (ROOM.only(SANNE), "")
    assert said.message.summary == NL.say("share.nowhere")
    assert not any(not at.only_for for at, _ in office.chat.got)


@pytest.mark.parametrize(
    ("outside", "said", "again"),
    [
        pytest.param(True, "share.nowhere", False, id="not there"),
        pytest.param(None, "share.not-checked", True, id="not known"),
    ],
)
def test_on_a_screen_the_answer_stays_under_the_word_why_it_was_not_shared(
    *, outside: bool | None, said: str, again: bool
) -> None:
    office = Office()
    question_id, _ = asked(office, there(office, outside=False, screen=SCREEN))

    office.press_at(there(office, outside=outside, screen=SCREEN), Act.SHARE, question_id)

    to, delivery = office.chat.got[-1]
    assert to == SCREEN
    assert Notice(NL.say(said)) in delivery.message.blocks
    assert RULE in texts(delivery.message)
    assert (Act.SHARE in acts(delivery.message)) == again
    assert Act.ASK_HR in acts(delivery.message)


def test_where_that_cannot_be_found_out_it_is_not_shared_and_the_asker_is_told_to_try_again() -> None:
    office = Office()
    question_id, _ = asked(office, there(office, outside=False))

    office.press_at(there(office, outside=None), Act.SHARE, question_id)

    assert office.chat.got[-1][1].message.summary == NL.say("share.not-checked")


def test_once_magdat_was_invited_it_is_shared() -> None:
    office = Office()
    question_id, _ = asked(office, there(office))

    office.press_at(there(office, outside=False), Act.SHARE, question_id)

    assert RULE in texts(next(delivery.message for at, delivery in office.chat.got if at == ROOM))


def test_it_is_shared_where_what_was_asked_about_stands() -> None:
    office = Office()
    under = ROOM.in_thread("m-7")
    question_id, _ = asked(office, replace(there(office, outside=False, screen=SCREEN), share_at=under))

    office.press_at(replace(there(office, outside=False, screen=SCREEN), share_at=under), Act.SHARE, question_id)

    assert RULE in texts(next(delivery.message for at, delivery in office.chat.got if at == under))
    assert not any(at == ROOM for at, _ in office.chat.got)


def test_a_colleagues_message_never_lands_in_a_case_of_the_askers_own_chat() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    before = office.case(case_id).entries

    _, answer = asked(office, there(office, screen=SCREEN))

    assert office.case(case_id).entries == before
    assert RULE in texts(answer)
