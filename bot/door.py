"""Where events come in: stored first, and only then acknowledged to the platform that sent them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from weakref import WeakValueDictionary

from bot.errors import StorageUnavailableError
from bot.events import IncomingEvent, lane_of
from bot.ports import Clock, Storage
from bot.together import Together

_MOST_WAITING = 1_000
"""More events than that at the door at once are turned away; their platform sends them again."""
_MOST_TOGETHER = 100
_WRITES_AT_ONCE = 8
"""Who comes while a slow write is under way need not wait for its end before their own begins: one more waits then in
time for the next, also where several had a part in the one that is under way."""


class Door:
    """Where events come in: whoever has it stored here may tell the platform that it is taken.

    Events that come while others are being written are stored together, so that many at once wait for few writes,
    however slow these are. What one person does is stored in the order in which it comes.
    """

    def __init__(self, storage: Storage, clock: Clock, announce: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._announce = announce
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._behind_their_own = 0
        self._writing = Together(self._store, name="door", most=_MOST_TOGETHER, at_once=_WRITES_AT_ONCE)

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str = "") -> bool:
        """Store the event; ``False`` when it was stored before.

        Args:
            channel: The name of the channel that reads it later.
            event_id: Unique across channels and tenants; the same event delivered twice has the same id.
            payload: What the channel's reader needs.
            sender: The key of the person who did it: what one person does is handled in order. Empty where that does
                not matter.

        Raises:
            StorageUnavailableError: it was not stored, or nobody knows: it must not be acknowledged.
        """
        if len(self._writing) + self._behind_their_own >= _MOST_WAITING:
            raise StorageUnavailableError
        lane = lane_of(sender)
        async with self._in_turn(lane):
            return await self._writing.done(IncomingEvent(event_id, channel, payload, self._clock.now(), lane))

    @contextlib.asynccontextmanager
    async def _in_turn(self, lane: str) -> AsyncIterator[None]:
        """While nothing else of this lane is being stored."""
        if not lane:
            yield
            return
        turns = self._lanes.setdefault(lane, asyncio.Lock())
        self._behind_their_own += 1
        try:
            await turns.acquire()
        finally:
            self._behind_their_own -= 1
        try:
            yield
        finally:
            turns.release()

    def _store(self, take: Callable[[], Sequence[IncomingEvent]]) -> Sequence[bool | Exception]:
        """Whether each is new; where one of them breaks the writing of all, each is written alone."""
        events: Sequence[IncomingEvent] = ()
        try:
            with self._storage.begin() as uow:
                events = take()
                fresh = [uow.inbox.store(event) for event in events]
                uow.commit()
        except StorageUnavailableError:
            raise
        except Exception:
            if len(events) <= 1:
                raise
            return [self._alone(event) for event in events]
        self._announce()
        return fresh

    def _alone(self, event: IncomingEvent) -> bool | Exception:
        try:
            return self._store(lambda: [event])[0]
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not keep the others out
            return error
