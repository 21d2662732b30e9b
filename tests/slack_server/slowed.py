"""``magdat`` with a database that is slow to write: ``python -m tests.slack_server.slowed SECONDS serve``.

Every commit that keeps something takes so much longer, on its own connection, as on a disk that is slow to say that it
has written: on SQLite all other writers of the process wait meanwhile, on PostgreSQL none does. What only reads is not
slowed, and neither is a statement before its commit: no database waits for the disk there.
"""

import re
import sys
import time
import typing

from sqlalchemy import Connection, Engine, event

from adapters.__main__ import main

_WRITE = re.compile(r"\b(INSERT INTO|INSERT OR \w+ INTO|UPDATE \w+ SET|DELETE FROM)\b")
_CHANGES = "magdat-changes"
_seconds = float(sys.argv.pop(1))


@event.listens_for(Engine, "after_cursor_execute")
def _note_a_write(connection: Connection, cursor: typing.Any, statement: str, *_: object) -> None:  # noqa: ANN401 -- the driver's
    """Of PostgreSQL, where a statement knows at once how many rows it changed; also one that begins otherwise."""
    if connection.dialect.name == "postgresql" and cursor.rowcount > 0 and _WRITE.search(statement):
        connection.info[_CHANGES] = connection.info.get(_CHANGES, 0) + cursor.rowcount


@event.listens_for(Engine, "commit")
def _take_long(connection: Connection) -> None:
    if _changed_anything(connection):
        time.sleep(_seconds)


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    _changed_anything(connection)


def _changed_anything(connection: Connection) -> bool:
    """Whether rows were changed since the last time; SQLite counts them itself, those of statements unread too."""
    of_driver = getattr(connection.connection.dbapi_connection, "total_changes", None)
    if of_driver is None:
        return bool(connection.info.pop(_CHANGES, 0))
    before, connection.info[_CHANGES] = connection.info.get(_CHANGES, 0), of_driver
    return bool(of_driver > before)


sys.exit(main())
