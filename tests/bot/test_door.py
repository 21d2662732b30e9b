import asyncio
import contextlib
import time
import typing
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.storage.unit_of_work import SqlStorage
from bot.door import Door
from bot.errors import StorageUnavailableError
from bot.events import IncomingEvent
from bot.ports import Storage, UnitOfWork
from tests.databases import sqlite_database
from tests.fake_storage import FakeStorage, FakeUnitOfWork
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


class SlowToKeep(FakeStorage):
    """Storage on which the first transaction takes long to be kept, while others go on."""

    def __init__(self) -> None:
        super().__init__()
        self._is_first = True

    @contextlib.contextmanager
    def begin(self) -> Iterator[FakeUnitOfWork]:
        is_first, self._is_first = self._is_first, False
        kept: list[IncomingEvent] = []
        yield typing.cast("FakeUnitOfWork", Keeping(kept, 0.2 if is_first else 0.0))
        with super().begin() as uow:
            for event in kept:
                uow.inbox.store(event)
            uow.commit()


@dataclass
class Keeping:
    """A transaction that takes so long."""

    kept: list[IncomingEvent]
    seconds: float

    @property
    def inbox(self) -> "Keeping":
        return self

    def store(self, event: IncomingEvent) -> bool:
        self.kept.append(event)
        return True

    def commit(self) -> None:
        time.sleep(self.seconds)


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


@pytest.mark.parametrize(
    ("senders", "stored"), [pytest.param("aa", "12", id="one person"), pytest.param("ab", "21", id="two people")]
)
async def test_only_what_one_person_does_waits_until_what_they_did_before_is_stored(senders: str, stored: str) -> None:
    storage = SlowToKeep()
    here = door(storage)

    async def late(number: int) -> None:
        await asyncio.sleep(0.05 * number)
        await here.take("chat", f"{number}", b"", senders[number - 1])

    await asyncio.gather(late(1), late(2))

    assert "".join(storage.tables.inbox) == stored


async def test_the_lane_tells_one_persons_events_from_those_of_others_and_not_who_it_is() -> None:
    storage = FakeStorage()
    here = door(storage)
    for number, sender in enumerate(["slack/T1/U1", "slack/T1/U1", "slack/T1/U2", ""]):
        await here.take("slack", f"e{number}", b"", sender)

    lanes = [received.event.lane for received in storage.tables.inbox.values() if received.event]

    assert lanes[0] == lanes[1] != lanes[2]
    assert lanes[3] == ""
    assert not any("U1" in lane for lane in lanes)


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
