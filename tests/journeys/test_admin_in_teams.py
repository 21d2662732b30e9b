"""An admin loads a protocol in the chat with Magdat, fetched from where Teams keeps files; nobody else can."""

from collections.abc import Iterator

import pytest

from tests.bakery import BAKERY
from tests.teams_server.messages import Json, buttons, shown
from tests.teams_server.world import NL, World, opened_world

LIVE = BAKERY.read_bytes()
NEXT = LIVE.replace(b'version: "2026.3"', b'version: "2026.4"').replace(b"dat je bij Kruim werkt.", b"waar je werkt.")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served")) as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    office.meet()
    return office


def _told(world: World, name: str, content: bytes, *, url: str = "", person: str = "") -> Json:
    """What the person is told of the file that they send."""
    person = person or world.vera
    before = len(world.teams.in_room(world.teams.chat(person)))
    assert world.teams.share_file(person, name, content, url=url).wait().acked
    return world.teams.wait_message(world.teams.chat(person), before=before)


def test_a_file_is_checked_line_by_line(world: World) -> None:
    told = _told(world, "nieuw.yaml", LIVE.replace(b"verdict: allowed", b"verdict: maybe", 1))

    assert "nieuw.yaml" in shown(told)
    assert '"maybe" is geen oordeel' in shown(told)
    assert not world.offers(told, "publish-draft")


def test_a_file_that_is_no_protocol_is_told_to_be_none(world: World) -> None:
    told = _told(world, "foto.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    assert "foto.png" in shown(told)
    assert not world.offers(told, "publish-draft")


def test_a_file_that_is_larger_than_a_protocol_may_be_is_said_to_be(world: World) -> None:
    told = _told(world, "groot.yaml", LIVE + b"# vulling\n" * 300_000)

    assert "groter dan 2 MiB" in shown(told)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("{teams}files/gone", id="gone"),
        pytest.param("http://127.0.0.1:9/protocol.yaml", id="nobody there"),
        pytest.param("https://evil.example/protocol.yaml", id="elsewhere"),
        pytest.param("file:///etc/hostname", id="a file of the machine"),
        pytest.param("http://169.254.169.254/latest/meta-data", id="what only a machine in a cloud sees"),
        pytest.param("nonsense", id="no address"),
    ],
)
def test_a_file_that_cannot_be_fetched_is_told_so(world: World, url: str) -> None:
    told = _told(world, "protocol.yaml", b"", url=url.format(teams=world.teams.url))

    assert shown(told) == NL.say("publish-refusal.not-fetched")


def test_what_someone_else_sends_is_not_even_fetched(world: World) -> None:
    told = _told(world, "stiekem.yaml", NEXT, person=world.sanne)

    assert shown(told) == NL.say("forbidden.not-an-admin")
    assert world.teams.downloads == [each for each in world.teams.downloads if "stiekem" not in each]


def test_what_someone_else_writes_beside_a_file_is_answered(world: World) -> None:
    question = "Mag ik op LinkedIn zetten dat ik bij Kruim werk?"
    assert world.teams.share_file(world.sanne, "scherm.png", b"\x89PNG", text=question).wait().acked

    world.teams.wait_message(world.chat, "dat je bij Kruim werkt.")
    assert world.teams.downloads == [each for each in world.teams.downloads if "scherm" not in each]


def test_what_would_change_is_shown_and_it_goes_live_by_a_button(world: World) -> None:
    told = _told(world, "bakkerij.yaml", NEXT)
    assert "2026.4" in shown(told)
    assert "De bakkerij noemen" in shown(told)

    assert world.teams.press(world.vera, told, "publish-draft").wait().acked

    world.teams.wait_message(world.teams.chat(world.vera), NL.say("publish.live", version="2026.4"))
    world.teams.say(world.sanne, "Mag ik op LinkedIn zetten dat ik bij Kruim werk?").wait()
    world.teams.wait_message(world.chat, "waar je werkt.")


@pytest.mark.parametrize("word", ["versies", "versions"])
def test_the_versions_are_told_to_an_admin_and_to_nobody_else(world: World, word: str) -> None:
    for person, said in ((world.vera, "2026.4: geldt nu"), (world.sanne, NL.say("forbidden.not-an-admin"))):
        before = len(world.teams.in_room(world.teams.chat(person)))
        assert world.teams.say(person, word).wait().acked
        told = world.teams.wait_message(world.teams.chat(person), before=before)
        assert said in shown(told)
        assert world.offers(told, "roll-back") == (person == world.vera)


def test_under_a_question_about_an_earlier_day_what_held_then_is_chosen_and_read(world: World) -> None:
    """The version of the test before this one is live."""
    assert world.teams.say(world.sanne, "Mocht ik toen, op 3 maart 2026, iets over de bakkerij zeggen?").wait().acked
    asked = world.teams.wait_message(world.chat, "Dit gold op 3 maart 2026, volgens versie 2026.3.")

    assert world.teams.press(world.sanne, asked, "choose", number=_place(asked, "2.1")).wait().acked
    world.teams.wait(lambda: "dat je bij Kruim werkt." in shown(asked), what="the rule that held then")

    assert "Dit gold op 3 maart 2026, volgens versie 2026.3. Nu geldt versie 2026.4." in shown(asked)
    assert world.teams.press(world.sanne, asked, "show-clause", number=-1).wait().acked
    world.teams.wait_message(world.chat, "waar je werkt.")


def _place(message: Json, number: str) -> int:
    """Which of the clauses to choose from has this number."""
    return [each["title"].split()[0] for each in buttons(message) if each["verb"] == "choose"].index(number)
