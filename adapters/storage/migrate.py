"""Brings the database to the layout that this version of Magdat needs: run at every start, under a lock.

Several processes may start at once: one migrates, the others wait and find it done. A migration happens in one
transaction, so that a crash leaves the old layout whole.
"""

import typing

from sqlalchemy import Connection, Engine, inspect, text

from adapters.storage.engine import READ_ONLY, is_sqlite
from adapters.storage.failures import DatabaseUnusableError, database_troubles
from adapters.storage.tables import METADATA

if typing.TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0011"
"""The last revision in ``migrations/versions``; a test holds the two together."""

_LOCK = 0x6D61676461740001
"""The advisory lock of Magdat's migrations on PostgreSQL ("magdat" in ASCII, and 1)."""

_VERSION_TABLE = "alembic_version"


def migrate(engine: Engine) -> None:
    """Make the database fit this version of Magdat; nothing is touched where it does already.

    Raises:
        DatabaseUnusableError: it was used by a later version of Magdat.
        StorageUnavailableError: it cannot be used at this moment.
    """
    with database_troubles(), engine.begin() as connection:
        if _revision(connection) == HEAD:
            return
        _take_lock(connection)
        revision = _revision(connection)
        if revision != HEAD:
            _upgrade(connection, revision)


def expect_layout(engine: Engine) -> bool:
    """Whether the database was ever used by Magdat; nothing is changed, so its layout must be the one of this version.

    Raises:
        DatabaseUnusableError: it is another.
        StorageUnavailableError: it cannot be used at this moment.
    """
    with database_troubles(), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        revision = _revision(connection)
    if revision is None or revision == HEAD:
        return revision is not None
    _expect_known(revision)
    wrong = f"it has the layout of an earlier version of Magdat ({revision}); this one needs {HEAD}. "
    raise DatabaseUnusableError(wrong + "magdat doctor brings it up to date, as each start of magdat serve does.")


def _revision(connection: Connection) -> str | None:
    """Where the database stands; ``None`` for an empty one."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608 -- a constant


def _take_lock(connection: Connection) -> None:
    """Wait until no other process migrates; on SQLite the transaction is the lock."""
    if not is_sqlite(connection):
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = '120s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(connection: Connection, revision: str | None) -> None:
    from alembic import command  # noqa: PLC0415 -- slow to import, and seldom needed

    if revision is not None:
        _expect_known(revision)
    elif theirs := sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables)):
        wrong = f"it has tables of another program, such as {theirs[0]}. Choose a database for Magdat alone."
        raise DatabaseUnusableError(wrong)
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _expect_known(revision: str) -> None:
    """Make sure that this version of Magdat knows the layout.

    Raises:
        DatabaseUnusableError: it does not.
    """
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- slow to import, and seldom needed

    known = {script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions()}
    if revision not in known:
        wrong = f"it was used by a later version of Magdat (layout {revision}); this one knows {HEAD}. "
        raise DatabaseUnusableError(wrong + "Use that version, or put back a copy that is older.")


def _migrations() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 -- slow to import, and seldom needed

    config = Config()
    config.set_main_option("script_location", "adapters.storage:migrations")
    return config
