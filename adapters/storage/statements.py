"""What the repositories share: statements on the rows of one organisation, their troubles translated, and an upsert."""

import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    Connection,
    Delete,
    Executable,
    FromClause,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Row

from adapters.storage.columns import ORGANISATION
from adapters.storage.engine import is_sqlite
from adapters.storage.failures import database_troubles

Values = Mapping[str, object]

_ITS: BindParameter[str] = bindparam("its_organisation")
_KEPT: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()
"""What came of each statement: what is made once is also kept to one organisation once, and compiled once."""


class Statements:
    """Runs statements in one transaction, each on the rows of one organisation alone, whatever it says itself.

    Args:
        connection: In a transaction.
        organisation: Whose rows; ``None`` for those of all, which only what operators do may have.
        keep: Commits; the connection does where this is not given.
    """

    def __init__(
        self, connection: Connection, organisation: str | None, keep: Callable[[], None] | None = None
    ) -> None:
        self.connection = connection
        self.on_sqlite = is_sqlite(connection)
        self._organisation = organisation
        self._keep = keep or connection.commit

    def commit(self) -> None:
        """Keep all that was done; nothing follows it.

        Raises:
            StorageUnavailableError: it could not be kept.
        """
        with database_troubles():
            self._keep()

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[tuple[object, ...]]]:
        """What the statement finds, with ``values`` for what was left open in it.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment.
        """
        with database_troubles():
            return self._run(statement, values).all()

    def row(self, statement: Executable, values: Values | None = None) -> Row[tuple[object, ...]] | None:
        """The first that the statement finds; ``None`` when it finds nothing."""
        with database_troubles():
            return self._run(statement, values).first()

    def change(self, statement: Executable, values: Values | None = None) -> int:
        """How many rows the statement changed."""
        with database_troubles():
            return self._run(statement, values).rowcount

    def add(self, table: Table, values: Values) -> None:
        """Put a row in the table."""
        self.change(_insert(table), values)

    def upsert(self, table: Table) -> "postgresql.Insert | sqlite.Insert":
        """An insert that can say what to do where the row is there already."""
        return sqlite.insert(table) if self.on_sqlite else postgresql.insert(table)

    def _run(self, statement: Executable, values: Values | None) -> "CursorResult[typing.Any]":
        if self._organisation is not None:
            statement, values = _kept_to(self._organisation, statement, values)
        elif isinstance(statement, Insert) and _has_organisation(statement.table):
            raise RuntimeError("a row belongs to an organisation")
        return self.connection.execute(statement, values)


def of_one(statement: "Select[tuple[typing.Any, ...]]") -> "Select[tuple[typing.Any, ...]]":
    """The statement on the rows of one organisation alone: of the one that runs it.

    ``Statements`` does so with all that it is given; what stands inside another statement needs it of its own.
    """
    # What comes of the columns costs next to nothing; what else there is has to be worked out.
    for table in statement.columns_clause_froms or statement.get_final_froms():
        if _has_organisation(table):
            statement = statement.where(table.c[ORGANISATION] == _ITS)
    return statement


def _of_one(statement: Executable) -> Executable:
    match statement:
        case Select():
            return of_one(statement)
        case Update() | Delete() if _has_organisation(statement.table):
            return statement.where(statement.table.c[ORGANISATION] == _ITS)
        case _:
            return statement


def _kept_to(organisation: str, statement: Executable, values: Values | None) -> tuple[Executable, Values]:
    """The statement on the rows of the organisation alone; what it puts in belongs to it."""
    if isinstance(statement, Insert):
        owned = {ORGANISATION: organisation} if _has_organisation(statement.table) else {}
        return statement, {**(values or {}), **owned}
    kept = _KEPT.get(statement)
    if kept is None:
        kept = _KEPT[statement] = _of_one(statement)
    return kept, {**(values or {}), _ITS.key: organisation}


def _has_organisation(table: FromClause) -> bool:
    if not isinstance(table, Table):
        raise TypeError(f"not one table: {table}")
    return ORGANISATION in table.c


@cache
def _insert(table: Table) -> Insert:
    """Made once: making a statement costs as much as running it."""
    return insert(table)


def could_be_id(text: str) -> bool:
    """Whether any of ours could have this id; what a person forged may hold what no database takes."""
    return text.isascii() and text.isprintable() and len(text) <= 64
