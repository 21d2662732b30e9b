"""Work that must go on: begun again, after a wait, whenever it ends by a fault, while all else goes on."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 60.0
_LONG_ENOUGH_SECONDS = 60.0
"""Who ran so long without a fault begins anew with the shortest wait."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Supervised:
    """One piece of work, and how it is doing.

    Attributes:
        name: What operators call it.
        work: Begins it; runs until cancelled.
        needed: Whether the process is not ready while it does not run.
        fault: The kind of fault after which it waits to begin again; ``None`` while it runs.
        faults: How often it ended by a fault.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    needed: bool = False
    fault: str | None = None
    faults: int = 0


class Supervisor:
    """Runs pieces of work until they are cancelled."""

    def __init__(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._all: list[Supervised] = []

    @property
    def all(self) -> Sequence[Supervised]:
        """Everything that runs, or waits to begin again."""
        return tuple(self._all)

    async def run(self, one: Supervised) -> None:
        """Run it until this is cancelled; that is its good end, and waited for."""
        self._all.append(one)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await self._again_and_again(one)
        finally:
            self._all = [each for each in self._all if each is not one]

    async def _again_and_again(self, one: Supervised) -> None:
        wait = _FIRST_WAIT_SECONDS
        while True:
            begun = time.monotonic()
            try:
                one.fault = None
                await one.work()
                kind = "ended by itself"
            except Exception as error:  # noqa: BLE001 -- whatever it is, the other work goes on
                kind = type(error).__name__  # only the kind: what it says may hold a text or a token
            one.fault = kind
            one.faults += 1
            if time.monotonic() - begun >= _LONG_ENOUGH_SECONDS:
                wait = _FIRST_WAIT_SECONDS
            _log.error("%s does not run (%s); it is tried again in %.0f s", one.name, kind, wait)
            await self._sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
