"""An admin gets the file of a version in Slack: ``magdat serve`` in a process of its own, talking to a real server."""

from collections.abc import Iterator

import pytest

from bot.wording import Wording
from tests.bakery import BAKERY
from tests.slack_server.fake_slack import BOT_USER, FakeSlack
from tests.slack_server.slack_methods import BOT_SCOPES
from tests.slack_server.slack_workspace import all_text
from tests.slack_server.world import EN, NL, World, opened_world

_MOST_ADMINS = 9
FILE = ("protocol-2026.3.yaml", BAKERY.read_bytes())


@pytest.fixture(scope="module", params=["socket", "http"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=request.param == "http") as world:
        admins = [world.slack.add_user(f"vera{number}") for number in range(_MOST_ADMINS)]
        world.slack.groups["S0ADMINS"] = [*admins, world.slack.add_user("english", locale="en-US")]
        yield world


@pytest.fixture
def world(office: World) -> World:
    """The office, with an admin who has no file yet: who is one is remembered for a minute."""
    slack = office.slack
    office.vera = next(each for each in slack.groups["S0ADMINS"] if not _has_spoken(slack, each))
    office.meet()
    return office


def _has_spoken(slack: FakeSlack, person: str) -> bool:
    return any(each["channel"] == slack.dm(person) for each in slack.messages)


def given(world: World, person: str, count: int = 1) -> list[tuple[str, bytes]]:
    there = world.slack.dm(person)
    world.slack.wait(lambda: len(world.slack.files_in(there)) >= count, what="a file")
    return world.slack.files_in(there)


def test_an_admin_asks_for_the_file_and_gets_it_byte_for_byte(world: World) -> None:
    assert world.slack.say(world.vera, "export").wait().acked

    assert given(world, world.vera) == [FILE]
    told = world.slack.wait_message(world.slack.dm(world.vera), NL.say("file.here", version="2026.3"))
    assert len(told["files"]) == 1


def test_the_versions_lead_to_the_file(world: World) -> None:
    world.slack.say(world.vera, "versies").wait()
    told = world.slack.wait_message(world.slack.dm(world.vera), NL.say("versions.title"))

    world.slack.press(world.vera, told, "export").wait()

    assert given(world, world.vera) == [FILE]


def test_what_is_asked_in_a_channel_comes_in_the_own_conversation(world: World) -> None:
    room = world.slack.add_channel("protocol", members=(world.vera, world.sanne))

    world.slack.say(world.vera, f"<@{BOT_USER}> export", room).wait()

    assert given(world, world.vera) == [FILE]
    world.slack.wait_message(room, NL.say("file.comes", version="2026.3"), to=world.vera)
    assert world.slack.files_in(room) == []


def test_what_is_asked_in_the_assistant_pane_comes_there(world: World) -> None:
    thread = world.slack.open_pane(world.vera)

    world.slack.say(world.vera, "export", thread_ts=thread).wait()

    assert given(world, world.vera) == [FILE]
    told = world.slack.wait_message(world.slack.dm(world.vera), NL.say("file.here", version="2026.3"))
    assert told["thread_ts"] == thread


def test_who_is_no_admin_gets_a_sentence_and_no_file(world: World) -> None:
    world.slack.say(world.sanne, "export").wait()

    world.slack.wait_message(world.chat, NL.say("forbidden.not-an-admin"))
    assert world.slack.files_in(world.chat) == []


@pytest.mark.parametrize("wording", [NL, EN], ids=["in Dutch", "in English"])
def test_without_the_right_to_send_files_it_is_said_where_else_the_file_is(world: World, wording: Wording) -> None:
    slack, admin = world.slack, world.vera if wording is NL else world.slack.groups["S0ADMINS"][-1]
    slack.scopes = BOT_SCOPES - {"files:write"}
    try:
        slack.say(admin, "export").wait()
        message = slack.wait_message(slack.dm(admin), wording.say("file.not-here", version="2026.3"))
    finally:
        slack.scopes = BOT_SCOPES

    assert "magdat protocol export 2026.3" in all_text(message)
    assert slack.files_in(slack.dm(admin)) == []
    _forgive(world, "missing_scope")


def test_a_workspace_without_uploads_is_told_so_as_well(world: World) -> None:
    world.slack.uploads_disabled = True
    try:
        world.slack.say(world.vera, "export").wait()
        world.slack.wait_message(world.slack.dm(world.vera), NL.say("file.not-here", version="2026.3"))
    finally:
        world.slack.uploads_disabled = False

    _forgive(world, "file_uploads_disabled")


def test_an_upload_that_breaks_off_is_tried_again_and_the_file_comes_once(world: World) -> None:
    world.slack.fail("upload", status=503)

    world.slack.say(world.vera, "export").wait()

    assert given(world, world.vera) == [FILE]
    _forgive(world, None)


def test_an_answer_that_is_lost_may_bring_the_file_twice_and_never_not_at_all(world: World) -> None:
    world.slack.fail("files.completeUploadExternal", status=500, after_doing=True)

    world.slack.say(world.vera, "export").wait()

    assert given(world, world.vera, 2) == [FILE, FILE]
    _forgive(world, "internal_error")


def _forgive(world: World, error: str | None) -> None:
    """The stand-in was told to refuse this; nothing else was refused."""
    assert {call.reply.get("error") for call in world.slack.refused} == {error}
    world.slack.calls = [call for call in world.slack.calls if call.reply.get("ok")]
