"""Storage in memory: one unit of work at a time, undone unless committed, and as strict as its ports say."""

import contextlib
import copy
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.address import Address, Person
from bot.case import HELD, OVER, Case, CaseState, Entry
from bot.errors import (
    CaseChangedError,
    CaseNotFoundError,
    QuestionNotFoundError,
    StorageUnavailableError,
)
from bot.events import AuditEntry, IncomingEvent
from bot.outbox import Delivery, Leased, Parked, ParkReason, ToAsker, ToDesk
from bot.ports import SealedAddress
from bot.record import QuestionRecord
from bot.reminder import Reminder, ReminderKind


@dataclass(frozen=True)
class Queued:
    """A delivery and how it stands."""

    delivery: Delivery
    not_before: datetime
    tries: int = 0
    leased_until: datetime | None = None
    uncertain: bool = False
    settled_at: datetime | None = None
    parked: Parked | None = None

    def is_free(self, now: datetime) -> bool:
        return self.not_before <= now and (self.leased_until is None or self.leased_until <= now)


@dataclass(frozen=True)
class Received:
    """An event and how it stands; ``None`` as event when it was erased."""

    event: IncomingEvent | None
    leased_until: datetime | None = None
    handled_at: datetime | None = None


@dataclass
class Tables:
    """Everything that is kept."""

    cases: dict[str, Case] = field(default_factory=dict)
    questions: dict[str, QuestionRecord] = field(default_factory=dict)
    inbox: dict[str, Received] = field(default_factory=dict)
    outbox: dict[str, Queued] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    reminders: dict[tuple[str, ReminderKind], Reminder] = field(default_factory=dict)
    addresses: dict[str, SealedAddress] = field(default_factory=dict)
    threads: dict[str, Address] = field(default_factory=dict)

    def copied(self) -> "Tables":
        return Tables(**{name: copy.copy(table) for name, table in vars(self).items()})


class FakeStorage:
    """Storage in memory.

    Attributes:
        tables: What was committed.
        away: Whether the database cannot be reached.
        conflicts: How many of the next commits fail because someone else got in between.
    """

    def __init__(self) -> None:
        self.tables = Tables()
        self.away = False
        self.conflicts = 0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def begin(self) -> Iterator["FakeUnitOfWork"]:
        if self.away:
            raise StorageUnavailableError
        with self._lock:
            yield FakeUnitOfWork(self, self.tables.copied())


class FakeUnitOfWork:
    """One transaction on the fake storage."""

    def __init__(self, storage: FakeStorage, tables: Tables) -> None:
        self._storage = storage
        self._tables = tables
        self.cases = FakeCases(tables)
        self.questions = FakeQuestions(tables)
        self.inbox = FakeInbox(tables)
        self.outbox = FakeOutbox(tables)
        self.audit = FakeAudit(tables)
        self.reminders = FakeReminders(tables)
        self.addresses = FakeSealedAddresses(tables)
        self.threads = FakeDeskThreads(tables)

    def commit(self) -> None:
        if self._storage.away:
            raise StorageUnavailableError
        if self._storage.conflicts:
            self._storage.conflicts -= 1
            raise CaseChangedError
        self._storage.tables = self._tables.copied()


@dataclass
class FakeCases:
    tables: Tables

    def add(self, case: Case) -> None:
        assert case.id not in self.tables.cases
        assert self.of_question(case.question_id) is None
        self.tables.cases[case.id] = replace(case, version=0)

    def get(self, case_id: str) -> Case:
        try:
            return self.tables.cases[case_id]
        except KeyError as error:
            raise CaseNotFoundError from error

    def save(self, case: Case) -> None:
        stored = self.tables.cases.get(case.id)
        if stored is None or stored.version != case.version:
            raise CaseChangedError
        self.tables.cases[case.id] = replace(case, version=case.version + 1)

    def of_question(self, question_id: str) -> Case | None:
        return next((case for case in self.tables.cases.values() if case.question_id == question_id), None)

    def of_asker(self, asker_mark: str) -> tuple[Case, ...]:
        own = [case for case in self.tables.cases.values() if case.asker_mark == asker_mark]
        return tuple(sorted(own, key=lambda case: case.opened_at, reverse=True)[:50])

    def held_in(self, asker_mark: str, conversation_mark: str) -> tuple[Case, ...]:
        marks = (asker_mark, conversation_mark)
        held = [
            case
            for case in self.tables.cases.values()
            if (case.asker_mark, case.conversation_mark) == marks and case.state in HELD
        ]
        return tuple(sorted(held, key=lambda case: case.changed_at, reverse=True))

    def named(self, reference: str) -> tuple[Case, ...]:
        if len(reference) < 4 or not (reference.isascii() and reference.isalnum()):
            return ()
        found = (case for case_id, case in self.tables.cases.items() if case_id.startswith(reference.lower()))
        return tuple(found)[:2]

    def listed(self, states: Collection[CaseState], limit: int) -> tuple[Case, ...]:
        listed = [case for case in self.tables.cases.values() if case.state in states]
        return tuple(sorted(listed, key=lambda case: case.opened_at)[:limit])

    def remove(self, case_id: str) -> None:
        tables = self.tables
        tables.cases.pop(case_id, None)
        tables.addresses.pop(case_id, None)
        tables.threads.pop(case_id, None)
        for key in [key for key in tables.reminders if key[0] == case_id]:
            del tables.reminders[key]
        for delivery_id, queued in list(tables.outbox.items()):
            if _case_of(queued.delivery) == case_id:
                del tables.outbox[delivery_id]

    def remove_over_before(self, moment: datetime) -> int:
        past = [
            case.id
            for case in self.tables.cases.values()
            if case.state in OVER and case.over_since is not None and case.over_since < moment
        ]
        for case_id in past:
            self.remove(case_id)
        return len(past)

    def forget_officer(self, person_key: str, substitute: Person) -> int:
        owned = [case for case in self.tables.cases.values() if case.owner and case.owner.key == person_key]
        for case in owned:
            name = case.owner.name if case.owner else ""
            entries = tuple(_renamed(entry, name, substitute.name) for entry in case.entries)
            self.tables.cases[case.id] = replace(case, owner=substitute, entries=entries, version=case.version + 1)
        return len(owned)


def _renamed(entry: Entry, name: str, substitute: str) -> Entry:
    return replace(entry, name=substitute) if name and entry.name == name else entry


def _case_of(delivery: Delivery) -> str | None:
    return delivery.to.case_id if isinstance(delivery.to, ToAsker | ToDesk) else None


@dataclass
class FakeQuestions:
    tables: Tables

    def add(self, record: QuestionRecord) -> None:
        assert record.id not in self.tables.questions
        self.tables.questions[record.id] = record

    def get(self, question_id: str) -> QuestionRecord:
        try:
            return self.tables.questions[question_id]
        except KeyError as error:
            raise QuestionNotFoundError from error

    def save(self, record: QuestionRecord) -> None:
        if record.id in self.tables.questions:
            self.tables.questions[record.id] = record

    def remove_before(self, moment: datetime) -> int:
        past = [record.id for record in self.tables.questions.values() if record.asked_at < moment]
        for question_id in past:
            del self.tables.questions[question_id]
        return len(past)


@dataclass
class FakeInbox:
    tables: Tables

    def store(self, event: IncomingEvent) -> bool:
        if event.id in self.tables.inbox:
            return False
        self.tables.inbox[event.id] = Received(event)
        return True

    def lease(self, now: datetime, until: datetime, limit: int) -> tuple[IncomingEvent, ...]:
        waiting = [
            received.event
            for received in self.tables.inbox.values()
            if received.event is not None
            and received.handled_at is None
            and (received.leased_until is None or received.leased_until <= now)
        ]
        leased = sorted(waiting, key=lambda event: event.received_at)[:limit]
        for event in leased:
            self.tables.inbox[event.id] = replace(self.tables.inbox[event.id], leased_until=until)
        return tuple(leased)

    def handle_once(self, event_id: str, now: datetime) -> bool:
        received = self.tables.inbox.get(event_id)
        if received is not None and received.handled_at is not None:
            return False
        self.tables.inbox[event_id] = Received(None, handled_at=now)
        return True

    def remove_handled_before(self, moment: datetime) -> int:
        past = [
            event_id
            for event_id, received in self.tables.inbox.items()
            if received.handled_at is not None and received.handled_at < moment
        ]
        for event_id in past:
            del self.tables.inbox[event_id]
        return len(past)


@dataclass
class FakeOutbox:
    tables: Tables

    def put(self, delivery: Delivery, at: datetime) -> None:
        assert delivery.id not in self.tables.outbox
        self.tables.outbox[delivery.id] = Queued(delivery, at)

    def lease(self, now: datetime, until: datetime, limit: int) -> tuple[Leased, ...]:
        leased: list[Leased] = []
        for queued in self._heads():
            if len(leased) < limit and queued.is_free(now):
                uncertain = queued.uncertain or queued.leased_until is not None
                tries = queued.tries + 1
                leased.append(Leased(queued.delivery, tries, uncertain))
                self._set(replace(queued, tries=tries, leased_until=until, uncertain=uncertain))
        return tuple(leased)

    def delivered(self, delivery_id: str, now: datetime) -> None:
        if (queued := self._waiting(delivery_id)) is not None:
            self._set(replace(queued, settled_at=now, leased_until=None))

    def delay(self, delivery_id: str, not_before: datetime, *, uncertain: bool) -> None:
        if (queued := self._waiting(delivery_id)) is not None:
            self._set(replace(queued, not_before=not_before, leased_until=None, uncertain=uncertain))

    def park(self, delivery_id: str, reason: ParkReason, code: str, now: datetime) -> None:
        if (queued := self._waiting(delivery_id)) is None:
            return
        to = queued.delivery.to
        channel = to.channel if isinstance(to, Address) else ""
        parked = Parked(delivery_id, _case_of(queued.delivery), channel, reason, code, now)
        self._set(replace(queued, settled_at=now, leased_until=None, parked=parked))

    def parked(self, limit: int) -> tuple[Parked, ...]:
        parked = [queued.parked for queued in self.tables.outbox.values() if queued.parked is not None]
        return tuple(sorted(parked, key=lambda each: each.parked_at, reverse=True)[:limit])

    def release(self, delivery_id: str) -> bool:
        queued = self.tables.outbox.get(delivery_id)
        if queued is None or queued.parked is None:
            return False
        self._set(replace(queued, settled_at=None, parked=None, tries=0))
        return True

    def next_at(self, now: datetime) -> datetime | None:
        moments = [max(queued.not_before, queued.leased_until or now, now) for queued in self._heads()]
        return min(moments, default=None)

    def remove_settled_before(self, moment: datetime) -> int:
        past = [
            delivery_id
            for delivery_id, queued in self.tables.outbox.items()
            if queued.settled_at is not None and queued.settled_at < moment
        ]
        for delivery_id in past:
            del self.tables.outbox[delivery_id]
        return len(past)

    def _heads(self) -> list[Queued]:
        heads: dict[str, Queued] = {}
        for queued in self.tables.outbox.values():
            if queued.settled_at is None:
                heads.setdefault(queued.delivery.lane, queued)
        return list(heads.values())

    def _waiting(self, delivery_id: str) -> Queued | None:
        queued = self.tables.outbox.get(delivery_id)
        return None if queued is None or queued.settled_at is not None else queued

    def _set(self, queued: Queued) -> None:
        self.tables.outbox[queued.delivery.id] = queued


@dataclass
class FakeAudit:
    tables: Tables

    def append(self, entry: AuditEntry) -> None:
        self.tables.audit.append(entry)

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self.tables.audit if entry.subject == subject)

    def by(self, actor: str) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self.tables.audit if entry.actor == actor)

    def forget_actor(self, actor: str, substitute: str) -> int:
        count = len(self.by(actor))
        self.tables.audit[:] = [
            replace(entry, actor=substitute) if entry.actor == actor else entry for entry in self.tables.audit
        ]
        return count

    def remove_before(self, moment: datetime) -> int:
        kept = [entry for entry in self.tables.audit if entry.at >= moment]
        count = len(self.tables.audit) - len(kept)
        self.tables.audit[:] = kept
        return count


@dataclass
class FakeReminders:
    tables: Tables

    def put(self, reminder: Reminder) -> None:
        self.tables.reminders[reminder.case_id, reminder.kind] = reminder

    def cancel(self, case_id: str, *kinds: ReminderKind) -> None:
        for kind in kinds or ReminderKind:
            self.tables.reminders.pop((case_id, kind), None)

    def take_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        due = [reminder for reminder in self.tables.reminders.values() if reminder.due_at <= now]
        taken = sorted(due, key=lambda reminder: reminder.due_at)[:limit]
        for reminder in taken:
            del self.tables.reminders[reminder.case_id, reminder.kind]
        return tuple(taken)

    def of_case(self, case_id: str) -> tuple[Reminder, ...]:
        own = [reminder for reminder in self.tables.reminders.values() if reminder.case_id == case_id]
        return tuple(sorted(own, key=lambda reminder: reminder.due_at))


@dataclass
class FakeSealedAddresses:
    tables: Tables

    def put(self, sealed: SealedAddress) -> None:
        self.tables.addresses[sealed.case_id] = sealed

    def get(self, case_id: str) -> SealedAddress | None:
        return self.tables.addresses.get(case_id)

    def remove(self, case_id: str) -> None:
        self.tables.addresses.pop(case_id, None)


@dataclass
class FakeDeskThreads:
    tables: Tables

    def put(self, case_id: str, at: Address) -> None:
        self.tables.threads[case_id] = at

    def get(self, case_id: str) -> Address | None:
        return self.tables.threads.get(case_id)

    def case_at(self, at: Address) -> str | None:
        if not at.thread:
            return None
        return next((case_id for case_id, place in self.tables.threads.items() if place.key == at.key), None)
