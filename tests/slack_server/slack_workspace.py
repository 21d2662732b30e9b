"""What there is in the workspace, and what a call or a delivery was; the parts of ``fake_slack``."""

import itertools
import threading
import time
import typing
from collections import defaultdict
from dataclasses import dataclass, field

if typing.TYPE_CHECKING:
    import asyncio

    from aiohttp import web

Json = typing.Any

TEAM, APP, BOT_USER, BOT = "T0FAKETEAM", "A0FAKEAPP", "U0FAKEBOT", "B0FAKEBOT"


class SlackError(Exception):
    """An ``ok: false`` reply: an error code and further fields of the reply."""

    def __init__(self, code: str, **more: Json) -> None:
        super().__init__(code)
        self.reply = {"ok": False, "error": code, **more}


@dataclass
class Call:
    """One request to the web API and what was answered; ``at`` in seconds that only grow."""

    method: str
    args: dict[str, Json]
    status: int = 200
    reply: dict[str, Json] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


@dataclass
class Attempt:
    """One try to deliver."""

    retry: int
    reason: str
    acked: bool
    seconds: float


@dataclass
class Delivery:
    """One thing sent to the app: every attempt, whether it was acknowledged in time, and the answer."""

    kind: str
    payload: dict[str, Json]
    attempts: list[Attempt] = field(default_factory=list)
    response: Json = None
    done: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def acked(self) -> bool:
        return any(attempt.acked for attempt in self.attempts)

    def wait(self, timeout: float = 15) -> "Delivery":
        if not self.done.wait(timeout):
            raise TimeoutError(f"no end to the delivery of {self.kind} within {timeout}s: {self.attempts}")
        return self


@dataclass
class Fault:
    """How a call is to fail."""

    status: int
    error: str
    retry_after: int
    after_doing: bool = False


@dataclass
class Respondable:
    """What a ``response_url`` leads to."""

    channel: str
    user: str
    message: Json
    uses: int = 5
    until: float = field(default_factory=lambda: time.monotonic() + 1_800)


class SlackWorkspace:
    """Users, channels, messages and views, and the making of ids."""

    def __init__(self) -> None:
        self.team = TEAM
        self.url = ""
        self.socket_url = ""  # where Socket Mode is, when not here
        self.scopes: frozenset[str] = frozenset()
        self.users: dict[str, Json] = {}
        self.admins: list[str] = []
        self.groups: dict[str, list[str]] = {}
        self.channels: dict[str, Json] = {}
        self.messages: list[Json] = []
        self.ephemerals: list[Json] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.prompts: dict[str, Json] = {}
        self.statuses: list[Json] = []
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.content: dict[str, bytes] = {}
        self.trigger_lifetime = 3.0
        self.triggers: dict[str, tuple[float, str]] = {}
        self.respondable: dict[str, Respondable] = {}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.tickets: set[str] = set()
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, asyncio.Future[Json]] = {}
        self.lock = threading.RLock()
        self._ids, self._clock = itertools.count(1), itertools.count(1)
        self.users[BOT_USER] = {"id": BOT_USER, "name": "magdat", "is_bot": True, "profile": {"bot_id": BOT}}

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):010d}"

    def new_ts(self) -> str:
        return f"{int(time.time())}.{next(self._clock):06d}"

    def add_user(self, name: str, *, locale: str = "nl-NL", **more: Json) -> str:
        user = self.new_id("U")
        person = {
            "id": user,
            "team_id": self.team,
            "name": name,
            "real_name": name.title(),
            "is_bot": False,
            "locale": locale,
        }
        self.users[user] = {**person, "locale": locale, "deleted": False, "profile": {"display_name": name}, **more}
        return user

    def add_channel(self, name: str, *, private: bool = False, members: tuple[str, ...] = (), bot: bool = True) -> str:
        channel = self.new_id("C")
        kind = {"is_channel": not private, "is_group": private, "is_im": False, "is_private": private}
        inside = [*members, *([BOT_USER] if bot else [])]
        self.channels[channel] = {"id": channel, "name": name, **kind, "is_archived": False, "members": inside}
        return channel

    def dm(self, user: str) -> str:
        """The direct message channel of ``user`` and the bot."""
        with self.lock:
            for channel in self.channels.values():
                if channel["is_im"] and channel["user"] == user:
                    return str(channel["id"])
            new = self.new_id("D")
            kind = {"is_im": True, "is_channel": False, "is_group": False, "is_private": True, "is_archived": False}
            self.channels[new] = {"id": new, **kind, "user": user, "members": [user, BOT_USER]}
            return new

    def store(self, message: Json, channel: str) -> Json:
        """Keep the message as Slack does; the root of a thread learns that it is one."""
        with self.lock:
            message.update(ts=self.new_ts(), channel=channel)
            self.messages.append(message)
            if (root := message.get("thread_ts")) is not None:
                for other in self.messages:
                    if other["channel"] == channel and other["ts"] == root:
                        other["thread_ts"] = root
        return message

    def announce(self, message: Json) -> Delivery | None:
        """The events that a message causes."""
        raise NotImplementedError


def public(message: Json) -> Json:
    return {key: value for key, value in message.items() if key not in ("channel", "to")}


def all_text(message: Json) -> str:
    """Text and blocks as one string, with the line breaks and accents a person would see."""
    return "\n".join([message.get("text") or "", *_strings(message.get("blocks") or [])])


def _strings(node: Json) -> list[str]:
    if isinstance(node, dict):
        keys = ("text", "fields", "elements", "accessory", "element", "label")
        return [text for key, value in node.items() if key in keys for text in _strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in _strings(value)]
    return [node] if isinstance(node, str) else []
