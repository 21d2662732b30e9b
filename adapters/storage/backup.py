"""A copy of the database while it is in use, and putting one back without saying anything a second time.

What waited when a copy was made may have been sent since: in a database that was put back, such deliveries are set
aside and such events count as handled. The copy itself is no secret-keeper: the vault's key is not in it.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from adapters.storage.engine import BUSY_MILLISECONDS, open_engine, sqlite_url
from adapters.storage.failures import database_troubles
from adapters.storage.migrate import migrate
from adapters.storage.statements import Statements
from adapters.storage.tables import INBOX, INSTALLATION, OUTBOX
from adapters.storage.unit_of_work import SqlStorage
from bot.errors import MagdatError
from bot.outbox import ParkReason

RESTORED = "restored"
"""The code of deliveries that were set aside because the database was put back."""

_EPOCH = "epoch"
_TABLES = frozenset({"cases", "inbox", "outbox", "installation"})


class BackupError(MagdatError):
    """The copy cannot be made or put back; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What will not be done again, since it may have been done after the copy was made.

    Attributes:
        epoch: How often this database was put back, this time included.
        deliveries: How many wait for someone to decide.
        events: How many that came in count as handled.
    """

    epoch: int
    deliveries: int
    events: int


def copy_database(file: Path, to: Path) -> None:
    """Copy the SQLite database in ``file`` as it is at this moment, whoever writes in it.

    Raises:
        BackupError: the copy cannot be made; nothing is left of it.
    """
    if not file.is_file() or file.stat().st_size == 0:
        raise BackupError(f"there is no database at {file} yet.")
    if to.exists():
        raise BackupError(f"{to} is there already. Choose another name.")
    unfinished = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        whole = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        with closing(whole) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)  # in one step: between several of them a write makes it begin anew
            target.execute("PRAGMA journal_mode = delete")
        _expect_sound(unfinished)
        with unfinished.open("rb") as copied:
            os.fsync(copied.fileno())
        os.link(unfinished, to)
    except FileExistsError as error:
        raise BackupError(f"{to} is there already. Choose another name.") from error
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"it cannot be copied to {to}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def put_back(copy: Path, file: Path, aside: Path | None, now: datetime) -> SetAside:
    """Put the copy in the place of a SQLite database; what waited in it is set aside before anyone can open it.

    Args:
        copy: Made by ``copy_database``; it stays as it is.
        file: Where the database is.
        aside: What becomes of a database that is there now; ``None`` means that there may be none.
        now: The moment, in UTC.

    Raises:
        BackupError: it cannot be put back; the database that was there is as it was.
        DatabaseUnusableError: it was used by a later version of Magdat.
    """
    _expect_sound(copy)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        shutil.copyfile(copy, unfinished)
        done = _set_aside_in(unfinished, now)
        with unfinished.open("rb") as copied:
            os.fsync(copied.fileno())
        if file.exists():
            if aside is None:
                raise BackupError(f"there is a database at {file} already. --replace sets it aside.")
            with _nobody_in(file):
                file.rename(aside)
        os.link(unfinished, file)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"it cannot be put back at {file}: {error}") from error
    finally:
        for rest in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + rest).unlink(missing_ok=True)
    return done


def _set_aside_in(file: Path, now: datetime) -> SetAside:
    engine = open_engine(sqlite_url(file))
    try:
        migrate(engine)
        return set_aside_what_waited(SqlStorage(engine), now)
    finally:
        engine.dispose()


def set_aside_what_waited(storage: SqlStorage, now: datetime) -> SetAside:
    """Let a database that was put back say and do nothing that may have been said and done already.

    Raises:
        StorageUnavailableError: the database cannot be used at this moment; nothing was set aside.
    """
    with storage.transaction() as connection:
        statements = Statements(connection, None)
        row = statements.row(select(INSTALLATION.c.value).where(INSTALLATION.c.name == _EPOCH))
        epoch = 1 if row is None else int(str(row.value)) + 1
        kept = statements.upsert(INSTALLATION).values(name=_EPOCH, value=str(epoch))
        statements.change(
            kept.on_conflict_do_update(index_elements=[INSTALLATION.c.name], set_={"value": kept.excluded.value})
        )
        parked = {"state": "parked", "park_reason": ParkReason.AMBIGUOUS.value, "park_code": RESTORED}
        deliveries = statements.change(
            update(OUTBOX).where(OUTBOX.c.settled_at.is_(None)).values(**parked, settled_at=now, leased_until=None)
        )
        events = statements.change(
            update(INBOX)
            .where(INBOX.c.handled_at.is_(None))
            .values(handled_at=now, lane="", payload=None, leased_until=None)
        )
        with database_troubles():
            connection.commit()
    return SetAside(epoch, deliveries, events)


def _expect_sound(copy: Path) -> None:
    """The file is a whole database of Magdat.

    Raises:
        BackupError: it is not.
    """
    if not copy.is_file():
        raise BackupError(f"there is no file {copy}.")
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise BackupError(f"{copy} cannot be read as a database: {error}.") from error
    if said != "ok":
        raise BackupError(f"{copy} is damaged. Use another copy.")
    if not tables >= _TABLES:
        raise BackupError(f"{copy} is no database of Magdat.")


@contextmanager
def _nobody_in(file: Path) -> Iterator[None]:
    """Make sure that no process has the database open, and write all that is beside it into it.

    Raises:
        BackupError: a process has it open.
    """
    with closing(sqlite3.connect(file, timeout=BUSY_MILLISECONDS / 10_000, isolation_level=None)) as connection:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = delete").fetchone()
        except sqlite3.OperationalError:
            mode = "busy"
    if mode != "delete":
        raise BackupError("Magdat runs on this database. Stop it first.")
    yield
