"""All storage in one transaction, on a database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.audit import SqlAudit
from adapters.storage.cases import SqlCases
from adapters.storage.editions import SqlEditions, SqlPublicationLog
from adapters.storage.engine import BUSY_MILLISECONDS, is_sqlite
from adapters.storage.failures import DatabaseTroubleError, Trouble, database_troubles
from adapters.storage.inbox import SqlInbox
from adapters.storage.learning import SqlFollowers, SqlProposals, SqlTallies
from adapters.storage.outbox import SqlOutbox
from adapters.storage.places import SqlDeskThreads, SqlSealedAddresses
from adapters.storage.questions import SqlQuestions
from adapters.storage.reminders import SqlReminders
from adapters.storage.reviews import SqlCampaigns, SqlReviews
from adapters.storage.scrubbing import scrub
from adapters.storage.statements import Statements


class SqlUnitOfWork:
    """The port ``UnitOfWork`` on a connection."""

    def __init__(self, connection: Connection, organisation: str = ONLY_ORGANISATION) -> None:
        statements = Statements(connection, organisation)
        self._connection = connection
        self.cases = SqlCases(statements)
        self.questions = SqlQuestions(statements)
        self.inbox = SqlInbox(statements)
        self.outbox = SqlOutbox(statements)
        self.audit = SqlAudit(statements)
        self.reminders = SqlReminders(statements)
        self.addresses = SqlSealedAddresses(statements)
        self.threads = SqlDeskThreads(statements)
        self.editions = SqlEditions(statements)
        self.publications = SqlPublicationLog(statements)
        self.proposals = SqlProposals(statements)
        self.followers = SqlFollowers(statements)
        self.tallies = SqlTallies(statements)
        self.reviews = SqlReviews(statements)
        self.campaigns = SqlCampaigns(statements)

    def commit(self) -> None:
        """Keep all that was done.

        Raises:
            StorageUnavailableError: it could not be kept.
        """
        with database_troubles():
            self._connection.commit()


class SqlStorage:
    """The port ``Storage`` on a database, for one organisation; shared by all threads of the process.

    SQLite has one writer at a time. Threads of one process take turns here, which is fair and wakes the next at once;
    the file's own lock, which is asked for again and again, is left to settle between processes.
    """

    def __init__(self, engine: Engine, organisation: str = ONLY_ORGANISATION, turn: "_Turn | None" = None) -> None:
        self._engine = engine
        self._organisation = organisation
        self._turn = turn or (_Turn() if is_sqlite(engine) else None)

    def of(self, organisation: str) -> "SqlStorage":
        """What is kept in the same database for this organisation, and nothing that is kept for another."""
        return SqlStorage(self._engine, organisation, self._turn)

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work, undone at the end of the ``with`` unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self.transaction() as connection:
            yield SqlUnitOfWork(connection, self._organisation)

    def scrub(self) -> bool:
        """Wipe what deleted rows left behind; whether all of it could be wiped.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment.
        """
        with self._turn or nullcontext():
            return scrub(self._engine)

    @contextmanager
    def statements(self) -> Iterator[Statements]:
        """Statements on what is kept for the organisation, in a transaction; undone unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self.transaction() as connection:
            yield Statements(connection, self._organisation)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction, for what is no unit of work; undone unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self._turn or nullcontext():
            with database_troubles():
                connection = self._engine.connect()
            try:
                with database_troubles():
                    connection.begin()
                yield connection
            finally:
                _let_go(connection)


class _Turn:
    """A lock that is not waited for forever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise DatabaseTroubleError(Trouble.BUSY)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _let_go(connection: Connection) -> None:
    """Undo what was not committed; a connection on which that fails is thrown away, and its server undoes it."""
    try:
        with database_troubles():
            connection.rollback()
            connection.close()
    except DatabaseTroubleError:
        connection.invalidate()
        connection.close()
