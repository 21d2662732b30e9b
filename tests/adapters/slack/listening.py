"""The real Bolt app behind the real web server's routes, in this process, with a door that can be closed."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.types import Message, Scope

from adapters.slack.conversations import Conversations
from adapters.slack.directory import Directory
from adapters.slack.incoming import Incoming
from adapters.slack.listeners import Listeners
from adapters.slack.transports import SlackListener
from adapters.slack.web_api import WebApi
from adapters.slack.workspace import Workspace
from bot.case import Line
from bot.door import Door
from bot.errors import StorageUnavailableError
from knowledge.protocol import Language
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.slack_workspace import BOT, BOT_USER, TEAM

SECRET = "a-secret-for-tests"  # noqa: S105 -- of a stand-in
DESK = "C0000DESK"


@dataclass
class FakeDoor(Door):
    """A door that keeps what it took, or is closed."""

    taken: list[Incoming] = field(default_factory=list)
    closed: bool = False

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str = "") -> bool:
        """Keep it."""
        if self.closed:
            raise StorageUnavailableError
        self.taken.append(Incoming.read(payload))
        taken = self.taken[-1]
        assert (channel, event_id, sender) == ("slack", taken.id, f"slack/{taken.team}/{taken.user}")
        return True


@dataclass
class Listening:
    """What Slack can reach, and what was taken in."""

    app: Starlette
    door: FakeDoor

    async def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer to a request."""
        return (await self.answer(body, headers))[0]

    async def answer(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The answer to a request, as the web server gives it."""
        scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": "/slack/events",
            "raw_path": b"/slack/events",
            "query_string": b"",
            "headers": [
                (name.lower().encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers.items()
            ],
        }
        chunks = [body[at : at + 65_536] for at in range(0, len(body), 65_536)] or [b""]
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return int(sent[0]["status"]), b"".join(message.get("body", b"") for message in sent[1:])


@asynccontextmanager
async def listening(
    api_url: str = "http://127.0.0.1:9/api/", language: Callable[[], Language] = lambda: Language.NL
) -> AsyncIterator[Listening]:
    """The ways in, open; Slack itself is not there unless its address is given."""
    api, door = WebApi(FakeSlack.bot_token, api_url), FakeDoor.__new__(FakeDoor)
    door.taken, door.closed = [], False
    listeners = Listeners(
        api,
        Workspace(TEAM, BOT_USER, BOT, None, {Line.FIRST: DESK}),
        door,
        directory=Directory(api.blocking, TEAM),
        conversations=Conversations(api),
        usual_language=language,
    )
    listener = SlackListener(listeners.app(), api.client, app_token=None, signing_secret=SECRET, team=TEAM)
    try:
        yield Listening(Starlette(routes=list(listener.routes)), door)
    finally:
        await api.close()
