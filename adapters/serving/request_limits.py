"""Bounds on what comes in over HTTP, before anyone reads it."""

import asyncio
import contextlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.channel import TOO_LONG

MOST_BYTES = 3 << 20
"""Of one request: a protocol file of 2 MiB with its form around it is the longest; a channel may allow less."""
_MOST_THROWN_AWAY = 32 << 20
"""Of a body that is too long, so that a browser, which reads no answer before all is sent, can be told."""
PATIENCE_SECONDS = 10.0
"""For the whole body to come in."""


class RequestLimits:
    """Refuses a request whose body is too long (413) or comes in too slowly (408); others are handed on whole.

    A browser is told why by a page: its request is handed on without the body, marked ``TOO_LONG``.

    Args:
        app: Who gets the others.
        most_bytes: The longest body that is handed on.
        patience_seconds: How long the whole body may take.
    """

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._patience_seconds = patience_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._patience_seconds):
                body = await self._body(scope, receive)
        except TimeoutError:
            await _refuse(send, 408)
            return
        if body is not None:
            await self._app(scope, _Replay(body, receive), send)
        elif _shows_pages(scope):
            await self._throw_away(receive)
            await self._app({**scope, TOO_LONG: True}, _Replay(b"", receive), _closing(send))
        else:
            await _refuse(send, 413)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; ``None`` when it is too long, of which no more is read than that shows."""
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or len(said) > 12 or int(said) > self._most_bytes:
            return None
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)  # they hung up; whoever reads on is told so
            size += len(message.get("body", b""))
            if size > self._most_bytes:
                return None
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)

    async def _throw_away(self, receive: Receive) -> None:
        left = _MOST_THROWN_AWAY
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience_seconds):
                while left > 0 and (message := await receive()).get("more_body", False):
                    left -= len(message.get("body", b""))


class _Replay:
    """Gives the body that was read, then what comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        """The next message of the request."""
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _shows_pages(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _closing(send: Send) -> Send:
    """Ends the connection after the answer: what is left of the body is not read."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return closing


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
