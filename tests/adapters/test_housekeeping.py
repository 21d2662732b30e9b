from datetime import datetime, timedelta

import pytest

from adapters.housekeeping import CLEAN_EVERY, LOOK_EVERY, Housekeeping
from bot.errors import StorageUnavailableError
from bot.ports import Ports
from bot.reminder import Reminder, ReminderKind
from bot.retention import Retention
from tests.contracts.made import case, question
from tests.fakes import MovingClock
from tests.office import Office


class Scrubbed:
    """Notes how often something was scrubbed."""

    def __init__(self, *, whole: bool = True) -> None:
        self.times = 0
        self.whole = whole

    def __call__(self) -> bool:
        self.times += 1
        return self.whole


def no_posts(moment: datetime) -> int:
    """Nothing was posted at any terminal."""
    del moment
    return 0


@pytest.fixture
def ports() -> Ports:
    return Office().ports


def clock_of(ports: Ports) -> MovingClock:
    assert isinstance(ports.clock, MovingClock)
    return ports.clock


def test_what_is_due_is_done_at_the_first_look_and_every_half_minute(ports: Ports) -> None:
    keeping = Housekeeping(ports, Scrubbed(), no_posts)
    keeping.tidy()
    with ports.storage.begin() as uow:
        uow.cases.add(case())
        uow.reminders.put(Reminder(case().id, ReminderKind.FORGET_ASKER, ports.clock.now()))
        uow.commit()

    keeping.tidy()
    with ports.storage.begin() as uow:
        assert len(uow.reminders.of_case(case().id)) == 1
    clock_of(ports).move(LOOK_EVERY)
    keeping.tidy()
    with ports.storage.begin() as uow:
        assert uow.reminders.of_case(case().id) == ()


def test_a_clock_that_goes_back_keeps_nothing_waiting(ports: Ports) -> None:
    keeping = Housekeeping(ports, Scrubbed(), no_posts)
    keeping.tidy()
    clock_of(ports).move(timedelta(hours=-2))
    with ports.storage.begin() as uow:
        uow.cases.add(case())
        uow.reminders.put(Reminder(case().id, ReminderKind.FORGET_ASKER, ports.clock.now()))
        uow.commit()

    keeping.tidy()

    with ports.storage.begin() as uow:
        assert uow.reminders.of_case(case().id) == ()


def test_what_is_past_its_time_is_deleted_once_a_day_and_wiped(ports: Ports) -> None:
    scrubbed = Scrubbed()
    keeping = Housekeeping(ports, scrubbed, no_posts)
    with ports.storage.begin() as uow:
        uow.questions.add(question())
        uow.commit()
    keeping.tidy()
    clock_of(ports).move(Retention().questions + timedelta(days=1))

    keeping.tidy()
    clock_of(ports).move(CLEAN_EVERY)
    keeping.tidy()

    assert scrubbed.times == 1


def test_what_could_not_be_wiped_is_wiped_at_the_next_look(ports: Ports) -> None:
    scrubbed = Scrubbed(whole=False)
    keeping = Housekeeping(ports, scrubbed, lambda _: 1)
    keeping.tidy()
    scrubbed.whole = True
    for _ in range(3):
        clock_of(ports).move(LOOK_EVERY)
        keeping.tidy()

    assert scrubbed.times == 2


def test_a_look_without_the_database_is_taken_again(ports: Ports) -> None:
    def away(moment: datetime) -> int:
        del moment
        raise StorageUnavailableError

    keeping = Housekeeping(ports, Scrubbed(), away)

    with pytest.raises(StorageUnavailableError):
        keeping.tidy()
    clock_of(ports).move(LOOK_EVERY)
    with pytest.raises(StorageUnavailableError):
        keeping.tidy()
