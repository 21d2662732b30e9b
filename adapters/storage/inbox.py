"""The events that came in, in the database."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from adapters.storage.statements import Statements, of_one
from adapters.storage.tables import INBOX
from bot.events import IncomingEvent
from bot.repositories.queues import TRIES_IN_THE_WAY

_NOW = bindparam("now", type_=INBOX.c.received_at.type)
_AHEAD = INBOX.alias("ahead")
_NO_LANE: ColumnElement[str] = literal_column("''")
"""Written out, for only then does a database see that its index of lanes will do."""


def _came_before(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """In words with which an index on the moment can be used."""
    in_time = one.c.received_at <= other.c.received_at
    return and_(in_time, or_(one.c.received_at < other.c.received_at, one.c.id < other.c.id))


def _is_behind(this: FromClause, *in_the_way: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one that is in the way stands before this event in its lane, and is not handled."""
    ahead = exists().where(
        _AHEAD.c.organisation == this.c.organisation,
        _AHEAD.c.lane == this.c.lane,
        _AHEAD.c.lane != _NO_LANE,
        _AHEAD.c.handled_at.is_(None),
        _AHEAD.c.tries <= TRIES_IN_THE_WAY,
        _came_before(_AHEAD, this),
        *in_the_way,
    )
    return and_(this.c.lane != _NO_LANE, ahead)


_IS_HELD_UP = _is_behind(INBOX, _AHEAD.c.leased_until > _NOW)
"""Another has one that stands before it, or that one waits for its next try."""


def _lease(*of_channels: ColumnElement[bool]) -> ReturningUpdate[tuple[object, ...]]:
    """Leases what waits up to the first that was leased before, or that one alone where it is the first.

    One of the found whose lane has another before it, which is not among them, is just being leased elsewhere.
    """
    may_be_leased = or_(INBOX.c.leased_until.is_(None), INBOX.c.leased_until <= _NOW)
    found = of_one(
        select(INBOX.c.organisation, INBOX.c.id, INBOX.c.received_at, INBOX.c.lane, INBOX.c.tries)
        .where(INBOX.c.handled_at.is_(None), *of_channels, may_be_leased, ~_IS_HELD_UP)
        .order_by(INBOX.c.received_at, INBOX.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(of=INBOX, skip_locked=True)
    ).cte("found")
    before, all_found = found.alias("before"), found.alias("all_found")
    stopped = exists().where(_came_before(before, found), or_(before.c.tries > 0, found.c.tries > 0))
    overtakes = _is_behind(found, _AHEAD.c.id.not_in(select(all_found.c.id)))
    return (
        update(INBOX)
        .where(INBOX.c.id.in_(select(found.c.id).where(~stopped, ~overtakes)))
        .values(leased_until=bindparam("until", type_=INBOX.c.leased_until.type), tries=INBOX.c.tries + 1)
        .returning(INBOX)
    )


_LEASED = _lease()
_LEASED_OF = _lease(INBOX.c.channel.in_(bindparam("channels", expanding=True)))
_HANDLED_ONCE: dict[bool, ReturningInsert[tuple[str]]] = {}


class SqlInbox:
    """The port ``Inbox`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def store(self, event: IncomingEvent) -> bool:
        """Keep the event until it is handled; ``False`` when one with this id was kept before."""
        kept = self._statements.upsert(INBOX).values(
            id=event.id, channel=event.channel, lane=event.lane, payload=event.payload, received_at=event.received_at
        )
        once = kept.on_conflict_do_nothing(index_elements=[INBOX.c.organisation, INBOX.c.id]).returning(INBOX.c.id)
        return self._statements.row(once) is not None

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str] | None = None
    ) -> tuple[IncomingEvent, ...]:
        """Events that wait to be handled, the one received first first; nobody else gets them until ``until``.

        One that was leased before comes alone; in a lane none overtakes another.
        """
        values = {"now": now, "until": until, "most": limit}
        if channels is None:
            rows = self._statements.rows(_LEASED, values)
        else:
            rows = self._statements.rows(_LEASED_OF, {**values, "channels": list(channels)})
        leased = [IncomingEvent(row.id, row.channel, row.payload, row.received_at, row.lane, row.tries) for row in rows]
        return tuple(sorted(leased, key=lambda event: (event.received_at, event.id)))

    def put_off(self, event_id: str, until: datetime) -> None:
        """Keep an event that is leased from everyone until then."""
        leased = update(INBOX).where(INBOX.c.id == event_id, INBOX.c.leased_until.is_not(None))
        self._statements.change(leased.values(leased_until=until))

    def forgive(self, event_ids: Collection[str]) -> None:
        """Count one try less of each that is not handled."""
        tried = update(INBOX).where(INBOX.c.id.in_(event_ids), INBOX.c.handled_at.is_(None), INBOX.c.tries > 0)
        self._statements.change(tried.values(tries=INBOX.c.tries - 1))

    def next_at(self, now: datetime, channels: Collection[str] | None = None) -> datetime | None:
        """When an event can be leased next, which may be ``now``; ``None`` when none waits."""
        first, values = and_(_waits(channels), ~_IS_HELD_UP), {"now": now}
        free = select(INBOX.c.id).where(first, INBOX.c.leased_until.is_(None)).limit(1)
        if self._statements.row(free, values) is not None:
            return now
        row = self._statements.row(select(func.min(INBOX.c.leased_until).label("at")).where(first), values)
        return None if row is None or row.at is None else max(row.at, now)

    def handle_once(self, event_id: str, now: datetime) -> bool:
        """Mark the event handled and erase its payload; ``False`` when it was handled before.

        One statement: who comes second waits for the row, and then sees what the first made of it.
        """
        once = _handled_once(self._statements)
        return self._statements.row(once, {"id": event_id, "now": now}) is not None

    def give_up_received_before(self, moment: datetime, now: datetime) -> int:
        """Mark handled, and erase, what came before then and waits still; how many there were."""
        waits = update(INBOX).where(_waits(None), INBOX.c.received_at < moment)
        return self._statements.change(waits.values(handled_at=now, lane="", payload=None, leased_until=None))

    def remove_handled_before(self, moment: datetime) -> int:
        """Delete the ids of events handled before then; how many there were."""
        return self._statements.change(delete(INBOX).where(INBOX.c.handled_at < moment))


def _waits(channels: Collection[str] | None) -> ColumnElement[bool]:
    """Whether an event is not handled, and of one of these channels."""
    waits = INBOX.c.handled_at.is_(None)
    return waits if channels is None else and_(waits, INBOX.c.channel.in_(channels))


def _handled_once(statements: Statements) -> ReturningInsert[tuple[str]]:
    """The statement, made once for each kind of database."""
    if statements.on_sqlite not in _HANDLED_ONCE:
        now = bindparam("now", type_=INBOX.c.handled_at.type)
        handled = statements.upsert(INBOX).values(id=bindparam("id"), channel="", received_at=now, handled_at=now)
        once = handled.on_conflict_do_update(
            index_elements=[INBOX.c.organisation, INBOX.c.id],
            set_={"handled_at": now, "lane": "", "payload": None, "leased_until": None},
            where=INBOX.c.handled_at.is_(None),
        )
        _HANDLED_ONCE[statements.on_sqlite] = once.returning(INBOX.c.id)
    return _HANDLED_ONCE[statements.on_sqlite]
