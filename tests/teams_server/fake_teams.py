"""A stand-in for Teams' connector service, strict enough to test the bot end to end without a tenant.

It is a real server on 127.0.0.1, outside the process under test: it posts activities to the bot as Teams does (a
message again until it is acknowledged within 15 seconds; a press never) and takes what the bot sends, changes and
looks up. Like Teams it has no way to tell whether it was given a message before. Faults are made on request.
"""

import asyncio
import threading
import time
import typing
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.teams_server.connector_service import GIVEN, ConnectorService, Fault
from tests.teams_server.messages import Json, buttons, shown

APP = "11111111-1111-1111-1111-111111111111"
LOCAL_TENANT = "00000000-0000-0000-0000-0000000000001"
BOT = {"id": f"28:{APP}", "name": "Magdat"}
_ACK_SECONDS = 15.0
_DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"

T = typing.TypeVar("T")


@dataclass
class Sent:
    """An activity on its way to the bot.

    Attributes:
        statuses: What the bot answered to each try; 0 where it did not answer.
        body: The last answer.
    """

    activity: Json
    statuses: list[int] = field(default_factory=list)
    body: Json = None
    done: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> "Sent":
        """Until the bot took it, or Teams gave up."""
        assert self.done.wait(30), "the bot did not answer"
        return self

    @property
    def acked(self) -> bool:
        """Whether the bot took it."""
        return bool(self.statuses) and self.statuses[-1] == 200


class FakeTeams(ConnectorService):
    """The organisation, as a context manager."""

    def __init__(self, tenant: str = LOCAL_TENANT) -> None:
        super().__init__()
        self.tenant = tenant
        self.endpoint = ""
        self.locales: dict[str, str] = {}
        self.retry_delays: tuple[float, ...] = (0.2, 0.5, 1.0)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "FakeTeams":
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        assert ready.wait(10), "the server did not start"
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
        self._runner, self._http = web.AppRunner(self.app(), shutdown_timeout=0.5), ClientSession()
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runner.cleanup()
        await self._http.close()

    # Who and what there is

    def add_person(self, name: str, *, guest: bool = False, locale: str = "nl-NL") -> str:
        """Someone in the organisation; their id in the directory."""
        person = f"aad-{name}"
        self.locales[person] = locale
        role = "guest" if guest else "user"
        self.people[person] = {"id": f"29:{name}", "name": name, "aadObjectId": person, "userRole": role}
        return person

    def add_room(self, *members: str, threads: bool = True) -> str:
        """A channel of a team, or a group chat, with these people and the bot in it."""
        room = f"19:room{next(self.ids)}@thread.{'tacv2' if threads else 'v2'}"
        self.rooms[room] = {"type": "channel" if threads else "groupChat", "members": list(members)}
        return room

    def fail(self, call: str, status: int, *, times: int = 1, retry_after: str = "", after_doing: bool = False) -> None:
        """Let the next calls fail: ``post``, ``update``, ``begin`` or ``members``."""
        self.faults[call] += [Fault(status, retry_after, after_doing) for _ in range(times)]

    # What people do

    def say(self, person: str, text: str, room: str = "", *, thread: str = "") -> Sent:
        """Say something to the bot: in their chat, or in a room with a mention, without which it hears nothing."""
        more: Json = {}
        if room:
            named = "<at>Magdat</at>"
            text, more = f"{named} {text}", {"entities": [{"type": "mention", "text": named, "mentioned": BOT}]}
        return self._do(self._activity("message", person, room, thread) | {"text": text} | more)

    def install(self, person: str, room: str = "") -> Sent:
        """Install the bot there."""
        return self._do(self._activity("installationUpdate", person, room, "") | {"action": "add"})

    def press(self, person: str, message: Json, verb: str, text: str = "", number: int = 0) -> Sent:
        """Press a button of the message, with the text typed in the field beside it."""
        found = [each for each in buttons(message) if each["verb"] == verb]
        assert len(found) > number, f"the message offers no {verb!r}: {shown(message)}"
        button = found[number]
        action = {"type": "Action.Execute", "verb": verb, "data": button["data"] | ({"text": text} if text else {})}
        thread = message["thread"] or message["id"]
        activity = self._activity("invoke", person, message["room"], thread)
        value = {"action": action, "trigger": "manual"}
        return self._do(activity | {"name": "adaptiveCard/action", "value": value, "replyToId": message["id"]})

    def ask_about(self, person: str, content: str, room: str, content_type: str = "html") -> Sent:
        """The action on a message of somebody."""
        payload = {"body": {"contentType": content_type, "content": content}}
        value = {"commandId": "ask-about", "commandContext": "message", "messagePayload": payload}
        return self._do(
            self._activity("invoke", person, room, "") | {"name": "composeExtension/fetchTask", "value": value}
        )

    def share_file(self, person: str, name: str, content: bytes, *, url: str = "", text: str = "") -> Sent:
        """Send a file in the chat with the bot, and what is written beside it."""
        file = f"file-{next(self.ids)}-{name}"
        self.files[file] = content
        told = {"downloadUrl": url or f"{self.url}files/{file}", "uniqueId": file, "fileType": name.rpartition(".")[2]}
        attachment = {"contentType": _DOWNLOAD, "contentUrl": f"{self.url}{name}", "name": name, "content": told}
        page = {"contentType": "text/html", "content": "<p></p>"}
        return self._do(self._activity("message", person, "", "") | {"attachments": [attachment, page], "text": text})

    def make_place(self, name: str) -> dict[str, Json]:
        """A place for a file, as Teams tells of it."""
        key = f"place-{next(self.ids)}"
        self.uploads[key] = None
        kind = name.rpartition(".")[2]
        where = {"contentUrl": f"{self.url}mine/{key}/{name}", "uploadUrl": f"{self.url}upload/{key}", "uniqueId": key}
        return {**where, "name": name, "fileType": kind, "etag": "1"}

    def answer_offer(
        self, person: str, message: Json, *, accept: bool = True, context: Json = None, **told: Json
    ) -> Sent:
        """Let the file that is offered be put, or not; ``told`` instead of what Teams would tell of the place."""
        file = message["file"]
        known = context or file["content"]["acceptContext" if accept else "declineContext"]
        value = {"type": "fileUpload", "action": "accept" if accept else "decline", "context": known}
        if accept:
            value["uploadInfo"] = self.make_place(file["name"]) | told
        activity = self._activity("invoke", person, message["room"], "")
        return self._do(activity | {"name": "fileConsent/invoke", "value": value, "replyToId": message["id"]})

    def files_of(self, person: str) -> list[tuple[str, bytes]]:
        """The files that the person was given and shown: what each is called, and its bytes."""
        shown_there = [each["file"] for each in self.in_room(self.chat(person)) if each["file"]]
        given = [each for each in shown_there if each["contentType"] == GIVEN]
        return [(each["name"], self.uploads[each["content"]["uniqueId"]] or b"") for each in given]

    def _activity(self, kind: str, person: str, room: str, thread: str) -> dict[str, Json]:
        conversation = room or self.chat(person)
        of, who = self.rooms[conversation]["type"], self.people[person]
        if of == "channel":
            conversation += f";messageid={thread or f'root-{next(self.ids)}'}"
        return {
            "type": kind,
            "id": f"activity-{next(self.ids)}",
            "channelId": "msteams",
            "serviceUrl": self.url,
            "locale": self.locales[person],
            "from": {"id": who["id"], "name": who["name"], "aadObjectId": person},
            "recipient": BOT,
            "conversation": {"id": conversation, "conversationType": of, "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
        }

    def _do(self, activity: Json) -> Sent:
        sent = Sent(activity)
        asyncio.run_coroutine_threadsafe(self._begin_sending(sent), self.loop).result(10)
        return sent

    async def _begin_sending(self, sent: Sent) -> None:
        task = asyncio.create_task(self._send(sent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, sent: Sent) -> None:
        again = self.retry_delays if sent.activity["type"] != "invoke" else ()
        for wait in (*again, None):
            status = 0
            try:
                patience = ClientTimeout(total=_ACK_SECONDS)
                async with self._http.post(self.endpoint, json=sent.activity, timeout=patience) as answer:
                    status = answer.status
                    sent.body = await answer.json(content_type=None) if await answer.read() else None
            except (ClientError, TimeoutError):
                pass
            sent.statuses.append(status)
            if status == 200 or wait is None:
                break
            await asyncio.sleep(wait)
        sent.done.set()

    # What a test looks at

    def in_room(self, room: str) -> list[dict[str, Json]]:
        """What the bot said there, as it stands, oldest first."""
        with self.lock:
            return [each for each in self.messages if each["room"] == room]

    def read(self, room: str) -> list[str]:
        """The same, as it is read."""
        return [shown(each) for each in self.in_room(room)]

    def wait(self, look: Callable[[], T], timeout: float = 10, what: str = "that") -> T:
        """Call ``look`` until its answer is truthy, and return that."""
        deadline = time.monotonic() + timeout
        while not (found := look()):
            assert time.monotonic() < deadline, f"{what} did not happen within {timeout} s; last: {self.calls[-10:]}"
            time.sleep(0.01)
        return found

    def wait_message(self, room: str, containing: str = "", *, before: int = 0) -> dict[str, Json]:
        """The newest message of the bot there with this text in it, but for so many that stood there before."""

        def look() -> dict[str, Json] | None:
            there = [each for each in self.in_room(room)[before:] if containing in shown(each)]
            return there[-1] if there else None

        found = self.wait(look, what=f"a message with {containing!r} in {room}, where is {self.read(room)}")
        assert found is not None
        return found

    @property
    def refused(self) -> list[tuple[str, str, int]]:
        """The calls that were not answered with success."""
        return [each for each in self.calls if each[2] >= 400]
