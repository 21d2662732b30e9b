"""Server-sent events: a page hears that something changed, and fetches what that is."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response, StreamingResponse

from adapters.web.places import chat_of
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.errors import StorageUnavailableError
from bot.handlers.desk_pages import may_see

_LOOK_EVERY_SECONDS = 0.7
_LONGEST_SECONDS = 300
"""Then the browser asks anew, and with it whether it may."""
_MOST_STREAMS = 200
_LONGEST_PULSE = 100


class LivePages:
    """The streams of this process."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._closing = asyncio.Event()
        self._streams = 0

    async def stay_open(self) -> None:
        """Keep the streams until this is cancelled."""
        try:
            await asyncio.Event().wait()
        finally:
            self._closing.set()

    async def chat(self, here: Visit) -> Response:
        """Of the visitor's own chat."""
        conversation = chat_of(self._site.asker(here)).conversation
        return self._stream(here, lambda: str(self._site.posts.revision(conversation)))

    async def desk(self, here: Visit) -> Response:
        """Of the cases at the desk."""
        if not await asyncio.to_thread(may_see, self._site.officer(here), self._site.ports):
            raise PageError(403, "web.wrong.not-allowed")
        return self._stream(here, self._site.posts.desk_pulse)

    def _stream(self, here: Visit, pulse: Callable[[], str]) -> Response:
        if self._streams >= _MOST_STREAMS:
            raise PageError(503, "web.wrong.too-often")
        headers = {"X-Accel-Buffering": "no"}
        seen = here.request.query_params.get("seen", "")[:_LONGEST_PULSE]
        return StreamingResponse(self._changes(pulse, seen), media_type="text/event-stream", headers=headers)

    async def _changes(self, pulse: Callable[[], str], seen: str) -> AsyncIterator[str]:
        """Of what came after ``seen``: also of what came while the browser was still on its way here."""
        self._streams += 1
        try:
            yield "retry: 2000\n\n"
            last = seen or await asyncio.to_thread(pulse)
            for _ in range(int(_LONGEST_SECONDS / _LOOK_EVERY_SECONDS)):
                if await self._closes_within(_LOOK_EVERY_SECONDS):
                    return
                try:
                    now = await asyncio.to_thread(pulse)
                except StorageUnavailableError:
                    continue
                if now != last:
                    last = now
                    yield "data: changed\n\n"
        finally:
            self._streams -= 1

    async def _closes_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return False
        return True
