import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select

from adapters.storage import one_writer
from adapters.storage.engine import READ_ONLY
from adapters.storage.failures import DatabaseTroubleError
from adapters.storage.one_writer import Turns
from adapters.storage.tables import INBOX, WHEREABOUTS
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.whereabouts import SqlWhereabouts
from bot.address import Address
from bot.errors import StorageUnavailableError
from bot.events import IncomingEvent
from tests.contracts.made import NOON
from tests.databases import sqlite_database
from tests.fakes import FakeVault, MovingClock

SOON = 20.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a transaction stays open for who waits."""
    monkeypatch.setattr(one_writer, "_LONGEST_OPEN", SOON)


def keep(storage: SqlStorage, event_id: str) -> None:
    with storage.begin() as work:
        work.inbox.store(IncomingEvent(event_id, "chat", b"", NOON))
        work.commit()


def keep_or_remember(storage: SqlStorage, name: str) -> None:
    """Keep an event, or, of a name in capitals, how a place is reached, which is no part of a unit of work."""
    if name.islower():
        keep(storage, name)
    else:
        SqlWhereabouts(storage, FakeVault(), MovingClock()).remember(Address("chat", "", name), name)


def kept(engine: Engine) -> set[str]:
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return set(connection.execute(select(INBOX.c.id)).scalars())


@contextmanager
def commits(engine: Engine, during: Callable[[], None] = lambda: None) -> Iterator[list[float]]:
    """When each was made; ``during`` is called within."""
    made: list[float] = []

    def note(_: object) -> None:
        made.append(time.monotonic())
        during()

    event.listen(engine, "commit", note)
    try:
        yield made
    finally:
        event.remove(engine, "commit", note)


@contextmanager
def several(
    storage: SqlStorage, names: str, how: Callable[[SqlStorage, str], None] = keep
) -> Iterator[list[Future[None]]]:
    """A thread for each name that keeps it; all of them wait for their turn while the body runs."""
    pool = ThreadPoolExecutor(len(names))
    with storage.begin():
        ends = [pool.submit(how, storage, name) for name in names]
        _until_waiting(storage, len(names))
        yield ends
    pool.shutdown(wait=False)


def _wait(event: threading.Event) -> None:
    assert event.wait(SOON)


def _until_waiting(storage: SqlStorage, threads: int) -> None:
    writer = storage._writer
    assert writer is not None
    _until(lambda: len(writer._turns) == threads)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_what_several_keep_at_the_same_time_is_one_write(engine: Engine) -> None:
    storage = SqlStorage(engine)

    with commits(engine) as made:
        with several(storage, "abcdef") as ends:
            pass
        for end in ends:
            end.result(SOON)

    assert kept(engine) == set("abcdef")
    assert len(made) == 1


def test_what_is_kept_beside_the_units_of_work_shares_their_write(engine: Engine) -> None:
    storage = SqlStorage(engine)

    with commits(engine) as made:
        with several(storage, "abcDE", keep_or_remember) as ends:
            pass
        for end in ends:
            end.result(SOON)

    with storage.statements() as statements:
        ways = {str(row.how) for row in statements.rows(select(WHEREABOUTS.c.how))}
    assert ways == set("DE")
    assert kept(engine) == set("abc")
    assert len(made) == 1


def test_nobody_is_told_that_it_is_kept_before_it_is(engine: Engine) -> None:
    storage, may_commit = SqlStorage(engine), threading.Event()

    with commits(engine, lambda: _wait(may_commit)) as made:
        with several(storage, "abc") as ends:
            pass
        _until(lambda: len(made) == 1)
        assert not any(end.done() for end in ends)
        assert kept(engine) == set()
        may_commit.set()
        for end in ends:
            end.result(SOON)

    assert kept(engine) == set("abc")


def test_who_undoes_theirs_undoes_nobody_elses(engine: Engine) -> None:
    storage = SqlStorage(engine)

    def fail() -> None:
        with storage.begin() as work:
            work.inbox.store(IncomingEvent("undone", "chat", b"", NOON))
            raise KeyError

    with ThreadPoolExecutor(1) as pool, several(storage, "abc") as ends:
        undone = pool.submit(fail)
    with pytest.raises(KeyError):
        undone.result(SOON)
    for end in ends:
        end.result(SOON)

    assert kept(engine) == set("abc")


def test_where_the_write_fails_all_are_told(engine: Engine) -> None:
    storage = SqlStorage(engine)

    def full() -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with commits(engine, full):
        with several(storage, "abc") as ends:
            pass
        told = [end.exception(SOON) for end in ends]

    assert [type(each) for each in told] == [DatabaseTroubleError] * 3
    assert kept(engine) == set()
    keep(storage, "later")
    assert kept(engine) == {"later"}


def test_where_the_database_undoes_everything_all_are_told(engine: Engine) -> None:
    storage = SqlStorage(engine)

    def lose() -> None:
        with storage.begin() as work:
            work.inbox._statements.connection.exec_driver_sql("ROLLBACK")
            raise KeyError

    with ThreadPoolExecutor(1) as pool, several(storage, "abc") as ends:
        lost = pool.submit(lose)
        _until_waiting(storage, 4)
    with pytest.raises(KeyError):
        lost.result(SOON)
    told = [end.exception(SOON) for end in ends]

    assert [isinstance(each, StorageUnavailableError) for each in told] == [True] * 3
    assert kept(engine) == set()


def test_what_cannot_share_a_transaction_ends_it_first(engine: Engine) -> None:
    storage, seen = SqlStorage(engine), list[set[str]]()

    def look() -> None:
        with storage.transaction():
            seen.append(kept(engine))

    with ThreadPoolExecutor(1) as pool, several(storage, "abc") as ends:
        looked = pool.submit(look)
        _until_waiting(storage, 4)
    looked.result(SOON)
    for end in ends:
        end.result(SOON)

    assert seen == [set("abc")]


def test_a_transaction_ends_however_many_come(engine: Engine) -> None:
    storage, stopping = SqlStorage(engine), threading.Event()

    def look_again_and_again() -> None:
        while not stopping.is_set():
            with storage.begin():
                pass

    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(look_again_and_again)
        try:
            for number in range(20):
                keep(storage, f"{number}")
        finally:
            stopping.set()

    assert len(kept(engine)) == 20


def test_a_unit_of_work_is_committed_once(engine: Engine) -> None:
    with SqlStorage(engine).begin() as work:
        work.commit()
        with pytest.raises(RuntimeError):
            work.commit()


@pytest.mark.parametrize("seed", range(4))
def test_what_each_is_told_is_so(engine: Engine, seed: int) -> None:
    storage, chance, told = SqlStorage(engine), random.Random(seed), set[str]()  # noqa: S311

    def work_for_a_while(thread: int) -> None:
        for number in range(25):
            name, ending = f"{thread}/{number}", chance.random()
            try:
                with storage.begin() as work:
                    work.inbox.store(IncomingEvent(name, "chat", b"", NOON))
                    if ending < 0.1:
                        raise KeyError  # noqa: TRY301
                    if ending < 0.8:
                        work.commit()
                        told.add(name)
            except KeyError:
                pass
            if ending > 0.97:
                with storage.transaction() as connection:
                    connection.commit()

    with ThreadPoolExecutor(12) as pool:
        for end in [pool.submit(work_for_a_while, thread) for thread in range(12)]:
            end.result(60)

    assert kept(engine) == told


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, came = Turns(), list[int]()
    turns.take()

    def wait(number: int) -> None:
        turns.take()
        came.append(number)
        turns.let_go()

    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(wait, number)
            _until(lambda: len(turns) == number + 1)  # noqa: B023
        turns.let_go()

    assert came == list(range(5))


def test_a_turn_that_does_not_come_is_waited_for_no_longer_and_keeps_nobody_up() -> None:
    turns = Turns(patience=0.05)
    turns.take()
    with pytest.raises(DatabaseTroubleError):
        turns.take()

    turns.let_go()

    turns.take()


def test_who_is_waited_for_from_outside_goes_before_the_others() -> None:
    turns, came = Turns(), list[str]()
    turns.take()

    def wait(name: str) -> None:
        turns.take(ahead=name.startswith("ahead"))
        came.append(name)
        turns.let_go()

    names = ["one", "two", "ahead-one", "ahead-two"]
    with ThreadPoolExecutor(len(names)) as pool:
        for waiting, name in enumerate(names, 1):
            pool.submit(wait, name)
            _until(lambda: len(turns) == waiting)  # noqa: B023
        turns.let_go()

    assert came == ["ahead-one", "ahead-two", "one", "two"]


def test_a_transaction_that_was_open_for_long_is_ended_before_the_next_takes_part(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_writer, "_LONGEST_OPEN", 0.05)
    storage = SqlStorage(engine)

    with commits(engine) as made:
        with storage.begin() as work:
            other = ThreadPoolExecutor(1).submit(keep, storage.ahead(), "b")
            _until_waiting(storage, 1)
            time.sleep(2 * one_writer._LONGEST_OPEN)
            work.inbox.store(IncomingEvent("a", "chat", b"", NOON))
            work.commit()
        other.result(SOON)

    assert kept(engine) == {"a", "b"}
    assert len(made) == 2
