"""What happened, in the database."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements
from adapters.storage.tables import AUDIT
from bot.events import AuditEntry, Happening, Quoted


class SqlAudit:
    """The port ``Audit`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def append(self, entry: AuditEntry) -> None:
        """Keep the entry."""
        kept = {
            "id": entry.id,
            "at": entry.at,
            "happening": entry.happening.value,
            "subject": entry.subject,
            "actor": entry.actor,
            "quoted": None if entry.quoted is None else to_json(entry.quoted),
            "remark": entry.remark,
        }
        self._statements.add(AUDIT, kept)

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        """The entries with this subject, in the order in which they were kept."""
        return self._entries(AUDIT.c.subject == subject)

    def by(self, actor: str) -> tuple[AuditEntry, ...]:
        """The entries with this actor, in the order in which they were kept."""
        return self._entries(AUDIT.c.actor == actor)

    def forget_actor(self, actor: str, substitute: str) -> int:
        """Put ``substitute`` in the place of this actor; in how many entries."""
        return self._statements.change(update(AUDIT).where(AUDIT.c.actor == actor).values(actor=substitute))

    def remove_before(self, moment: datetime) -> int:
        """Delete entries from before then; how many there were."""
        return self._statements.change(delete(AUDIT).where(AUDIT.c.at < moment))

    def _entries(self, which: ColumnElement[bool]) -> tuple[AuditEntry, ...]:
        return tuple(
            AuditEntry(
                id=row.id,
                at=row.at,
                happening=Happening(row.happening),
                subject=row.subject,
                actor=row.actor,
                quoted=None if row.quoted is None else from_json(Quoted, row.quoted),
                remark=row.remark,
            )
            for row in self._statements.rows(select(AUDIT).where(which).order_by(AUDIT.c.place))
        )
