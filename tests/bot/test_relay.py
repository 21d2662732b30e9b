import asyncio
import itertools
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.address import Address
from bot.errors import (
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
)
from bot.outbox import Destination, ParkReason, ToAsker, ToDesk
from bot.pace import Pace
from bot.relay import Relay
from tests.deliveries import CHAT, got, parked, put
from tests.fakes import FakeMessenger
from tests.office import DESK, Office

MINUTE = timedelta(minutes=1)


def test_what_waits_is_delivered_once_in_order() -> None:
    office = Office()
    put(office, "a", "b", "c")

    office.deliver()
    office.deliver()

    assert got(office) == ["a", "b", "c"]


def test_what_comes_later_waits_for_what_failed_before_it() -> None:
    office = Office()
    office.chat.failures = [DeliveryDelayedError()]
    put(office, "a", "b")
    put(office, "elsewhere", to=DESK)

    office.deliver()
    assert got(office) == ["elsewhere"]
    office.wait(MINUTE)
    assert got(office) == ["elsewhere", "a", "b"]


def test_a_platform_is_not_called_before_it_said() -> None:
    office = Office()
    office.chat.failures = [DeliveryDelayedError(retry_after_seconds=300)]
    put(office, "a")
    office.deliver()

    office.wait(timedelta(seconds=299))
    assert got(office) == []
    office.wait(timedelta(seconds=40))
    assert got(office) == ["a"]


def test_who_is_told_how_long_to_wait_does_not_wait_ever_longer() -> None:
    office = Office()
    office.chat.failures = [DeliveryDelayedError(retry_after_seconds=1) for _ in range(12)]
    put(office, "a")

    for _ in range(12):
        office.deliver()
        assert got(office) == []
        office.clock.move(office.pace.longest_asked)
    office.deliver()

    assert got(office) == ["a"]


def test_each_wait_is_longer_up_to_the_longest() -> None:
    office = Office()
    office.chance.number = 0
    tries = []
    office.chat.failures = [DeliveryDelayedError() for _ in range(14)]
    put(office, "a")
    for _ in range(4 * 3_600):
        before = len(office.chat.failures)
        office.clock.move(timedelta(seconds=1))
        if office.storage.tables.outbox["a"].is_free(office.clock.now()):
            office.deliver()
        if len(office.chat.failures) < before:
            tries.append(office.clock.now())
        if got(office):
            break

    waits = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(tries)]
    assert waits[:6] == [1, 1, 2, 4, 8, 16]
    assert waits[-1] == office.pace.longest_wait.total_seconds() / 2


def test_what_a_platform_does_not_take_for_a_weekend_is_delivered_afterwards() -> None:
    office = Office()
    office.chance.number = 0  # the shortest of all waits
    office.chat.failures = [DeliveryDelayedError() for _ in range(10_000)]
    put(office, "a", "b")
    back = office.clock.now() + timedelta(hours=72)

    while office.clock.now() < back:
        office.deliver()
        office.clock.move(5 * MINUTE)
    office.chat.failures.clear()
    office.clock.move(office.pace.longest_wait)
    office.deliver()

    assert got(office) == ["a", "b"]
    assert parked(office) == []


def test_what_breaks_its_messenger_is_parked_within_hours() -> None:
    office = Office()
    office.chat.failures = [RuntimeError() for _ in range(office.pace.most_faults)]
    put(office, "poison", "b")

    for _ in range(office.pace.most_faults):
        office.clock.move(office.pace.longest_wait)
        office.deliver()

    assert parked(office) == [("poison", ParkReason.TOO_MANY_TRIES)]
    assert got(office) == ["b"]


def test_what_keeps_failing_is_parked_and_lets_the_rest_go_on() -> None:
    office = Office()
    office.pace = replace(office.pace, most_tries=20)
    office.chat.failures = [DeliveryDelayedError() for _ in range(office.pace.most_tries)]
    put(office, "poison", "b")

    for _ in range(office.pace.most_tries):
        office.wait(timedelta(minutes=11))

    assert parked(office) == [("poison", ParkReason.TOO_MANY_TRIES)]
    assert got(office) == ["b"]


def test_what_is_refused_is_parked_at_once() -> None:
    office = Office()
    office.chat.failures = [DeliveryRefusedError("channel_not_found")]
    put(office, "a", "b")

    office.deliver()

    assert parked(office) == [("a", ParkReason.REFUSED)]
    assert got(office) == ["b"]


def test_what_may_have_arrived_is_looked_up_before_it_is_sent_again() -> None:
    office = Office()
    office.chat.failures = [DeliveryUncertainError()]
    office.chat.visible_before_failing = True
    put(office, "a")

    office.deliver()
    office.wait(MINUTE)

    assert office.chat.asked == ["a"]
    assert got(office) == ["a"]
    assert parked(office) == []


def test_what_did_not_arrive_after_all_is_sent_again() -> None:
    office = Office()
    office.chat.failures = [DeliveryUncertainError()]
    put(office, "a")

    office.deliver()
    office.wait(MINUTE)

    assert got(office) == ["a"]


@pytest.mark.parametrize(
    ("repeatable", "visible", "aside"),
    [
        pytest.param(True, ["a", "a"], [], id="an answer may be said twice"),
        pytest.param(False, ["a"], [("a", ParkReason.AMBIGUOUS)], id="a decision may not"),
    ],
)
def test_where_the_platform_cannot_tell_the_kind_of_message_decides(
    repeatable: bool,  # noqa: FBT001 -- a column of the table
    visible: list[str],
    aside: list[tuple[str, ParkReason]],
) -> None:
    office = Office()
    office.chat.can_tell = False
    office.chat.failures = [DeliveryUncertainError()]
    office.chat.visible_before_failing = True
    put(office, "a", repeatable=repeatable)

    office.deliver()
    office.wait(MINUTE)

    assert got(office) == visible
    assert parked(office) == aside


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        pytest.param(ToAsker("gone"), ParkReason.NO_ADDRESS, id="an asker who was forgotten"),
        pytest.param(ToDesk("gone"), ParkReason.NO_ADDRESS, id="a case that was deleted"),
    ],
)
def test_what_can_go_nowhere_is_parked(to: Destination, reason: ParkReason) -> None:
    office = Office()
    put(office, "a", to=to)

    office.deliver()

    assert parked(office) == [("a", reason)]


def test_an_asker_who_went_to_a_channel_that_nobody_serves_is_parked() -> None:
    office = Office()
    with office.storage.begin() as uow:
        uow.addresses.put(office.vault.seal("case", Address("pigeon", "", "roof")))
        uow.commit()
    put(office, "a", to=ToAsker("case"))

    office.deliver()

    assert parked(office) == [("a", ParkReason.NO_CHANNEL)]


def test_what_is_on_a_channel_that_nobody_serves_is_left_alone() -> None:
    office = Office()
    put(office, "a", to=Address("pigeon", "", "roof"))

    office.deliver()

    assert (got(office), parked(office)) == ([], [])


def test_a_box_that_cannot_be_opened_is_parked() -> None:
    office = Office()
    with office.storage.begin() as uow:
        uow.addresses.put(Office().vault.seal("case", CHAT))
        uow.commit()
    put(office, "a", to=ToAsker("case"))

    office.deliver()

    assert parked(office) == [("a", ParkReason.NO_ADDRESS)]


def test_an_error_nobody_foresaw_is_tried_again_and_its_words_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    office.chat.failures = [RuntimeError("the text of a")]
    put(office, "a")

    with caplog.at_level(logging.DEBUG):
        office.deliver()
        office.wait(MINUTE)

    assert got(office) == ["a"]
    assert "RuntimeError" in caplog.text
    assert "text of a" not in caplog.text


def test_a_first_message_begins_the_thread_of_the_case_and_the_next_stands_in_it() -> None:
    office = Office()
    with office.storage.begin() as uow:
        uow.threads.put("case", DESK)
        uow.commit()
    put(office, "card", "claimed", to=ToDesk("case"))

    office.deliver()

    assert [to.thread for to, _ in office.chat.got] == ["", "under-card"]
    assert office.thread("case") == DESK.in_thread("under-card")


def test_deliveries_of_a_hundred_lanes_are_each_made_once_by_two_relays() -> None:
    office = Office()
    for number in range(100):
        put(office, f"a{number}", f"b{number}", to=DESK.in_thread(str(number)))

    async def both() -> None:
        relays = (office.relay(), office.relay())
        while sum(await asyncio.gather(*(relay.deliver_due() for relay in relays))):
            pass

    asyncio.run(both())

    assert sorted(got(office)) == sorted(f"{letter}{number}" for letter in "ab" for number in range(100))


def test_a_platform_that_never_answers_is_given_up_and_asked_later() -> None:
    office = Office()
    office.pace = Pace(patience=timedelta(milliseconds=20))
    office.chat.hangs = True
    put(office, "a")

    asyncio.run(office.relay().deliver_due())
    office.chat.hangs = False
    office.wait(MINUTE)

    assert office.chat.asked == ["a"]
    assert got(office) == ["a"]


async def test_a_channel_on_which_every_try_takes_long_holds_up_no_other() -> None:
    office = Office()
    slow, quick = FakeMessenger(hangs=True), office.chat
    for number in range(2 * office.pace.at_once):
        put(office, f"slow-{number}", to=Address("slow", "", f"c{number}"))
    put(office, "quick")
    messengers = {"slow": slow, "chat": quick}
    pace = replace(office.pace, farewell=timedelta(0))
    relay = Relay(
        office.kept,
        messengers,
        office.vault,
        clock=office.clock,
        ids=office.ids,
        chance=office.chance,
        pace=pace,
    )
    running = asyncio.create_task(relay.run())

    await asyncio.wait_for(quick.arrived.wait(), 5)
    running.cancel()
    await asyncio.wait([running])

    assert got(office) == ["quick"]
