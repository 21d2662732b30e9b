"""Storage in memory: one unit of work at a time, undone unless committed, and as strict as its ports say."""

import contextlib
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.address import Person
from bot.case import HELD, OVER, Case, CaseState, Entry
from bot.errors import CaseChangedError, CaseNotFoundError, QuestionNotFoundError, StorageUnavailableError
from bot.events import HAND_OVERS, AuditEntry, Happening
from bot.record import Feedback, Made, QuestionCount, QuestionRecord
from bot.reminder import Reminder, ReminderKind
from bot.repositories import CaseCounts, CaseFilter
from tests.fake_places import FakeDeskThreads, FakeSealedAddresses
from tests.fake_publishing import (
    FakeCampaigns,
    FakeEditions,
    FakeFollowers,
    FakeProposals,
    FakePublicationLog,
    FakeReviews,
    FakeTallies,
)
from tests.fake_queues import FakeInbox, FakeOutbox, Tables, case_of

K = TypeVar("K")


class FakeStorage:
    """Storage in memory.

    Attributes:
        tables: What was committed.
        away: Whether the database cannot be reached.
        conflicts: How many of the next commits fail because someone else got in between.
        commits_left: After so many more commits there is no room for another; ``None`` when there always is.
    """

    def __init__(self) -> None:
        self.tables = Tables()
        self.away = False
        self.conflicts = 0
        self.commits_left: int | None = None
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
        self.editions = FakeEditions(tables)
        self.publications = FakePublicationLog(tables)
        self.proposals = FakeProposals(tables)
        self.followers = FakeFollowers(tables)
        self.tallies = FakeTallies(tables)
        self.reviews = FakeReviews(tables)
        self.campaigns = FakeCampaigns(tables)

    def commit(self) -> None:
        if self._storage.away or self._storage.commits_left == 0:
            raise StorageUnavailableError
        if self._storage.commits_left is not None:
            self._storage.commits_left -= 1
        if self._storage.conflicts:
            self._storage.conflicts -= 1
            raise CaseChangedError
        self._storage.tables = self._tables.copied()


def _is_meant(case: Case, which: CaseFilter) -> bool:
    owned = which.owner_key is None or (case.owner is not None and case.owner.key == which.owner_key)
    timely = which.expected_before is None or case.expected_by < which.expected_before
    return case.state in which.states and owned and timely


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

    def count_running(self, asker_mark: str) -> int:
        return sum(case.asker_mark == asker_mark and case.state not in OVER for case in self.tables.cases.values())

    def held_in(self, asker_mark: str, conversation_mark: str) -> tuple[Case, ...]:
        marks = (asker_mark, conversation_mark)
        held = [
            case
            for case in self.tables.cases.values()
            if (case.asker_mark, case.conversation_mark) == marks and case.state in HELD
        ]
        return tuple(sorted(held, key=lambda case: case.changed_at, reverse=True))

    def held_in_thread(self, thread_mark: str) -> tuple[Case, ...]:
        held = [one for one in self.tables.cases.values() if one.thread_mark == thread_mark and one.state in HELD]
        return tuple(sorted(held, key=lambda case: case.changed_at, reverse=True))

    def named(self, reference: str) -> tuple[Case, ...]:
        if len(reference) < 4 or not (reference.isascii() and reference.isalnum()):
            return ()
        found = (case for case_id, case in self.tables.cases.items() if case_id.startswith(reference.lower()))
        return tuple(found)[:2]

    def listed(self, states: Collection[CaseState], limit: int) -> tuple[Case, ...]:
        listed = [case for case in self.tables.cases.values() if case.state in states]
        return tuple(sorted(listed, key=lambda case: case.opened_at)[:limit])

    def chosen(self, which: CaseFilter, limit: int, skipped: int = 0) -> tuple[Case, ...]:
        meant = [case for case in self.tables.cases.values() if _is_meant(case, which)]
        return tuple(sorted(meant, key=lambda case: (case.expected_by, case.id))[skipped : skipped + limit])

    def count(self, which: CaseFilter) -> int:
        return sum(_is_meant(case, which) for case in self.tables.cases.values())

    def counted(self, limit: int) -> CaseCounts:
        last_first = sorted(self.tables.cases.values(), key=lambda case: case.opened_at, reverse=True)
        waited = ((self._answer_hours(case), case.asker_mark) for case in last_first)
        weeks = _counted(sorted((_monday(case.opened_at), case.asker_mark) for case in last_first))
        return CaseCounts(
            states=_counted((case.state, case.asker_mark) for case in last_first),
            weeks=weeks,
            hand_overs=_counted((min(2, self._hand_overs(case)), case.asker_mark) for case in last_first),
            answers=tuple((hours, mark) for hours, mark in waited if hours is not None)[:limit],
        )

    def _answer_hours(self, case: Case) -> float | None:
        answers = [
            entry.at
            for entry in self.tables.audit
            if entry.subject == case.id and entry.happening is Happening.CASE_ANSWERED
        ]
        return (min(answers) - case.opened_at).total_seconds() / 3_600 if answers else None

    def _hand_overs(self, case: Case) -> int:
        return sum(entry.subject == case.id and entry.happening in HAND_OVERS for entry in self.tables.audit)

    def remove(self, case_id: str) -> None:
        tables = self.tables
        tables.cases.pop(case_id, None)
        tables.addresses.pop(case_id, None)
        tables.threads.pop(case_id, None)
        for key in [key for key in tables.reminders if key[0] == case_id]:
            del tables.reminders[key]
        for delivery_id, queued in list(tables.outbox.items()):
            if case_of(queued.delivery) == case_id:
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
        worked_on = {entry.subject for entry in self.tables.audit if entry.actor == person_key}
        changed = 0
        for case in list(self.tables.cases.values()):
            owned = case.owner is not None and case.owner.key == person_key
            if not owned and case.id not in worked_on:
                continue
            entries = tuple(_renamed(entry, person_key, substitute) for entry in case.entries)
            without = replace(case, owner=substitute if owned else case.owner, entries=entries)
            if without != case:
                self.save(without)
                changed += 1
            for queued in list(self.tables.outbox.values()):
                if case_of(queued.delivery) == case.id and queued.parked is not None:
                    del self.tables.outbox[queued.delivery.id]
        return changed


def _renamed(entry: Entry, person_key: str, substitute: Person) -> Entry:
    if entry.officer_key != person_key:
        return entry
    return replace(entry, name=substitute.name, officer_key=substitute.key)


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

    def with_gaps(self, limit: int) -> tuple[QuestionRecord, ...]:
        fell_short = [
            record
            for record in self.tables.questions.values()
            if record.made in {Made.CLARIFY, Made.ABSTAIN} or record.feedback is Feedback.NOT_MEANT
        ]
        return tuple(sorted(fell_short, key=lambda record: record.asked_at, reverse=True)[:limit])

    def recent(self, limit: int) -> tuple[QuestionRecord, ...]:
        recent = sorted(self.tables.questions.values(), key=lambda record: record.asked_at, reverse=True)
        return tuple(recent[:limit])

    def counted(self) -> tuple[QuestionCount, ...]:
        every = self.tables.questions.values()
        kinds = Counter((_monday(one.asked_at), one.made, one.clause_id, one.feedback) for one in every)
        return tuple(QuestionCount(*kind, count=count) for kind, count in kinds.items())

    def found_clauses(self) -> frozenset[str]:
        every = self.tables.questions.values()
        return frozenset(filter(None, (each for one in every for each in (one.clause_id, *one.options))))

    def remove_before(self, moment: datetime) -> int:
        past = [record.id for record in self.tables.questions.values() if record.asked_at < moment]
        for question_id in past:
            del self.tables.questions[question_id]
        return len(past)


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


def _counted(found: Iterable[tuple[K, str]]) -> dict[K, tuple[int, int]]:
    marks: dict[K, list[str]] = {}
    for kind, mark in found:
        marks.setdefault(kind, []).append(mark)
    return {kind: (len(of_kind), len(set(of_kind))) for kind, of_kind in marks.items()}


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())
