"""The questions in the database."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Row, delete, func, or_, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements, could_be_id
from adapters.storage.tables import QUESTIONS
from adapters.storage.weeks import monday
from bot.errors import QuestionNotFoundError
from bot.record import Feedback, Made, QuestionCount, QuestionRecord
from knowledge.protocol import Language

_LANGUAGES: Mapping[object, Language] = {each.value: each for each in Language}
_MADE: Mapping[object, Made] = {each.value: each for each in Made}
_FEEDBACK: Mapping[object, Feedback] = {each.value: each for each in Feedback}
"""Looked up, for thousands at a time."""


class SqlQuestions:
    """The port ``Questions`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, record: QuestionRecord) -> None:
        """Keep a question."""
        self._statements.add(QUESTIONS, {"id": record.id, **_columns(record)})

    def get(self, question_id: str) -> QuestionRecord:
        """The question.

        Raises:
            QuestionNotFoundError: no question has this id.
        """
        asked = select(QUESTIONS).where(QUESTIONS.c.id == question_id)
        row = self._statements.row(asked) if could_be_id(question_id) else None
        if row is None:
            raise QuestionNotFoundError(question_id)
        return _record(row)

    def save(self, record: QuestionRecord) -> None:
        """Keep the question as it is here; the last who saves wins."""
        self._statements.change(update(QUESTIONS).where(QUESTIONS.c.id == record.id).values(**_columns(record)))

    def with_gaps(self, limit: int) -> tuple[QuestionRecord, ...]:
        """Those that were not answered, were clarified, or were answered with what was not meant; the last first."""
        fell_short = QUESTIONS.c.made.in_([Made.CLARIFY.value, Made.ABSTAIN.value])
        which = or_(fell_short, QUESTIONS.c.feedback == Feedback.NOT_MEANT.value)
        last_first = (QUESTIONS.c.asked_at.desc(), QUESTIONS.c.id)
        found = select(QUESTIONS).where(which).order_by(*last_first).limit(limit)
        return tuple(map(_record, self._statements.rows(found)))

    def recent(self, limit: int) -> tuple[QuestionRecord, ...]:
        """The questions, the one asked last first."""
        recent = select(QUESTIONS).order_by(QUESTIONS.c.asked_at.desc(), QUESTIONS.c.id).limit(limit)
        return tuple(map(_record, self._statements.rows(recent)))

    def counted(self) -> tuple[QuestionCount, ...]:
        """How many questions there are of each kind, in no order."""
        week = monday(QUESTIONS.c.asked_at, on_sqlite=self._statements.on_sqlite).label("week")
        kinds = (week, QUESTIONS.c.made, QUESTIONS.c.clause_id, QUESTIONS.c.feedback)
        rows = self._statements.rows(select(*kinds, func.count().label("many")).group_by(*kinds))
        return tuple(
            QuestionCount(
                date.fromisoformat(row.week), _MADE[row.made], row.clause_id, _feedback(row.feedback), int(row.many)
            )
            for row in rows
        )

    def found_clauses(self) -> frozenset[str]:
        """The ids of clauses that any question was answered with, or that were offered to choose from."""
        quoted = self._statements.rows(
            select(QUESTIONS.c.clause_id).where(QUESTIONS.c.clause_id.is_not(None)).distinct()
        )
        offered = self._statements.rows(select(QUESTIONS.c.options).distinct())
        found = {clause_id for row in offered for clause_id in from_json(tuple[str, ...], row.options)}
        return frozenset(found | {row.clause_id for row in quoted})

    def remove_before(self, moment: datetime) -> int:
        """Delete the questions asked before then; how many there were."""
        return self._statements.change(delete(QUESTIONS).where(QUESTIONS.c.asked_at < moment))


def _columns(record: QuestionRecord) -> Mapping[str, object]:
    """All of the question but its id."""
    return {
        "text": record.text,
        "language": record.language.value,
        "asked_at": record.asked_at,
        "protocol_id": record.protocol_id,
        "protocol_version": record.protocol_version,
        "made": record.made.value,
        "doubt": record.doubt,
        "clause_id": record.clause_id,
        "options": to_json(record.options),
        "confidence": record.confidence,
        "feedback": record.feedback,
    }


def _record(row: Row[tuple[object, ...]]) -> QuestionRecord:
    return QuestionRecord(
        id=row.id,
        text=row.text,
        language=_LANGUAGES[row.language],
        asked_at=row.asked_at,
        protocol_id=row.protocol_id,
        protocol_version=row.protocol_version,
        made=_MADE[row.made],
        doubt=row.doubt,
        clause_id=row.clause_id,
        options=() if row.options == "[]" else from_json(tuple[str, ...], row.options),
        confidence=row.confidence,
        feedback=_feedback(row.feedback),
    )


def _feedback(kept: str | None) -> Feedback | None:
    return None if kept is None else _FEEDBACK[kept]
