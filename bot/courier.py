"""Makes one try at a delivery, and says what to keep of it: that it arrived, when to try again, or why never."""

import asyncio
import contextlib
import logging
import typing
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.address import Address
from bot.errors import (
    CannotTellError,
    CaseNotFoundError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
    DraftNotFoundError,
    NoFilesHereError,
    SealBrokenError,
)
from bot.events import AuditEntry, Happening
from bot.outbox import Delivery, Leased, ParkReason, Receipt, ToAsker, ToCard, ToDesk
from bot.pace import Pace
from bot.ports import Chance, Clock, IdSource, Messenger, Storage, UnitOfWork, Vault
from bot.reminder import Reminder, ReminderKind

_log = logging.getLogger(__name__)

Outcome = Callable[[UnitOfWork], None]
"""Keeps what came of a try."""


class Courier:
    """Delivers to the messengers of all channels, one delivery at a time; it keeps nothing itself."""

    def __init__(  # noqa: PLR0913 -- each is a port of its own
        self,
        storage: Storage,
        messengers: Mapping[str, Messenger],
        vault: Vault,
        *,
        clock: Clock,
        ids: IdSource,
        chance: Chance,
        pace: Pace,
    ) -> None:
        self._storage = storage
        self._messengers = messengers
        self._vault = vault
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._pace = pace

    async def attempt(self, leased: Leased) -> Outcome:
        """What to keep of one try."""
        delivery = leased.delivery
        if leased.unended >= self._pace.most_unended:
            _log.error("delivery %s: %d tries in a row ended with their process", delivery.id, leased.unended)
            return self._parking(delivery, ParkReason.ENDS_PROCESSES)
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
                    receipt = await self._deliver(delivery, address, messenger)
        except DeliveryDelayedError as error:
            return self._again(leased, error.retry_after_seconds, uncertain=uncertain)
        except (DeliveryRefusedError, NoFilesHereError) as error:
            return self._not_taken(delivery, error)
        except CannotTellError:
            return self._parking(delivery, ParkReason.AMBIGUOUS)
        except (DeliveryUncertainError, TimeoutError):
            return self._again(leased, None, uncertain=True)
        except Exception as error:  # noqa: BLE001 -- one message that breaks its messenger must not stop the others
            # Only the kind: what the error says may hold the message's text.
            _log.error("delivery %s failed: %s", delivery.id, type(error).__name__)
            return self._again(leased, None, uncertain=True, most=self._pace.most_faults)
        return self._delivered(delivery, receipt)

    async def _deliver(self, delivery: Delivery, address: Address, messenger: Messenger) -> Receipt:
        """Deliver the message, with the file that it encloses.

        Raises:
            DeliveryRefusedError: also when a draft was deleted meanwhile.
        """
        if delivery.enclosed is None:
            return await messenger.deliver(address, delivery)
        try:
            content = await asyncio.to_thread(self._content_of, delivery.enclosed.edition_id)
        except DraftNotFoundError as error:
            raise DeliveryRefusedError("file-gone") from error
        return await messenger.deliver_file(address, delivery, content)

    def _content_of(self, edition_id: str) -> bytes:
        with self._storage.begin() as uow:
            return uow.editions.content(edition_id)

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
                return await asyncio.to_thread(self._thread_of, case_id)
            case ToAsker(case_id=case_id):
                return await asyncio.to_thread(self._asker_of, case_id)
            case _:
                typing.assert_never(delivery.to)

    def _thread_of(self, case_id: str) -> Address | None:
        with self._storage.begin() as uow:
            return uow.threads.get(case_id)

    def _asker_of(self, case_id: str) -> Address | None:
        with self._storage.begin() as uow:
            sealed = uow.addresses.get(case_id)
        return None if sealed is None else self._vault.unseal(sealed)

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
        instead = self._instead(delivery)

        def keep(uow: UnitOfWork) -> None:
            uow.outbox.park(delivery.id, reason, code, now)
            uow.audit.append(entry)
            if instead is not None:
                uow.outbox.put(instead, now)
            if isinstance(delivery.to, ToAsker):
                _let_the_desk_know(delivery.to.case_id, now, uow)

        _log.warning("delivery %s parked: %s %s", delivery.id, reason, code)
        return keep

    def _not_taken(self, delivery: Delivery, error: DeliveryRefusedError | NoFilesHereError) -> Outcome:
        """Set it aside; where a channel has no files at all nothing is wrong, and it is said where else the file is."""
        if isinstance(error, DeliveryRefusedError):
            return self._parking(delivery, ParkReason.REFUSED, error.code)
        now, instead = self._clock.now(), self._instead(delivery)

        def keep(uow: UnitOfWork) -> None:
            uow.outbox.delivered(delivery.id, now)
            if instead is not None:
                uow.outbox.put(instead, now)

        return keep

    def _instead(self, delivery: Delivery) -> Delivery | None:
        """What is said when a file does not arrive; ``None`` for a message without one."""
        if delivery.enclosed is None:
            return None
        said = delivery.enclosed.instead
        return Delivery(self._ids.new_id(), delivery.to, said, person_mark=delivery.person_mark)


def _let_the_desk_know(case_id: str, now: datetime, uow: UnitOfWork) -> None:
    """Else HR would take its answer for read."""
    with contextlib.suppress(CaseNotFoundError):
        uow.reminders.put(Reminder(uow.cases.get(case_id).id, ReminderKind.NOT_ARRIVED, now))
