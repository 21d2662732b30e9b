"""What is due, as it is kept."""

import typing
from datetime import datetime

from bot.reminder import Reminder, ReminderKind


class Reminders(typing.Protocol):
    """What is due, and when."""

    def put(self, reminder: Reminder) -> None:
        """Keep the reminder, in the place of one of the same case and kind."""

    def cancel(self, case_id: str, *kinds: ReminderKind) -> None:
        """Delete the case's reminders of these kinds; of all kinds when none is given."""

    def take_due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Reminders due at or before ``now``, the earliest first, deleted in this unit of work.

        Another unit of work that takes at the same time gets others, and gets these when this one is rolled back.
        """

    def of_case(self, case_id: str) -> tuple[Reminder, ...]:
        """The reminders of the case, the earliest first."""
