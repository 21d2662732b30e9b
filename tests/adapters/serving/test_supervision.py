import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.serving.supervision import Supervised, Supervisor


class Connection:
    """Work that fails as often as it is told to, and then goes on."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.runs = asyncio.Event()

    async def run(self) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("xoxb-secret")
        self.runs.set()
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def supervised(*works: Supervised, waits: list[float]) -> AsyncIterator[Supervisor]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    supervisor = Supervisor(sleep)
    tasks = [asyncio.create_task(supervisor.run(work)) for work in works]
    yield supervisor
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks)


async def test_what_fails_is_begun_again_after_ever_longer_waits() -> None:
    waits: list[float] = []
    connection = Connection(8)
    work = Supervised("slack", connection.run)

    async with supervised(work, waits=waits):
        await asyncio.wait_for(connection.runs.wait(), 5)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (work.fault, work.faults) == (None, 8)


async def test_the_others_go_on_while_one_fails() -> None:
    failing, sound = Connection(10_000), Connection(0)

    async with supervised(Supervised("slack", failing.run), Supervised("teams", sound.run), waits=[]) as supervisor:
        await asyncio.wait_for(sound.runs.wait(), 5)

        assert {one.name: one.fault for one in supervisor.all} == {"slack": "ConnectionError", "teams": None}


async def test_a_fault_is_reported_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    connection = Connection(1)

    with caplog.at_level(logging.ERROR):
        async with supervised(Supervised("slack", connection.run), waits=[]):
            await asyncio.wait_for(connection.runs.wait(), 5)

    assert caplog.messages == ["slack does not run (ConnectionError); it is tried again in 1 s"]


async def test_work_that_ends_without_a_fault_is_begun_again_too() -> None:
    ends = iter([True, False])
    again = asyncio.Event()

    async def work() -> None:
        if not next(ends):
            again.set()
            await asyncio.Event().wait()

    one = Supervised("relay", work)
    async with supervised(one, waits=[]):
        await asyncio.wait_for(again.wait(), 5)

    assert one.faults == 1


async def test_what_was_ended_is_counted_no_more_and_can_be_begun_anew() -> None:
    sound = Connection(0)
    async with supervised(Supervised("relay", sound.run), waits=[]) as supervisor:
        await asyncio.wait_for(sound.runs.wait(), 5)
    left = list(supervisor.all)

    again = asyncio.create_task(supervisor.run(Supervised("relay", sound.run)))
    await asyncio.sleep(0)

    assert left == []
    assert [one.name for one in supervisor.all] == ["relay"]
    again.cancel()
    await again
