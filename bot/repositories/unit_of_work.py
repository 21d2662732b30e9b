"""All that is kept, in one transaction."""

import typing
from contextlib import AbstractContextManager

from bot.archive import Campaigns, Editions, Followers, Proposals, PublicationLog, Reviews, Tallies
from bot.repositories.audit import Audit
from bot.repositories.cases import Cases
from bot.repositories.places import DeskThreads, SealedAddresses
from bot.repositories.questions import Questions
from bot.repositories.queues import Inbox, Outbox
from bot.repositories.reminders import Reminders


class UnitOfWork(typing.Protocol):
    """All storage in one transaction."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def questions(self) -> Questions:
        """The questions."""

    @property
    def inbox(self) -> Inbox:
        """The events that came in."""

    @property
    def outbox(self) -> Outbox:
        """The deliveries that wait."""

    @property
    def audit(self) -> Audit:
        """What happened."""

    @property
    def reminders(self) -> Reminders:
        """What is due."""

    @property
    def addresses(self) -> SealedAddresses:
        """Where the askers are, sealed."""

    @property
    def threads(self) -> DeskThreads:
        """Where at the desk the cases are handled."""

    @property
    def editions(self) -> Editions:
        """The protocol files that were loaded."""

    @property
    def publications(self) -> PublicationLog:
        """What was published."""

    @property
    def proposals(self) -> Proposals:
        """What closed cases say of the protocol."""

    @property
    def followers(self) -> Followers:
        """Who asked to be told of something."""

    @property
    def reviews(self) -> Reviews:
        """What was looked at without a change."""

    @property
    def campaigns(self) -> Campaigns:
        """Versions that employees are asked to confirm."""

    @property
    def tallies(self) -> Tallies:
        """How many people met each gap."""

    def commit(self) -> None:
        """Keep all that was done; what is not committed is undone at the end.

        Raises:
            CaseChangedError: someone else changed at the same time what this rests on.
            StorageUnavailableError: it could not be kept.
        """


class Storage(typing.Protocol):
    """Begins units of work; each has a connection of its own and stays in the thread that began it."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work, undone at the end of the ``with`` unless it was committed.

        Raises:
            StorageUnavailableError: the database cannot be reached; also from any method of the unit of work.
        """
