"""Opens the database: SQLite in a file, or PostgreSQL, with the guarantees that all else rests on.

On SQLite every connection is held to what a committed change needs to outlive a loss of power, and to leave nothing
behind of what was deleted; one that cannot keep to it is refused. A transaction there takes the write lock at its
start, so that what it has read still holds when it writes.
"""

import sqlite3
import time
import typing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from adapters.storage.failures import DatabaseUnusableError

_LOCKED_SECONDS = 0.02
_LAST_PORT = 65_535
_PRIMARY_CODE = 0xFF
"""The bits of an SQLite result that say which kind it is; the others say more of it."""
BUSY_MILLISECONDS = 10_000
"""How long a process on SQLite waits for another to finish writing."""

READ_ONLY = "magdat_read_only"
"""The option of a connection that will only read: on SQLite it then takes no write lock."""

_PRAGMAS: dict[str, tuple[str, object]] = {
    "busy_timeout": (str(BUSY_MILLISECONDS), BUSY_MILLISECONDS),
    "journal_mode": ("wal", "wal"),
    "synchronous": ("full", 2),
    "foreign_keys": ("on", 1),
    "secure_delete": ("on", 1),
    "temp_store": ("memory", 2),
}
"""What is asked of every connection to SQLite, and what it must answer."""

_CONNECTIONS = 16
"""So many stay open to PostgreSQL once they were needed: as many as an intake has hands."""
_MORE_CONNECTIONS = 8
"""For the door, the relay and pages, so that what comes in does not wait for what is being answered."""

_FRESH_SECONDS = 1.0
"""A connection that was used within so long is taken to be there still; to ask each time would cost a tenth of all."""
_USED_AT = "used_at"

_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c synchronous_commit=on -c lock_timeout=10s "
    "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
)


def open_engine(url: str) -> Engine:
    """The engine for the database at ``url``; nothing is connected to yet.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``.

    Raises:
        DatabaseUnusableError: the URL names no database that can be used, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the second one for a port that is no number
        raise DatabaseUnusableError("it must be sqlite:///FILE or postgresql://USER@HOST:PORT/NAME.") from error
    if parsed.port is not None and not 0 < parsed.port <= _LAST_PORT:
        raise DatabaseUnusableError(f"its port must be a number from 1 to {_LAST_PORT}.")
    match parsed.get_backend_name():
        case "sqlite":
            return _open_sqlite(parsed)
        case "postgresql" | "postgres":
            return _open_postgres(parsed)
        case other:
            wrong = f"{other} is not supported; it must be sqlite:///FILE or postgresql://USER@HOST/NAME."
            raise DatabaseUnusableError(wrong)


def sqlite_url(file: Path) -> str:
    """The URL of the SQLite database in ``file``."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def sqlite_file(engine: Engine) -> Path | None:
    """The file of the database; ``None`` when it is no SQLite."""
    database = engine.url.database
    return Path(database) if is_sqlite(engine) and database else None


def is_sqlite(where: Engine | Connection) -> bool:
    """Whether the database is SQLite; else it is PostgreSQL."""
    return where.dialect.name == "sqlite"


def _open_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise DatabaseUnusableError("SQLite needs a file: sqlite:///FILE; in memory nothing would outlive a crash.")
    file = Path(url.database).expanduser()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        wrong = f"{file} cannot be made or written: {error.strerror}. Let this user write there."
        raise DatabaseUnusableError(wrong) from error
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite", database=str(file)),
        connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False},
        pool_timeout=10,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _hold_sqlite_to_its_promise)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _hold_sqlite_to_its_promise(connection: sqlite3.Connection, _record: object) -> None:
    """Set every pragma and read it back.

    Raises:
        DatabaseUnusableError: the file, or the file system under it, cannot keep to it.
    """
    connection.isolation_level = None  # transactions are begun by _begin_on_sqlite, never by the driver
    for name, (asked, expected) in _PRAGMAS.items():
        _set_pragma(connection, name, asked)
        (answered,) = connection.execute(f"PRAGMA {name}").fetchone()
        if answered != expected:
            raise DatabaseUnusableError(f"SQLite answers {name} = {answered} where {expected} is needed")


def _set_pragma(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Set one pragma, waiting as long as for any lock.

    SQLite does not wait by itself where the journal changes its mode and another process is just doing the same.
    """
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute(f"PRAGMA {name} = {value}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_LOCKED_SECONDS)
        else:
            return


def _begin_on_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _open_postgres(url: URL) -> Engine:
    options: dict[str, typing.Any] = {"connect_timeout": 5, "application_name": "magdat"}
    if "options" not in url.query:
        options["options"] = _POSTGRES_OPTIONS
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=options,
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_timeout=10,
            hide_parameters=True,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DatabaseUnusableError("PostgreSQL needs its driver: pip install 'magdat[postgres]'.") from error
    _ask_what_rested(engine)
    return engine


def _ask_what_rested(engine: Engine) -> None:
    """Before a connection is used that was not for a while, see whether it is still there; else all are made anew."""

    def remember(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED_AT] = time.monotonic()

    def ask(connection: DBAPIConnection | None, entry: ConnectionPoolEntry, _proxy: object) -> None:
        if connection is None or time.monotonic() - entry.info.get(_USED_AT, 0.0) < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkin", remember)
    event.listen(engine, "checkout", ask)
