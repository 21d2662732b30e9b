from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import WorkingHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOURS = WorkingHours(AMSTERDAM)
NIGHT = WorkingHours(AMSTERDAM, time(1), time(6), days=frozenset(range(7)))


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("asked", "work", "due"),
    [
        pytest.param("2026-11-23 10:00", 2, "2026-11-23 12:00", id="the same day"),
        pytest.param("2026-11-23 16:00", 2, "2026-11-24 10:00", id="overnight"),
        pytest.param("2026-11-20 16:00", 2, "2026-11-23 10:00", id="over the weekend"),
        pytest.param("2026-11-22 03:00", 8, "2026-11-23 17:00", id="asked in the weekend"),
        pytest.param("2026-11-23 07:00", 8, "2026-11-23 17:00", id="asked before opening"),
        pytest.param("2026-11-23 17:00", 1, "2026-11-24 10:00", id="asked at closing"),
        pytest.param("2026-03-27 16:00", 2, "2026-03-30 10:00", id="over the start of summer time"),
        pytest.param("2026-10-23 16:00", 2, "2026-10-26 10:00", id="over the end of summer time"),
        pytest.param("2028-02-28 16:00", 2, "2028-02-29 10:00", id="a leap day"),
    ],
)
def test_an_answer_is_due_after_so_many_working_hours(asked: str, work: float, due: str) -> None:
    assert HOURS.after(local(asked), timedelta(hours=work)) == local(due)


def test_a_night_in_which_the_clock_is_set_has_an_hour_less_or_more() -> None:
    assert NIGHT.after(local("2026-03-29 00:00"), timedelta(hours=4)) == local("2026-03-29 06:00")
    assert NIGHT.after(local("2026-10-25 00:00"), timedelta(hours=6)) == local("2026-10-25 06:00")


def test_nobody_works_on_a_closed_day() -> None:
    hours = WorkingHours(AMSTERDAM, closed_on=frozenset({date(2026, 12, 25)}))

    assert hours.after(local("2026-12-24 16:00"), timedelta(hours=2)) == local("2026-12-28 10:00")


def test_due_times_are_in_utc() -> None:
    assert HOURS.after(local("2026-07-01 10:00"), timedelta(hours=1)).tzinfo is UTC


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"opens": time(17), "closes": time(9)}, id="closes before it opens"),
        pytest.param({"days": frozenset()}, id="no day"),
        pytest.param({"days": frozenset({7})}, id="an eighth day"),
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must"):
        WorkingHours(AMSTERDAM, **wrong)  # type: ignore[arg-type]


def test_a_desk_that_never_works_promises_nothing() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(1_000))

    with pytest.raises(ValueError, match="does not work"):
        WorkingHours(AMSTERDAM, closed_on=closed).after(local("2026-01-01 10:00"), timedelta(hours=1))


moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- made aware
works = st.integers(1, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(moment=moments, first=works, second=works, hours=st.sampled_from([HOURS, NIGHT]))
def test_working_on_is_the_same_as_working_at_once(
    moment: datetime, first: timedelta, second: timedelta, hours: WorkingHours
) -> None:
    due = hours.after(moment, first + second)

    assert hours.after(hours.after(moment, first), second) == due
    assert due - moment >= first + second
    assert hours.local(due).weekday() in hours.days
    assert hours.opens <= hours.local(due).time() <= hours.closes
