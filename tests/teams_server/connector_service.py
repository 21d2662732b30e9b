"""What Teams' connector service answers the bot: posting, changing, beginning a chat, members, and files."""

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.teams_server.messages import Json, wrong_with


@dataclass
class Fault:
    """How the next call fails.

    Attributes:
        status: What is answered; 0 cuts the connection.
        after_doing: What is asked is done all the same.
    """

    status: int
    retry_after: str = ""
    after_doing: bool = False


class ConnectorService:
    """The side of Teams that bots call, with all that is kept there."""

    def __init__(self) -> None:
        self.url = ""
        self.answers_after_seconds = 0.0
        self.people: dict[str, Json] = {}
        self.rooms: dict[str, dict[str, Json]] = {}
        self.messages: list[dict[str, Json]] = []
        self.files: dict[str, bytes] = {}
        self.downloads: list[str] = []
        self.without_app: set[str] = set()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, str, int]] = []
        self.ids = itertools.count(1)
        self.lock = threading.RLock()

    def chat(self, person: str) -> str:
        """The chat of this person with the bot."""
        room = f"a:{person}"
        self.rooms.setdefault(room, {"type": "personal", "members": [person]})
        return room

    def app(self) -> web.Application:
        """What it answers."""
        app = web.Application()
        app.router.add_post("/v3/conversations", self._begin)
        app.router.add_post("/v3/conversations/{room}/activities", self._post)
        app.router.add_put("/v3/conversations/{room}/activities/{id}", self._update)
        app.router.add_get("/v3/conversations/{room}/pagedmembers", self._members)
        app.router.add_get("/files/{id}", self._download)
        return app

    async def _answer(self, name: str, request: web.Request, do: Callable[[Json], Json]) -> web.Response:
        fault = self.faults[name].pop(0) if self.faults[name] else None
        body = await request.json() if request.can_read_body else None
        answer, status = None, 200 if request.method == "GET" else 201
        if fault is None or fault.after_doing:
            with self.lock:
                try:
                    answer = do(body)
                except KeyError as error:
                    answer, status = {"error": {"code": str(error.args[0])}}, 404
                except PermissionError as error:
                    answer, status = {"error": {"code": str(error)}}, 403
                except ValueError as error:
                    code = str(error)
                    answer, status = {"error": {"code": code}}, 413 if code == "MessageSizeTooBig" else 400
        if fault is not None:
            status, answer = fault.status, {"error": {"code": "Fault"}}
            if not fault.status:
                assert request.transport is not None
                request.transport.abort()
        await asyncio.sleep(self.answers_after_seconds)
        self.calls.append((request.method, request.path, status))
        headers = {"Retry-After": fault.retry_after} if fault is not None and fault.retry_after else {}
        return web.json_response(answer, status=status or 500, headers=headers)

    async def _begin(self, request: web.Request) -> web.Response:
        def do(body: Json) -> Json:
            (member,) = body["members"]
            if member["id"] not in self.people:
                raise KeyError("ConversationNotFound")
            if member["id"] in self.without_app:
                raise PermissionError("ForbiddenOperationException")
            return {"id": self.chat(member["id"])}

        return await self._answer("begin", request, do)

    async def _post(self, request: web.Request) -> web.Response:
        def do(body: Json) -> Json:
            room, thread = self._place(request)
            message = {"id": f"sent-{next(self.ids)}", "room": room, "thread": thread, "edits": 0, **_content(body)}
            self.messages.append(message)
            return {"id": message["id"]}

        return await self._answer("post", request, do)

    async def _update(self, request: web.Request) -> web.Response:
        def do(body: Json) -> Json:
            room, _ = self._place(request)
            known = {each["id"]: each for each in self.messages if each["room"] == room}
            if request.match_info["id"] not in known:
                raise KeyError("ActivityNotFoundInConversation")
            message = known[request.match_info["id"]]
            message.update(_content(body), edits=message["edits"] + 1)
            return {"id": message["id"]}

        return await self._answer("update", request, do)

    async def _members(self, request: web.Request) -> web.Response:
        def do(_: Json) -> Json:
            room, _thread = self._place(request)
            return {"members": [self.people[each] for each in self.rooms[room]["members"]]}

        return await self._answer("members", request, do)

    def _place(self, request: web.Request) -> tuple[str, str]:
        room, _, thread = request.match_info["room"].partition(";messageid=")
        if room not in self.rooms:
            raise KeyError("ConversationNotFound")
        return room, thread

    async def _download(self, request: web.Request) -> web.Response:
        file = request.match_info["id"]
        self.downloads.append(file)
        if file not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[file], content_type="application/octet-stream")


def _content(body: Json) -> dict[str, Json]:
    """What a message says.

    Raises:
        ValueError: Teams does not take it.
    """
    cards = [each["content"] for each in body.get("attachments") or []]
    for card in cards:
        if wrong := wrong_with(card):
            raise ValueError(wrong)
    if not cards and not body.get("text"):
        raise ValueError("BadSyntax")
    return {"card": cards[0] if cards else None, "text": body.get("text", ""), "summary": body.get("summary", "")}
