"""What the repositories share: a statement run with its troubles translated, and the two dialects' upsert."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Executable, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Row

from adapters.storage.engine import is_sqlite
from adapters.storage.failures import database_troubles

Values = Mapping[str, object]


class Statements:
    """Runs statements in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.on_sqlite = is_sqlite(connection)

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[tuple[object, ...]]]:
        """What the statement finds, with ``values`` for what was left open in it.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment.
        """
        with database_troubles():
            return self.connection.execute(statement, values).all()

    def row(self, statement: Executable, values: Values | None = None) -> Row[tuple[object, ...]] | None:
        """The first that the statement finds; ``None`` when it finds nothing."""
        with database_troubles():
            return self.connection.execute(statement, values).first()

    def change(self, statement: Executable, values: Values | None = None) -> int:
        """How many rows the statement changed."""
        with database_troubles():
            result: CursorResult[object] = self.connection.execute(statement, values)
            return result.rowcount

    def add(self, table: Table, values: Values) -> None:
        """Put a row in the table."""
        self.change(_insert(table), values)

    def upsert(self, table: Table) -> "postgresql.Insert | sqlite.Insert":
        """An insert that can say what to do where the row is there already."""
        return sqlite.insert(table) if self.on_sqlite else postgresql.insert(table)


@cache
def _insert(table: Table) -> Insert:
    """Made once: making a statement costs as much as running it."""
    return insert(table)


def could_be_id(text: str) -> bool:
    """Whether any of ours could have this id; what a person forged may hold what no database takes."""
    return text.isascii() and text.isprintable() and len(text) <= 64
