import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from adapters.storage import engine as engine_module
from adapters.storage.engine import READ_ONLY, open_engine, sqlite_url
from adapters.storage.failures import DatabaseTroubleError, DatabaseUnusableError, Trouble
from adapters.storage.unit_of_work import SqlStorage
from bot.case import CaseState
from bot.errors import CaseNotFoundError, StorageUnavailableError
from bot.outbox import ParkReason
from tests.contracts.made import CHANNELS, DESK, NOON, case, delivery, minutes, question
from tests.databases import migrated, postgres_database, sqlite_database

CANARY = "kanarie-"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path) as opened:
        yield opened


def test_every_connection_to_sqlite_keeps_what_was_committed_and_nothing_that_was_deleted(engine: Engine) -> None:
    connections = [engine.connect().execution_options(**{READ_ONLY: True}) for _ in range(7)]
    asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")

    answers = {tuple(one.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked) for one in connections}

    for connection in connections:
        connection.close()
    assert answers == {("wal", 2, 1, 1, 2)}


def test_a_connection_that_cannot_keep_its_promise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_PRAGMAS", {"journal_mode": ("delete", "wal")})
    engine = open_engine(sqlite_url(tmp_path / "magdat.sqlite3"))

    with pytest.raises(DatabaseUnusableError, match="journal_mode = delete where wal is needed"):
        engine.connect()


def test_the_file_is_only_for_its_owner(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation VALUES ('a', 'b')"))

    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("geheim", "sqlite:///FILE or postgresql://", id="no URL"),
        pytest.param("mysql://geheim@db/x", "mysql is not supported", id="another database"),
        pytest.param("sqlite://", "needs a file", id="in memory"),
        pytest.param("sqlite:////proc/nowhere/geheim.sqlite3", "cannot be made or written", id="no place for a file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_what_to_do(url: str, said: str) -> None:
    with pytest.raises(DatabaseUnusableError, match=said):
        open_engine(url)


def _keep_much(storage: SqlStorage) -> None:
    with storage.begin() as work:
        for number in range(400):
            work.questions.add(question(f"question-{number}"))
        work.commit()


def _trouble(storage: SqlStorage) -> Trouble:
    """The trouble that keeping something has."""
    with pytest.raises(StorageUnavailableError) as caught:
        _keep_much(storage)
    assert isinstance(caught.value, DatabaseTroubleError)
    return caught.value.trouble


def _works(storage: SqlStorage) -> bool:
    with storage.begin() as work:
        work.cases.add(case())
        work.commit()
    with storage.begin() as work:
        return work.cases.get(case().id) == case()


def test_a_full_disk_is_told_nothing_is_half_done_and_room_helps_without_a_restart(engine: Engine) -> None:
    storage = SqlStorage(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    assert _trouble(storage) is Trouble.FULL
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM questions")).scalar() == 0
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert _works(storage)


def test_a_file_that_others_keep_for_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine_module._PRAGMAS, "busy_timeout", ("20", 20))
    with sqlite_database(tmp_path) as engine:
        storage = SqlStorage(engine)
        with closing(sqlite3.connect(tmp_path / "magdat.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            assert _trouble(storage) is Trouble.BUSY
        assert _works(storage)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "magdat.sqlite3").write_bytes(b"This is a letter, not a database. " * 200)

    with pytest.raises(StorageUnavailableError, match="damaged"), migrated(sqlite_url(tmp_path / "magdat.sqlite3")):
        pass


def test_a_database_that_broke_off_is_told_nothing_is_half_done_and_no_restart_is_needed(postgres: str) -> None:
    with postgres_database(postgres, "magdat_gone") as url, migrated(url) as engine, migrated(url) as other:
        storage = SqlStorage(engine)
        with storage.begin() as work:
            work.cases.add(case())
            with other.begin() as connection:
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                )
            with pytest.raises(StorageUnavailableError):
                work.commit()

        with storage.begin() as work, pytest.raises(CaseNotFoundError):
            work.cases.get(case().id)
        assert _works(storage)


def test_a_server_that_is_not_there_is_told() -> None:
    storage = SqlStorage(open_engine("postgresql://nobody@127.0.0.1:1/nothing"))

    assert _trouble(storage) is Trouble.GONE


def test_what_was_deleted_is_wiped_from_the_file_and_its_log(tmp_path: Path) -> None:
    with sqlite_database(tmp_path) as engine:
        storage = SqlStorage(engine)
        for number in range(200):
            canary = f"{CANARY}{number}" + "x" * (number * 7 % 300)
            with storage.begin() as work:
                work.cases.add(
                    case(f"case-{number}", conversation_mark=canary[:40], state=CaseState.CLOSED, over_since=NOON)
                )
                work.questions.add(replace(question(f"question-{number}"), text=canary))
                work.outbox.put(delivery(f"{number}", DESK.in_thread(canary), canary), NOON)
                work.commit()
        assert _canaries(tmp_path)

        with storage.begin() as work:
            for one in work.outbox.lease(NOON, NOON, 1_000, CHANNELS):
                work.outbox.delivered(one.delivery.id, NOON)
            work.questions.remove_before(minutes(1))
            work.cases.remove_over_before(minutes(1))
            work.commit()
        assert storage.scrub()
        assert not _canaries(tmp_path)
        assert _works(storage)


def test_wiping_waits_for_who_still_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine_module._PRAGMAS, "busy_timeout", ("20", 20))
    with sqlite_database(tmp_path) as engine, closing(sqlite3.connect(tmp_path / "magdat.sqlite3")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM cases").fetchall()

        assert not SqlStorage(engine).scrub()
        reader.rollback()
        assert SqlStorage(engine).scrub()


def test_the_tables_of_postgresql_are_vacuumed(postgres_engine: Engine) -> None:
    assert SqlStorage(postgres_engine).scrub()


def _canaries(folder: Path) -> int:
    return sum(path.read_bytes().count(CANARY.encode()) for path in folder.iterdir())


def test_a_message_that_this_version_cannot_read_is_set_aside_and_stops_no_other(engine: Engine) -> None:
    storage = SqlStorage(engine)
    with storage.begin() as work:
        work.outbox.put(delivery("1"), NOON)
        work.outbox.put(delivery("2"), NOON)
        work.commit()
    with engine.begin() as connection:
        connection.execute(text("""UPDATE outbox SET delivery = '{"_": "Later"}' WHERE id = '1'"""))

    with storage.begin() as work:
        assert work.outbox.lease(NOON, minutes(1), 9, CHANNELS) == ()
        assert [(one.delivery_id, one.reason) for one in work.outbox.parked(9)] == [("1", ParkReason.UNREADABLE)]
        assert [one.delivery.id for one in work.outbox.lease(NOON, minutes(1), 9, CHANNELS)] == ["2"]
