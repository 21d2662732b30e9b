import asyncio
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from adapters.storage.unit_of_work import SqlStorage
from bot.errors import StorageUnavailableError
from bot.intake import Door
from bot.ports import Storage, UnitOfWork
from tests.databases import sqlite_database
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock


class SlowStorage:
    """Storage that takes its time for each transaction."""

    def __init__(self) -> None:
        self.begun = 0
        self._storage = FakeStorage()

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        self.begun += 1
        time.sleep(0.05)
        return self._storage.begin()


class NoStorage:
    """Storage that is away."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        raise StorageUnavailableError


def door(storage: Storage, announced: list[bool] | None = None) -> Door:
    told = [] if announced is None else announced
    return Door(storage, FakeClock(), lambda: told.append(True))


async def test_what_was_taken_is_stored_and_announced() -> None:
    storage, announced = FakeStorage(), list[bool]()

    assert await door(storage, announced).take("chat", "e1", b"payload")

    with storage.begin() as uow:
        (event,) = uow.inbox.lease(FakeClock().now(), FakeClock().now(), 5)
    assert (event.id, event.channel, event.payload) == ("e1", "chat", b"payload")
    assert announced


async def test_an_event_that_comes_again_is_told_from_a_new_one() -> None:
    here = door(FakeStorage())
    await here.take("chat", "e1", b"")

    assert not await here.take("chat", "e1", b"")


async def test_many_at_once_wait_for_few_writes() -> None:
    storage = SlowStorage()
    here = door(storage)

    taken = await asyncio.gather(*(here.take("chat", f"e{number}", b"") for number in range(50)))

    assert all(taken)
    assert storage.begun <= 2


async def test_what_was_not_stored_is_not_taken() -> None:
    here = door(NoStorage())

    with pytest.raises(StorageUnavailableError):
        await here.take("chat", "e1", b"")


async def test_an_event_that_cannot_be_stored_keeps_no_other_out(tmp_path: Path) -> None:
    odd = "e\ud800"  # no database has a place for half a character

    with sqlite_database(tmp_path) as engine:
        here = door(SqlStorage(engine))
        taken = (here.take("chat", each, b"") for each in ("e1", odd, "e2"))
        ends = await asyncio.gather(*taken, return_exceptions=True)

    assert (ends[0], ends[2]) == (True, True)
    assert isinstance(ends[1], Exception)
