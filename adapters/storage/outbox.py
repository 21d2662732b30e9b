"""The deliveries that wait, in the database."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ColumnElement, Integer, and_, bindparam, case, delete, exists, or_, select, update

from adapters.storage.codec import UnreadableError, from_json, to_json
from adapters.storage.statements import Statements, of_one
from adapters.storage.tables import OUTBOX
from bot.address import Address
from bot.outbox import Delivery, Leased, Parked, ParkReason


class _State(StrEnum):
    WAITING = "waiting"
    PARKED = "parked"
    DELIVERED = "delivered"


_EARLIER = OUTBOX.alias("earlier")
_FIRST_OF_LANE = and_(
    OUTBOX.c.state == _State.WAITING,
    ~exists().where(
        _EARLIER.c.organisation == OUTBOX.c.organisation,
        _EARLIER.c.lane == OUTBOX.c.lane,
        _EARLIER.c.state == _State.WAITING,
        _EARLIER.c.place < OUTBOX.c.place,
    ),
)
_ON_CHANNELS = OUTBOX.c.channel.in_(bindparam("channels", expanding=True))
_NOW = bindparam("now", type_=OUTBOX.c.settled_at.type)
_FREE = and_(_ON_CHANNELS, OUTBOX.c.not_before <= _NOW)
_DOUBTFUL = and_(
    or_(OUTBOX.c.unended > 0, OUTBOX.c.leased_until.is_not(None)),
    or_(OUTBOX.c.leased_until.is_(None), OUTBOX.c.leased_until <= _NOW),
)
_OLDEST_DOUBTFUL = of_one(
    select(OUTBOX.c.place).where(_FREE, _DOUBTFUL, _FIRST_OF_LANE).order_by(OUTBOX.c.place).limit(1)
).scalar_subquery()
_READY = of_one(
    select(OUTBOX.c.place)
    .where(
        _FIRST_OF_LANE,
        _FREE,
        or_(
            and_(OUTBOX.c.unended == 0, OUTBOX.c.leased_until.is_(None)),
            and_(bindparam("doubtful", type_=Boolean()), _DOUBTFUL, OUTBOX.c.place == _OLDEST_DOUBTFUL),
        ),
    )
    .order_by(OUTBOX.c.place)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(of=OUTBOX, skip_locked=True)
).cte("ready")
_LEASED = (
    update(OUTBOX)
    .where(OUTBOX.c.place.in_(select(_READY.c.place)))
    .values(
        leased_until=bindparam("until", type_=OUTBOX.c.leased_until.type),
        tries=OUTBOX.c.tries + 1,
        # A lease that is still there ended without a verdict: the message may have arrived.
        uncertain=or_(OUTBOX.c.uncertain, OUTBOX.c.leased_until.is_not(None)),
        unended=OUTBOX.c.unended + case((OUTBOX.c.leased_until.is_not(None), 1), else_=0),
    )
    .returning(OUTBOX.c.place, OUTBOX.c.id, OUTBOX.c.delivery, OUTBOX.c.tries, OUTBOX.c.uncertain, OUTBOX.c.unended)
)
_DELIVERED = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("delivered"), OUTBOX.c.state == _State.WAITING)
    .values(state=_State.DELIVERED.value, settled_at=_NOW, leased_until=None, delivery=None, lane="", person_mark="")
)
_READY_AT: ColumnElement[datetime] = case(
    (OUTBOX.c.leased_until > OUTBOX.c.not_before, OUTBOX.c.leased_until), else_=OUTBOX.c.not_before
)
_NEXT = select(_READY_AT.label("at")).where(_FIRST_OF_LANE, _ON_CHANNELS).order_by(_READY_AT).limit(1)
"""What is asked for with every delivery is made once."""


def _or_unknown(channels: Collection[str]) -> list[str]:
    """These channels, and what is on one that nobody knows."""
    return [*channels, ""]


class SqlOutbox:
    """The port ``Outbox`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def put(self, delivery: Delivery, at: datetime) -> None:
        """Keep the delivery, to be delivered after the commit."""
        waiting = {
            "id": delivery.id,
            "case_id": None if isinstance(delivery.to, Address) else delivery.to.case_id,
            "channel": delivery.to.channel,
            "lane": delivery.lane,
            "delivery": to_json(delivery),
            "person_mark": delivery.person_mark,
            "state": _State.WAITING.value,
            "put_at": at,
            "not_before": at,
            "tries": 0,
            "uncertain": False,
        }
        self._statements.add(OUTBOX, waiting)

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str], *, doubtful: bool = True
    ) -> tuple[Leased, ...]:
        """Deliveries on these channels that may go out now, the oldest first; nobody else gets them until ``until``."""
        values = {"now": now, "until": until, "most": limit, "channels": _or_unknown(channels), "doubtful": doubtful}
        rows = self._statements.rows(_LEASED, values)
        leased: list[Leased] = []
        for row in sorted(rows, key=lambda row: row.place):
            try:
                delivery = from_json(Delivery, row.delivery)
            except UnreadableError:
                self.park(row.id, ParkReason.UNREADABLE, "", now)
                continue
            leased.append(Leased(delivery, row.tries, row.uncertain, row.unended))
        return tuple(leased)

    def delivered(self, delivery_id: str, now: datetime) -> None:
        """It arrived: erase its message and destination, keep that it was."""
        self._statements.change(_DELIVERED, {"delivered": delivery_id, "now": now})

    def delay(self, delivery_id: str, not_before: datetime, *, uncertain: bool) -> None:
        """Free it, to be leased again from ``not_before`` on."""
        self._change(delivery_id, not_before=not_before, leased_until=None, uncertain=uncertain, unended=0)

    def park(self, delivery_id: str, reason: ParkReason, code: str, now: datetime) -> None:
        """Set it aside; what stands behind it in its lane goes on."""
        self._change(
            delivery_id,
            state=_State.PARKED.value,
            settled_at=now,
            leased_until=None,
            park_reason=reason.value,
            park_code=code,
        )

    def parked(self, limit: int) -> tuple[Parked, ...]:
        """What was set aside, the last first."""
        aside = select(OUTBOX).where(OUTBOX.c.state == _State.PARKED)
        rows = self._statements.rows(aside.order_by(OUTBOX.c.settled_at.desc(), OUTBOX.c.place.desc()).limit(limit))
        return tuple(
            Parked(row.id, row.case_id, row.channel, ParkReason(row.park_reason), row.park_code, row.settled_at)
            for row in rows
        )

    def release(self, delivery_id: str) -> bool:
        """Let a parked delivery wait anew, from its place in the order, with no tries counted."""
        parked = and_(OUTBOX.c.id == delivery_id, OUTBOX.c.state == _State.PARKED)
        waiting = {"state": _State.WAITING.value, "settled_at": None, "park_reason": None, "park_code": None}
        anew = update(OUTBOX).where(parked).values(**waiting, tries=0, unended=0, not_before=OUTBOX.c.put_at)
        return self._statements.change(anew) == 1

    def renew(self, delivery_ids: Collection[str], until: datetime) -> None:
        """Keep from others until then what is leased and not settled; what is just being settled is not waited for."""
        leased = and_(
            OUTBOX.c.id.in_(delivery_ids), OUTBOX.c.state == _State.WAITING, OUTBOX.c.leased_until.is_not(None)
        )
        rows = self._statements.rows(select(OUTBOX.c.place).where(leased).with_for_update(skip_locked=True))
        if rows:
            places = OUTBOX.c.place.in_([row.place for row in rows])
            later = case((OUTBOX.c.leased_until > until, OUTBOX.c.leased_until), else_=until)
            self._statements.change(update(OUTBOX).where(places).values(leased_until=later))

    def next_at(self, now: datetime, channels: Collection[str]) -> datetime | None:
        """When something on these channels can be leased next, which may be ``now``; ``None`` when nothing waits."""
        row = self._statements.row(_NEXT, {"channels": _or_unknown(channels)})
        return None if row is None else max(row.at, now)

    def park_put_before(self, moment: datetime, now: datetime) -> int:
        """Set aside as ``NO_CHANNEL`` what was put before then and waits still; how many there were."""
        waits = and_(OUTBOX.c.put_at < moment, OUTBOX.c.state == _State.WAITING)
        aside = {"state": _State.PARKED.value, "park_reason": ParkReason.NO_CHANNEL.value, "park_code": ""}
        return self._statements.change(update(OUTBOX).where(waits).values(**aside, settled_at=now, leased_until=None))

    def remove_for(self, person_mark: str) -> int:
        """Delete what answers this person and was not delivered; how many there were."""
        theirs = and_(OUTBOX.c.person_mark == person_mark, OUTBOX.c.state != _State.DELIVERED)
        return self._statements.change(delete(OUTBOX).where(theirs))

    def remove_settled_before(self, moment: datetime) -> int:
        """Delete deliveries that were delivered or parked before then; how many there were."""
        return self._statements.change(delete(OUTBOX).where(OUTBOX.c.settled_at < moment))

    def _change(self, delivery_id: str, **values: object) -> None:
        """Change the delivery, as long as it waits: what is settled stays so."""
        waits = and_(OUTBOX.c.id == delivery_id, OUTBOX.c.state == _State.WAITING)
        self._statements.change(update(OUTBOX).where(waits).values(**values))
