"""Cases counted by the database, so that ten thousand of them cost little more than the few numbers they come to."""

import typing
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select

from adapters.storage.statements import Statements, of_one
from adapters.storage.tables import AUDIT, CASES
from adapters.storage.weeks import in_hours, monday
from bot.case import CaseState
from bot.events import HAND_OVERS, Happening
from bot.repositories import CaseCounts
from bot.withheld import Counted

_MORE = 2
"""Times that are counted as one."""


def count_cases(statements: Statements, limit: int) -> CaseCounts:
    """All cases, and how soon the last ``limit`` answered ones were."""
    on_sqlite = statements.on_sqlite
    weeks = _counted_by(statements, monday(CASES.c.opened_at, on_sqlite=on_sqlite))
    return CaseCounts(
        states={CaseState(state): counted for state, counted in _counted_by(statements, CASES.c.state).items()},
        weeks={date.fromisoformat(week): weeks[week] for week in sorted(weeks)},
        hand_overs=_counted_by(statements, _hand_overs(on_sqlite=on_sqlite)),
        answers=tuple((row.hours, row.asker_mark) for row in statements.rows(_waited(limit, on_sqlite=on_sqlite))),
    )


def _counted_by(statements: Statements, kind: ColumnElement[typing.Any]) -> dict[typing.Any, Counted]:
    kept = select(kind.label("kind"), func.count().label("many"), func.count(CASES.c.asker_mark.distinct()).label("of"))
    return {row.kind: (row.many, row.of) for row in statements.rows(kept.group_by("kind"))}


def _hand_overs(*, on_sqlite: bool) -> ColumnElement[int]:
    times = _of_case(select(func.count(AUDIT.c.place))).where(
        AUDIT.c.happening.in_([each.value for each in HAND_OVERS])
    )
    least = func.min if on_sqlite else func.least
    return least(times.scalar_subquery(), _MORE)


def _waited(limit: int, *, on_sqlite: bool) -> Select[tuple[str, float]]:
    is_answer = AUDIT.c.happening == Happening.CASE_ANSWERED.value
    first = _of_case(select(func.min(AUDIT.c.at))).where(is_answer).scalar_subquery()
    hours = in_hours(first, on_sqlite=on_sqlite) - in_hours(CASES.c.opened_at, on_sqlite=on_sqlite)
    answered = select(CASES.c.asker_mark, hours.label("hours")).where(
        CASES.c.id.in_(of_one(select(AUDIT.c.subject)).where(is_answer))
    )
    return answered.order_by(CASES.c.opened_at.desc(), CASES.c.id).limit(limit)


def _of_case(happened: Select[tuple[typing.Any]]) -> Select[tuple[typing.Any]]:
    """What happened to the case of the row that is counted."""
    return of_one(happened).where(AUDIT.c.subject == CASES.c.id).correlate(CASES)
