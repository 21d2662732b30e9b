"""The cases in the database."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, or_, select, update

from adapters.storage.case_counts import count_cases
from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements, could_be_id
from adapters.storage.tables import AUDIT, CASES, OUTBOX
from bot.address import Person
from bot.case import HELD, OVER, Anonymous, Case, CaseState, Entry, Line, Named, Outcome
from bot.errors import CaseChangedError, CaseNotFoundError
from bot.repositories import CaseCounts, CaseFilter
from knowledge.protocol import Language

_MOST_OF_ASKER = 50
_SHORTEST_REFERENCE = 4
_HELD_IN = (
    select(CASES)
    .where(
        CASES.c.asker_mark == bindparam("asker"),
        CASES.c.conversation_mark == bindparam("conversation"),
        CASES.c.state.in_([state.value for state in HELD]),
    )
    .order_by(CASES.c.changed_at.desc(), CASES.c.id)
)
"""Asked for with every question, so it is made once."""
_HELD_IN_THREAD = (
    select(CASES)
    .where(CASES.c.thread_mark == bindparam("thread"), CASES.c.state.in_([state.value for state in HELD]))
    .order_by(CASES.c.changed_at.desc(), CASES.c.id)
)


class SqlCases:
    """The port ``Cases`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, case: Case) -> None:
        """Keep a case with version 0."""
        self._statements.add(CASES, {"id": case.id, "version": case.version, **_columns(case)})

    def get(self, case_id: str) -> Case:
        """The case.

        Raises:
            CaseNotFoundError: no case has this id.
        """
        row = self._statements.row(select(CASES).where(CASES.c.id == case_id)) if could_be_id(case_id) else None
        if row is None:
            raise CaseNotFoundError(case_id)
        return _case(row)

    def save(self, case: Case) -> None:
        """Keep the case as the next version, provided that nobody else did.

        Raises:
            CaseChangedError: another version is in storage, or none.
        """
        same = (CASES.c.id == case.id) & (CASES.c.version == case.version)
        if self._statements.change(update(CASES).where(same).values(version=case.version + 1, **_columns(case))) != 1:
            raise CaseChangedError(case.id)

    def of_question(self, question_id: str) -> Case | None:
        """The case that began with the question."""
        if not could_be_id(question_id):
            return None
        row = self._statements.row(select(CASES).where(CASES.c.question_id == question_id))
        return None if row is None else _case(row)

    def of_asker(self, asker_mark: str) -> tuple[Case, ...]:
        """The cases with this mark, the one opened last first."""
        mine = select(CASES).where(CASES.c.asker_mark == asker_mark)
        last_first = mine.order_by(CASES.c.opened_at.desc(), CASES.c.id).limit(_MOST_OF_ASKER)
        return tuple(map(_case, self._statements.rows(last_first)))

    def count_running(self, asker_mark: str) -> int:
        """How many of the cases with this mark are not over."""
        running = CASES.c.state.not_in([state.value for state in OVER])
        row = self._statements.row(
            select(func.count().label("many")).select_from(CASES).where(CASES.c.asker_mark == asker_mark, running)
        )
        return 0 if row is None else int(row.many)

    def held_in(self, asker_mark: str, conversation_mark: str) -> tuple[Case, ...]:
        """Cases with both marks that an officer is busy with, the one changed last first."""
        marks = {"asker": asker_mark, "conversation": conversation_mark}
        return tuple(map(_case, self._statements.rows(_HELD_IN, marks)))

    def held_in_thread(self, thread_mark: str) -> tuple[Case, ...]:
        """Cases with this mark that an officer is busy with, the one changed last first."""
        return tuple(map(_case, self._statements.rows(_HELD_IN_THREAD, {"thread": thread_mark})))

    def named(self, reference: str) -> tuple[Case, ...]:
        """Cases whose id begins with ``reference``; at most 2."""
        if len(reference) < _SHORTEST_REFERENCE or not (reference.isascii() and reference.isalnum()):
            return ()
        begins = select(CASES).where(CASES.c.id.startswith(reference.lower()))
        return tuple(map(_case, self._statements.rows(begins.order_by(CASES.c.id).limit(2))))

    def listed(self, states: Collection[CaseState], limit: int) -> tuple[Case, ...]:
        """Cases in one of these states, the one opened first first."""
        these = select(CASES).where(CASES.c.state.in_([state.value for state in states]))
        return tuple(map(_case, self._statements.rows(these.order_by(CASES.c.opened_at, CASES.c.id).limit(limit))))

    def chosen(self, which: CaseFilter, limit: int, skipped: int = 0) -> tuple[Case, ...]:
        """Cases that are meant, the one promised first first, without the first ``skipped`` of them."""
        these = select(CASES).where(_meant(which)).order_by(CASES.c.expected_by, CASES.c.id)
        return tuple(map(_case, self._statements.rows(these.limit(limit).offset(skipped))))

    def count(self, which: CaseFilter) -> int:
        """How many cases are meant."""
        row = self._statements.row(select(func.count().label("many")).select_from(CASES).where(_meant(which)))
        return 0 if row is None else int(row.many)

    def counted(self, limit: int) -> CaseCounts:
        """How many cases there are of each kind, and how soon the last ``limit`` answered ones were."""
        return count_cases(self._statements, limit)

    def remove(self, case_id: str) -> None:
        """Delete the case and all that hangs on it; what has a foreign key to it goes by itself."""
        self._statements.change(delete(OUTBOX).where(OUTBOX.c.case_id == case_id))
        self._statements.change(delete(CASES).where(CASES.c.id == case_id))

    def remove_over_before(self, moment: datetime) -> int:
        """Delete every case that was over before then; how many there were."""
        over = select(CASES.c.id).where(CASES.c.over_since < moment)
        self._statements.change(delete(OUTBOX).where(OUTBOX.c.case_id.in_(over)))
        return self._statements.change(delete(CASES).where(CASES.c.over_since < moment))

    def forget_officer(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` in the place of this officer, as owner and as writer, in every case; how many changed."""
        worked_on = select(AUDIT.c.subject).where(AUDIT.c.actor == person_key)
        theirs = or_(CASES.c.owner_key == person_key, CASES.c.id.in_(worked_on))
        rows = self._statements.rows(select(CASES).where(theirs).with_for_update())
        changed = 0
        for case in map(_case, rows):
            without = _without(case, person_key, substitute)
            if without != case:
                self.save(without)
                changed += 1
        ids = [row.id for row in rows]
        self._statements.change(delete(OUTBOX).where(OUTBOX.c.case_id.in_(ids), OUTBOX.c.park_reason.is_not(None)))
        return changed


def _meant(which: CaseFilter) -> ColumnElement[bool]:
    meant: ColumnElement[bool] = CASES.c.state.in_([state.value for state in which.states])
    if which.owner_key is not None:
        meant &= CASES.c.owner_key == which.owner_key
    if which.expected_before is not None:
        meant &= CASES.c.expected_by < which.expected_before
    return meant


def _without(case: Case, officer_key: str, substitute: Person) -> Case:
    """The case with ``substitute`` for this officer, as its owner and as the writer of entries."""
    entries = tuple(
        replace(entry, name=substitute.name, officer_key=substitute.key) if entry.officer_key == officer_key else entry
        for entry in case.entries
    )
    owned = case.owner is not None and case.owner.key == officer_key
    return replace(case, owner=substitute if owned else case.owner, entries=entries)


def _columns(case: Case) -> Mapping[str, object]:
    """All of the case but its id and version."""
    return {
        "question_id": case.question_id,
        "asker": to_json(case.asker),
        "asker_mark": case.asker_mark,
        "conversation_mark": case.conversation_mark,
        "language": case.language.value,
        "entries": to_json(case.entries),
        "clause_id": case.clause_id,
        "protocol_version": case.protocol_version,
        "opened_at": case.opened_at,
        "expected_by": case.expected_by,
        "changed_at": case.changed_at,
        "state": case.state.value,
        "line": case.line.value,
        "owner": None if case.owner is None else to_json(case.owner),
        "owner_key": None if case.owner is None else case.owner.key,
        "outcome": case.outcome,
        "over_since": case.over_since,
        "thread_mark": case.thread_mark,
    }


def _case(row: Row[tuple[object, ...]]) -> Case:
    return Case(
        id=row.id,
        question_id=row.question_id,
        asker=from_json(Named | Anonymous, row.asker),
        asker_mark=row.asker_mark,
        conversation_mark=row.conversation_mark,
        language=Language(row.language),
        entries=from_json(tuple[Entry, ...], row.entries),
        clause_id=row.clause_id,
        protocol_version=row.protocol_version,
        opened_at=row.opened_at,
        expected_by=row.expected_by,
        changed_at=row.changed_at,
        state=CaseState(row.state),
        line=Line(row.line),
        owner=None if row.owner is None else from_json(Person, row.owner),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        thread_mark=row.thread_mark,
        over_since=row.over_since,
        version=row.version,
    )
