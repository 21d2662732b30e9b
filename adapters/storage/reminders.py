"""What is due, in the database."""

from datetime import datetime

from sqlalchemy import Row, and_, delete, or_, select

from adapters.storage.statements import Statements
from adapters.storage.tables import REMINDERS
from bot.reminder import Reminder, ReminderKind

_EARLIEST_FIRST = (REMINDERS.c.due_at, REMINDERS.c.case_id, REMINDERS.c.kind)


class SqlReminders:
    """The port ``Reminders`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def put(self, reminder: Reminder) -> None:
        """Keep the reminder, in the place of one of the same case and kind."""
        kept = self._statements.upsert(REMINDERS).values(
            case_id=reminder.case_id, kind=reminder.kind.value, due_at=reminder.due_at
        )
        again = kept.on_conflict_do_update(
            index_elements=[REMINDERS.c.case_id, REMINDERS.c.kind],
            set_={"due_at": reminder.due_at},
            where=REMINDERS.c.organisation == kept.excluded.organisation,
        )
        self._statements.change(again)

    def cancel(self, case_id: str, *kinds: ReminderKind) -> None:
        """Delete the case's reminders of these kinds; of all kinds when none is given."""
        which = REMINDERS.c.case_id == case_id
        if kinds:
            which = and_(which, REMINDERS.c.kind.in_([kind.value for kind in kinds]))
        self._statements.change(delete(REMINDERS).where(which))

    def take_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Reminders due at or before ``now``, the earliest first, deleted in this unit of work."""
        due = select(REMINDERS).where(REMINDERS.c.due_at <= now).order_by(*_EARLIEST_FIRST).limit(limit)
        taken = tuple(map(_reminder, self._statements.rows(due.with_for_update(skip_locked=True))))
        if taken:
            each = (and_(REMINDERS.c.case_id == one.case_id, REMINDERS.c.kind == one.kind.value) for one in taken)
            self._statements.change(delete(REMINDERS).where(or_(*each)))
        return taken

    def of_case(self, case_id: str) -> tuple[Reminder, ...]:
        """The reminders of the case, the earliest first."""
        mine = select(REMINDERS).where(REMINDERS.c.case_id == case_id).order_by(*_EARLIEST_FIRST)
        return tuple(map(_reminder, self._statements.rows(mine)))


def _reminder(row: Row[tuple[object, ...]]) -> Reminder:
    return Reminder(row.case_id, ReminderKind(row.kind), row.due_at)
