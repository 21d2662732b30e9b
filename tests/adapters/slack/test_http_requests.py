"""Hostile requests at the address that Slack posts to; behind it is the real app."""

import copy
import json
import random
import statistics
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.http_requests import MOST_BYTES, team_in
from adapters.slack.transports import SlackListener
from tests.adapters.slack.listening import SECRET, listening
from tests.slack_server.slack_delivery import signature
from tests.slack_server.slack_workspace import BOT_USER, TEAM

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUESTION = {
    "type": "event_callback",
    "team_id": TEAM,
    "event_id": "Ev1",
    "event": {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "Mag dit?", "ts": "1.1"},
}
BODY = json.dumps(QUESTION).encode()


def signed(body: bytes, headers: Mapping[str, str], *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    return {**headers, **signature(body, secret, age=age)}


async def test_what_slack_signed_is_taken_in() -> None:
    async with listening() as magdat:
        status = await magdat.post(BODY, signed(BODY, JSON))

    assert status == 200
    assert [taken.text for taken in magdat.door.taken] == ["Mag dit?"]


async def test_the_address_is_proved_to_slack() -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}).encode()

    async with listening() as magdat:
        status, answer = await magdat.answer(body, signed(body, JSON))

    assert (status, b"3eZbrw1a" in answer) == (200, True)


async def test_what_cannot_be_stored_is_to_be_sent_again() -> None:
    async with listening() as magdat:
        magdat.door.closed = True

        assert await magdat.post(BODY, signed(BODY, JSON)) == 503


UNPROVEN: dict[str, Mapping[str, str]] = {
    "no headers": {},
    "another secret": signed(BODY, JSON, secret=SECRET[::-1]),
    "signed 301 seconds ago": signed(BODY, JSON, age=301),
    "signed an hour ahead": signed(BODY, JSON, age=-3_600),
    "another body": signed(BODY + b" ", JSON),
    "no signature": {**JSON, "X-Slack-Request-Timestamp": str(int(time.time()))},
    "no time": {**JSON, "X-Slack-Signature": "v0=0"},
    "a time that is no number": {**signed(BODY, JSON), "X-Slack-Request-Timestamp": "gisteren"},
    "a time in Arabic digits": {**signed(BODY, JSON), "X-Slack-Request-Timestamp": "١٢٣٤"},
    "a negative time": {**signed(BODY, JSON), "X-Slack-Request-Timestamp": "-1"},
    "a time without end": {**signed(BODY, JSON), "X-Slack-Request-Timestamp": "9" * 5_000},
    "a signature that is not ASCII": {**signed(BODY, JSON), "X-Slack-Signature": "v0=é\u202e"},
    "an empty signature": {**signed(BODY, JSON), "X-Slack-Signature": ""},
    "another version": {**signed(BODY, JSON), "X-Slack-Signature": signature(BODY, SECRET)["X-Slack-Signature"][3:]},
}


@pytest.mark.parametrize("headers", UNPROVEN.values(), ids=UNPROVEN)
async def test_what_slack_did_not_sign_is_refused_before_it_is_read(headers: Mapping[str, str]) -> None:
    async with listening() as magdat:
        assert await magdat.post(BODY, headers) == 401

    assert magdat.door.taken == []


async def test_unsigned_bodies_are_refused_whatever_they_say() -> None:
    bodies = (
        b'{"a":' * 100_000,
        b'{"type": "url_verification", "challenge": "x"}',
        b"ssl_check=1&payload={}",
        b"{",
        b"\xff\xfe",
    )
    async with listening() as magdat:
        assert [await magdat.post(body, JSON) for body in bodies] == [401] * len(bodies)


UNREADABLE = {
    "deep JSON": (b'{"a":' * 100_000, JSON),
    "deep lists": (b"[" * 100_000, JSON),
    "broken JSON": (b"{", JSON),
    "no object": (b"[]", JSON),
    "no text": (b"\xff\xfe\x00", JSON),
    "nothing": (b"", JSON),
    "an endless number": (b'{"a": ' + b"9" * 10_000 + b"}", JSON),
    "a form with broken JSON": (b"payload=%7B", FORM),
    "a form with a list": (b"payload=[]", FORM),
    "a form with too many fields": (b"&".join(b"a=1" for _ in range(1_000)), FORM),
}


@pytest.mark.parametrize(("body", "headers"), UNREADABLE.values(), ids=UNREADABLE)
async def test_what_slack_signed_but_nobody_can_read_is_refused(body: bytes, headers: Mapping[str, str]) -> None:
    async with listening() as magdat:
        assert await magdat.post(body, signed(body, headers)) == 400

    assert magdat.door.taken == []


async def test_a_body_of_ten_megabytes_is_not_read_to_its_end() -> None:
    body = b" " * (10 << 20)
    async with listening() as magdat:
        announced = await magdat.post(body, {**JSON, "Content-Length": str(len(body))})
        unannounced = await magdat.post(body, signed(body, JSON))
        lying = await magdat.post(body, {**JSON, "Content-Length": "9" * 30})

    assert (announced, unannounced, lying) == (413, 413, 413)
    assert len(body) > MOST_BYTES


async def test_a_thousand_fuzzed_requests_are_refused_quickly_and_handle_nothing() -> None:
    chance, statuses, seconds = random.Random(4), set[int](), list[float]()  # noqa: S311 -- to be run again
    async with listening() as magdat:
        for _ in range(1_000):
            body, headers = bytearray(BODY), signed(BODY, JSON)
            for _ in range(chance.randint(1, 8)):
                body[chance.randrange(len(body))] = chance.randrange(256)
            for name in list(headers):
                if chance.random() < 0.2:
                    headers[name] = "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(40)))
            if bytes(body) == BODY:
                continue
            began = time.process_time()
            statuses.add(await magdat.post(bytes(body), headers))
            seconds.append(time.process_time() - began)

    assert statuses <= {400, 401, 413}
    assert magdat.door.taken == []
    assert statistics.median(seconds) < 0.002


async def test_a_thousand_odd_payloads_with_a_true_signature_break_nothing() -> None:
    chance, statuses = random.Random(5), set[int]()  # noqa: S311 -- to be run again
    odd: tuple[object, ...] = (None, 1, "", "x", [], {}, [None], {"id": None}, True, {"a": {"b": []}})
    async with listening() as magdat:
        for number in range(1_000):
            payload = json.loads(BODY) if number % 2 else _press()
            for _ in range(chance.randint(1, 3)):
                _spoil(payload, copy.deepcopy(chance.choice(odd)), chance)
            written = json.dumps(payload)
            body, headers = (written.encode(), JSON) if number % 2 else (urlencode({"payload": written}).encode(), FORM)
            statuses.add(await magdat.post(body, signed(body, headers)))

    assert statuses <= {200, 400, 404}


def _press() -> dict[str, object]:
    action = {"action_id": "helped/1", "block_id": "nl//0", "value": "a", "type": "button"}
    message = {"ts": "1.1", "user": BOT_USER}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U1"},
        "trigger_id": "1.1",
        "channel": {"id": "D1"},
        "container": {"message_ts": "1.1"},
        "message": message,
        "actions": [action],
    }


def _spoil(payload: dict[str, object], odd: object, chance: random.Random) -> None:
    """Put something odd in a random place."""
    at: object = payload
    while isinstance(at, dict) and at:
        key = chance.choice(list(at))
        if chance.random() < 0.4 or not isinstance(at[key], dict):
            at[key] = odd
            return
        at = at[key]


@pytest.mark.parametrize(
    ("body", "headers", "team"),
    [
        pytest.param(BODY, JSON, TEAM, id="event"),
        pytest.param(urlencode({"payload": json.dumps({"team": {"id": TEAM}})}).encode(), FORM, TEAM, id="press"),
        pytest.param(urlencode({"team_id": TEAM, "command": "/magdat"}).encode(), FORM, TEAM, id="command"),
        pytest.param(b'{"type": "url_verification"}', JSON, None, id="address"),
        pytest.param(b"ssl_check=1", FORM, None, id="certificate"),
        pytest.param(b'{"team_id": ["T1"]}', JSON, None, id="odd"),
        pytest.param(b'{"a":' * 100_000, JSON, None, id="deep"),
        pytest.param(b"[]", JSON, None, id="list"),
        pytest.param(b"\xff", FORM, None, id="no text"),
    ],
)
def test_the_workspace_is_read_from_what_came_in(body: bytes, headers: Mapping[str, str], team: str | None) -> None:
    assert team_in(body, headers["Content-Type"]) == team


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        pytest.param(lambda: signed(BODY, JSON), True, id="ours"),
        pytest.param(lambda: signed(BODY, JSON, secret=SECRET[::-1]), False, id="another secret"),
        pytest.param(lambda: signed(BODY.replace(TEAM.encode(), b"T2"), JSON), False, id="signed for another body"),
        pytest.param(lambda: JSON, False, id="unsigned"),
    ],
)
async def test_only_what_is_signed_is_believed_to_be_for_the_workspace(
    headers: Callable[[], Mapping[str, str]], *, ours: bool
) -> None:
    listener = SlackListener(AsyncApp(token="xoxb"), AsyncWebClient(), app_token=None, signing_secret=SECRET, team=TEAM)  # noqa: S106 -- no token
    lower = {name.lower(): value for name, value in headers().items()}

    assert listener.is_for(lower, BODY) is ours


async def test_what_another_workspace_signed_with_the_same_app_is_for_another() -> None:
    listener = SlackListener(AsyncApp(token="xoxb"), AsyncWebClient(), app_token=None, signing_secret=SECRET, team="T2")  # noqa: S106 -- no token
    lower = {name.lower(): value for name, value in signed(BODY, JSON).items()}

    assert not listener.is_for(lower, BODY)
