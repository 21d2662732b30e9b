from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from adapters.slack.conversations import Conversations
from adapters.slack.messenger import SlackMessenger
from adapters.slack.pace import Pace
from adapters.slack.places import Behind, home_of, to_begin, view_at
from adapters.slack.web_api import WebApi
from bot.address import Address
from bot.errors import CannotTellError, DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError
from bot.message import Message, Paragraph, Said
from bot.outbox import Delivery, ToCard
from knowledge.protocol import Language
from tests.slack_server.fake_slack import TEAM, FakeSlack
from tests.slack_server.slack_workspace import Json, all_text


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def messenger(slack: FakeSlack) -> AsyncIterator[SlackMessenger]:
    api = WebApi(slack.bot_token, slack.api_url)
    yield SlackMessenger(api, Conversations(api), Pace(interval=0))
    await api.close()


@pytest.fixture
def sanne(slack: FakeSlack) -> str:
    return slack.add_user("sanne")


def place(conversation: str, thread: str = "", only_for: str = "") -> Address:
    return Address("slack", TEAM, conversation, thread, only_for)


def delivery(delivery_id: str, to: Address, *texts: str) -> Delivery:
    return Delivery(delivery_id, to, Message(texts[0], tuple(map(Paragraph, texts)), Language.NL))


def at(slack: FakeSlack, channel: str) -> list[Json]:
    return [message for message in slack.messages if message["channel"] == channel]


async def test_a_person_is_written_to_by_their_own_id(slack: FakeSlack, messenger: SlackMessenger, sanne: str) -> None:
    receipt = await messenger.deliver(place(sanne), delivery("d1", place(sanne), "Hoi."))

    (message,) = at(slack, slack.dm(sanne))
    assert message["text"] == "Hoi."
    assert receipt.at == place(sanne, message["ts"])


async def test_what_was_posted_is_found_again_and_what_was_not_is_not(
    slack: FakeSlack, messenger: SlackMessenger, sanne: str
) -> None:
    for to in (place(sanne), place(slack.add_channel("hr", private=True))):
        receipt = await messenger.deliver(to, delivery("d1", to, "Hoi."))
        inside = replace(to, thread=receipt.at.thread)
        await messenger.deliver(inside, delivery("d2", inside, "En nog iets."))

        assert await messenger.was_delivered(to, "d1") == receipt
        assert await messenger.was_delivered(inside, "d2") == receipt
        assert await messenger.was_delivered(to, "d3") is None


async def test_metadata_names_the_delivery_and_nobody(slack: FakeSlack, messenger: SlackMessenger, sanne: str) -> None:
    await messenger.deliver(place(sanne), delivery("d1", place(sanne), "Hoi."))

    payload = at(slack, slack.dm(sanne))[0]["metadata"]["event_payload"]
    assert payload == {"delivery": "d1", "part": 0, "last": True}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"status": 429}, DeliveryDelayedError, id="too fast"),
        pytest.param({"status": 503}, DeliveryUncertainError, id="Slack is away"),
        pytest.param({"error": "fatal_error"}, DeliveryUncertainError, id="Slack does not know"),
        pytest.param({"error": "invalid_blocks"}, DeliveryRefusedError, id="refused"),
        pytest.param({"error": "invalid_auth"}, DeliveryDelayedError, id="a token that the operator must replace"),
    ],
)
async def test_an_error_says_whether_it_was_delivered(
    slack: FakeSlack, messenger: SlackMessenger, sanne: str, fault: Json, error: type[Exception]
) -> None:
    slack.fail("chat.postMessage", **fault)

    with pytest.raises(error) as raised:
        await messenger.deliver(place(sanne), delivery("d1", place(sanne), "Hoi."))

    assert at(slack, slack.dm(sanne)) == []
    assert getattr(raised.value, "retry_after_seconds", None) == (1.0 if fault == {"status": 429} else None)


async def test_a_wait_that_slack_asks_for_holds_for_the_whole_channel(slack: FakeSlack, sanne: str) -> None:
    api = WebApi(slack.bot_token, slack.api_url)
    messenger = SlackMessenger(api, Conversations(api))
    slack.fail("chat.postMessage", status=429)
    for number in range(2):
        with pytest.raises(DeliveryDelayedError):
            await messenger.deliver(place(sanne), delivery(f"d{number}", place(sanne), "Hoi."))
    await api.close()

    assert sum(call.method == "chat.postMessage" and call.status == 429 for call in slack.calls[-1:]) == 1


async def test_in_a_room_only_the_person_sees_it_and_where_that_fails_it_comes_directly(
    slack: FakeSlack, messenger: SlackMessenger, sanne: str
) -> None:
    room, elsewhere = slack.add_channel("room", members=(sanne,)), slack.add_channel("elsewhere", bot=False)

    for channel in (room, elsewhere):
        to = place(channel, to_begin("1700000000.000001"), sanne)
        await messenger.deliver(to, delivery(f"d-{channel}", to, "Alleen voor jou."))

    assert [each["channel"] for each in slack.ephemerals if each["to"] == sanne] == [room]
    assert [each["text"] for each in at(slack, slack.dm(sanne))] == ["Alleen voor jou."]
    with pytest.raises(CannotTellError):
        await messenger.was_delivered(place(room, "", sanne), "d1")


async def test_a_card_is_replaced_where_it_stands_and_left_alone_where_it_is_gone(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    desk = place(slack.add_channel("hr", private=True))
    card = (await messenger.deliver(desk, delivery("d1", desk, "Nieuwe vraag"))).at

    await messenger.deliver(card, replace(delivery("d2", desk, "Opgepakt"), to=ToCard("case")))
    await messenger.deliver(replace(card, thread="1.000001"), replace(delivery("d3", desk, "x"), to=ToCard("case")))

    assert [message["text"] for message in at(slack, desk.conversation)] == ["Opgepakt"]


async def test_a_long_message_comes_in_parts_that_are_not_repeated(
    slack: FakeSlack, messenger: SlackMessenger, sanne: str
) -> None:
    to = place(sanne)
    said = tuple(Said("Sanne", f"Bericht {number}.") for number in range(60))
    long = Delivery("d1", to, Message("Lang", said, Language.NL))
    slack.faults["chat.postMessage"] = []
    await messenger.deliver(to, delivery("d0", to, "Eerst dit."))
    posted = len(at(slack, slack.dm(sanne)))

    slack.fail("chat.postMessage", status=500, after_doing=True)
    with pytest.raises(DeliveryUncertainError):
        await messenger.deliver(to, long)
    assert await messenger.was_delivered(to, "d1") is None
    await messenger.deliver(to, long)

    shown = "\n".join(all_text(message) for message in at(slack, slack.dm(sanne))[posted:])
    assert [shown.count(f"Bericht {number}.") for number in range(60)] == [1] * 60
    assert await messenger.was_delivered(to, "d1") is not None


async def test_screens_are_filled_and_one_that_was_closed_is_nobodys_loss(
    slack: FakeSlack, messenger: SlackMessenger, sanne: str
) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    opened = slack.do_views_open({"trigger_id": slack.trigger(sanne), "view": view})["view"]
    behind = Behind("C1", "1.1", privately=True)
    for view_id in (opened["id"], "V-closed"):
        to = view_at(TEAM, view_id, behind)
        await messenger.deliver(to, delivery("d1", to, "Zo staat het."))
    home = home_of(TEAM, sanne)
    await messenger.deliver(home, delivery("d2", home, "Dit is van jou."))

    shown = slack.views[opened["id"]]
    assert "Zo staat het." in all_text(shown)
    assert Behind.read(shown["private_metadata"]) == behind
    assert "Dit is van jou." in all_text(slack.homes[sanne])
    assert await messenger.was_delivered(home, "d2") is None
