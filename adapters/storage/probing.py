"""Finds out whether the database takes and keeps what is written."""

from datetime import datetime

from adapters.storage.failures import database_troubles
from adapters.storage.statements import Statements
from adapters.storage.tables import INSTALLATION
from adapters.storage.unit_of_work import SqlStorage

_LAST_SEEN = "last-seen"


def try_writing(storage: SqlStorage, now: datetime) -> None:
    """Write when a process was last seen at work: a disk that is full is found by writing only.

    Raises:
        StorageUnavailableError: it cannot be kept.
    """
    with storage.transaction() as connection:
        statements = Statements(connection, None)
        seen = statements.upsert(INSTALLATION).values(name=_LAST_SEEN, value=now.isoformat(timespec="seconds"))
        statements.change(
            seen.on_conflict_do_update(index_elements=[INSTALLATION.c.name], set_={"value": seen.excluded.value})
        )
        with database_troubles():
            connection.commit()
