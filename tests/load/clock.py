"""R11: thousands of days, two replicas, clocks that jump, replicas that die; each reminder once, and in time."""

import contextlib
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.housekeeping import LOOK_EVERY, Housekeeping
from adapters.storage.unit_of_work import SqlStorage
from bot.action import Act, Action
from bot.errors import StorageUnavailableError
from bot.events import Happening
from bot.handlers.reception import Hear, PressButton, receive
from bot.ports import Storage, UnitOfWork
from bot.reminder import ReminderKind
from tests.databases import sqlite_database
from tests.fakes import MovingClock
from tests.office import QUESTION, SANNE, Office

PROMISED = timedelta(hours=8)
LATEST = timedelta(seconds=60)
_ZONE = ZoneInfo("Europe/Amsterdam")
_OPENS, _CLOSES = time(9), time(17)
_JUMPS_BACK = timedelta(hours=2)
_OFTEN = 0.2
_MEMORY = "/dev/shm"  # noqa: S108 -- a folder of its own in there
"""A disk would be waited for most of the time, and is not what is tried here."""


class Mortal:
    """The port ``Storage``; at the next commit its process may die, before anything of it is kept."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.dies = False

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work."""
        with self._storage.begin() as uow:
            yield uow
            if self.dies:
                raise StorageUnavailableError


class Replica:
    """One of two processes, with a clock of its own that may be wrong."""

    def __init__(self, office: Office, storage: SqlStorage) -> None:
        self.clock = MovingClock()
        self._storage = Mortal(storage)
        ports = replace(office.ports, storage=self._storage, clock=self.clock)
        self._housekeeping = Housekeeping(ports, lambda: True, lambda _: 0)

    def tidy(self, at: datetime, *, dies: bool) -> None:
        """Do what is due at that moment, or die of it."""
        self.clock.at, self._storage.dies = at, dies
        with contextlib.suppress(StorageUnavailableError):
            self._housekeeping.tidy()


@dataclass
class Counted:
    """What went wrong, by how."""

    missing: int = 0
    repeated: int = 0
    early: int = 0
    late: int = 0
    misplaced: int = 0
    latest: timedelta = field(default_factory=timedelta)

    @property
    def wrong(self) -> int:
        """All that is wrong."""
        return self.missing + self.repeated + self.early + self.late + self.misplaced


def remind_for_days(days: int, first: datetime) -> Counted:
    """A question at HR on each of so many days, at any time of the day, that nobody answers."""
    chance, counted = random.Random(11), Counted()  # noqa: S311 -- alike in each run
    memory = _MEMORY if Path(_MEMORY).is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=memory) as name,
        sqlite_database(Path(name)) as engine,
        ThreadPoolExecutor(2) as pool,
    ):
        storage = SqlStorage(engine)
        office = Office(kept=storage)
        replicas = [Replica(office, storage), Replica(office, storage)]

        def tidy(at: datetime, back: timedelta = timedelta(), *, dies: bool = False) -> None:
            """Both at once; the clock of the first went back, or the first dies."""
            first_one = pool.submit(replicas[0].tidy, at - back, dies=dies)
            second = pool.submit(replicas[1].tidy, at, dies=False)
            first_one.result(), second.result()

        for day in range(days):
            office.clock.at = max(office.clock.at, first + timedelta(days=day, seconds=chance.randrange(86_400)))
            case_id, due = _open_case(office)
            counted.misplaced += _worked_between(office.clock.at, due) != PROMISED
            tidy(due - timedelta(seconds=1))
            counted.early += bool(_reminded_at(storage, case_id))
            back = _JUMPS_BACK if chance.random() < _OFTEN else timedelta()
            seen = due + LOOK_EVERY * chance.random()
            tidy(seen, back, dies=chance.random() < _OFTEN)
            tidy(seen + LOOK_EVERY)
            _count(counted, _reminded_at(storage, case_id), due)
            office.clock.at = seen + LOOK_EVERY
            receive(PressButton(office.origin(SANNE), Action(Act.WITHDRAW, case_id), None), office.ports)
    return counted


def _count(counted: Counted, reminded: list[datetime], due: datetime) -> None:
    counted.missing += not reminded
    counted.repeated += len(reminded) > 1
    for at in reminded:
        counted.early += at < due
        counted.late += at > due + LATEST
        counted.latest = max(counted.latest, at - due)


def _open_case(office: Office) -> tuple[str, datetime]:
    """The case, and when the desk is to be reminded of it."""
    receive(Hear(office.origin(SANNE), QUESTION), office.ports)
    with office.ports.storage.begin() as work:
        question = work.questions.recent(1)[0]
    receive(PressButton(office.origin(SANNE), Action(Act.OPEN_NAMED, question.id), None), office.ports)
    with office.ports.storage.begin() as work:
        case = work.cases.of_question(question.id)
        assert case is not None
        due = {each.kind: each.due_at for each in work.reminders.of_case(case.id)}
    return case.id, due[ReminderKind.DESK]


def _reminded_at(storage: SqlStorage, case_id: str) -> list[datetime]:
    with storage.begin() as work:
        return [each.at for each in work.audit.about(case_id) if each.happening is Happening.DESK_REMINDED]


def _worked_between(begun: datetime, ended: datetime) -> timedelta:
    """How long the desk worked in between, counted day by day on the calendar there."""
    worked, day = timedelta(), begun.astimezone(_ZONE).date()
    while day <= ended.astimezone(_ZONE).date():
        if day.weekday() < 5:
            opens, closes = (datetime.combine(day, at, _ZONE).astimezone(UTC) for at in (_OPENS, _CLOSES))
            worked += max(min(closes, ended) - max(opens, begun), timedelta())
        day += timedelta(days=1)
    return worked


async def clock(count: int) -> str:
    """So many days, from the one on; what came of the reminders."""
    counted = remind_for_days(count, datetime(2026, 1, 1, tzinfo=UTC))
    return (
        f"{count} days from 2026 on, a reminder each, two replicas; on one day in five the clock of one goes back by "
        f"two hours, on one in five one dies of it: {counted.missing} missing, {counted.repeated} repeated, "
        f"{counted.early} early, {counted.late} over {LATEST.total_seconds():.0f} s late (at most "
        f"{counted.latest.total_seconds():.0f} s), {counted.misplaced} not after 8 hours of work"
    )
