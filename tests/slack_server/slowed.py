"""``magdat`` with a database that is slow to write: ``python -m tests.slack_server.slowed SECONDS serve``.

Every commit that keeps something takes so much longer, on its own connection, as on a disk that is slow to say that it
has written: on SQLite all other writers of the process wait meanwhile, on PostgreSQL none does. What only reads is not
slowed, and neither is a statement before its commit: no database waits for the disk there.
"""

import sys
import time
import typing

from sqlalchemy import Connection, Engine, event

from adapters.__main__ import main

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_WROTE = "magdat-wrote"
_seconds = float(sys.argv.pop(1))


@event.listens_for(Engine, "after_cursor_execute")
def _note_a_write(connection: Connection, cursor: typing.Any, statement: str, *_: object) -> None:  # noqa: ANN401 -- the driver's
    changed = cursor.rowcount != 0 or "RETURNING" in statement  # what it returns is counted only once it is read
    if changed and statement.startswith(_WRITES):
        connection.info[_WROTE] = True


@event.listens_for(Engine, "commit")
def _take_long(connection: Connection) -> None:
    if connection.info.pop(_WROTE, False):
        time.sleep(_seconds)


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    connection.info.pop(_WROTE, None)


sys.exit(main())
