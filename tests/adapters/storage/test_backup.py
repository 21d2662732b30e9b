import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.storage.backup import RESTORED, BackupError, copy_database, put_back, set_aside_what_waited
from adapters.storage.engine import sqlite_url
from adapters.storage.opening import open_kept
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.events import IncomingEvent
from bot.message import Message
from bot.outbox import Delivery, ParkReason
from knowledge.protocol import Language
from tests.databases import sqlite_database
from tests.office import PIET, SANNE, Office

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHAT = Address("chat", "kruim", "D-1")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path / "live") as engine:
        yield engine


@pytest.fixture
def live(tmp_path: Path) -> Path:
    return tmp_path / "live" / "magdat.sqlite3"


def say(storage: SqlStorage, delivery_id: str) -> None:
    with storage.begin() as uow:
        uow.outbox.put(Delivery(delivery_id, CHAT, Message("Hallo", (), Language.NL)), NOW)
        uow.inbox.store(IncomingEvent(f"event-{delivery_id}", "chat", b"Mag ik dit?", NOW))
        uow.commit()


def test_a_copy_has_what_was_committed_while_someone_writes(engine: Engine, live: Path, tmp_path: Path) -> None:
    office = Office(kept=SqlStorage(engine))
    for person in (SANNE, PIET):
        office.say(person, "Mag ik klanten toevoegen op LinkedIn?")
    with SqlStorage(engine).begin() as uow:
        uow.outbox.put(Delivery("unfinished", CHAT, Message("Hallo", (), Language.NL)), NOW)
        copy_database(live, tmp_path / "copy")

    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        counted = [copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("questions", "outbox")]  # noqa: S608 -- our own names

    assert counted == [2, 2]
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_a_database_that_was_put_back_sends_and_handles_nothing_of_before(
    engine: Engine, live: Path, tmp_path: Path
) -> None:
    say(SqlStorage(engine), "d1")
    copy_database(live, tmp_path / "copy")

    done = put_back(tmp_path / "copy", tmp_path / "new" / "magdat.sqlite3", None, NOW)

    kept = open_kept(sqlite_url(tmp_path / "new" / "magdat.sqlite3"), None)
    later = NOW + timedelta(days=1)
    with kept.storage.begin() as uow:
        assert uow.outbox.lease(later, later + timedelta(seconds=4), 10, {"chat"}) == ()
        assert uow.inbox.lease(later, later + timedelta(seconds=4), 10) == ()
        [parked] = uow.outbox.parked(10)
        assert uow.inbox.handle_once("event-d1", later) is False
    kept.close()
    assert (done.epoch, done.deliveries, done.events) == (1, 1, 1)
    assert (parked.delivery_id, parked.reason, parked.code) == ("d1", ParkReason.AMBIGUOUS, RESTORED)


def test_what_was_set_aside_can_be_let_go_by_hand(engine: Engine) -> None:
    storage = SqlStorage(engine)
    say(storage, "d1")
    set_aside_what_waited(storage, NOW)

    with storage.begin() as uow:
        assert uow.outbox.release("d1")
        [leased] = uow.outbox.lease(NOW, NOW + timedelta(seconds=4), 10, {"chat"})

    assert leased.delivery.id == "d1"


def test_each_time_that_it_was_put_back_counts(engine: Engine) -> None:
    storage = SqlStorage(engine)

    assert [set_aside_what_waited(storage, NOW).epoch for _ in range(3)] == [1, 2, 3]


def test_a_database_that_is_there_is_only_replaced_when_told_to(engine: Engine, live: Path, tmp_path: Path) -> None:
    copy_database(live, tmp_path / "copy")
    engine.dispose()

    with pytest.raises(BackupError, match="--replace"):
        put_back(tmp_path / "copy", live, None, NOW)
    put_back(tmp_path / "copy", live, tmp_path / "before", NOW)

    assert live.exists()
    assert (tmp_path / "before").exists()


def test_a_database_that_is_in_use_is_not_replaced(engine: Engine, live: Path, tmp_path: Path) -> None:
    copy_database(live, tmp_path / "copy")

    with engine.connect(), pytest.raises(BackupError, match="Stop it first"):
        put_back(tmp_path / "copy", live, tmp_path / "before", NOW)

    assert not (tmp_path / "before").exists()


def test_nothing_is_overwritten_by_a_copy(engine: Engine, live: Path, tmp_path: Path) -> None:
    engine.dispose()
    (tmp_path / "copy").write_text("mine")

    with pytest.raises(BackupError, match="there already"):
        copy_database(live, tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy").write_bytes(content)

    with pytest.raises(BackupError):
        put_back(tmp_path / "copy", tmp_path / "new.sqlite3", None, NOW)

    assert not (tmp_path / "new.sqlite3").exists()


def test_a_copy_with_a_damaged_page_is_refused(engine: Engine, live: Path, tmp_path: Path) -> None:
    for number in range(40):
        say(SqlStorage(engine), f"d{number}")
    copy_database(live, tmp_path / "copy")
    content = bytearray((tmp_path / "copy").read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    (tmp_path / "copy").write_bytes(bytes(content))

    with pytest.raises(BackupError):
        put_back(tmp_path / "copy", tmp_path / "new.sqlite3", None, NOW)
