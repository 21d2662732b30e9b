"""What Teams' connector service answers the bot: posting, changing, beginning a chat, members, and files."""

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.teams_server.messages import Json, wrong_with

OFFER = "application/vnd.microsoft.teams.card.file.consent"
GIVEN = "application/vnd.microsoft.teams.card.file.info"
_FILE_CARDS = {
    OFFER: ("description", "sizeInBytes", "acceptContext", "declineContext"),
    GIVEN: ("uniqueId", "fileType"),
}
"""What must be on the cards of a file (learn.microsoft.com, Send and receive files using bot)."""


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
        self.uploads: dict[str, bytes | None] = {}
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
        app = web.Application(client_max_size=8 << 20)
        app.router.add_post("/v3/conversations", self._begin)
        app.router.add_post("/v3/conversations/{room}/activities", self._post)
        app.router.add_put("/v3/conversations/{room}/activities/{id}", self._update)
        app.router.add_get("/v3/conversations/{room}/pagedmembers", self._members)
        app.router.add_delete("/v3/conversations/{room}/activities/{id}", self._delete)
        app.router.add_get("/files/{id}", self._download)
        app.router.add_put("/upload/{key}", self._upload)
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
            content = _content(body)
            if content["file"] and self.rooms[room]["type"] != "personal":
                raise ValueError("BadSyntax")
            message = {"id": f"sent-{next(self.ids)}", "room": room, "thread": thread, "edits": 0, **content}
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

    async def _delete(self, request: web.Request) -> web.Response:
        def do(_: Json) -> Json:
            room, _thread = self._place(request)
            there = [each for each in self.messages if (each["room"], each["id"]) == (room, request.match_info["id"])]
            if not there:
                raise KeyError("ActivityNotFoundInConversation")
            self.messages.remove(there[0])
            return {}

        return await self._answer("delete", request, do)

    async def _upload(self, request: web.Request) -> web.Response:
        """A place takes one file, whole, and with no token of the bot (OneDrive, upload bytes to the session)."""
        content, key = await request.read(), request.match_info["key"]
        whole = f"bytes 0-{len(content) - 1}/{len(content)}"
        fault = self.faults["upload"].pop(0) if self.faults["upload"] else None
        status = fault.status if fault is not None else 201
        if "Authorization" in request.headers:
            status = 401
        elif fault is None and self.uploads.get(key, b"") is not None:
            status = 404
        elif fault is None and request.headers.get("Content-Range") != whole:
            status = 416
        if status == 201:
            self.uploads[key] = content
        self.calls.append((request.method, request.path, status))
        return web.json_response({}, status=status)

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
    attached = body.get("attachments") or []
    files = [each for each in attached if each["contentType"] in _FILE_CARDS]
    cards = [each["content"] for each in attached if each not in files]
    for card in cards:
        if wrong := wrong_with(card):
            raise ValueError(wrong)
    for file in files:
        if not file.get("name") or not set(_FILE_CARDS[file["contentType"]]) <= set(file["content"]):
            raise ValueError("BadSyntax")
    if not attached and not body.get("text"):
        raise ValueError("BadSyntax")
    said = {"text": body.get("text") or "", "summary": body.get("summary", "")}
    return {"card": cards[0] if cards else None, "file": files[0] if files else None, **said}
