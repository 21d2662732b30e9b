"""Ways to ask in Teams, and a desk in a group chat; ``magdat serve`` in a process of its own."""

from collections.abc import Iterator

import pytest

from bot.wording import Wording
from tests.teams_server.messages import shown
from tests.teams_server.world import EN, NL, QUESTION, RULE, World, opened_world


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The desk is in a group chat."""
    with opened_world(tmp_path_factory.mktemp("served"), threads=False) as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    office.meet()
    return office


def test_asking_about_a_message_is_answered_in_the_own_chat_and_nobody_sees_it(world: World) -> None:
    before = len(world.teams.in_room(world.room))

    sent = world.teams.ask_about(world.sanne, f"<div>{QUESTION.replace('klanten', '<b>klanten</b>')}</div>", world.room)

    assert NL.say("form.answer-comes") in str(sent.wait().body)
    assert sent.body["task"]["type"] == "continue"
    world.teams.wait_message(world.chat, RULE)
    assert len(world.teams.in_room(world.room)) == before


@pytest.mark.parametrize("content", ["", "<p></p>", "&nbsp;", "<img src=x onerror=alert(1)>"])
def test_asking_about_a_message_without_words_helps_out(world: World, content: str) -> None:
    assert world.teams.ask_about(world.sanne, content, world.room).wait().acked

    world.teams.wait_message(world.chat, NL.say("chat.help.title"))


def test_a_mention_is_answered_in_the_own_chat_with_a_line_where_was_asked(world: World) -> None:
    before = len(world.teams.in_room(world.room))

    world.teams.say(world.sanne, QUESTION, world.room).wait()

    world.teams.wait_message(world.chat, RULE)
    note = world.teams.wait_message(world.room, before=before)
    assert RULE not in shown(note)
    assert note["thread"]


def test_who_did_not_add_magdat_is_told_so_where_they_asked_and_others_read_nothing_else(world: World) -> None:
    world.teams.without_app.add(world.sanne)
    before = len(world.teams.in_room(world.room))

    world.teams.say(world.sanne, QUESTION, world.room).wait()

    told = world.teams.wait_message(world.room, before=before)
    assert shown(told) == NL.say("form.not-reached-privately")
    assert world.teams.read(world.chat) == []


def test_in_a_thread_that_hr_has_taken_over_magdat_says_nothing(world: World) -> None:
    teams, asker, earlier = world.teams, world.sanne, len(world.teams.in_room(world.room))
    teams.say(asker, QUESTION, world.room).wait()
    thread = teams.wait(lambda: teams.in_room(world.room)[earlier:], what="a line where was asked")[0]["thread"]
    card = world.take_to_hr(teams.wait_message(world.chat, RULE), "open-named")
    assert teams.press(world.omar, card, "claim").wait().acked
    teams.wait(lambda: world.offers(card, "reply"), what="the claimed card")
    before, asked = len(teams.in_room(world.room)), world.chat
    world.meet()

    teams.say(world.sanne, QUESTION, world.room, thread=thread).wait()
    answer = teams.wait_message(world.chat, RULE)
    teams.say(asker, "Een klant in Breda.", world.room, thread=thread).wait()
    teams.wait_message(asked, NL.say("asker.added"))

    assert NL.say("chat.aside") in shown(answer)
    assert not world.offers(answer, "share")
    assert len(teams.in_room(world.room)) == before


def test_a_group_chat_as_desk_claims_answers_and_closes(world: World) -> None:
    teams, card = world.teams, world.open_case("open-named")
    assert teams.press(world.omar, card, "claim").wait().acked
    teams.wait(lambda: world.offers(card, "reply"), what="the claimed card")

    assert teams.press(world.omar, card, "reply", "Ja, dat mag.").wait().acked

    teams.wait_message(world.chat, "Ja, dat mag.")
    teams.wait(lambda: world.offers(card, "close-one-off"), what="the answered card")
    assert teams.press(world.omar, card, "close-one-off").wait().acked
    teams.wait_message(world.chat, "afgesloten")
    teams.wait(lambda: world.offers(card, "reopen"), what="the closed card")


def test_in_a_group_chat_too_only_one_has_a_case(world: World) -> None:
    teams, card = world.teams, world.open_case("open-anonymous")
    assert world.sanne not in str(card)
    assert teams.press(world.omar, card, "claim").wait().acked
    teams.wait(lambda: world.offers(card, "reply"), what="the claimed card")

    assert teams.press(world.ina, card, "reply", "Nee.").wait().acked

    teams.wait_message(world.desk, "omar", before=1)
    assert not any("Nee." in text for text in teams.read(world.chat))


def test_who_is_not_in_the_group_chat_handles_nothing_nor_does_a_guest(world: World) -> None:
    teams, card = world.teams, world.open_case("open-named")
    for person in (world.vera, "aad-gast"):
        assert teams.press(person, card, "claim").wait().acked

        teams.wait_message(teams.chat(person), NL.say("forbidden.not-an-officer"))
        assert world.offers(card, "claim")


def test_whoever_installs_it_is_welcomed_in_their_own_chat(world: World) -> None:
    assert world.teams.install(world.sanne).wait().acked

    welcome = world.teams.wait_message(world.chat)
    assert world.offers(welcome, "ask")


@pytest.mark.parametrize(("locale", "said"), [("nl-BE", NL), ("en-US", EN), ("fr-FR", NL), ("", NL)])
def test_the_welcome_is_in_the_language_of_the_person_or_else_of_the_protocol(
    world: World, locale: str, said: Wording
) -> None:
    world.teams.locales[world.sanne] = locale

    assert world.teams.install(world.sanne).wait().acked

    assert said.say("chat.suggestions") in shown(world.teams.wait_message(world.chat))


def test_a_question_of_the_welcome_is_asked_by_pressing_it(world: World) -> None:
    world.teams.install(world.sanne).wait()
    welcome = world.teams.wait_message(world.chat)

    assert world.teams.press(world.sanne, welcome, "ask").wait().acked

    world.teams.wait(lambda: len(world.teams.in_room(world.chat)) > 1, what="an answer")
