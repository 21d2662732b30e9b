"""Days on which the clocks go forward, go back, or there is one day more."""

from datetime import UTC, datetime

import pytest

from tests.load.clock import remind_for_days


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(datetime(2026, 10, 22, tzinfo=UTC), id="back an hour"),
        pytest.param(datetime(2027, 3, 25, tzinfo=UTC), id="forward an hour"),
        pytest.param(datetime(2028, 2, 26, tzinfo=UTC), id="a leap day"),
    ],
)
def test_each_reminder_comes_once_and_in_time(first: datetime) -> None:
    counted = remind_for_days(6, first)

    assert counted.wrong == 0
    assert counted.latest.total_seconds() <= 60
