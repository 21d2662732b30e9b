import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from bot.together import Together

SOON = 20.0


class Gate:
    """Does nothing until it is opened; keeps what it was given."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.goes: list[Sequence[str]] = []

    def do(self, take: Callable[[], Sequence[str]]) -> Sequence[str]:
        items = take()
        self.goes.append(items)
        self.opened.wait(SOON)
        return [item.upper() for item in items]


async def test_what_comes_while_one_go_is_under_way_is_done_in_the_next() -> None:
    gate = Gate()
    together = Together(gate.do, name="gate", most=10)
    first = asyncio.create_task(together.done("a"))
    await until(lambda: len(gate.goes) == 1)
    later = [asyncio.create_task(together.done(item)) for item in "bcd"]
    await until(lambda: len(together) == 3)

    gate.opened.set()

    async with asyncio.timeout(SOON):
        assert [await first, *[await each for each in later]] == ["A", "B", "C", "D"]
    assert gate.goes == [["a"], ["b", "c", "d"]]


async def test_who_comes_before_a_go_takes_is_taken_along() -> None:
    may_take, goes = threading.Event(), list[Sequence[str]]()

    def do(take: Callable[[], Sequence[str]]) -> Sequence[str]:
        may_take.wait(SOON)
        goes.append(take())
        return goes[-1]

    together = Together(do, name="late", most=10, at_once=4)
    tasks = [asyncio.create_task(together.done("a"))]
    await asyncio.sleep(0)
    tasks += [asyncio.create_task(together.done(item)) for item in "bc"]
    await asyncio.sleep(0)

    may_take.set()

    async with asyncio.timeout(SOON):
        assert await asyncio.gather(*tasks) == ["a", "b", "c"]
    assert goes == [["a", "b", "c"]]


async def test_another_go_begins_for_who_comes_after_one_has_taken() -> None:
    gate = Gate()
    together = Together(gate.do, name="gate", most=10, at_once=2)
    tasks = [asyncio.create_task(together.done("a"))]
    await until(lambda: len(gate.goes) == 1)
    tasks.append(asyncio.create_task(together.done("b")))
    await until(lambda: len(gate.goes) == 2)

    gate.opened.set()

    async with asyncio.timeout(SOON):
        assert await asyncio.gather(*tasks) == ["A", "B"]


async def test_an_error_in_the_place_of_an_outcome_is_raised_to_that_one() -> None:
    def do(take: Callable[[], Sequence[str]]) -> Sequence[str | Exception]:
        return [KeyError(item) if item == "b" else item for item in take()]

    together = Together[str, str](do, name="errors", most=10)

    async with asyncio.timeout(SOON):
        ends = await asyncio.gather(*(together.done(item) for item in "abc"), return_exceptions=True)
    assert [isinstance(end, KeyError) for end in ends] == [False, True, False]


@pytest.mark.parametrize("times", [0, 1], ids=["before taking", "after taking"])
async def test_what_is_raised_is_raised_to_all(times: int) -> None:
    def do(take: Callable[[], Sequence[str]]) -> Sequence[str]:
        for _ in range(times):
            take()
        raise OSError

    together = Together(do, name="raising", most=10)

    async with asyncio.timeout(SOON):
        ends = await asyncio.gather(*(together.done(item) for item in "abc"), return_exceptions=True)
    assert [type(end) for end in ends] == [OSError] * 3


async def test_too_few_outcomes_leave_nobody_waiting() -> None:
    def do(take: Callable[[], Sequence[str]]) -> Sequence[str]:
        return take()[1:]

    together = Together(do, name="few", most=10)

    async with asyncio.timeout(SOON):
        ends = await asyncio.gather(*(together.done(item) for item in "ab"), return_exceptions=True)
    assert [type(end) for end in ends] == [ValueError] * 2


async def test_who_stops_waiting_keeps_nobody_from_theirs() -> None:
    gate = Gate()
    together = Together(gate.do, name="gate", most=10)
    impatient, patient = (asyncio.create_task(together.done(item)) for item in "ab")
    await until(lambda: len(gate.goes) == 1)
    impatient.cancel()

    gate.opened.set()

    async with asyncio.timeout(SOON):
        assert await patient == "B"


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_comes_when_is_done_once_and_never_forgotten(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    at_once, most = chance.randint(1, 4), chance.randint(1, 5)
    lock, now, highest, done = threading.Lock(), 0, 0, Counter[int]()

    def do(take: Callable[[], Sequence[int]]) -> Sequence[int | Exception]:
        nonlocal now, highest
        with lock:
            now += 1
            highest = max(highest, now)
        try:
            time.sleep(chance.random() / 500)
            if (ending := chance.random()) < 0.05:
                raise OSError
            items = take()
            done.update(items)
            time.sleep(chance.random() / 500)
            if ending < 0.1:
                raise OSError
            return [ValueError() if item % 7 == 0 else item for item in items]
        finally:
            with lock:
                now -= 1

    together = Together(do, name="any", most=most, at_once=at_once)

    async def ask(item: int) -> int:
        for _ in range(chance.randint(0, 30)):
            await asyncio.sleep(0)
        await asyncio.sleep(chance.random() / 50)
        return await together.done(item)

    async with asyncio.timeout(SOON):
        ends = await asyncio.gather(*(ask(item) for item in range(200)), return_exceptions=True)

    assert highest <= at_once
    assert len(together) == 0
    for item, end in enumerate(ends):
        assert end == item or isinstance(end, OSError) or (item % 7 == 0 and isinstance(end, ValueError))
        assert done[item] <= 1
        assert done[item] == 1 or isinstance(end, OSError)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110 -- what happens in threads sets no event of the loop
            await asyncio.sleep(0.001)
