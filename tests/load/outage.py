"""R4: the platform is away for an hour, then asks to wait for five minutes; an hour of the clock, not of ours."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from adapters.chance import SystemChance
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.errors import DeliveryDelayedError
from bot.message import Message
from bot.outbox import Delivery, Receipt
from bot.relay import Relay
from knowledge.protocol import Language
from tests.databases import sqlite_database
from tests.fakes import FakeIds, FakeVault, MovingClock
from tests.load.serving import resident_mib

AWAY = timedelta(hours=1)
ASKS_TO_WAIT = timedelta(minutes=5)
_CONVERSATIONS = 100
_STEP = timedelta(seconds=1)
_MOST_AFTERWARDS = timedelta(hours=2)


class Platform:
    """A platform that is away, then asks to wait, then takes one message a second a conversation.

    Attributes:
        took: What became visible, in order.
        early: Calls before the moment that was asked for.
    """

    def __init__(self, clock: MovingClock) -> None:
        self._clock = clock
        self._back_at = clock.now() + AWAY
        self._free_at = self._back_at + ASKS_TO_WAIT
        self._told: dict[str, datetime] = {}
        self.took: list[tuple[str, str, datetime]] = []
        self.early = 0
        self.calls = 0

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Take the message, or say why not."""
        now = self._clock.now()
        self.calls += 1
        if now < self._back_at:
            raise DeliveryDelayedError
        self.early += now < self._told.get(to.key, now)
        if now < self._free_at:
            self._told[to.key] = self._free_at
            raise DeliveryDelayedError((self._free_at - now).total_seconds())
        self.took.append((to.key, delivery.id, now))
        return Receipt(to)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        raise AssertionError(delivery.id, to, len(content))

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """What became of it; it is never uncertain here."""
        return Receipt(to) if any(taken == delivery_id for _, taken, _ in self.took) else None


async def platform_away(count: int) -> str:
    """So many messages wait for a platform that is away; what comes of them."""
    clock = MovingClock()
    platform = Platform(clock)
    with tempfile.TemporaryDirectory() as name, sqlite_database(Path(name)) as engine:
        storage = SqlStorage(engine)
        put = [
            Delivery(
                f"d{number:05}", Address("chat", "", f"c{number % _CONVERSATIONS}"), Message("Hallo", (), Language.NL)
            )
            for number in range(count)
        ]
        with storage.begin() as uow:
            for delivery in put:
                uow.outbox.put(delivery, clock.now())
            uow.commit()
        relay = Relay(storage, {"chat": platform}, FakeVault(), clock=clock, ids=FakeIds(), chance=SystemChance())
        over = clock.now() + AWAY + ASKS_TO_WAIT
        before = most = resident_mib(Path("/proc/self"))
        while len(platform.took) < count and clock.now() < over + _MOST_AFTERWARDS:
            while await relay.deliver_due():  # noqa: ASYNC110 -- it is the work, and no waiting
                await asyncio.sleep(0)
            most = max(most, resident_mib(Path("/proc/self")))
            clock.move(_STEP)
    by_conversation: dict[str, list[str]] = {}
    for conversation, delivery_id, _ in platform.took:
        by_conversation.setdefault(conversation, []).append(delivery_id)
    in_order = all(ids == sorted(ids) for ids in by_conversation.values())
    last = max((at for *_, at in platform.took), default=over) - over
    twice = len(platform.took) - len({delivery_id for _, delivery_id, _ in platform.took})
    return (
        f"{count} messages in {_CONVERSATIONS} conversations, platform away for an hour and then 5 minutes of "
        f"Retry-After: {len(platform.took)} delivered, {twice} twice, in order: {in_order}, {platform.early} calls "
        f"before Retry-After ended, {platform.calls} calls, the last {last.total_seconds():.0f} s after it was over; "
        f"{most - before:.1f} MiB more in memory at most"
    )
