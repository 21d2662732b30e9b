"""How Slack sends: events, commands and presses, by WebSocket or signed request; again where it must."""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import time
import uuid
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web

from tests.slack_server.slack_files import FileApi
from tests.slack_server.slack_workspace import (
    APP,
    BOT_USER,
    Attempt,
    Call,
    Delivery,
    Json,
    Respondable,
    SlackError,
    public,
)

EVENTS = frozenset(
    [
        "app_home_opened",
        "app_mention",
        "assistant_thread_started",
        "assistant_thread_context_changed",
        "message.im",
        "message.channels",
        "message.groups",
    ]
)


class Sending(FileApi):
    """Sends to the app, and keeps what came of it."""

    signing_secret = "fake-signing-secret"  # noqa: S105 -- of a stand-in

    def __init__(self) -> None:
        super().__init__()
        self.events = EVENTS
        self.ack_timeout = 3.0
        self.retry_delays: tuple[float, ...] = (0.0, 0.2, 0.5)
        self.http_endpoint: str | None = None
        self.duplicates = 0
        self.loop = asyncio.new_event_loop()
        self.http: ClientSession
        self.tasks: list[asyncio.Task[None]] = []
        self._turn = itertools.count()

    def announce(self, message: Json) -> Delivery | None:
        """The events that a message causes: message.<kind>, and app_mention when a person names the bot."""
        channel = self.channels[message["channel"]]
        if BOT_USER not in channel["members"]:
            return None
        kind = "im" if channel["is_im"] else "channel" if channel["is_channel"] else "group"
        said = {**public(message), "channel": message["channel"], "channel_type": kind, "event_ts": message["ts"]}
        subscription = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}[kind]
        sent = self.event(said, subscription)
        if f"<@{BOT_USER}>" in message.get("text", "") and kind != "im" and not message.get("bot_id"):
            mention = {key: value for key, value in said.items() if key != "channel_type"}
            sent = self.event({**mention, "type": "app_mention"}, "app_mention") or sent
        return sent

    def event(self, event: Json, subscription: str) -> Delivery | None:
        if subscription not in self.events:
            return None
        whose = {"enterprise_id": None, "team_id": self.team, "user_id": BOT_USER, "is_bot": True}
        envelope = {"token": "legacy", "team_id": self.team, "api_app_id": APP, "type": "event_callback"}
        ids = {"event_id": self.new_id("Ev"), "event_time": int(time.time())}
        return self.send("events_api", {**envelope, **ids, "event": event, "authorizations": [whose]})

    def interactive(
        self, user: str, kind: str, *, channel: str | None = None, message: Json = None, **more: Json
    ) -> Delivery:
        named = self.users[user]["name"]
        who = {"id": user, "username": named, "name": named, "team_id": self.team}
        payload = {
            "type": kind,
            "token": "legacy",
            "api_app_id": APP,
            "team": {"id": self.team, "domain": "fake"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": who,
            "trigger_id": self.trigger(user),
            **more,
        }
        if message and "view" in message:
            payload.update(view=message["view"], container={"type": "view", "view_id": message["view"]["id"]})
        elif message and channel:
            ephemeral = "to" in message
            name = self.channels[channel].get("name", "directmessage")
            container = {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": channel,
                "is_ephemeral": ephemeral,
            }
            payload.update(channel={"id": channel, "name": name}, container=container)
            payload.update(response_url=self.response_url(channel, user, message))
            if not ephemeral:  # Slack does not hand out the content of an ephemeral message
                payload.update(message=public(message))
        return self.send("interactive", payload)

    def response_url(self, channel: str, user: str, message: Json = None) -> str:
        key = uuid.uuid4().hex
        self.respondable[key] = Respondable(channel, user, message)
        return f"{self.url}/respond/{key}"

    def send(self, kind: str, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        self.loop.call_soon_threadsafe(lambda: self.tasks.append(self.loop.create_task(self._deliver(delivery))))
        return delivery

    async def _deliver(self, delivery: Delivery) -> None:
        is_event, copies, reason = delivery.kind == "events_api", 0, ""
        try:
            for retry in range(1 + (len(self.retry_delays) if is_event else 0)):
                if retry:
                    await asyncio.sleep(self.retry_delays[retry - 1])
                attempt, response = await self._attempt(delivery, retry, reason)
                delivery.attempts.append(attempt)
                reason = attempt.reason
                if not attempt.acked:
                    continue
                delivery.response = response
                if delivery.payload.get("type") == "view_submission":
                    self.view_answer(delivery)
                while is_event and copies < self.duplicates:
                    copies += 1
                    delivery.attempts.append((await self._attempt(delivery, 0, "duplicate"))[0])
                return
        finally:
            delivery.done.set()

    async def _attempt(self, delivery: Delivery, retry: int, reason: str) -> tuple[Attempt, Json]:
        """One try, and what was answered."""
        began = time.monotonic()
        if self.http_endpoint:
            acked, failure, answer = await self._by_request(self.http_endpoint, delivery, retry, reason)
        else:
            acked, failure, answer = await self._by_socket(delivery, retry, reason)
        return Attempt(retry, failure, acked, time.monotonic() - began), answer

    async def _by_request(self, endpoint: str, delivery: Delivery, retry: int, reason: str) -> tuple[bool, str, Json]:
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        try:
            status, answer = await self.post(endpoint, delivery.kind, delivery.payload, again)
        except TimeoutError:
            return False, "http_timeout", None
        except ClientError:
            return False, "connection_failed", None
        return status == 200, "" if status == 200 else "http_error", answer

    async def _by_socket(self, delivery: Delivery, retry: int, reason: str) -> tuple[bool, str, Json]:
        deadline = time.monotonic() + self.ack_timeout
        while not self.sockets:  # the app may be reconnecting
            if time.monotonic() > deadline:
                return False, "timeout", None
            await asyncio.sleep(0.02)
        envelope = str(uuid.uuid4())
        ack: asyncio.Future[Json] = self.loop.create_future()
        self.acks[envelope] = ack
        again = {"retry_attempt": retry, "retry_reason": reason} if delivery.kind == "events_api" else {}
        sent = {"envelope_id": envelope, "type": delivery.kind, "payload": delivery.payload, **again}
        try:
            socket = self.sockets[next(self._turn) % len(self.sockets)]
            await socket.send_json({**sent, "accepts_response_payload": delivery.kind != "events_api"})
            return True, "", await asyncio.wait_for(ack, self.ack_timeout)
        except (TimeoutError, ConnectionError):
            return False, "timeout", None
        finally:
            self.acks.pop(envelope, None)

    async def post(self, endpoint: str, kind: str, payload: Json, headers: dict[str, str]) -> tuple[int, Json]:
        """A signed request, as Slack makes it."""
        body, content_type = json.dumps(payload), "application/json"
        if kind != "events_api":
            body = urlencode(payload if kind == "slash_commands" else {"payload": body})
            content_type = "application/x-www-form-urlencoded"
        signed = {**signature(body.encode(), self.signing_secret), **headers, "Content-Type": content_type}
        limit = ClientTimeout(total=self.ack_timeout)
        async with self.http.post(endpoint, data=body, headers=signed, timeout=limit) as reply:
            text = await reply.text()
            try:
                return reply.status, json.loads(text) if text else None
            except ValueError:
                return reply.status, text

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """A connection of Socket Mode; a URL works once."""
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    with contextlib.suppress(ValueError):  # a ping of the SDK is no JSON
                        answer = json.loads(message.data)
                        ack = self.acks.get(answer.get("envelope_id"))
                        if ack and not ack.done():
                            ack.set_result(answer.get("payload"))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket

    async def respond(self, request: web.Request) -> web.Response:
        """An answer at a ``response_url``."""
        call = Call("response_url", await request.json())
        self.calls.append(call)
        target = self.respondable.get(request.match_info["key"])
        if not target or target.uses < 1 or time.monotonic() > target.until:
            call.status, call.reply = 404, {"ok": False, "error": "used_url"}
            return web.json_response(call.reply, status=404)
        target.uses -= 1
        try:
            with self.lock:
                target.message.update(self.checked(call.args))
        except SlackError as error:
            call.status, call.reply = 400, error.reply
            return web.json_response(error.reply, status=400)
        call.reply = {"ok": True}
        return web.Response(text="ok")


def signature(body: bytes, secret: str, *, age: int = 0) -> dict[str, str]:
    """The headers by which Slack proves that it sent the body."""
    stamp = str(int(time.time()) - age)
    signed = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}"}
