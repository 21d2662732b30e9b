"""A stand-in for Slack, strict enough to test the app end to end without a workspace.

It is a real server on 127.0.0.1: the app under test runs unchanged in a process of its own, and only its base URL
differs. It speaks the web API (tokens, scopes, membership, required arguments and Block Kit limits are checked, and
refused with Slack's own codes), Socket Mode and signed requests, and follows Slack's rules of delivery: acknowledgement
within 3 seconds, up to three redeliveries of an event (never of a command or a press), the app's own messages coming
back as events. Faults are made on request. Everything that a person does returns a ``Delivery`` at once.
"""

import asyncio
import json
import threading
import time
import typing
import uuid
from collections.abc import Callable
from email.utils import formatdate

from aiohttp import ClientSession, web

from tests.slack_server.slack_delivery import Sending
from tests.slack_server.slack_methods import BOT_SCOPES, METHODS
from tests.slack_server.slack_workspace import (
    APP,
    BOT_USER,
    TEAM,
    Call,
    Delivery,
    Fault,
    Json,
    SlackError,
    all_text,
    public,
)

__all__ = ["BOT_USER", "TEAM", "FakeSlack"]

_JSON_ARGUMENTS = ("blocks", "files", "view", "metadata", "prompts")
T = typing.TypeVar("T")


class _FaultError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class FakeSlack(Sending):
    """The workspace, as a context manager."""

    bot_token, app_token = "xoxb-fake-bot", "xapp-fake-app"

    def __init__(self, *, ack_timeout: float = 3.0) -> None:
        super().__init__()
        self.scopes = BOT_SCOPES
        self.skew_seconds = 0
        self.ack_timeout = ack_timeout

    def __enter__(self) -> "FakeSlack":
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        if not ready.wait(10):
            raise RuntimeError("the server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._start())
        ready.set()
        self.loop.run_forever()
        self.loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=8 << 20)
        app.router.add_route("*", "/api/{method}", self._web_api)
        app.router.add_get("/link", self.socket)
        app.router.add_post("/respond/{key}", self.respond)
        app.router.add_get("/files/{file}/{name}", self._download)
        app.router.add_post("/upload/v1/{key}", self.take_upload)
        self._runner, self.http = web.AppRunner(app, shutdown_timeout=0.5), ClientSession()
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = f"{self.url}/api/"

    async def _stop(self) -> None:
        for socket in list(self.sockets):
            await socket.close()
        await self._runner.cleanup()  # from here no call can cause another delivery
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.http.close()

    def fail(
        self, method: str, *, status: int = 200, error: str = "fatal_error", times: int = 1, after_doing: bool = False
    ) -> None:
        """Let the next calls fail: 429, 5xx, or an error reply; ``after_doing`` what they ask is done all the same."""
        self.faults[method] += [Fault(status, error, 1, after_doing)] * times

    # What people do

    def say(self, user: str, text: str, channel: str | None = None, *, thread_ts: str = "", **more: Json) -> Delivery:
        """Post as ``user``: directly, or in ``channel``."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        said = {"type": "message", "user": user, "text": text, "team": self.team, "client_msg_id": str(uuid.uuid4())}
        message = self.store({**said, **thread, **more}, channel or self.dm(user))
        sent = self.announce(message)
        if sent is None:
            sent = Delivery("events_api", {"event": message})
            sent.done.set()
        return sent

    def last_of(self, user: str) -> Json:
        """What ``user`` posted last; answers to it may have come since."""
        return next(each for each in reversed(self.messages) if each.get("user") == user)

    def edit(self, message: Json, text: str) -> Delivery | None:
        """The author changes a message."""
        previous = dict(message)
        message.update(text=text, edited={"user": message.get("user"), "ts": self.new_ts()})
        changed = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": message["channel"]}
        both = {"message": public(message), "previous_message": public(previous)}
        return self.announce({**changed, "ts": self.new_ts(), **both})

    def share_file(self, user: str, name: str, content: bytes, text: str = "") -> Delivery:
        """Upload a file into the direct conversation, with what is written beside it."""
        file = self.new_id("F")
        self.content[file] = content
        url = f"{self.url}/files/{file}/{name}"
        shared = {"id": file, "name": name, "size": len(content), "url_private": url, "url_private_download": url}
        return self.say(user, text, subtype="file_share", files=[shared], upload=True)

    def open_home(self, user: str) -> Delivery | None:
        opened = {"type": "app_home_opened", "user": user, "channel": self.dm(user), "tab": "home"}
        return self.event({**opened, "event_ts": self.new_ts()}, "app_home_opened")

    def open_pane(self, user: str) -> str:
        """Open the assistant pane; the thread that begins with it."""
        channel = self.dm(user)
        root = self.store({**self.author(), "subtype": "assistant_app_thread", "text": "New thread"}, channel)
        thread = {"user_id": user, "context": {}, "channel_id": channel, "thread_ts": root["ts"]}
        started = {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": root["ts"]}
        self.event(started, "assistant_thread_started")
        return str(root["ts"])

    def command(self, user: str, text: str = "", channel: str | None = None) -> Delivery:
        at = channel or self.dm(user)
        where = {"team_id": self.team, "channel_id": at, "channel_name": self.channels[at].get("name", "directmessage")}
        who = {"user_id": user, "user_name": self.users[user]["name"], "api_app_id": APP, "token": "legacy"}
        asked = {"command": "/magdat", "text": text, "response_url": self.response_url(at, user)}
        return self.send("slash_commands", {**where, **who, **asked, "trigger_id": self.trigger(user)})

    def press(self, user: str, message: Json, act: str, **choice: Json) -> Delivery:
        """Press the button whose ``action_id`` is ``act``, or begins with it and a slash."""
        for block in message.get("blocks") or []:
            for element in block.get("elements", []):
                action_id = str(element.get("action_id", ""))
                if action_id == act or action_id.startswith(f"{act}/"):
                    kept = {key: element[key] for key in ("type", "action_id", "value", "text") if key in element}
                    action = {**kept, "block_id": block.get("block_id", ""), "action_ts": self.new_ts(), **choice}
                    channel = message.get("channel")
                    return self.interactive(user, "block_actions", channel=channel, message=message, actions=[action])
        raise AssertionError(f"the message offers no {act!r}: {json.dumps(message.get('blocks'))}")

    def press_in_view(self, user: str, view: Json, act: str) -> Delivery:
        """Press a button of a modal or the Home tab."""
        return self.press(user, {"blocks": view["blocks"], "view": view}, act)

    def shortcut(self, user: str, message: Json) -> Delivery:
        """The shortcut on a message."""
        about = {"callback_id": "ask", "message_ts": message["ts"], "action_ts": self.new_ts()}
        return self.interactive(user, "message_action", channel=message["channel"], message=message, **about)

    def submit(self, user: str, view: Json, value: str) -> Delivery:
        """Send a form with this text or person in its one field."""
        block = next(block for block in view["blocks"] if block["type"] == "input")
        element = block["element"]
        key = "selected_user" if element["type"] == "users_select" else "value"
        given = {element["action_id"]: {"type": element["type"], key: value}}
        filled = {**view, "state": {"values": {block["block_id"]: given}}}
        return self.interactive(user, "view_submission", view=filled, response_urls=[])

    # What a test looks at

    def wait(self, look: Callable[[], T], timeout: float = 10, what: str = "that") -> T:
        """Call ``look`` until its answer is truthy, and return that."""
        deadline = time.monotonic() + timeout
        while not (found := look()):
            if time.monotonic() > deadline:
                trace = [(call.method, call.reply.get("error") or "ok") for call in self.calls[-10:]]
                raise AssertionError(f"{what} did not happen within {timeout}s; last calls: {trace}")
            time.sleep(0.01)
        return found

    def wait_message(self, channel: str, containing: str = "", *, to: str = "", timeout: float = 10) -> Json:
        """The newest message of the app in ``channel`` with this text in it; with ``to`` for this person alone."""

        def look() -> Json:
            pool = [each for each in self.ephemerals if each["to"] == to] if to else self.messages
            there = (each for each in reversed(pool) if each["channel"] == channel and each.get("bot_id"))
            return next((each for each in there if containing in all_text(each)), None)

        return self.wait(look, timeout, f"a message with {containing!r} in {channel}")

    def wait_view(self, callback_id: str, containing: str = "") -> Json:
        def look() -> Json:
            open_ones = (view for view in reversed(self.views.values()) if view.get("callback_id") == callback_id)
            return next((view for view in open_ones if containing in all_text(view)), None)

        return self.wait(look, what=f"a modal {callback_id!r} with {containing!r}")

    @property
    def refused(self) -> list[Call]:
        """The calls that got anything but ``ok: true``."""
        return [call for call in self.calls if not call.reply.get("ok")]

    def disconnect(self, *, abruptly: bool = False) -> None:
        """Close the connections of Socket Mode: announced, as Slack does every few hours, or abruptly."""

        async def close() -> None:
            for socket in list(self.sockets):
                self.sockets.remove(socket)
                if abruptly:
                    transport = socket._req.transport if socket._req else None
                    if transport is not None:
                        transport.abort()
                else:
                    await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
                    await socket.close()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(5)

    # The web API

    async def _web_api(self, request: web.Request) -> web.Response:
        call = Call(request.match_info["method"], dict(request.query))
        try:
            if request.content_type == "application/json":
                call.args.update(json.loads(await request.read() or b"{}"))
            elif request.method == "POST":
                call.args.update(await request.post())
            for key in _JSON_ARGUMENTS:
                if isinstance(call.args.get(key), str):
                    call.args[key] = json.loads(call.args[key])
            token = request.headers.get("Authorization", "").removeprefix("Bearer ") or call.args.pop("token", "")
            call.reply = {"ok": True, **self._answer(call.method, call.args, token)}
        except SlackError as error:
            call.reply = error.reply
        except _FaultError as error:
            return self._faulty(call, error.fault)
        self.calls.append(call)
        told = {"X-OAuth-Scopes": ",".join(sorted(self.scopes)), "Date": formatdate(time.time() + self.skew_seconds)}
        return web.json_response(call.reply, headers=told)

    def _faulty(self, call: Call, fault: Fault) -> web.Response:
        headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else {}
        call.status = fault.status
        call.reply = {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"}
        self.calls.append(call)
        return web.json_response(call.reply, status=fault.status, headers=headers)

    def _answer(self, method: str, args: Json, token: str) -> Json:
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault is None or fault.after_doing:
            reply = self._checked_answer(method, args, token)
        if fault is None:
            return reply
        if fault.status == 200:
            raise SlackError(fault.error)
        raise _FaultError(fault)

    def _checked_answer(self, method: str, args: Json, token: str) -> Json:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth" if token else "not_authed")
        if (method == "apps.connections.open") != (token == self.app_token):
            raise SlackError("not_allowed_token_type")
        required, scope = METHODS[method]
        for name in required:
            if args.get(name) in (None, ""):
                raise SlackError("channel_not_found" if name == "channel" else "invalid_arguments", missing=name)
        if scope and "{}" in scope:
            channel = self.channel(args["channel"], member=False)
            scope = scope.format("im" if channel["is_im"] else "channels" if channel["is_channel"] else "groups")
        if scope and token == self.bot_token and scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))
        with self.lock:
            answer: Json = getattr(self, "do_" + method.replace(".", "_").lower())(args)
        return answer

    async def _download(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self.bot_token or "files:read" not in self.scopes:
            # Slack does not answer 401 here: it shows the page to sign in at, with status 200.
            return web.Response(text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html")
        return web.Response(body=self.content.get(request.match_info["file"], b""))
