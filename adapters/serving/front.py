"""What answers a request: the ways in of every organisation that is served."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, Router
from starlette.types import Message, Receive, Scope, Send

from adapters.channel import Listener

_SOON_SECONDS = "10"


class Front:
    """Hands each request to the organisation that it is for.

    Where there is one, every request is. Where there are several, who listens at the path is asked whether the request
    is for them, and verifies it as ever; what is for nobody is refused (421). While an organisation is not open, or
    not with all its channels, a request that nobody takes is told to come again (503), as platforms then do.

    Args:
        several: Whether several organisations are served.
    """

    def __init__(self, *, several: bool = False) -> None:
        self.several = several
        self._open: dict[str, Sequence[Listener]] = {}
        self._not_whole: set[str] = set()

    def open(self, organisation: str, listeners: Sequence[Listener], *, whole: bool = True) -> None:
        """From here on these take what is for the organisation; ``whole`` when no other is to come."""
        self._open[organisation] = listeners
        if whole:
            self._not_whole.discard(organisation)
        else:
            self._not_whole.add(organisation)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = [(listener, route) for listener, route in self._routes() if route.matches(scope)[0] is not Match.NONE]
        if self.several and found:
            first = await receive()  # the bounds on requests see to it that this is all of it
            receive = _Again(first, receive)
            headers, body = Headers(scope=scope), first.get("body", b"")
            found = [(listener, route) for listener, route in found if listener.is_for(headers, body)]
            if not found and not self._not_whole:
                await PlainTextResponse("for nobody here\n", 421)(scope, receive, send)
                return
        if not found and self._not_whole:
            later = PlainTextResponse("not yet\n", 503, headers={"Retry-After": _SOON_SECONDS})
            await later(scope, receive, send)
            return
        await Router(routes=[route for _, route in found])(scope, receive, send)

    def _routes(self) -> list[tuple[Listener, BaseRoute]]:
        return [(each, route) for listeners in self._open.values() for each in listeners for route in each.routes]


class _Again:
    """Gives what was read already, then what comes after it."""

    def __init__(self, first: Message, receive: Receive) -> None:
        self._first: Message | None = first
        self._receive = receive

    async def __call__(self) -> Message:
        """The next message of the request."""
        if self._first is None:
            return await self._receive()
        first, self._first = self._first, None
        return first
