"""Leaves nothing readable behind of what was deleted."""

from sqlalchemy import Connection, Engine

from adapters.storage.engine import is_sqlite
from adapters.storage.failures import database_troubles
from adapters.storage.tables import METADATA


def scrub(engine: Engine) -> bool:
    """Wipe what deleted rows left in the database's files; whether all of it could be wiped.

    On SQLite the file is written anew, since pages keep pieces of rows that were moved before they were deleted, and
    the write-ahead log is emptied. That waits while another process reads; then the answer is ``False``, and the next
    time will do. On PostgreSQL the tables are vacuumed; what its own log and backups keep is for its operator to age.

    Raises:
        StorageUnavailableError: the database cannot be used at this moment.
    """
    with database_troubles(), engine.connect() as connection:
        if is_sqlite(engine):
            return _scrub_sqlite(connection)
        autonomous = connection.execution_options(isolation_level="AUTOCOMMIT")
        autonomous.exec_driver_sql("SET statement_timeout = 0")  # it holds nobody up, and may take its time
        autonomous.exec_driver_sql(f"VACUUM {', '.join(METADATA.tables)}")
        autonomous.exec_driver_sql("RESET statement_timeout")
        return True


def _scrub_sqlite(connection: Connection) -> bool:
    """Neither statement can run in a transaction, so they go to the driver itself."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("no connection")
    driver.execute("VACUUM")
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
