import pytest

from adapters.slack.pace import Pace
from bot.errors import DeliveryDelayedError


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_each_channel_gets_one_message_a_second_and_each_delivery_its_own_moment() -> None:
    seconds = Seconds()
    pace = Pace(1.0, seconds)
    waits = []

    for number in range(3):
        try:
            pace.take("C1", f"d{number}")
        except DeliveryDelayedError as error:
            waits.append(error.retry_after_seconds)
    pace.take("C2", "elsewhere")
    seconds.now += 1.0
    pace.take("C1", "d1")

    assert waits == [1.0, 2.0]
    with pytest.raises(DeliveryDelayedError):
        pace.take("C1", "d2")


def test_what_slack_asked_to_wait_is_waited() -> None:
    seconds = Seconds()
    pace = Pace(1.0, seconds)

    pace.hold("C1", 30.0)

    with pytest.raises(DeliveryDelayedError) as delayed:
        pace.take("C1", "d1")
    assert delayed.value.retry_after_seconds == 30.0


def test_moments_that_are_past_are_forgotten_however_many_channels_there_are() -> None:
    seconds = Seconds()
    pace = Pace(1.0, seconds)
    sizes = []

    for number in range(20_000):
        pace.take(f"C{number}", f"d{number}")
        seconds.now += 0.2
        sizes.append(pace.size)

    assert max(sizes) <= 256


def test_a_delivery_that_never_comes_for_its_moment_is_forgotten() -> None:
    seconds = Seconds()
    pace = Pace(1.0, seconds)

    for number in range(5_000):
        pace.hold(f"C{number}", 1.0)
        with pytest.raises(DeliveryDelayedError):
            pace.take(f"C{number}", f"d{number}")
        seconds.now += 1.0

    assert pace.size <= 512
