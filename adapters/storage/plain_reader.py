"""Reads from SQLite which version is live, without SQLAlchemy: for a command that answers one question and ends.

Importing SQLAlchemy takes longer, and more memory, than all that such a command does beside it. What cannot be read
this way is left to ``live_reader``, which also says what is wrong.
"""

import contextlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.codec import from_json
from adapters.storage.stored_file import StoredFile
from bot.review import Review

_PATIENCE_SECONDS = 10.0
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLAlchemy writes a moment, in UTC; moments written so are in the order of their texts."""


class NotReadPlainlyError(Exception):
    """It could not be read this way; why is to be found out on the other."""


def read_live_plainly(file: Path, now: datetime, organisation: str = ONLY_ORGANISATION) -> StoredFile | None:
    """What is live in the database; ``None`` when nothing is.

    A database of an earlier version of Magdat can be read as well; nothing is ever written.

    Raises:
        NotReadPlainlyError: it could not be.
    """
    try:
        with contextlib.closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", timeout=_PATIENCE_SECONDS, uri=True)
        ) as connection:
            return _live(connection, now.astimezone(UTC).strftime(_MOMENT), organisation)
    except (sqlite3.Error, ValueError, KeyError, TypeError, OSError) as error:
        raise NotReadPlainlyError from error


def _live(connection: sqlite3.Connection, now: str, organisation: str) -> StoredFile | None:
    columns = _columns(connection, "publications")
    if not columns or ("organisation" not in columns and organisation != ONLY_ORGANISATION):
        return None
    connection.execute("BEGIN")  # all reads see the same moment
    begun = "live_from <= :now AND withdrawn_at IS NULL"
    if "organisation" in columns:
        begun += " AND organisation = :organisation"
    row = connection.execute(
        f"SELECT publication FROM publications WHERE {begun} ORDER BY live_from DESC, number DESC LIMIT 1",  # noqa: S608 -- words of this module
        {"now": now, "organisation": organisation},
    ).fetchone()
    if row is None:
        return None
    edition_id = json.loads(row[0])["edition_id"]
    content, edition = connection.execute(
        "SELECT content, edition FROM editions WHERE id = ?", (edition_id,)
    ).fetchone()
    return StoredFile(bytes(content), str(json.loads(edition)["file"]), _reviews(connection, organisation))


def _reviews(connection: sqlite3.Connection, organisation: str) -> tuple[Review, ...]:
    columns = _columns(connection, "reviews")
    if not columns:
        return ()
    own = " WHERE organisation = :organisation" if "organisation" in columns else ""
    rows = connection.execute(
        f"SELECT review FROM reviews{own} ORDER BY place",  # noqa: S608 -- words of this module
        {"organisation": organisation},
    )
    return tuple(from_json(Review, row[0]) for row in rows)


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """Those of a table; none where there is no such table."""
    return {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
