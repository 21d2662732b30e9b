"""The clock on the wall."""

from datetime import UTC, date, datetime


class SystemClock:
    """The clock of this machine; its time zone is taken for the organisation's."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day on the calendar here."""
        return datetime.now(UTC).astimezone().date()
