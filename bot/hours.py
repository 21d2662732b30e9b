"""When the desk works, and so when an answer can be expected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_FURTHEST_DAYS = 400
"""Nobody promises an answer further ahead; more closed days in a row than this are a mistake in the settings."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of the desk, on the clock where it is.

    Attributes:
        zone: Where the desk is.
        opens: On a working day, on the clock there.
        closes: Later the same day.
        days: Working days, Monday is 0; never empty.
        closed_on: Days on which nobody works after all.
    """

    zone: tzinfo
    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = frozenset(range(5))
    closed_on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("the desk must open before it closes")
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("the working days must be some of 0 (Monday) to 6 (Sunday)")

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """The moment at which the desk has worked for ``work`` since ``moment``, in UTC.

        Hours are counted as they pass, so also on the days on which the clock is set forward or back.
        """
        start = moment.astimezone(UTC)
        for begins, ends in self._shifts(start.astimezone(self.zone).date()):
            if ends <= start:
                continue
            begins = max(begins, start)  # noqa: PLW2901 -- what is left of this shift
            if ends - begins >= work:
                return begins + work
            work -= ends - begins
        raise ValueError(f"the desk does not work {work} in the {_FURTHEST_DAYS} days after {start:%Y-%m-%d}")

    def local(self, moment: datetime) -> datetime:
        """The moment on the clock where the desk is."""
        return moment.astimezone(self.zone)

    def _shifts(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """The working days from ``first`` on, from when to when, in UTC."""
        for day in (first + timedelta(days=number) for number in range(_FURTHEST_DAYS)):
            if day.weekday() in self.days and day not in self.closed_on:
                yield self._moment(day, self.opens), self._moment(day, self.closes)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
