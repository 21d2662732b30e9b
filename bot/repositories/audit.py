"""What happened, as it is kept."""

import typing
from datetime import datetime

from bot.events import AuditEntry


class Audit(typing.Protocol):
    """What happened. Entries are added and, when their time is up, deleted; never changed but to forget a person."""

    def append(self, entry: AuditEntry) -> None:
        """Keep the entry."""

    def about(self, subject: str) -> tuple[AuditEntry, ...]:
        """The entries with this subject, in the order in which they were kept."""

    def by(self, actor: str) -> tuple[AuditEntry, ...]:
        """The entries with this actor, in the order in which they were kept."""

    def forget_actor(self, actor: str, substitute: str) -> int:
        """Put ``substitute`` in the place of this actor; in how many entries."""

    def remove_before(self, moment: datetime) -> int:
        """Delete entries from before then; how many there were."""
