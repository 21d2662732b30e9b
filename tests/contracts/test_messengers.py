"""What every messenger promises: the fake, terminals, pages, and Slack and Teams through their SDKs."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.slack.web_api import WebApi
from adapters.storage.posts import SqlPosts
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.web_posts import SqlWebPosts
from bot.address import Address
from bot.errors import (
    CannotTellError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
    NoFilesHereError,
)
from bot.message import Message, Paragraph
from bot.outbox import Delivery, Enclosed, ToCard
from knowledge.protocol import Language
from tests.bakery import BAKERY
from tests.contracts.stages import WAIT_SECONDS, ConsoleStage, FakeStage, SlackStage, Stage, TeamsStage, WebStage
from tests.databases import sqlite_database
from tests.hostile import HOSTILE_TEXTS
from tests.slack_server.fake_slack import FakeSlack
from tests.teams_server.fake_teams import FakeTeams

_EVERYWHERE = ("fake", "console", "web", "slack", "teams")
_WITH_ROOMS = ("fake", "console", "slack", "teams")
_PLATFORMS = ("fake", "slack", "teams")
"""Where a message can fail to arrive."""
_EARLIER = "Wat er al stond."
_FILES = (BAKERY.read_bytes(), b"a\r\nb\rc\n\xef\xbb\xbf\x00", bytes(range(256)) * 8_192)


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as started:
        yield started


@pytest.fixture(scope="module")
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as started:
        yield started


@pytest.fixture
async def stage(
    request: pytest.FixtureRequest, tmp_path: Path, slack: FakeSlack, teams: FakeTeams
) -> AsyncIterator[Stage]:
    """The channel that the test asks for."""
    match request.param:
        case "fake":
            yield FakeStage()
        case "slack":
            api = WebApi(slack.bot_token, slack.api_url)
            yield SlackStage(slack, api)
            await api.close()
        case "teams":
            yield TeamsStage(teams)
        case kept:
            with sqlite_database(tmp_path) as engine:
                storage = SqlStorage(engine)
                yield ConsoleStage(SqlPosts(storage)) if kept == "console" else WebStage(SqlWebPosts(storage))


everywhere = pytest.mark.parametrize("stage", _EVERYWHERE, indirect=True)
with_rooms = pytest.mark.parametrize("stage", _WITH_ROOMS, indirect=True)
with_files = pytest.mark.parametrize("stage", ["fake", "slack", "teams"], indirect=True)
on_platforms = pytest.mark.parametrize("stage", _PLATFORMS, indirect=True)


def _delivery(name: str, to: Address, *texts: str) -> Delivery:
    return Delivery(name, to, Message("kort", tuple(map(Paragraph, texts)), Language.NL))


def _times(stage: Stage, at: Address, text: str) -> int:
    """How many messages that the person reads there have the text in them."""
    return sum(text in read for read in stage.read(at, stage.who))


@everywhere
async def test_a_message_stands_once_where_it_was_delivered(stage: Stage) -> None:
    await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Hoi Sanne."))

    assert _times(stage, stage.person, "Hoi Sanne.") == 1


@everywhere
async def test_messages_stand_in_the_order_in_which_they_were_delivered(stage: Stage) -> None:
    for number in range(3):
        await stage.messenger.deliver(stage.person, _delivery(f"d{number}", stage.person, f"Nummer {number}."))

    read = "\n".join(stage.read(stage.person, stage.who))
    assert read.index("Nummer 0.") < read.index("Nummer 1.") < read.index("Nummer 2.")


@everywhere
async def test_hostile_texts_are_shown_as_they_stand(stage: Stage) -> None:
    texts = [*HOSTILE_TEXTS, "${naam} {{DATE(2026)}} *vet* <b>dik</b> <!channel>"]
    for number, text in enumerate(texts):
        await stage.messenger.deliver(stage.person, _delivery(f"d{number}", stage.person, f"begin {text} einde"))

    read = _seen("".join(stage.read(stage.person, stage.who)))
    assert [text for text in texts if f"begin{_seen(text)}einde" not in read] == []


@everywhere
async def test_a_long_message_arrives_whole(stage: Stage) -> None:
    texts = [f"Alinea {number}: {'woord ' * 200}" for number in range(20)]

    await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, *texts))

    read = "\n".join(stage.read(stage.person, stage.who))
    assert [read.count(f"Alinea {number}:") for number in range(20)] == [1] * 20
    assert read.count("woord") == 4_000


@everywhere
async def test_a_message_takes_the_place_of_another_or_is_said_anew(stage: Stage) -> None:
    first = await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Bedoel je dit?"))
    handle = stage.handle(first.at)

    await stage.messenger.deliver(
        stage.person, replace(_delivery("d2", stage.person, "Dit is het."), replaces=handle or "unknown")
    )

    assert _times(stage, stage.person, "Dit is het.") == 1
    assert _times(stage, stage.person, "Bedoel je dit?") == (0 if handle else 1)


@everywhere
@pytest.mark.parametrize("handle", ["gone", "C1/1.000001", "a:elsewhere/card-1", "https://evil.example/respond", "/"])
async def test_what_cannot_be_replaced_is_said_anew(stage: Stage, handle: str) -> None:
    await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, _EARLIER))

    await stage.messenger.deliver(stage.person, replace(_delivery("d2", stage.person, "Dit is het."), replaces=handle))

    assert _times(stage, stage.person, _EARLIER) == 1
    assert _times(stage, stage.person, "Dit is het.") == 1


@everywhere
async def test_what_was_never_delivered_is_not_said_to_have_been(stage: Stage) -> None:
    await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, _EARLIER))

    assert await _told(stage, stage.person, "d2") is not True


@with_rooms
async def test_a_message_outside_any_thread_begins_one_and_others_follow_in_it(stage: Stage) -> None:
    begun = (await stage.messenger.deliver(stage.desk, _delivery("d1", stage.desk, "Nieuwe vraag"))).at
    followed = (await stage.messenger.deliver(begun, _delivery("d2", begun, "Opgepakt"))).at

    assert begun.thread
    assert followed == begun
    assert begun.shares_conversation(stage.desk)
    assert [sum(text in read for read in stage.read(stage.desk, stage.other)) for text in ("Nieuwe", "Opge")] == [1, 1]


@with_rooms
async def test_a_card_begins_the_thread_where_there_is_none(stage: Stage) -> None:
    card = replace(_delivery("d1", stage.desk, "Stand: open"), to=ToCard("case"))

    begun = (await stage.messenger.deliver(stage.desk, card)).at

    assert begun.thread
    assert sum("Stand: open" in read for read in stage.read(stage.desk, stage.other)) == 1


@with_rooms
async def test_a_card_changes_in_place_or_not_at_all_however_often_it_is_said(stage: Stage) -> None:
    begun = (await stage.messenger.deliver(stage.desk, _delivery("d1", stage.desk, "Stand: open"))).at
    before = len(stage.read(stage.desk, stage.other))
    for number in range(2):
        card = replace(_delivery(f"c{number}", stage.desk, "Stand: dicht"), to=ToCard("case"))
        assert (await stage.messenger.deliver(begun, card)).at == begun

    read = stage.read(stage.desk, stage.other)
    assert len(read) == before
    assert sum("Stand: " in each for each in read) == 1


@with_rooms
async def test_what_is_for_one_person_in_a_room_is_read_by_nobody_else(stage: Stage) -> None:
    to = replace(stage.room, only_for=stage.who)

    await stage.messenger.deliver(to, _delivery("d1", to, "Alleen voor jou."))

    assert _times(stage, stage.room, "Alleen voor jou.") == 1
    assert not any("Alleen voor jou." in read for read in stage.read(stage.room, stage.other))


@on_platforms
async def test_who_is_asked_to_wait_is_told_how_long_and_nothing_arrived(stage: Stage) -> None:
    stage.be_busy()

    with pytest.raises(DeliveryDelayedError) as delayed:
        await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Hoi."))

    assert delayed.value.retry_after_seconds == WAIT_SECONDS
    assert _times(stage, stage.person, "Hoi.") == 0


@on_platforms
async def test_what_is_refused_did_not_arrive_and_says_why(stage: Stage) -> None:
    stage.refuse()

    with pytest.raises(DeliveryRefusedError) as refused:
        await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Hoi."))

    assert refused.value.code
    assert _times(stage, stage.person, "Hoi.") == 0


@on_platforms
async def test_after_a_failure_the_next_one_arrives(stage: Stage) -> None:
    stage.refuse()
    with pytest.raises(DeliveryRefusedError):
        await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Hoi."))

    await stage.messenger.deliver(stage.person, _delivery("d2", stage.person, "Daar ben ik."))

    assert _times(stage, stage.person, "Daar ben ik.") == 1


@on_platforms
async def test_when_the_answer_is_lost_it_is_uncertain_and_not_sent_again_by_itself(stage: Stage) -> None:
    stage.lose_the_answer()

    with pytest.raises(DeliveryUncertainError):
        await stage.messenger.deliver(stage.person, _delivery("d1", stage.person, "Hoi."))

    assert _times(stage, stage.person, "Hoi.") == 1
    assert await _told(stage, stage.person, "d1") is not False


@on_platforms
async def test_a_place_that_is_gone_refuses(stage: Stage) -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        await stage.messenger.deliver(stage.nowhere, _delivery("d1", stage.nowhere, "Hoi."))

    assert refused.value.code


async def _told(stage: Stage, at: Address, delivery_id: str) -> bool | None:
    """Whether the channel says that it was delivered; ``None`` where it cannot tell."""
    try:
        return await stage.messenger.was_delivered(at, delivery_id) is not None
    except CannotTellError:
        return None


def _seen(text: str) -> str:
    """The text without what nobody sees: spaces, and characters in whose place a channel may show another."""
    return "".join(each for each in text if each.isprintable() and each not in " \N{REPLACEMENT CHARACTER}")


@everywhere
@pytest.mark.parametrize("content", _FILES, ids=["a protocol", "line endings of all kinds", "two megabytes"])
async def test_a_file_arrives_byte_for_byte_or_the_channel_says_that_it_has_none(stage: Stage, content: bytes) -> None:
    delivery = _with_file("d1", stage.person)
    try:
        await stage.messenger.deliver_file(stage.person, delivery, content)
        await stage.take_offer(delivery, content)
    except NoFilesHereError:
        assert stage.files() is None
        assert _times(stage, stage.person, "Het bestand.") == 0
    else:
        assert stage.files() == [("protocol-2026.4.yaml", content)]
        assert _times(stage, stage.person, "Het bestand.") == 1


@with_files
async def test_a_file_that_is_refused_leaves_nothing_behind_and_messages_go_on(stage: Stage) -> None:
    stage.refuse_files()

    with pytest.raises(DeliveryRefusedError) as refused:
        await stage.messenger.deliver_file(stage.person, _with_file("d1", stage.person), b"magdat: 1")
    await stage.messenger.deliver(stage.person, _delivery("d2", stage.person, "Haal het elders."))

    assert refused.value.code
    assert stage.files() == []
    assert _times(stage, stage.person, "Het bestand.") == 0
    assert _times(stage, stage.person, "Haal het elders.") == 1


def _with_file(name: str, to: Address) -> Delivery:
    instead = Message("kort", (Paragraph("Niet hier."),), Language.NL)
    enclosed = Enclosed("edition", "protocol-2026.4.yaml", instead)
    return replace(_delivery(name, to, "Het bestand."), enclosed=enclosed)
