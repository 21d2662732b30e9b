"""Sleeping until there is work, and being woken from any thread."""

import asyncio
import contextlib


class Waker:
    """Wakes one task of one event loop; what is announced while nobody sleeps is not missed."""

    def __init__(self) -> None:
        self._awake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.was_woken = False
        """Whether the last sleep ended by an announcement."""

    def announce(self) -> None:
        """There is work: wake up, from whatever thread this is called."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._awake.set)

    def listen(self) -> None:
        """From here on, announcements are heard in the running loop; those before it count as heard."""
        self._loop = asyncio.get_running_loop()
        self._awake.clear()

    async def sleep(self, seconds: float) -> None:
        """Sleep until something was announced since ``listen``, or for so long."""
        # Not wait_for: before Python 3.12 that forgets a cancellation that comes together with the announcement.
        self.was_woken = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._awake.wait()
                self.was_woken = True
