import asyncio
from datetime import timedelta

import pytest

from bot.address import Address
from bot.outbox import Delivery, Receipt
from bot.pace import Pace
from bot.relay import Relay
from tests.deliveries import CHAT, got, put
from tests.fakes import FakeMessenger
from tests.office import DESK, Office


def is_held_for(office: Office, time: timedelta) -> bool:
    """Whether the one delivery there is will be kept from others for so long."""
    [queued] = office.storage.tables.outbox.values()
    return queued.leased_until is not None and queued.leased_until >= office.clock.now() + time


def test_an_announcement_wakes_the_relay_and_storage_that_was_away_is_found_again() -> None:
    office = Office()

    async def story() -> None:
        relay = office.relay()
        running = asyncio.create_task(relay.run())
        await asyncio.sleep(0)
        put(office, "a")
        relay.announce()
        await office.chat.arrived.wait()
        office.chat.arrived.clear()
        office.storage.away = True
        relay.announce()
        await asyncio.to_thread(lambda: None)
        office.storage.away = False
        put(office, "b", to=DESK)
        relay.announce()
        await office.chat.arrived.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(story(), 5))

    assert got(office) == ["a", "b"]


def test_a_conversation_that_hangs_keeps_nothing_from_the_others() -> None:
    office = Office()
    office.pace = Pace(farewell=timedelta(0))
    office.chat.hangs_at = CHAT

    async def story() -> None:
        relay = office.relay()
        running = asyncio.create_task(relay.run())
        for number in range(40):
            put(office, f"hangs-{number}", to=CHAT)
            office.chat.arrived.clear()
            put(office, f"goes-{number}", to=DESK)
            relay.announce()
            await office.chat.arrived.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(story(), 5))

    assert got(office) == [f"goes-{number}" for number in range(40)]


async def test_a_channel_with_little_room_left_takes_no_room_from_another() -> None:
    office = Office()
    office.pace = Pace(at_once=64, farewell=timedelta(0))
    slow, quick = FakeMessenger(hangs=True), FakeMessenger(hangs=True)
    for number in range(office.pace.at_once - 1):
        put(office, f"slow-{number}", to=Address("slow", "", f"c{number}"))
    for number in range(office.pace.at_once):
        put(office, f"quick-{number}", to=Address("quick", "", f"c{number}"))
    messengers = {"slow": slow, "quick": quick}
    relay = Relay(
        office.kept,
        messengers,
        office.vault,
        clock=office.clock,
        ids=office.ids,
        chance=office.chance,
        pace=office.pace,
    )
    running = asyncio.create_task(relay.run())

    async def all_are_leased() -> None:
        while any(each.leased_until is None for each in office.storage.tables.outbox.values()):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.01)

    await asyncio.wait_for(all_are_leased(), 2)  # one at a look, it takes three seconds and more
    running.cancel()
    await asyncio.wait([running])


def test_what_takes_long_to_send_is_kept_from_other_processes_meanwhile() -> None:
    office = Office()
    office.pace = Pace(lease=timedelta(milliseconds=40), farewell=timedelta(0))
    office.chat.hangs = True
    put(office, "a")

    async def story() -> None:
        running = asyncio.create_task(office.relay().run())
        for _ in range(5):
            office.clock.move(office.pace.lease * 0.9)
            while not is_held_for(office, office.pace.lease):  # noqa: ASYNC110 -- nobody tells when it is held
                await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(story(), 5))


def test_a_relay_that_is_stopped_lets_what_is_being_sent_end() -> None:
    office = Office()
    put(office, "a")
    sending = asyncio.Event()

    class SlowMessenger(FakeMessenger):
        async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
            sending.set()
            await asyncio.to_thread(lambda: None)
            return await super().deliver(to, delivery)

    office.chat = SlowMessenger()

    async def story() -> None:
        running = asyncio.create_task(office.relay().run())
        await sending.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(story(), 5))

    assert got(office) == ["a"]
    assert office.storage.tables.outbox["a"].settled_at is not None
