"""An admin gets the file of a version in Teams: offered in the own chat, put where the admin lets it, and shown."""

from collections.abc import Iterator

import pytest

from tests.bakery import BAKERY
from tests.teams_server.connector_service import OFFER
from tests.teams_server.messages import Json, shown
from tests.teams_server.world import NL, World, opened_world

CONTENT = BAKERY.read_bytes()
FILE = ("protocol-2026.3.yaml", CONTENT)
HERE = NL.say("file.here", version="2026.3")
NOT_HERE = NL.say("file.not-here", version="2026.3")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served")) as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    office.meet()
    office.teams.messages.clear()
    office.teams.uploads.clear()
    office.teams.faults.clear()
    return office


def asked(world: World, word: str = "export", room: str = "") -> Json:
    """Vera asks for the file; the card that offers it."""
    assert world.teams.say(world.vera, word, room).wait().acked
    return offered(world)


def offered(world: World) -> Json:
    chat = world.teams.chat(world.vera)
    world.teams.wait(lambda: [each for each in world.teams.in_room(chat) if each["file"]], what="an offer")
    return next(each for each in world.teams.in_room(chat) if each["file"])


def told(world: World, containing: str) -> Json:
    return world.teams.wait_message(world.teams.chat(world.vera), containing)


def test_the_file_is_offered_then_put_and_shown_byte_for_byte(world: World) -> None:
    card = asked(world)
    assert (card["file"]["contentType"], card["file"]["content"]["sizeInBytes"]) == (OFFER, len(CONTENT))
    assert HERE in card["file"]["content"]["description"]
    assert world.teams.uploads == {}

    answer = world.teams.answer_offer(world.vera, card).wait()

    assert (answer.acked, answer.body) == (True, None)
    world.teams.wait(lambda: world.teams.files_of(world.vera), what="the file")
    assert world.teams.files_of(world.vera) == [FILE]
    assert HERE in shown(told(world, HERE))
    world.teams.wait(lambda: card not in world.teams.messages, what="the end of the offer")


def test_a_version_that_is_pressed_is_offered(world: World) -> None:
    world.teams.say(world.vera, "versies").wait()
    versions = told(world, NL.say("versions.title"))

    world.teams.press(world.vera, versions, "export").wait()

    assert world.teams.answer_offer(world.vera, offered(world)).wait().acked
    world.teams.wait(lambda: world.teams.files_of(world.vera) == [FILE], what="the file")


def test_what_is_asked_in_a_channel_is_offered_in_the_own_chat(world: World) -> None:
    world.teams.rooms[world.room]["members"].append(world.vera)

    asked(world, room=world.room)

    assert not any(each["file"] for each in world.teams.in_room(world.room))
    told(world, NL.say("file.comes", version="2026.3"))


def test_who_declines_is_told_where_else_it_is(world: World) -> None:
    card = asked(world)

    assert world.teams.answer_offer(world.vera, card, accept=False).wait().acked

    message = told(world, NL.say("file.declined", version="2026.3"))
    assert "magdat protocol export 2026.3" in shown(message)
    assert world.teams.uploads == {}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://evil.example/upload", id="elsewhere"),
        pytest.param("http://169.254.169.254/latest/meta-data", id="what only a machine in a cloud sees"),
        pytest.param("file:///etc/hostname", id="a file of the machine"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_file_is_put_nowhere_else(world: World, url: str) -> None:
    assert world.teams.answer_offer(world.vera, asked(world), uploadUrl=url).wait().acked

    assert "magdat protocol export 2026.3" in shown(told(world, NOT_HERE))
    assert world.teams.files_of(world.vera) == []


def test_a_place_that_takes_no_file_is_told(world: World) -> None:
    world.teams.fail("upload", 403)

    assert world.teams.answer_offer(world.vera, asked(world)).wait().acked

    told(world, NOT_HERE)
    assert world.teams.files_of(world.vera) == []


def test_a_store_that_is_away_for_a_moment_takes_the_file_later(world: World) -> None:
    world.teams.fail("upload", 503)

    assert world.teams.answer_offer(world.vera, asked(world)).wait().acked

    world.teams.wait(lambda: world.teams.files_of(world.vera) == [FILE], what="the file")


def test_what_was_put_is_shown_although_teams_takes_no_message_at_first(world: World) -> None:
    card = asked(world)
    world.teams.fail("post", 429, retry_after="1")

    assert world.teams.answer_offer(world.vera, card).wait().acked

    world.teams.wait(lambda: world.teams.files_of(world.vera) == [FILE], what="the file")


def test_an_offer_is_no_right(world: World) -> None:
    card = asked(world)
    chat = world.teams.chat(world.sanne)

    assert world.teams.answer_offer(world.sanne, {**card, "room": chat}).wait().acked

    world.teams.wait_message(chat, NL.say("forbidden.not-an-admin"))
    assert world.teams.files_of(world.sanne) == []


@pytest.mark.parametrize("edition", ["made-up", "\x00"])
def test_an_offer_that_was_never_made_gives_nothing(world: World, edition: str) -> None:
    card = asked(world)

    assert world.teams.answer_offer(world.vera, card, context={"edition": edition}).wait().acked

    told(world, NL.say("publish-refusal.not-found"))
    assert world.teams.files_of(world.vera) == []


def test_who_is_no_admin_is_offered_nothing(world: World) -> None:
    world.teams.say(world.sanne, "export").wait()

    world.teams.wait_message(world.chat, NL.say("forbidden.not-an-admin"))
    assert not any(each["file"] for each in world.teams.messages)
