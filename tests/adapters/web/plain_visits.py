"""The pages asked without a browser and without a port: for looking at many, or at pages with much on them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

from adapters.channel import Entrance
from adapters.office import Office, open_office
from adapters.serving.web import open_demo
from adapters.settings import EncoderName, Settings
from bot.door import Door
from bot.ports import Examined, LiveProtocol
from knowledge.protocol import Language, SocialMediaProtocol
from tests import one_loop

_LISTENS_SECONDS = 0.05
"""To a stream, which does not end by itself."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the pages said."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def weighs(self) -> int:
        """In bytes."""
        return len(self.body.encode())


@dataclass
class Visitor:
    """Someone at the pages."""

    app: ASGIApp
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "nl"

    def get(self, path: str, *headers: tuple[bytes, bytes]) -> Answered:
        return one_loop.run(self._send("GET", path, headers))

    def post(self, path: str, body: bytes, *headers: tuple[bytes, bytes]) -> Answered:
        return one_loop.run(self._send("POST", path, headers, body))

    def send(self, method: str, path: str) -> Answered:
        return one_loop.run(self._send(method, path, ()))

    async def _send(
        self, method: str, path: str, headers: tuple[tuple[bytes, bytes], ...], body: bytes = b""
    ) -> Answered:
        parts = urlsplit(path)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "app": None,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [
                (b"host", b"localhost"),
                (b"cookie", cookie.encode()),
                (b"accept-language", self.language.encode()),
                *headers,
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Message] = []

        received, begun = False, asyncio.Event()

        async def receive() -> Message:
            nonlocal received
            if received:
                await begun.wait()  # nobody leaves before there is an answer
                await asyncio.sleep(_LISTENS_SECONDS)
                return {"type": "http.disconnect"}
            received = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)
            begun.set()

        await self.app(scope, receive, send)
        told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        if "set-cookie" in told:
            name, _, value = told["set-cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value
        said = b"".join(message.get("body", b"") for message in sent[1:])
        return Answered(sent[0]["status"], told, said.decode())


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages for trying out, and what is behind them."""

    office: Office
    settings: Settings

    def visitor(self, protocol: SocialMediaProtocol | None = None, language: str = "nl") -> Visitor:
        """Someone who finds this protocol live; the matcher goes on with the one that is."""
        ports = self.office.ports
        if protocol is not None:
            live = LiveProtocol(protocol, ports.publications.live().matcher)
            ports = replace(ports, publications=Unchanging(live))
        door = Door(ports.storage, ports.clock, lambda: None)
        listener = open_demo(self.settings, Language.NL).listen(Entrance(door, ports))
        [pages] = listener.routes
        return Visitor(pages, language=language)


@dataclass(frozen=True, slots=True)
class Unchanging:
    """The port ``Publications`` with a protocol that no file was read for."""

    always: LiveProtocol

    def live(self) -> LiveProtocol:
        return self.always

    def examine(self, content: bytes, file: str) -> Examined:
        raise NotImplementedError

    def refresh(self) -> None:
        pass

    def wait_for_others(self) -> None:
        pass

    def held_on(self, day: date) -> LiveProtocol | None:
        del day
        return None


@contextmanager
def pages_in(folder: Path, learned: Path) -> Iterator[Pages]:
    """The pages, on a store of their own; what was learned of protocols is in the other folder."""
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
    )
    with open_office(settings) as office:
        yield Pages(office, settings)
