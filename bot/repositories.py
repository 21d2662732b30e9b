"""What Magdat keeps, as it needs it kept: one repository a thing, all of them in one transaction."""

import typing
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from bot.address import Address, Person
from bot.archive import Campaigns, Editions, Followers, Proposals, PublicationLog, Reviews, Tallies
from bot.case import Case, CaseState
from bot.events import AuditEntry, IncomingEvent
from bot.outbox import Delivery, Leased, Parked, ParkReason
from bot.record import QuestionRecord
from bot.reminder import Reminder, ReminderKind


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """An address that only the vault can read, with a key of its own; deleting this deletes the key.

    Attributes:
        key: The case's own key, wrapped with a key that is not in the database.
        box: The nonce and the encrypted address; bound to the case id, so that it opens for no other case.
    """

    case_id: str
    key: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are meant.

    Attributes:
        states: One of these.
        owner_key: Of the officer who has them; ``None`` for whoever has.
        expected_before: Promised for a moment before this one; ``None`` for whenever.
    """

    states: frozenset[CaseState]
    owner_key: str | None = None
    expected_before: datetime | None = None


class Cases(typing.Protocol):
    """The cases."""

    def add(self, case: Case) -> None:
        """Keep a case with version 0, which is then version 0 in storage."""

    def get(self, case_id: str) -> Case:
        """The case.

        Raises:
            CaseNotFoundError: no case has this id.
        """

    def save(self, case: Case) -> None:
        """Keep the case as version ``case.version + 1``, provided that ``case.version`` is the version in storage.

        Compare and set in one statement: of those who read the same version only one can save.

        Raises:
            CaseChangedError: another version is in storage, or none.
        """

    def of_question(self, question_id: str) -> Case | None:
        """The case that began with the question, whatever its state; a question has at most one."""

    def of_asker(self, asker_mark: str) -> tuple[Case, ...]:
        """The cases with this mark, the one opened last first; at most 50."""

    def count_running(self, asker_mark: str) -> int:
        """How many of the cases with this mark are not over."""

    def held_in(self, asker_mark: str, conversation_mark: str) -> tuple[Case, ...]:
        """Cases with both marks that an officer is busy with (``HELD``), the one changed last first."""

    def named(self, reference: str) -> tuple[Case, ...]:
        """Cases whose id begins with ``reference``, in whatever case it was typed; at most 2.

        ``reference`` is at least four letters or digits; anything else finds none.
        """

    def listed(self, states: Collection[CaseState], limit: int) -> tuple[Case, ...]:
        """Cases in one of these states, the one opened first first."""

    def chosen(self, which: CaseFilter, limit: int, skipped: int = 0) -> tuple[Case, ...]:
        """Cases that are meant, the one promised first first, without the first ``skipped`` of them."""

    def count(self, which: CaseFilter) -> int:
        """How many cases are meant."""

    def remove(self, case_id: str) -> None:
        """Delete the case and all that hangs on it: entries, address, thread, reminders, and its deliveries."""

    def remove_over_before(self, moment: datetime) -> int:
        """Delete like ``remove`` every case that was over before then; how many there were."""

    def forget_officer(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` in the place of this officer, as owner and as writer, in every case; how many changed.

        What was parked of those cases is deleted: it may name the officer, and stands in the case anyway. Which cases
        the officer worked on is known from the audit, so that is asked before it forgets.
        """


class Questions(typing.Protocol):
    """The questions as they are kept: without any asker."""

    def add(self, record: QuestionRecord) -> None:
        """Keep a question."""

    def get(self, question_id: str) -> QuestionRecord:
        """The question.

        Raises:
            QuestionNotFoundError: no question has this id.
        """

    def save(self, record: QuestionRecord) -> None:
        """Keep the question as it is here; the last who saves wins."""

    def with_gaps(self, limit: int) -> tuple[QuestionRecord, ...]:
        """Those that were not answered, were clarified, or were answered with what was not meant; the last first."""

    def recent(self, limit: int) -> tuple[QuestionRecord, ...]:
        """The questions, the one asked last first."""

    def remove_before(self, moment: datetime) -> int:
        """Delete the questions asked before then; how many there were."""


class Inbox(typing.Protocol):
    """The events that came in."""

    def store(self, event: IncomingEvent) -> bool:
        """Keep the event until it is handled; ``False`` when one with this id was kept before, which then stays."""

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str] | None = None
    ) -> tuple[IncomingEvent, ...]:
        """Events that wait to be handled, the one received first first; nobody else gets them until ``until``.

        Only those of ``channels``, of every channel when none are given.

        One that was leased before and is not handled yet comes alone: should it have ended the process that had it,
        it takes no other along, and those others are not counted as tried each time.
        """

    def put_off(self, event_id: str, until: datetime) -> None:
        """Keep an event that is leased from everyone until then."""

    def forgive(self, event_ids: Collection[str]) -> None:
        """Count one try less of each that is not handled: that it failed was no fault of the event."""

    def next_at(self, now: datetime, channels: Collection[str] | None = None) -> datetime | None:
        """When an event can be leased next, which may be ``now``; ``None`` when none waits."""

    def handle_once(self, event_id: str, now: datetime) -> bool:
        """Mark the event handled and erase its payload, in this unit of work.

        It need not have been stored before. ``False`` when it was handled before: then nothing may be done again.
        Two units of work that do this at the same time for one event: the second waits for the first, and gets
        ``False`` when the first commits.
        """

    def give_up_received_before(self, moment: datetime, now: datetime) -> int:
        """Mark handled, and erase, what came before then and waits still; how many there were."""

    def remove_handled_before(self, moment: datetime) -> int:
        """Delete the ids of events handled before then; how many there were."""


class Outbox(typing.Protocol):
    """The deliveries that wait, in the order in which they were put."""

    def put(self, delivery: Delivery, at: datetime) -> None:
        """Keep the delivery, to be delivered after the commit."""

    def lease(self, now: datetime, until: datetime, limit: int, channels: Collection[str]) -> tuple[Leased, ...]:
        """Deliveries on these channels that may go out now, the oldest first; nobody else gets them until ``until``.

        One whose channel is not known counts as on each of them. Of each lane only the one put first, and only when it
        neither waits for a later moment nor is leased. A lease that ended without ``delivered``, ``delay`` or ``park``
        makes the delivery uncertain.
        """

    def delivered(self, delivery_id: str, now: datetime) -> None:
        """It arrived: erase its message and destination, keep that it was."""

    def delay(self, delivery_id: str, not_before: datetime, *, uncertain: bool) -> None:
        """It did not go out, or perhaps it did (``uncertain``): free it, to be leased again from ``not_before`` on."""

    def park(self, delivery_id: str, reason: ParkReason, code: str, now: datetime) -> None:
        """Set it aside; what stands behind it in its lane goes on."""

    def parked(self, limit: int) -> tuple[Parked, ...]:
        """What was set aside, the last first."""

    def release(self, delivery_id: str) -> bool:
        """Let a parked delivery wait anew, from its place in the order, with no tries counted; whether it was there."""

    def renew(self, delivery_ids: Collection[str], until: datetime) -> None:
        """Keep from others until then what is leased and not settled."""

    def next_at(self, now: datetime, channels: Collection[str]) -> datetime | None:
        """When something on these channels can be leased next, which may be ``now``; ``None`` when nothing waits."""

    def park_put_before(self, moment: datetime, now: datetime) -> int:
        """Set aside as ``NO_CHANNEL`` what was put before then and waits still; how many there were."""

    def remove_for(self, person_mark: str) -> int:
        """Delete what answers this person and was not delivered, whether it waits or was parked; how many there were.

        ``person_mark`` is not empty.
        """

    def remove_settled_before(self, moment: datetime) -> int:
        """Delete deliveries that were delivered or parked before then; how many there were."""


class Audit(typing.Protocol):
    """What happened. Entries are added and, when their time is up, deleted; never changed but to forget a person."""

    def append(self, entry: AuditEntry) -> None:
        """Keep the entry."""

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        """The entries with this subject, in the order in which they were kept."""

    def by(self, actor: str) -> tuple[AuditEntry, ...]:
        """The entries with this actor, in the order in which they were kept."""

    def forget_actor(self, actor: str, substitute: str) -> int:
        """Put ``substitute`` in the place of this actor; in how many entries."""

    def remove_before(self, moment: datetime) -> int:
        """Delete entries from before then; how many there were."""


class Reminders(typing.Protocol):
    """What is due, and when."""

    def put(self, reminder: Reminder) -> None:
        """Keep the reminder, in the place of one of the same case and kind."""

    def cancel(self, case_id: str, *kinds: ReminderKind) -> None:
        """Delete the case's reminders of these kinds; of all kinds when none is given."""

    def take_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Reminders due at or before ``now``, the earliest first, deleted in this unit of work.

        Another unit of work that takes at the same time gets others, and gets these when this one is rolled back.
        """

    def of_case(self, case_id: str) -> tuple[Reminder, ...]:
        """The reminders of the case, the earliest first."""


class SealedAddresses(typing.Protocol):
    """Where the askers are, sealed."""

    def put(self, sealed: SealedAddress) -> None:
        """Keep it, in the place of an earlier one of the same case."""

    def get(self, case_id: str) -> SealedAddress | None:
        """The sealed address; ``None`` when it was deleted."""

    def remove(self, case_id: str) -> None:
        """Delete it, where there is one; nothing of it stays readable in the database."""


class DeskThreads(typing.Protocol):
    """Where at the desk each case is handled."""

    def put(self, case_id: str, at: Address) -> None:
        """From here on the case is handled there, in the place of an earlier one of the same case.

        A place without a thread is the desk's conversation: the next message to the case begins the thread.
        """

    def get(self, case_id: str) -> Address | None:
        """Where the case is handled; ``None`` when nothing was ever said about it."""

    def case_at(self, at: Address) -> str | None:
        """The id of the case that is handled in this thread; ``None`` when none is, or when it is no thread."""


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
