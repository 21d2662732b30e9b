"""Server-sent events: a page hears that something changed, and fetches what that is."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response, StreamingResponse

from adapters.web.places import chat_of
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.address import Person
from bot.case import Line
from bot.errors import RightsUnknownError, StorageUnavailableError
from bot.handlers.desk_pages import may_see

_LOOK_EVERY_SECONDS = 0.7
_LONGEST_SECONDS = 300
"""Then the browser asks anew."""
_LOOKS_BETWEEN = 7
"""After so many looks it is looked up whether the visitor may still listen."""
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
        return self._stream(here, lambda: str(self._site.posts.revision(conversation)), lambda: self._may_chat(here))

    async def desk(self, here: Visit) -> Response:
        """Of the cases at the desk."""
        officer = self._site.officer(here)
        if not await asyncio.to_thread(may_see, officer, self._site.ports):
            raise PageError(403, "web.wrong.not-allowed")
        return self._stream(here, self._site.posts.desk_pulse, lambda: self._is_officer(officer))

    def _is_officer(self, person: Person) -> bool:
        """Whether the person is one still; while the chat cannot be asked, nothing is taken away."""
        try:
            return any(self._site.ports.roster.is_officer(person, line) for line in Line)
        except RightsUnknownError:
            return True

    def _may_chat(self, here: Visit) -> bool:
        try:
            self._site.asker(here)
        except PageError:
            return False
        except RightsUnknownError:
            return True
        return True

    def _stream(self, here: Visit, pulse: Callable[[], str], may: Callable[[], bool]) -> Response:
        if self._streams >= _MOST_STREAMS:
            raise PageError(503, "web.wrong.too-often")
        headers = {"X-Accel-Buffering": "no"}
        seen = here.request.query_params.get("seen", "")[:_LONGEST_PULSE]
        return StreamingResponse(self._changes(pulse, seen, may), media_type="text/event-stream", headers=headers)

    async def _changes(self, pulse: Callable[[], str], seen: str, may: Callable[[], bool]) -> AsyncIterator[str]:
        """Of what came after ``seen``: also of what came while the browser was still on its way here.

        Who may not listen any more is told a last time: what the page then fetches says why.
        """
        self._streams += 1
        try:
            yield "retry: 2000\n\n"
            last = seen or await asyncio.to_thread(pulse)
            for look in range(1, int(_LONGEST_SECONDS / _LOOK_EVERY_SECONDS)):
                if await self._closes_within(_LOOK_EVERY_SECONDS):
                    return
                try:
                    now = await asyncio.to_thread(pulse)
                except StorageUnavailableError:
                    continue
                if look % _LOOKS_BETWEEN == 0 and not await asyncio.to_thread(may):
                    yield "data: changed\n\n"
                    return
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
