"""What can go wrong with the database, in words that a caller can act on."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from adapters.settings import WrongSettingError
from bot.errors import MagdatError, StorageUnavailableError


class Trouble(StrEnum):
    """Why the database does not do what was asked; nothing of it was stored."""

    GONE = "gone"
    """It cannot be reached, or lets nobody in."""
    NO_DATABASE = "no-database"
    """The server has none of this name."""
    NO_ENTRY = "no-entry"
    """The server does not let this user in."""
    NO_RIGHT = "no-right"
    """The user is let in, and may not do what must be done."""
    SHUT = "shut"
    """Its file, or one beside it, cannot be opened."""
    DISK_FAILS = "disk-fails"
    DAMAGED = "damaged"
    """Its file is not what a database wrote."""
    FULL = "full"
    """There is no room left."""
    READ_ONLY = "read-only"
    BUSY = "busy"
    """Others kept it for too long; trying again will help."""


class DatabaseUnusableError(WrongSettingError, MagdatError):
    """The database, or the key to it, cannot be used as it is set up; the message is for the operator."""

    def __init__(self, wrong: str, setting: str = "MAGDAT_DATABASE_URL") -> None:
        super().__init__(setting, wrong)


class DatabaseTroubleError(StorageUnavailableError):
    """The database cannot be used at this moment: nothing was stored, and trying again later may help."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(_SAID[trouble])


_SAID = {
    Trouble.GONE: "it cannot be reached. Is it running, is the address right, may this user open it?",
    Trouble.NO_DATABASE: "the server has no database of this name. Make it, or mend MAGDAT_DATABASE_URL.",
    Trouble.NO_ENTRY: "the server does not let this user in. Mend user and password in MAGDAT_DATABASE_URL.",
    Trouble.NO_RIGHT: "this user may not read and write all of it. Let it own the database; no restart is needed.",
    Trouble.SHUT: "its file cannot be opened. Is its folder there, may this user write in it? No restart is needed.",
    Trouble.DISK_FAILS: "its file cannot be read or written. Look at its disk; no restart is needed.",
    Trouble.DAMAGED: "its file is damaged, or no database at all. Put a back-up in its place.",
    Trouble.FULL: "there is no room left on its disk. Make room; no restart is needed.",
    Trouble.READ_ONLY: "it can be read but not written. Give this user the right to write; no restart is needed.",
    Trouble.BUSY: "others keep it busy. Trying again will help.",
}
"""What the operator reads, after 'the database cannot be used at this moment: '."""

_SQLITE_TROUBLES = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_CANTOPEN: Trouble.SHUT,
    sqlite3.SQLITE_IOERR: Trouble.DISK_FAILS,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}
"""By the low byte of the code, which is the kind; see https://sqlite.org/rescode.html."""

_POSTGRES_TROUBLES = {
    "53": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "40": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "42501": Trouble.NO_RIGHT,
    "08": Trouble.GONE,
    "57": Trouble.GONE,
    "28": Trouble.NO_ENTRY,
    "3D": Trouble.NO_DATABASE,
    "58": Trouble.GONE,
    "XX": Trouble.GONE,
}
"""By state or by its class (its first two characters); see PostgreSQL's appendix "Error Codes"."""

_AT_THE_DOOR = (
    (re.compile(r'database ".*" does not exist'), Trouble.NO_DATABASE),
    (re.compile(r'authentication failed|no password supplied|role ".*" does not exist|no pg_hba'), Trouble.NO_ENTRY),
)
"""What a server says in English to who comes in: the driver gives no state with it."""


@contextmanager
def database_troubles() -> Iterator[None]:
    """Turn the troubles of a driver into ours; a mistake in a statement stays what it is.

    Raises:
        StorageUnavailableError: the database cannot be used at this moment.
    """
    try:
        yield
    except IntegrityError:
        raise
    except PoolTimeoutError as error:
        raise DatabaseTroubleError(Trouble.BUSY) from error
    except DBAPIError as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise DatabaseTroubleError(trouble) from error
    except sqlite3.Error as error:  # raised while a connection is made ready, before SQLAlchemy wraps it
        trouble = _sqlite_trouble(error)
        if trouble is None:
            raise
        raise DatabaseTroubleError(trouble) from error


def _trouble(error: DBAPIError) -> Trouble | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _sqlite_trouble(cause)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRES_TROUBLES.get(state) or _POSTGRES_TROUBLES.get(state[:2])
    # Without a state the connection could not be made, or broke off.
    if type(cause).__name__ not in {"OperationalError", "InterfaceError", "ConnectionTimeout"}:
        return None
    said = str(cause)
    return next((trouble for told, trouble in _AT_THE_DOOR if told.search(said)), Trouble.GONE)


def _sqlite_trouble(error: sqlite3.Error) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _SQLITE_TROUBLES.get(code & 0xFF)
