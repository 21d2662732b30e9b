"""The relay whose process dies, and the relay whose storage does not keep what it did."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import DeliveryDelayedError, StorageUnavailableError
from bot.outbox import ParkReason
from bot.pace import Pace
from tests.deliveries import CHAT, got, parked, put
from tests.fake_queues import FakeOutbox
from tests.fakes import FakeMessenger
from tests.office import DESK, Office

MINUTE = timedelta(minutes=1)


def test_a_relay_that_died_while_sending_leaves_no_second_message() -> None:
    office = Office()
    put(office, "a")
    with office.storage.begin() as uow:
        [leased] = uow.outbox.lease(office.clock.now(), office.clock.now() + MINUTE, 1, ["chat"])
        uow.commit()
    asyncio.run(office.chat.deliver(CHAT, leased.delivery))

    office.wait(2 * MINUTE)

    assert got(office) == ["a"]


def test_a_conflict_in_storage_costs_no_message_and_makes_no_second_one() -> None:
    office = Office()
    put(office, "a")
    office.storage.conflicts = 3

    asyncio.run(office.relay().deliver_due())
    office.wait(2 * MINUTE)

    assert got(office) == ["a"]


def test_what_came_of_several_is_kept_together() -> None:
    office = Office()
    put(office, "a")
    put(office, "b", to=DESK)
    put(office, "c", to=DESK.in_thread("1"))
    office.storage.commits_left = 2  # one for the lease, one for all that came of it

    asyncio.run(office.relay().deliver_due())

    assert got(office) == ["a", "b", "c"]
    assert not [each for each in office.storage.tables.outbox.values() if each.leased_until]


def test_what_came_of_one_that_cannot_be_kept_keeps_nothing_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    put(office, "a")
    put(office, "b", to=DESK)
    keep = FakeOutbox.delivered

    def fail_for_a(outbox: FakeOutbox, delivery_id: str, now: datetime) -> None:
        if delivery_id == "a":
            raise KeyError
        keep(outbox, delivery_id, now)

    monkeypatch.setattr(FakeOutbox, "delivered", fail_for_a)
    with pytest.raises(KeyError):
        asyncio.run(office.relay().deliver_due())

    assert [each.delivery.id for each in office.storage.tables.outbox.values() if each.leased_until] == ["a"]


def test_storage_that_always_conflicts_counts_as_away() -> None:
    office = Office()
    put(office, "a")
    office.storage.conflicts = 1_000

    with pytest.raises(StorageUnavailableError):
        asyncio.run(office.relay().deliver_due())


def test_a_delivery_that_ends_each_process_is_parked_in_the_end() -> None:
    office = Office()
    put(office, "a", "behind-it")
    for _ in range(Pace().most_unended):
        _die_while_sending(office)

    office.deliver()
    office.deliver()

    assert got(office) == ["behind-it"]
    assert parked(office) == [("a", ParkReason.ENDS_PROCESSES)]


def test_processes_that_die_while_a_platform_is_away_cost_no_message() -> None:
    office = Office()
    put(office, "a")
    for _ in range(3 * Pace().most_unended):
        _die_while_sending(office)
        office.chat.failures = [DeliveryDelayedError()]
        office.deliver()
        office.clock.move(office.pace.longest_wait)

    office.deliver()

    assert got(office) == ["a"]
    assert parked(office) == []


async def test_of_those_that_may_end_their_process_one_is_tried_at_a_time() -> None:
    office = Office()
    office.chat = FakeMessenger(hangs=True)
    for number in range(3):
        put(office, f"{number}", to=DESK.in_thread(f"{number}"))
    _die_while_sending(office)
    put(office, "fresh")
    office.pace = replace(office.pace, farewell=timedelta(0))
    running = asyncio.create_task(office.relay().run())
    while not _held(office):  # noqa: ASYNC110 -- nobody tells when it is leased
        await asyncio.sleep(0)
    await asyncio.sleep(0.2)
    held = _held(office)
    running.cancel()
    await asyncio.wait([running])

    assert held == ["0", "fresh"]


async def test_what_ended_several_processes_lets_the_others_get_on_in_between() -> None:
    office = Office()
    put(office, "a")
    for _ in range(4):
        _die_while_sending(office)
    office.chat.hangs = True
    sending = asyncio.create_task(office.relay().deliver_due())
    while not _held(office):  # noqa: ASYNC110 -- nobody tells when it is leased
        await asyncio.sleep(0)
    sending.cancel()

    [queued] = office.storage.tables.outbox.values()
    assert queued.leased_until == office.clock.now() + office.pace.longest_hold


def _die_while_sending(office: Office) -> None:
    """A process leases what waits and is killed before it knows what came of it."""
    with office.storage.begin() as uow:
        assert uow.outbox.lease(office.clock.now(), office.clock.now(), 9, ["chat"])
        uow.commit()


def _held(office: Office) -> list[str]:
    now = office.clock.now()
    return [each.delivery.id for each in office.storage.tables.outbox.values() if (each.leased_until or now) > now]
