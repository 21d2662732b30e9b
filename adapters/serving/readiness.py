"""Whether the process can do its work at this moment: what load balancers and operators ask."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from adapters.serving.supervision import Supervised
from bot.errors import StorageUnavailableError

_FRESH_SECONDS = 2.0
"""So long an answer about storage holds, so that probes cost it little."""
_PATIENCE_SECONDS = 2.0
"""Storage that takes longer counts as away."""

_log = logging.getLogger(__name__)


class Readiness:
    """Knows why the process is not ready.

    Args:
        is_stopping: Whether it was told to stop.
        try_storage: Writes something and keeps it; raises ``StorageUnavailableError`` where that is not possible.
        supervised: What runs, and how it is doing.
        missing: What could not be begun yet, such as a channel whose platform cannot be reached.
    """

    def __init__(
        self,
        is_stopping: Callable[[], bool],
        try_storage: Callable[[], None],
        supervised: Callable[[], Sequence[Supervised]],
        missing: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._is_stopping = is_stopping
        self._try_storage = try_storage
        self._supervised = supervised
        self._missing = missing
        self._tried_at = float("-inf")
        self._trying: asyncio.Task[None] | None = None
        self._storage_works = False

    async def what_is_missing(self) -> tuple[str, ...]:
        """A word for each reason why it is not ready; none when it is."""
        if self._is_stopping():
            return ("stopping",)
        faulty = [one.name for one in self._supervised() if one.needed and one.fault is not None]
        missing = [*self._missing(), *faulty]
        return tuple(missing) if await self._storage() else ("storage", *missing)

    async def _storage(self) -> bool:
        """Whether storage works; it is tried by one at a time, and a try that hangs is left to end."""
        if time.monotonic() - self._tried_at >= _FRESH_SECONDS:
            if self._trying is None or self._trying.done():
                self._trying = asyncio.create_task(self._try())
            await asyncio.wait([self._trying], timeout=_PATIENCE_SECONDS)
            if not self._trying.done():
                return False
        return self._storage_works

    async def _try(self) -> None:
        works = True
        try:
            await asyncio.to_thread(self._try_storage)
        except StorageUnavailableError:
            works = False
        if works is not self._storage_works:
            _log.log(logging.INFO if works else logging.ERROR, "storage %s", "works" if works else "cannot be used")
        self._storage_works = works
        self._tried_at = time.monotonic()
