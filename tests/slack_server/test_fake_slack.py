"""The stand-in refuses what Slack refuses, and delivers as Slack delivers; seen from a small app of its own."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.client import WebClient

from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.slack_block_kit import BlockCheck
from tests.slack_server.slack_methods import BOT_SCOPES
from tests.slack_server.slack_workspace import Json

SECTION = {"type": "section", "text": {"type": "plain_text", "text": "x"}}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(ack_timeout=0.2) as slack:
        slack.retry_delays = (0, 0.02, 0.02)
        yield slack


def client(slack: FakeSlack, token: str | None = None) -> WebClient:
    return WebClient(token or slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])


def code(slack: FakeSlack, method: str, token: str | None = None, **arguments: Json) -> str:
    with pytest.raises(SlackApiError) as refused:
        client(slack, token).api_call(method, json=arguments)
    return str(refused.value.response["error"])


def test_errors_have_slacks_codes(slack: FakeSlack) -> None:
    hr, elsewhere = slack.add_channel("hr", private=True), slack.add_channel("elsewhere", bot=False)
    hidden, sanne = slack.add_channel("hidden", private=True, bot=False), slack.add_user("sanne")

    assert code(slack, "chat.postMessage", channel=hidden, text="x") == "channel_not_found"
    assert code(slack, "chat.postMessage", channel=elsewhere, text="x") == "not_in_channel"
    assert code(slack, "chat.postMessage", channel=hr, text="") == "no_text"
    assert code(slack, "chat.postMessage", channel=hr, text="x", blocks=[SECTION] * 51) == "invalid_blocks"
    assert code(slack, "chat.postMessage", channel=hr, text="x", thread_ts="1.1") == "thread_not_found"
    assert code(slack, "chat.postEphemeral", channel=hr, user=sanne, text="x") == "user_not_in_channel"
    assert code(slack, "views.open", trigger_id="1.2", view={"type": "modal"}) == "invalid_trigger_id"
    assert code(slack, "auth.test", "xoxb-other") == "invalid_auth"
    assert code(slack, "auth.test", slack.app_token) == "not_allowed_token_type"
    assert code(slack, "files.upload") == "unknown_method"
    slack.scopes = BOT_SCOPES - {"chat:write"}
    assert code(slack, "chat.postMessage", channel=hr, text="x") == "missing_scope"


def test_a_trigger_works_once_and_not_for_long(slack: FakeSlack) -> None:
    sanne = slack.add_user("sanne")
    view = {"type": "modal", "title": SECTION["text"], "blocks": [SECTION]}
    trigger, late = slack.trigger(sanne), slack.trigger(sanne)
    slack.do_views_open({"trigger_id": trigger, "view": view})
    slack.trigger_lifetime = -1.0

    assert code(slack, "views.open", trigger_id=trigger, view=view) == "invalid_trigger_id"
    assert code(slack, "views.open", trigger_id=late, view=view) == "expired_trigger_id"


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        pytest.param(
            {"type": "section", "text": {"type": "plain_text", "text": "x" * 3_001}}, "3001", id="long section"
        ),
        pytest.param(
            {"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "plain_text", id="markup in a header"
        ),
        pytest.param({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}, "151", id="long header"),
        pytest.param({"type": "actions", "elements": []}, "no fewer than 1", id="no buttons"),
        pytest.param({"type": "context", "elements": [SECTION["text"]] * 11}, "no more than 10", id="much small print"),
        pytest.param({"type": "rich_text", "elements": [{"type": "text", "text": ""}]}, "more than 0", id="empty text"),
        pytest.param({"type": "carousel"}, "unsupported", id="an unknown block"),
    ],
)
def test_what_slack_would_not_show_is_refused(block: Json, wrong: str) -> None:
    check = BlockCheck()

    check.blocks([block], "/blocks", 50)

    assert [wrong in error for error in check.errors] == [True]


def test_an_event_without_an_answer_comes_three_times_more_and_a_command_does_not(slack: FakeSlack) -> None:
    sanne = slack.add_user("sanne")

    said, commanded = slack.say(sanne, "hallo").wait(), slack.command(sanne, "x").wait()

    assert [attempt.retry for attempt in said.attempts] == [0, 1, 2, 3]
    assert not said.acked
    assert len(commanded.attempts) == 1


def test_requests_are_signed_and_repeats_are_marked(slack: FakeSlack) -> None:
    seen: list[dict[str, str]] = []

    async def serve() -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            seen.append(dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line))
            writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        slack.http_endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        sent = slack.say(slack.add_user("sanne"), "hallo")
        await asyncio.to_thread(sent.wait)
        server.close()
        await server.wait_closed()

    asyncio.run(serve())

    assert len(seen) == 4
    assert all(headers["X-Slack-Signature"].startswith("v0=") for headers in seen)
    assert [headers.get("X-Slack-Retry-Num") for headers in seen] == [None, "1", "2", "3"]


def test_faults_come_as_often_as_asked_for(slack: FakeSlack) -> None:
    sanne = slack.add_user("sanne")
    slack.fail("chat.postMessage", status=429)
    slack.fail("chat.postMessage", error="fatal_error", after_doing=True)

    assert code(slack, "chat.postMessage", channel=sanne, text="een") == "ratelimited"
    assert code(slack, "chat.postMessage", channel=sanne, text="twee") == "fatal_error"
    client(slack).chat_postMessage(channel=sanne, text="drie")

    assert [message["text"] for message in slack.messages] == ["twee", "drie"]


def test_a_file_is_only_for_the_token_and_a_wrong_one_gets_a_page_to_sign_in_at(slack: FakeSlack) -> None:
    slack.share_file(slack.add_user("vera"), "protocol.yaml", b"magdat: 1")
    url = slack.messages[0]["files"][0]["url_private_download"]

    def fetched(token: str) -> bytes:
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 -- our own server
        with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
            content: bytes = answer.read()
        return content

    assert fetched(slack.bot_token) == b"magdat: 1"
    assert b"Sign in" in fetched("xoxb-other")


def test_an_ephemeral_message_is_not_handed_back(slack: FakeSlack) -> None:
    sanne = slack.add_user("sanne")
    room = slack.add_channel("room", members=(sanne,))
    button = {"type": "button", "text": SECTION["text"], "action_id": "a/1", "value": "v"}
    row = {"type": "actions", "elements": [button]}
    client(slack).chat_postEphemeral(channel=room, user=sanne, text="x", blocks=[row])

    pressed = slack.press(sanne, slack.ephemerals[0], "a").payload

    assert "message" not in pressed
    assert pressed["container"]["is_ephemeral"]
    assert json.dumps(pressed["actions"][0]["value"]) == '"v"'


def test_a_file_is_shared_once_after_all_of_it_was_uploaded(slack: FakeSlack) -> None:
    vera = slack.add_user("vera")
    to, content = slack.dm(vera), b"magdat: 1"
    place = client(slack).files_getUploadURLExternal(filename="protocol.yaml", length=len(content))
    files = [{"id": place["file_id"], "title": "protocol.yaml"}]
    assert code(slack, "files.completeUploadExternal", files=files, channel_id=to) == "file_not_found"

    for status, sent in ((400, b"half"), (200, content), (404, content)):
        assert _posted(place["upload_url"], sent) == status
    assert code(slack, "files.completeUploadExternal", files=files, channel_id=vera) == "channel_not_found"
    client(slack).files_completeUploadExternal(files=files, channel_id=to, initial_comment="Hier.")

    assert slack.files_in(to) == [("protocol.yaml", content)]
    assert code(slack, "files.completeUploadExternal", files=files, channel_id=to) == "file_not_found"
    slack.scopes = BOT_SCOPES - {"files:write"}
    assert code(slack, "files.getUploadURLExternal", filename="x", length=1) == "missing_scope"


def _posted(url: str, content: bytes) -> int:
    request = urllib.request.Request(url, data=content, method="POST")  # noqa: S310 -- our own server
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
            return int(answer.status)
    except HTTPError as error:
        return error.code
