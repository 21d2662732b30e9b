"""What is stored of what comes in, what opens at once, what is said where nothing can be stored. The app is real."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

import pytest

from adapters.slack.incoming import Incoming, Kind
from adapters.slack.places import Behind, to_begin
from bot.action import Act
from bot.errors import UnreadableEventError
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.adapters.slack.listening import DESK, SECRET, Listening, listening
from tests.slack_server.fake_slack import BOT_USER, TEAM, FakeSlack
from tests.slack_server.slack_delivery import signature
from tests.slack_server.slack_workspace import Json

NL = wording_in(Language.NL)


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def magdat(slack: FakeSlack) -> AsyncIterator[Listening]:
    slack.views.clear()
    async with listening(slack.api_url) as magdat:
        yield magdat


async def event(magdat: Listening, **event: Json) -> int:
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event}).encode()
    return await magdat.post(body, {"Content-Type": "application/json", **signature(body, SECRET)})


async def form(magdat: Listening, fields: Json) -> tuple[int, Json]:
    body = urlencode(fields).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **signature(body, SECRET)}
    status, answer = await magdat.answer(body, headers)
    return status, json.loads(answer) if answer.startswith(b"{") else answer.decode()


async def interactive(magdat: Listening, slack: FakeSlack, kind: str, **more: Json) -> tuple[int, Json]:
    who = {"type": kind, "team": {"id": TEAM}, "user": {"id": "U1"}, "trigger_id": slack.trigger("U1")}
    return await form(magdat, {"payload": json.dumps({**who, **more})})


def press(action_id: str, channel: str = "C1", *, ephemeral: bool = False, **more: Json) -> Json:
    label = {"type": "plain_text", "text": "Antwoorden"}
    action = {"action_id": action_id, "block_id": "en/1.5/0", "value": "q1", "type": "button", "text": label}
    message = {} if ephemeral else {"message": {"ts": "2.5", "thread_ts": "1.5"}}
    container = {"message_ts": "2.5", "is_ephemeral": ephemeral}
    return {"actions": [action], "channel": {"id": channel}, "container": container, **message, **more}


MESSAGE = {"type": "message", "user": "U1", "text": "Mag dit?", "ts": "3.5"}
EDITED = {"type": "message", "subtype": "message_changed", "channel": DESK, "ts": "4.5", "event_ts": "4.5"}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({**MESSAGE, "channel": "C1"}, id="in a channel, to others"),
        pytest.param({**MESSAGE, "channel": "C1", "thread_ts": "1.5"}, id="in a thread, to others"),
        pytest.param({**MESSAGE, "channel": DESK}, id="at the desk, outside any thread"),
        pytest.param({**MESSAGE, "channel": "D1", "bot_id": "B0OTHER"}, id="by another bot"),
        pytest.param({**MESSAGE, "channel": "D1", "subtype": "channel_join"}, id="no message of a person"),
        pytest.param({**EDITED, "channel": "C1", "previous_message": {**MESSAGE, "thread_ts": "1.5"}}, id="an edit"),
        pytest.param(
            {**EDITED, "message": {**MESSAGE, "thread_ts": "1.5"}, "previous_message": {**MESSAGE, "thread_ts": "1.5"}},
            id="Slack unfolds a link",
        ),
        pytest.param({"type": "app_home_opened", "user": "U1", "tab": "messages"}, id="another tab"),
        pytest.param({"type": "team_join", "user": {"id": "U1"}}, id="an event that nobody asked for"),
    ],
)
async def test_what_is_not_said_to_magdat_is_not_even_stored(magdat: Listening, said: Json) -> None:
    assert await event(magdat, **said) == 200
    assert magdat.door.taken == []


async def test_a_mention_and_the_message_that_it_is_are_one(magdat: Listening) -> None:
    mention = {**MESSAGE, "channel": DESK, "thread_ts": "1.5", "text": f"<@{BOT_USER}> mag dit?"}

    await event(magdat, **mention)
    await event(magdat, **{**mention, "type": "app_mention"})

    first, second = magdat.door.taken
    assert first == second
    assert (first.text, first.addressed) == ("mag dit?", True)


async def test_what_officers_say_to_one_another_is_not_said_to_magdat(magdat: Listening) -> None:
    await event(magdat, **{**MESSAGE, "channel": DESK, "thread_ts": "1.5"})

    (taken,) = magdat.door.taken
    assert not taken.addressed


async def test_in_the_pane_the_status_is_asked_for_before_the_answer_can_come(
    magdat: Listening, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack takes the status away when an answer comes; one that came after the answer would stay for minutes."""
    user = slack.add_user("sanne")
    thread = slack.store({**slack.author(), "text": "Hoi"}, slack.dm(user))["ts"]
    take = magdat.door.take

    async def once_the_status_is_there(channel: str, event_id: str, payload: bytes, sender: str) -> bool:
        await asyncio.to_thread(slack.wait, lambda: [each["thread_ts"] for each in slack.statuses] == [thread], 2)
        return await take(channel, event_id, payload, sender)

    monkeypatch.setattr(magdat.door, "take", once_the_status_is_there)

    said = {**MESSAGE, "user": user, "channel": slack.dm(user), "channel_type": "im", "thread_ts": thread}
    assert await event(magdat, **said) == 200
    assert [taken.thread for taken in magdat.door.taken] == [thread]


async def test_a_mention_in_a_channel_is_private_and_its_thread_is_still_to_begin(magdat: Listening) -> None:
    await event(magdat, **{**MESSAGE, "channel": "C1", "type": "app_mention"})

    (taken,) = magdat.door.taken
    assert (taken.conversation, taken.thread, taken.privately) == ("C1", to_begin("3.5"), True)


async def test_an_edit_in_a_thread_of_the_desk_is_reported(magdat: Listening) -> None:
    before = {**MESSAGE, "thread_ts": "1.5"}

    await event(magdat, **{**EDITED, "message": {**before, "text": "Toch niet."}, "previous_message": before})

    (taken,) = magdat.door.taken
    assert (taken.kind, taken.thread, taken.text) == (Kind.EDITED, "1.5", "")


async def test_a_press_tells_its_message_language_and_thread(magdat: Listening, slack: FakeSlack) -> None:
    await interactive(magdat, slack, "block_actions", **press("helped/1"))
    url = "https://hooks.slack.com/actions/x"
    await interactive(magdat, slack, "block_actions", **press("helped/1", ephemeral=True, response_url=url))

    seen, alone = magdat.door.taken
    assert (seen.act, seen.subject, seen.language, seen.message) == (Act.HELPED, "q1", Language.EN, "C1/2.5")
    assert (alone.message, alone.thread, alone.privately) == (url, "1.5", True)


async def test_a_form_opens_at_once_and_is_stored_when_it_is_sent(magdat: Listening, slack: FakeSlack) -> None:
    magdat.door.closed = True
    status, _ = await interactive(magdat, slack, "block_actions", **press("type/reply/1", DESK))
    view = slack.wait_view("form")
    given = {"text": {"text": {"type": "plain_text_input", "value": "Ja, dat mag."}}}
    sent = {**view, "state": {"values": given}}

    refused = await interactive(magdat, slack, "view_submission", view=sent)
    magdat.door.closed = False
    taken_in = await interactive(magdat, slack, "view_submission", view=sent)

    assert status == 200
    assert refused[1]["response_action"] == "errors"
    assert refused[1]["errors"] == {"text": NL.say("case-refusal.unavailable")}
    assert taken_in == (200, "")
    (taken,) = magdat.door.taken
    assert (taken.act, taken.subject, taken.text) == (Act.REPLY, "q1", "Ja, dat mag.")
    assert (taken.conversation, taken.thread) == (DESK, "1.5")


async def test_a_preview_opens_before_it_is_stored_and_the_answer_knows_where_to_go(
    magdat: Listening, slack: FakeSlack
) -> None:
    await interactive(magdat, slack, "block_actions", **press("ask-hr/1"))

    (taken,) = magdat.door.taken
    assert taken.view in slack.views


async def test_a_preview_that_cannot_be_stored_says_so(magdat: Listening, slack: FakeSlack) -> None:
    magdat.door.closed = True

    status, _ = await interactive(magdat, slack, "block_actions", **press("ask-hr/1"))

    assert status == 503
    await asyncio.to_thread(slack.wait_view, "shown", wording_in(Language.EN).say("case-refusal.unavailable"))


async def test_without_a_modal_the_press_is_stored_all_the_same(magdat: Listening, slack: FakeSlack) -> None:
    slack.fail("views.open", error="expired_trigger_id")

    status, _ = await interactive(magdat, slack, "block_actions", **press("ask-hr/1"))

    assert status == 200
    assert [taken.view for taken in magdat.door.taken] == [""]


async def test_a_command_that_cannot_be_stored_says_so(magdat: Listening) -> None:
    magdat.door.closed = True
    command = {"command": "/magdat", "text": "Mag dit?", "team_id": TEAM, "channel_id": "C1", "user_id": "U1"}

    status, answer = await form(magdat, {**command, "trigger_id": "1.1"})

    assert status == 200
    assert NL.say("case-refusal.unavailable") in str(answer)


@pytest.mark.parametrize("action_id", ["approve", "publish-everything/1", "type/delete/1", ""])
async def test_a_button_of_someone_else_is_nothing_to_magdat(
    magdat: Listening, slack: FakeSlack, action_id: str
) -> None:
    status, _ = await interactive(magdat, slack, "block_actions", **press(action_id))

    assert (status, magdat.door.taken) == (200, [])


def test_what_was_stored_or_opened_before_an_update_is_read_after_it() -> None:
    kept = json.loads(Incoming("e1", Kind.SAID, TEAM, "U1", "C1", "1.5", privately=True).stored())
    del kept["about"]

    assert Incoming.read(json.dumps(kept).encode()).behind == Behind("C1", "1.5", privately=True)
    assert Behind.read('["C1","1.5",true]') == Behind("C1", "1.5", privately=True)
    assert Behind.read(Behind("C1", "", about="2.5").written()) == Behind("C1", "", about="2.5")


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '["C1","1.5"]', '["C1","1.5",1]', '["C1","",true,2]', '["a","b",true,"c","d"]']
)
def test_what_no_modal_keeps_in_mind_is_no_place(written: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|unpack|no place"):
        Behind.read(written)


@pytest.mark.parametrize("stored", [b"", b"{}", b"[]", b'{"kind": "said"}', b"\xff", b'{"file": 1, "language": "fr"}'])
def test_what_was_not_stored_here_is_no_event(stored: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        Incoming.read(stored)
