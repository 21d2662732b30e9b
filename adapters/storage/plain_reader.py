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

_PATIENCE_SECONDS = 10.0
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLAlchemy writes a moment, in UTC; moments written so are in the order of their texts."""


class NotReadPlainlyError(Exception):
    """It could not be read this way; why is to be found out on the other."""


def read_live_plainly(file: Path, now: datetime, organisation: str = ONLY_ORGANISATION) -> tuple[bytes, str] | None:
    """What is live in the database, and the name of its file; ``None`` when nothing is.

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


def _live(connection: sqlite3.Connection, now: str, organisation: str) -> tuple[bytes, str] | None:
    columns = {row[1] for row in connection.execute("PRAGMA table_info(publications)")}
    if not columns or ("organisation" not in columns and organisation != ONLY_ORGANISATION):
        return None
    connection.execute("BEGIN")  # both reads see the same moment
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
    return bytes(content), str(json.loads(edition)["file"])
