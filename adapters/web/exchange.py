"""What is done on a page, taken in like any other event; the page waits a moment to show what came of it."""

import asyncio
import time
from collections.abc import Callable

from adapters.web.incoming import written
from adapters.web.places import CHANNEL
from bot.door import Door
from bot.handlers.reception import Hear, PressButton, ShareFile

_LOOK_EVERY_SECONDS = 0.03


class Exchange:
    """Takes in what was done, and waits until something shows for it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def send(
        self, command: Hear | PressButton | ShareFile, shows: Callable[[], bool], patience_seconds: float
    ) -> bool:
        """Take the command in; whether something showed for it in time. It is done in any case.

        Raises:
            StorageUnavailableError: it was not taken in.
        """
        origin = command.origin
        await self._door.take(CHANNEL, origin.event_id, written(command), origin.person.key)
        until = time.monotonic() + patience_seconds
        while time.monotonic() < until:
            if await asyncio.to_thread(shows):
                return True
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        return False
