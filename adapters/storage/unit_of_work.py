"""All storage in one transaction, on a database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.audit import SqlAudit
from adapters.storage.cases import SqlCases
from adapters.storage.editions import SqlEditions, SqlPublicationLog
from adapters.storage.engine import is_sqlite
from adapters.storage.failures import database_troubles
from adapters.storage.inbox import SqlInbox
from adapters.storage.learning import SqlFollowers, SqlProposals, SqlTallies
from adapters.storage.one_writer import OneWriter, let_go
from adapters.storage.outbox import SqlOutbox
from adapters.storage.places import SqlDeskThreads, SqlSealedAddresses
from adapters.storage.questions import SqlQuestions
from adapters.storage.reminders import SqlReminders
from adapters.storage.reviews import SqlCampaigns, SqlReviews
from adapters.storage.scrubbing import scrub
from adapters.storage.statements import Statements


class SqlUnitOfWork:
    """The port ``UnitOfWork`` on a connection.

    Args:
        connection: In a transaction.
        keep: Commits.
        organisation: Whose rows it works with.
    """

    def __init__(self, connection: Connection, keep: Callable[[], None], organisation: str = ONLY_ORGANISATION) -> None:
        statements = Statements(connection, organisation, keep)
        self._statements = statements
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
        self._statements.commit()


class SqlStorage:
    """The port ``Storage`` on a database, for one organisation; shared by all threads of the process.

    Args:
        engine: Of the database.
        organisation: Whose rows are meant.
        writer: Of all that is kept in the same SQLite file by this process.
        ahead: Its units of work go before those of others that wait for their turn.
    """

    def __init__(
        self,
        engine: Engine,
        organisation: str = ONLY_ORGANISATION,
        writer: OneWriter | None = None,
        *,
        ahead: bool = False,
    ) -> None:
        self._engine = engine
        self._organisation = organisation
        self._writer = writer or (OneWriter(engine) if is_sqlite(engine) else None)
        self._ahead = ahead

    def of(self, organisation: str) -> "SqlStorage":
        """What is kept in the same database for this organisation, and nothing that is kept for another."""
        return SqlStorage(self._engine, organisation, self._writer, ahead=self._ahead)

    def ahead(self) -> "SqlStorage":
        """The same, for what somebody outside waits for and is done in a moment: it goes first."""
        return SqlStorage(self._engine, self._organisation, self._writer, ahead=True)

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work, undone at the end of the ``with`` unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self._unit() as (connection, keep):
            yield SqlUnitOfWork(connection, keep, self._organisation)

    def scrub(self) -> bool:
        """Wipe what deleted rows left behind; whether all of it could be wiped.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment.
        """
        with self._alone():
            return scrub(self._engine)

    @contextmanager
    def statements(self) -> Iterator[Statements]:
        """Statements on what is kept for the organisation beside the units of work, as in one of them.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self._unit() as (connection, keep):
            yield Statements(connection, self._organisation, keep)

    @contextmanager
    def _unit(self) -> Iterator[tuple[Connection, Callable[[], None]]]:
        """A connection and what commits; on SQLite in a transaction that others of the process may share."""
        if self._writer is None:
            with self.transaction() as connection:
                yield connection, connection.commit
        else:
            with self._writer.unit(ahead=self._ahead) as unit:
                yield unit.connection, unit.keep

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction, for what is no unit of work; undone unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        with self._alone():
            with database_troubles():
                connection = self._engine.connect()
            try:
                with database_troubles():
                    connection.begin()
                yield connection
            finally:
                let_go(connection)

    def _alone(self) -> AbstractContextManager[None]:
        return nullcontext() if self._writer is None else self._writer.alone()
