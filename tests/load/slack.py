"""A stand-in for Slack under load: takes what is posted, is away or asks to wait as it is told to, and keeps count."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, web

SECRET = "load-test-signing-secret"  # noqa: S105 -- of the stand-in
TOKEN = "xoxb-load-test"  # noqa: S105 -- as above
TEAM = "T0LOAD000"
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"


@dataclass
class SlackStandIn:
    """The web API, as far as answers to direct messages need it.

    Attributes:
        url: Where it is.
        posts: How many messages each conversation shows.
        posted_at: When the first one came, by conversation.
        metadata: What came along with each message, by conversation.
        away: Whether every post ends in an error.
        tried: Set each time that someone posts.
        faults: How many posts in a hundred go wrong: by an error, by being refused for a second, by a lost answer.
    """

    url: str = ""
    posts: Counter[str] = field(default_factory=Counter)
    posted_at: dict[str, float] = field(default_factory=dict)
    metadata: dict[str, list[object]] = field(default_factory=dict)
    away: bool = False
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    faults: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(16))  # noqa: S311 -- alike in each run

    async def answer(self, request: web.Request) -> web.Response:
        """One call of a method."""
        method = request.match_info["method"]
        given = await _given(request)
        if method == "chat.postMessage":
            return self._post(given)
        if method in {"conversations.history", "conversations.replies"}:
            said = [{"ts": "1.0", "metadata": each} for each in self.metadata.get(_person(given["channel"]), [])]
            return web.json_response({"ok": True, "messages": said, "has_more": False})
        if method == "conversations.open":
            return web.json_response({"ok": True, "channel": {"id": given["users"].replace("U", "D", 1)}})
        if method == "users.info":
            user = {"id": given["user"], "team_id": TEAM, "name": "asker", "profile": {}, "locale": "nl-NL"}
            return web.json_response({"ok": True, "user": user})
        return web.json_response({"ok": True, **_ANSWERS.get(method, {})})

    def _post(self, given: Mapping[str, str]) -> web.Response:
        self.tried.set()
        if self.away:
            return web.Response(status=500)
        fault = self.chance.choice(_FAULTS) if 100 * self.chance.random() < self.faults else None
        if fault in {429, 500}:
            return web.Response(status=fault, headers={"Retry-After": "1"})
        channel = given["channel"]
        self.posts[channel] += 1
        self.posted_at.setdefault(channel, time.monotonic())
        self.metadata.setdefault(channel, []).append(json.loads(given.get("metadata", "{}")))
        if fault == _LOST:
            return web.Response(status=503)  # it was taken, and whoever posted it cannot know
        ts = f"{time.time():.6f}"
        return web.json_response({"ok": True, "channel": channel, "ts": ts, "message": {"ts": ts}})


_LOST = 503
_FAULTS = (429, 500, _LOST)

_ANSWERS: Mapping[str, Mapping[str, object]] = {
    "auth.test": {
        "team_id": TEAM,
        "user_id": "U0MAGDAT0",
        "bot_id": "B0MAGDAT0",
        "team": "Load",
        "url": "https://load/",
    },
}


def _person(channel: str) -> str:
    """Whose conversation it is."""
    return channel.replace("D", "U", 1)


async def _given(request: web.Request) -> Mapping[str, str]:
    """What was said, in whichever of Slack's ways."""
    said: dict[str, object] = {**request.query}
    said |= await request.json() if request.content_type == "application/json" else await request.post()
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}


@asynccontextmanager
async def slack_stand_in() -> AsyncIterator[SlackStandIn]:
    """One that listens on this machine alone."""
    slack = SlackStandIn()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()


def conversation(number: int) -> str:
    """Each question is another person's, so that answers need not wait for each other."""
    return f"U{number:08}"


async def send(session: ClientSession, address: str, number: int, text: str = QUESTION) -> int | None:
    """Send the question once, signed; the status, or ``None`` where nobody took it."""
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": f"D{number:08}",
        "user": conversation(number),
        "text": text,
        "ts": f"{1_700_000_000 + number}.000100",
    }
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0MAGDAT0",
            "event_id": f"Ev{number:08}",
            "event_time": 1_700_000_000 + number,
            "authorizations": [{"team_id": TEAM, "user_id": "U0MAGDAT0", "is_bot": True}],
            "event": event,
        }
    ).encode()
    now = str(int(time.time()))
    mark = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={mark}",
    }
    try:
        async with session.post(f"{address}/slack/events", data=body, headers=headers) as answer:
            return answer.status
    except (OSError, TimeoutError, ClientError):
        return None
