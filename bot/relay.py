"""Delivers what waits in the outbox: in order per lane, again after a failure, and never blindly a second time.

Several relays, in one process or in many, share one outbox: each leases what it delivers. A relay that dies leaves its
leases to end; who leases such a delivery next asks the platform whether it arrived before sending it again.
"""

import asyncio
import collections
import contextlib
import logging
import time
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from bot.courier import Courier, Outcome
from bot.errors import CaseChangedError, StorageUnavailableError
from bot.outbox import Leased
from bot.pace import Pace
from bot.ports import Chance, Clock, IdSource, Messenger, Storage, UnitOfWork, Vault
from bot.together import Together
from bot.waking import Waker

_log = logging.getLogger(__name__)

_SOON = 0.05
"""What is put or ends is announced; so long nothing must be before it is asked when something is due by itself."""
_WHILE_IN_DOUBT = 0.25
"""While one may end this process its like is left alone; that it did not is announced."""
_DEATHS_BY_CHANCE = 2
"""So many tries in a row that ended with their process say nothing of the delivery."""
_WRITES_AT_ONCE = 2
"""What comes of deliveries is kept together; for some a write may begin while another is under way."""
_TRIES = 5
"""How often a unit of work is begun before the storage counts as unavailable."""

T = typing.TypeVar("T")


class Relay:
    """Delivers from one outbox to the messengers of all channels."""

    def __init__(  # noqa: PLR0913 -- each is a port of its own
        self,
        storage: Storage,
        messengers: Mapping[str, Messenger],
        vault: Vault,
        *,
        clock: Clock,
        ids: IdSource,
        chance: Chance,
        pace: Pace | None = None,
    ) -> None:
        self._storage = storage
        self._messengers = messengers
        self._clock = clock
        self._pace = pace or Pace()
        self._courier = Courier(storage, messengers, vault, clock=clock, ids=ids, chance=chance, pace=self._pace)
        self._waker = Waker()
        self._held: set[str] = set()
        self._in_doubt: dict[str, float] = {}
        """What is tried after a try that ended with its process, and since when."""
        self._keeping = Together(self._keep, name="relay", most=self._pace.at_once, at_once=_WRITES_AT_ONCE)

    def announce(self) -> None:
        """Something was committed: wake up, from whatever thread this is called."""
        self._waker.announce()

    async def run(self) -> None:
        """Deliver until cancelled. A slow platform keeps nothing from the others; storage that is away is waited for.

        When cancelled, what is being sent gets a moment to end, so that it need not be looked up later.
        """
        sending: dict[asyncio.Task[None], str] = {}
        holding = asyncio.create_task(self._keep_hold())
        try:
            while True:
                self._waker.listen()
                await self._waker.sleep(await self._send_what_is_due(sending))
        finally:
            if sending:
                await asyncio.wait(sending, timeout=self._pace.farewell.total_seconds())
            for task in (*sending, holding):
                task.cancel()

    async def _send_what_is_due(self, sending: dict[asyncio.Task[None], str]) -> float:
        """Begin to send as much as there is room for; the seconds until there may be more.

        Each channel has room of its own, so that one on which every try takes long holds up no other.
        """
        idle = self._pace.idle.total_seconds()
        busy = collections.Counter(sending.values())
        room = {name: self._pace.at_once - busy[name] for name in self._messengers if busy[name] < self._pace.at_once}
        if not room:
            return idle
        try:
            leased = await asyncio.to_thread(self._lease, room)
            wait = _SOON if leased or self._waker.was_woken else await self._until_next(room)
        except StorageUnavailableError:
            _log.warning("storage is unavailable; deliveries wait")
            return idle
        for each in leased:
            task = asyncio.create_task(self._deliver_alone(each))
            sending[task] = each.delivery.to.channel
            task.add_done_callback(sending.pop)
            task.add_done_callback(lambda _: self._waker.announce())
        return wait

    async def _deliver_alone(self, leased: Leased) -> None:
        """Try once; where even that cannot be kept, the lease ends by itself and the delivery is looked up."""
        try:
            await self._deliver(leased)
        except StorageUnavailableError:
            _log.warning("delivery %s: storage is unavailable, so what came of it is not kept", leased.delivery.id)

    async def deliver_due(self) -> int:
        """Deliver what may go out now, the first of each lane, and wait for all of it; how many were tried."""
        leased = await asyncio.to_thread(self._lease, dict.fromkeys(self._messengers, self._pace.at_once))
        ends = await asyncio.gather(*(self._deliver(each) for each in leased), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
        return len(leased)

    async def _until_next(self, channels: Collection[str]) -> float:
        """Seconds to sleep until something may be due on these."""
        now = self._clock.now()
        next_at = await asyncio.to_thread(self._looked_up, lambda uow: uow.outbox.next_at(now, channels))
        idle = self._pace.idle.total_seconds()
        soonest = _WHILE_IN_DOUBT if self._is_in_doubt() else 0.01
        return idle if next_at is None else min(max((next_at - now).total_seconds(), soonest), idle)

    def _lease(self, room: Mapping[str, int]) -> tuple[Leased, ...]:
        """As many as there is room for on each channel; those with as much room are asked for together."""
        alike: dict[int, list[str]] = {}
        for name, most in room.items():
            alike.setdefault(most, []).append(name)
        now = self._clock.now()

        def lease(uow: UnitOfWork) -> tuple[Leased, ...]:
            all_leased: list[Leased] = []
            doubtful = not self._is_in_doubt()
            for most, names in alike.items():
                leased = uow.outbox.lease(now, now + self._pace.lease, most, names, doubtful=doubtful)
                doubtful = doubtful and not any(each.unended for each in leased)
                all_leased.extend(leased)
            for each in all_leased:
                if each.unended >= _DEATHS_BY_CHANCE:
                    uow.outbox.renew([each.delivery.id], now + self._hold(each.unended))
            return tuple(all_leased)

        leased = self._in_storage(lease)
        self._in_doubt.update({each.delivery.id: time.monotonic() for each in leased if each.unended})
        return leased

    def _is_in_doubt(self) -> bool:
        """Whether one is being tried that may end this process; after as long as a lease it would have done so."""
        most = self._pace.lease.total_seconds()
        return any(time.monotonic() - began < most for began in tuple(self._in_doubt.values()))

    def _hold(self, unended: int) -> timedelta:
        """Longer each time, so that one which ends its process leaves time for the others in between."""
        doublings: int = 2 ** min(unended - _DEATHS_BY_CHANCE + 1, 20)
        return min(self._pace.lease * doublings, self._pace.longest_hold)

    async def _deliver(self, leased: Leased) -> None:
        """Try once; whatever comes of it is in storage afterwards."""
        self._held.add(leased.delivery.id)
        try:
            await self._keeping.done(await self._courier.attempt(leased))
        finally:
            self._held.discard(leased.delivery.id)
            self._in_doubt.pop(leased.delivery.id, None)

    async def _keep_hold(self) -> None:
        """Keep from others what is being sent, for as long as it takes."""
        while True:
            await asyncio.sleep(self._pace.lease.total_seconds() / 4)
            held = tuple(self._held)
            if not held:
                continue
            until = self._clock.now() + self._pace.lease
            try:
                await asyncio.to_thread(self._in_storage, lambda uow: uow.outbox.renew(held, until))  # noqa: B023
            except StorageUnavailableError:
                _log.warning("storage is unavailable; leases are not kept up")

    def _keep(self, take: Callable[[], Sequence[Outcome]]) -> Sequence[Exception | None]:
        """Keep what came of several deliveries; where one breaks the keeping of all, each is kept alone.

        It is worth a second try: what is not kept has to be looked up, and may then be sent twice.
        """

        def keep(uow: UnitOfWork) -> Sequence[None]:
            return [outcome(uow) for outcome in take()]

        try:
            with contextlib.suppress(StorageUnavailableError):
                return self._in_storage(keep)
            return self._in_storage(keep)
        except StorageUnavailableError:
            raise
        except Exception:
            outcomes = take()
            if len(outcomes) == 1:
                raise
            return [self._kept_alone(outcome) for outcome in outcomes]

    def _kept_alone(self, outcome: Outcome) -> Exception | None:
        try:
            return self._in_storage(outcome)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the others are kept
            return error

    def _looked_up(self, work: Callable[[UnitOfWork], T]) -> T:
        """What ``work`` finds; it changes nothing, so that nothing need be written."""
        with self._storage.begin() as uow:
            return work(uow)

    def _in_storage(self, work: Callable[[UnitOfWork], T]) -> T:
        """The result of ``work`` in a unit of work of its own; begun anew where another one got in between."""
        for _ in range(_TRIES):
            try:
                with self._storage.begin() as uow:
                    result = work(uow)
                    uow.commit()
            except CaseChangedError:
                continue
            return result
        raise StorageUnavailableError
