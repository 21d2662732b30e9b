"""Delivers what waits in the outbox: in order per lane, again after a failure, and never blindly a second time.

Several relays, in one process or in many, share one outbox: each leases what it delivers. A relay that dies leaves its
leases to end; who leases such a delivery next asks the platform whether it arrived before sending it again.
"""

import asyncio
import collections
import contextlib
import logging
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.address import Address
from bot.errors import (
    CannotTellError,
    CaseChangedError,
    CaseNotFoundError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
    SealBrokenError,
    StorageUnavailableError,
)
from bot.events import AuditEntry, Happening
from bot.outbox import Delivery, Leased, ParkReason, Receipt, ToAsker, ToCard, ToDesk
from bot.ports import Chance, Clock, IdSource, Messenger, Storage, UnitOfWork, Vault
from bot.reminder import Reminder, ReminderKind
from bot.together import Together
from bot.waking import Waker

_log = logging.getLogger(__name__)

_SOON = 0.05
"""What is put or ends is announced; so long nothing must be before it is asked when something is due by itself."""
_WRITES_AT_ONCE = 2
"""What comes of deliveries is kept together; for some a write may begin while another is under way."""
_TRIES = 5
"""How often a unit of work is begun before the storage counts as unavailable."""

T = typing.TypeVar("T")
Outcome = Callable[[UnitOfWork], None]
"""Keeps what came of a try."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the relay is.

    Attributes:
        lease: How long a delivery is kept from others; kept up while it is being sent. A process that dies lets go of
            its deliveries after so long.
        patience: How long one try may take; then it counts as without a verdict.
        at_once: How many deliveries, each of another lane, go out at the same time on one channel.
        first_wait: Before the second try; each further wait is twice as long.
        longest_wait: No wait of ours is longer; a platform may ask for more.
        longest_asked: The same where the platform said how long to wait: in a channel that takes a message a second,
            what came too early a few times must not stand back for all that comes after it.
        most_tries: After so many the delivery is parked. With the waits above these are three days at the least, so
            that a platform may be away for a weekend.
        most_faults: After so many one that breaks its messenger is parked: within hours, for others wait behind it.
        idle: How long to sleep at most when nothing is announced: work that another process left behind is found then.
        farewell: How long a relay that is stopped waits for what is being sent.
    """

    lease: timedelta = timedelta(seconds=4)
    patience: timedelta = timedelta(seconds=30)
    at_once: int = 16
    first_wait: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(minutes=10)
    longest_asked: timedelta = timedelta(seconds=30)
    most_tries: int = 900
    most_faults: int = 45
    idle: timedelta = timedelta(seconds=2)
    farewell: timedelta = timedelta(seconds=5)


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
        self._vault = vault
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._pace = pace or Pace()
        self._waker = Waker()
        self._held: set[str] = set()
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
            leased = await asyncio.to_thread(self._lease, min(room.values()), room)
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
        leased = await asyncio.to_thread(self._lease, self._pace.at_once, self._messengers)
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
        return idle if next_at is None else min(max((next_at - now).total_seconds(), 0.01), idle)

    def _lease(self, most: int, channels: Collection[str]) -> tuple[Leased, ...]:
        now = self._clock.now()
        return self._in_storage(lambda uow: uow.outbox.lease(now, now + self._pace.lease, most, channels))

    async def _deliver(self, leased: Leased) -> None:
        """Try once; whatever comes of it is in storage afterwards."""
        self._held.add(leased.delivery.id)
        try:
            await self._keeping.done(await self._attempt(leased))
        finally:
            self._held.discard(leased.delivery.id)

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

    async def _attempt(self, leased: Leased) -> Outcome:
        """What to keep of one try."""
        delivery = leased.delivery
        if leased.tries > self._pace.most_tries:  # each of the tries ended with its process
            return self._parking(delivery, ParkReason.TOO_MANY_TRIES)
        try:
            address = await self._address(delivery)
        except SealBrokenError:
            return self._parking(delivery, ParkReason.NO_ADDRESS, "seal-broken")
        if address is None:
            return self._parking(delivery, ParkReason.NO_ADDRESS)
        messenger = self._messengers.get(address.channel)
        if messenger is None:
            return self._parking(delivery, ParkReason.NO_CHANNEL, address.channel)
        return await self._send(leased, address, messenger)

    async def _send(self, leased: Leased, address: Address, messenger: Messenger) -> Outcome:
        """Look up what may have arrived, send what has not."""
        delivery, uncertain = leased.delivery, leased.uncertain
        try:
            async with asyncio.timeout(self._pace.patience.total_seconds()):
                receipt = await self._earlier(leased, address, messenger)
                uncertain = False
                if receipt is None:
                    receipt = await messenger.deliver(address, delivery)
        except DeliveryDelayedError as error:
            return self._again(leased, error.retry_after_seconds, uncertain=uncertain)
        except DeliveryRefusedError as error:
            return self._parking(delivery, ParkReason.REFUSED, error.code)
        except CannotTellError:
            return self._parking(delivery, ParkReason.AMBIGUOUS)
        except (DeliveryUncertainError, TimeoutError):
            return self._again(leased, None, uncertain=True)
        except Exception as error:  # noqa: BLE001 -- one message that breaks its messenger must not stop the others
            # Only the kind: what the error says may hold the message's text.
            _log.error("delivery %s failed: %s", delivery.id, type(error).__name__)
            return self._again(leased, None, uncertain=True, most=self._pace.most_faults)
        return self._delivered(delivery, receipt)

    async def _earlier(self, leased: Leased, address: Address, messenger: Messenger) -> Receipt | None:
        """What came of an earlier try that ended without a verdict.

        Raises:
            CannotTellError: the platform cannot tell, and saying it twice would do harm.
        """
        if not leased.uncertain:
            return None
        try:
            return await messenger.was_delivered(address, leased.delivery.id)
        except CannotTellError:
            if leased.delivery.repeatable:
                return None
            raise

    async def _address(self, delivery: Delivery) -> Address | None:
        """Where the delivery goes at this moment; ``None`` when there is no such place any more."""
        match delivery.to:
            case Address():
                return delivery.to
            case ToDesk(case_id=case_id) | ToCard(case_id=case_id):
                return await asyncio.to_thread(self._looked_up, lambda uow: uow.threads.get(case_id))
            case ToAsker(case_id=case_id):
                sealed = await asyncio.to_thread(self._looked_up, lambda uow: uow.addresses.get(case_id))
                return None if sealed is None else self._vault.unseal(sealed)
            case _:
                typing.assert_never(delivery.to)

    def _delivered(self, delivery: Delivery, receipt: Receipt) -> Outcome:
        now = self._clock.now()

        def keep(uow: UnitOfWork) -> None:
            if isinstance(delivery.to, ToDesk | ToCard) and receipt.at.thread:
                begun = uow.threads.get(delivery.to.case_id)
                if begun is not None and not begun.thread and begun.shares_conversation(receipt.at):
                    uow.threads.put(delivery.to.case_id, receipt.at)
            uow.outbox.delivered(delivery.id, now)

        return keep

    def _again(self, leased: Leased, retry_after: float | None, *, uncertain: bool, most: int | None = None) -> Outcome:
        if leased.tries >= (most or self._pace.most_tries):
            return self._parking(leased.delivery, ParkReason.TOO_MANY_TRIES)
        not_before = self._clock.now() + self._wait(leased.tries, retry_after)
        return lambda uow: uow.outbox.delay(leased.delivery.id, not_before, uncertain=uncertain)

    def _wait(self, tries: int, retry_after: float | None) -> timedelta:
        """Twice as long each time, with up to half of it by chance, and never less than the platform asked for."""
        doublings: int = 2 ** min(tries - 1, 20)
        longest = self._pace.longest_wait if retry_after is None else self._pace.longest_asked
        wait = min(self._pace.first_wait * doublings, longest) * (0.5 + self._chance.fraction() / 2)
        if retry_after is None:
            return wait
        return max(timedelta(seconds=retry_after) * (1 + self._chance.fraction() / 10), wait)

    def _parking(self, delivery: Delivery, reason: ParkReason, code: str = "") -> Outcome:
        now = self._clock.now()
        entry = AuditEntry(self._ids.new_id(), now, Happening.DELIVERY_PARKED, delivery.id, remark=reason)

        def keep(uow: UnitOfWork) -> None:
            uow.outbox.park(delivery.id, reason, code, now)
            uow.audit.append(entry)
            if isinstance(delivery.to, ToAsker):
                _let_the_desk_know(delivery.to.case_id, now, uow)

        _log.warning("delivery %s parked: %s %s", delivery.id, reason, code)
        return keep

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


def _let_the_desk_know(case_id: str, now: datetime, uow: UnitOfWork) -> None:
    """Else HR would take its answer for read."""
    with contextlib.suppress(CaseNotFoundError):
        uow.reminders.put(Reminder(uow.cases.get(case_id).id, ReminderKind.NOT_ARRIVED, now))
