"""Counts what waits and what there is, for operators."""

from datetime import datetime

from sqlalchemy import Engine, func, select

from adapters.figures import Figures
from adapters.storage.engine import READ_ONLY
from adapters.storage.failures import database_troubles
from adapters.storage.statements import Statements
from adapters.storage.tables import CASES, INBOX, OUTBOX

_WAITING = (
    select(OUTBOX.c.channel, func.count().label("many"), func.min(OUTBOX.c.put_at).label("oldest"))
    .where(OUTBOX.c.settled_at.is_(None))
    .group_by(OUTBOX.c.channel)
)
_PARKED = (
    select(OUTBOX.c.park_reason, func.count().label("many"))
    .where(OUTBOX.c.park_reason.is_not(None))
    .group_by(OUTBOX.c.park_reason)
)
_CASES = select(CASES.c.state, func.count().label("many")).group_by(CASES.c.state)
_EVENTS = select(func.count().label("many"), func.min(INBOX.c.received_at).label("oldest")).where(
    INBOX.c.handled_at.is_(None)
)


def count(engine: Engine, now: datetime, organisation: str | None = None) -> Figures:
    """What there is at this moment, for one organisation or for all; takes no lock.

    Raises:
        StorageUnavailableError: the database cannot be read at this moment.
    """
    with database_troubles(), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        statements = Statements(connection, organisation)
        waiting = statements.rows(_WAITING)
        [events] = statements.rows(_EVENTS)
        return Figures(
            cases={row.state: row.many for row in statements.rows(_CASES)},
            waiting={row.channel: row.many for row in waiting},
            oldest_waiting_seconds={row.channel: _seconds(now, row.oldest) for row in waiting},
            parked={row.park_reason: row.many for row in statements.rows(_PARKED)},
            inbox_waiting=events.many,
            oldest_event_seconds=_seconds(now, events.oldest),
        )


def organisations_with_cases(engine: Engine) -> tuple[str, ...]:
    """The organisations for which cases are kept, in the order of their names.

    Raises:
        StorageUnavailableError: the database cannot be read at this moment.
    """
    whose = select(CASES.c.organisation).distinct().order_by(CASES.c.organisation)
    with database_troubles(), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return tuple(str(row.organisation) for row in Statements(connection, None).rows(whose))


def _seconds(now: datetime, moment: datetime | None) -> float:
    """How long ago; the clock of another machine may be ahead."""
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
