"""Delivering in Teams, through the real SDK, to a connector on loopback."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.teams.activities import of_activity
from adapters.teams.channel import TeamsChannel
from adapters.teams.file_cards import Place
from adapters.teams.incoming import Incoming
from adapters.teams.places import chat_with
from adapters.teams.reach import Reference
from bot.action import Act, Action
from bot.address import Address
from bot.errors import (
    CannotTellError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
)
from bot.message import Button, Buttons, Choices, Message, Paragraph, Quote
from bot.outbox import Delivery, Enclosed, ToCard
from knowledge.protocol import Language
from tests.adapters.teams.made import BRAM, DESK, SANNE, Json, activity, channel_at
from tests.adapters.teams.microsoft import TENANT, Microsoft, microsoft
from tests.office import Office

CHAT = chat_with(TENANT, SANNE)
ROOM = Address("teams", TENANT, "19:room@thread.tacv2", "root-1")
MESSAGE = Message("kort", (Paragraph("Dag"),), Language.NL)


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        yield started


@pytest.fixture
async def channel(stand_in: Microsoft) -> AsyncIterator[TeamsChannel]:
    async with channel_at(stand_in, Office()) as opened:
        for conversation, of in (("a:sanne", "personal"), (f"{ROOM.conversation};messageid=root-1", "channel")):
            _hear(opened, stand_in, activity(conversation=conversation, of=of, text="x"))
        _hear(opened, stand_in, activity(conversation=DESK, of="channel", text="x", person=BRAM))
        stand_in.sent.clear()
        yield opened


def _hear(channel: TeamsChannel, stand_in: Microsoft, heard: Json) -> None:
    incoming = of_activity(heard | {"serviceUrl": stand_in.url})
    assert incoming is not None
    channel._reach.learn(Incoming.read(incoming.stored()))


def _delivery(**changed: Json) -> Delivery:
    return replace(Delivery("delivery-1", CHAT, MESSAGE), **changed)


async def test_a_message_to_a_person_is_posted_in_their_chat(channel: TeamsChannel, stand_in: Microsoft) -> None:
    receipt = await channel.messenger.deliver(CHAT, _delivery())

    ((method, path, posted),) = stand_in.sent
    assert (method, path) == ("POST", "/v3/conversations/a:sanne/activities")
    assert posted["attachments"][0]["content"]["body"]
    assert posted["summary"] == "kort"
    assert receipt.at.conversation == CHAT.conversation


async def test_a_person_who_was_never_heard_of_gets_a_chat(channel: TeamsChannel, stand_in: Microsoft) -> None:
    stranger = chat_with(TENANT, "aad-stranger")
    reach = channel._reach
    reach.remember(stranger, Reference(stand_in.url, "", has_threads=False, bot="28:x"))

    for _ in range(2):
        await channel.messenger.deliver(stranger, _delivery(to=stranger))

    assert [path for _, path, _ in stand_in.sent] == [
        "/v3/conversations",
        "/v3/conversations/sent-1/activities",
        "/v3/conversations/sent-1/activities",
    ]
    assert stand_in.sent[0][2]["members"] == [{"id": "aad-stranger"}]


async def test_who_was_only_heard_in_a_room_is_reached_by_the_service_of_their_organisation(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    colleague = chat_with(TENANT, "aad-colleague")
    _hear(channel, stand_in, activity(conversation=ROOM.conversation, of="channel", text="x", person="aad-colleague"))

    await channel.messenger.deliver(colleague, _delivery(to=colleague))

    assert [path for _, path, _ in stand_in.sent] == ["/v3/conversations", "/v3/conversations/sent-1/activities"]


async def test_what_is_for_one_in_a_room_goes_to_their_chat_and_the_room_hears_only_that(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    secret = Message("geheim", (Quote("GEHEIM"), Buttons((Button("Deel", Action(Act.SHARE, "q")),), "")), Language.NL)
    to = Address(ROOM.channel, ROOM.tenant, ROOM.conversation, ROOM.thread, only_for=SANNE)

    await channel.messenger.deliver(to, _delivery(to=to, message=secret))

    (_, first, card), (_, second, note) = stand_in.sent
    assert first == "/v3/conversations/a:sanne/activities"
    assert "GEHEIM" in str(card)
    assert second == "/v3/conversations/19:room@thread.tacv2;messageid=root-1/activities"
    assert "GEHEIM" not in str(note)
    assert note["text"] == "Het antwoord staat in je eigen chat met mij."


PRESSED = "a:sanne/card-1"
CHOICE = Message(
    "kies", (Choices("Welke?", (Button("De eerste", Action(Act.CHOOSE, "q.1")),)), Quote("GEHEIM")), Language.NL
)


async def test_what_takes_the_place_of_a_card_in_their_chat_still_knows_where_it_was_asked(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    to = replace(ROOM, only_for=SANNE)

    await channel.messenger.deliver(to, _delivery(to=to, message=CHOICE, replaces=PRESSED, pressed=PRESSED))

    ((method, path, card),) = stand_in.sent
    assert (method, path) == ("PUT", "/v3/conversations/a:sanne/activities/card-1")
    assert str(list(channel._reach.way_back(ROOM, SANNE))) in str(card)


@pytest.mark.parametrize(
    "refused", [pytest.param([], id="what is said beside it"), pytest.param([(404, {})], id="a card that is gone")]
)
async def test_a_room_hears_nothing_of_what_is_pressed_in_the_chat(
    refused: list[Json], channel: TeamsChannel, stand_in: Microsoft
) -> None:
    to, replaces = replace(ROOM, only_for=SANNE), PRESSED if refused else ""
    stand_in.answers = refused

    await channel.messenger.deliver(to, _delivery(to=to, message=CHOICE, replaces=replaces, pressed=PRESSED))

    assert stand_in.sent[-1][:2] == ("POST", "/v3/conversations/a:sanne/activities")
    assert not [path for _, path, _ in stand_in.sent if ROOM.conversation in path]


async def test_what_takes_the_place_of_a_card_where_others_are_says_nothing_of_where_that_is(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    pressed = f"{ROOM.conversation};messageid=root-1/card-1"
    to = replace(ROOM, only_for=SANNE)

    await channel.messenger.deliver(to, _delivery(to=to, message=CHOICE, replaces=pressed, pressed=pressed))

    ((method, _, card),) = stand_in.sent
    assert method == "PUT"
    assert "'back'" not in str(card)


async def test_an_answer_for_one_that_is_refused_for_itself_is_not_blamed_on_them(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    stand_in.answers = [(413, {})]
    to = replace(ROOM, only_for=SANNE)

    with pytest.raises(DeliveryRefusedError):
        await channel.messenger.deliver(to, _delivery(to=to))

    assert len(stand_in.sent) == 1


async def test_a_case_begins_a_thread_and_its_card_is_changed_in_place(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    desk = Address("teams", TENANT, DESK)

    begun = (await channel.messenger.deliver(desk, _delivery())).at
    await channel.messenger.deliver(begun, _delivery())
    await channel.messenger.deliver(begun, _delivery(to=ToCard("case-1")))

    assert [(method, path) for method, path, _ in stand_in.sent] == [
        ("POST", f"/v3/conversations/{DESK}/activities"),
        ("POST", f"/v3/conversations/{DESK};messageid=sent-1/activities"),
        ("PUT", f"/v3/conversations/{DESK};messageid=sent-1/activities/sent-1"),
    ]


@pytest.mark.parametrize("status", [408, 412, 429, 503])
async def test_what_teams_does_not_take_now_is_delayed_and_sent_once(
    status: int, channel: TeamsChannel, stand_in: Microsoft
) -> None:
    stand_in.answers = [(status, {"Retry-After": "7"})]

    with pytest.raises(DeliveryDelayedError) as delayed:
        await channel.messenger.deliver(CHAT, _delivery())

    assert delayed.value.retry_after_seconds == 7
    assert len(stand_in.sent) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
async def test_what_teams_refuses_is_not_tried_again(status: int, channel: TeamsChannel, stand_in: Microsoft) -> None:
    stand_in.answers = [(status, {})]

    with pytest.raises(DeliveryRefusedError) as refused:
        await channel.messenger.deliver(CHAT, _delivery())

    assert refused.value.code == f"http-{status}"


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_after_a_gateway_failed_nobody_knows(status: int, channel: TeamsChannel, stand_in: Microsoft) -> None:
    stand_in.answers = [(status, {})]

    with pytest.raises(DeliveryUncertainError):
        await channel.messenger.deliver(CHAT, _delivery())


async def test_a_connection_that_is_lost_after_sending_leaves_it_uncertain(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    stand_in.cuts = 1

    with pytest.raises(DeliveryUncertainError):
        await channel.messenger.deliver(CHAT, _delivery())

    assert len(stand_in.sent) == 1


async def test_a_service_that_is_not_there_took_nothing(channel: TeamsChannel) -> None:
    reach = channel._reach
    reach.remember(CHAT, Reference("http://127.0.0.1:9/", "a:sanne"))

    with pytest.raises(DeliveryDelayedError):
        await channel.messenger.deliver(CHAT, _delivery())


async def test_a_change_in_place_does_no_harm_twice_and_is_never_uncertain(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    stand_in.answers = [(502, {})]

    with pytest.raises(DeliveryDelayedError):
        await channel.messenger.deliver(CHAT, _delivery(replaces="a:sanne/card-1"))


async def test_a_token_never_goes_to_another_host(channel: TeamsChannel, stand_in: Microsoft) -> None:
    reach = channel._reach
    reach.remember(CHAT, Reference("https://evil.example/", "a:sanne"))

    with pytest.raises(DeliveryRefusedError):
        await channel.messenger.deliver(CHAT, _delivery())

    assert stand_in.tokens_given == 0


async def test_without_a_token_nothing_is_sent(channel: TeamsChannel, stand_in: Microsoft) -> None:
    stand_in.fails = True

    with pytest.raises(DeliveryDelayedError):
        await channel.messenger.deliver(CHAT, _delivery())

    assert stand_in.sent == []


async def test_a_long_message_that_broke_off_is_uncertain(channel: TeamsChannel, stand_in: Microsoft) -> None:
    stand_in.answers = [(201, {}), (429, {})]
    long = Message("lang", (Quote("woord " * 6_000),), Language.NL)

    with pytest.raises(DeliveryUncertainError):
        await channel.messenger.deliver(CHAT, _delivery(message=long))


async def test_teams_cannot_tell_what_was_delivered(channel: TeamsChannel) -> None:
    with pytest.raises(CannotTellError):
        await channel.messenger.was_delivered(CHAT, "delivery-1")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        pytest.param("nonsense", "no-place", id="no place"),
        pytest.param("[]", "no-place", id="a list"),
        pytest.param('{"upload_url": 1, "content_url": "", "unique_id": "", "kind": ""}', "no-place", id="no text"),
        pytest.param(Place("https://evil.example/x", "", "", "").written(), "file-host", id="elsewhere"),
        pytest.param(Place("http://169.254.169.254/x", "", "", "").written(), "file-host", id="inside a cloud"),
    ],
)
async def test_a_file_goes_nowhere_but_to_where_teams_keeps_files(
    channel: TeamsChannel, stand_in: Microsoft, place: str, code: str
) -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        await channel.messenger.deliver_file(CHAT, _delivery(enclosed=_enclosed(place)), b"magdat: 1")

    assert refused.value.code == code
    assert stand_in.sent == []


async def test_a_file_is_never_given_where_others_are(channel: TeamsChannel, stand_in: Microsoft) -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        await channel.messenger.deliver_file(ROOM, _delivery(to=ROOM, enclosed=_enclosed()), b"magdat: 1")

    assert refused.value.code == "no-file-for-one"
    assert stand_in.sent == []


def _enclosed(place: str = "") -> Enclosed:
    return Enclosed("edition", "protocol-2026.4.yaml", MESSAGE, place)
