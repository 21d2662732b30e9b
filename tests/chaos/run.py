"""Kill, look, and count: ``python -m tests.chaos.run --help``.

Workers are forked from this process, which has everything imported already, so that one is at work within
milliseconds. Half of them are killed at a random moment, half kill themselves at a named point.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from adapters.storage.engine import READ_ONLY, open_engine, sqlite_url
from adapters.storage.tables import INBOX
from tests.chaos.people import People
from tests.chaos.platform import Platform
from tests.chaos.points import POINTS
from tests.chaos.worker import LEASE, Doom, work
from tests.databases import postgres_database, postgres_server

QUESTIONS_PER_CASE = 10
_LONGEST_LIFE = 3.0
_PATIENCE_SECONDS = 60.0
_STUCK_SECONDS = 300.0
"""An event that ends its process each time is given up well before."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done, and how often it is cut off.

    Attributes:
        poison: Whether an event comes as well that ends every process that reads it.
    """

    kills: int
    questions: int
    workers: int
    seed: int
    poison: bool


@dataclass
class Report:
    """What came of it.

    Attributes:
        at_points: How often a worker killed itself, by point.
        stuck: Events that were neither handled nor given up.
        slowest_resumption: Seconds from the start of a worker to the first post, where one was due.
    """

    kills: int = 0
    at_points: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    repeated: int = 0
    broken: int = 0
    stuck: int = 0
    slowest_resumption: float = 0.0
    posts: int = 0
    seconds: float = 0.0

    def holds(self) -> bool:
        """Whether nothing was lost, said twice, broken, or stuck."""
        return (self.lost, self.repeated, self.broken, self.stuck) == (0, 0, 0, 0)

    def told(self) -> str:
        """The figures on one line."""
        named = sum(self.at_points.values())
        return (
            f"{self.kills} kills ({named} at {len(self.at_points)} of {len(POINTS)} named points), {self.posts} posts: "
            f"{self.lost} lost, {self.repeated} repeated, {self.broken} broken databases, "
            f"{self.stuck} stuck events, "
            f"work resumed within {self.slowest_resumption:.1f} s; {self.seconds:.0f} s in all"
        )


class Chaos:
    """One run on one database."""

    def __init__(self, url: str, folder: Path, plan: Plan) -> None:
        self._url = url
        self._folder = folder
        self._plan = plan
        self._chance = random.Random(plan.seed)  # noqa: S311 -- a test that can be run again
        self._people = People(Platform(folder))
        self._report = Report()
        self._engine = open_engine(url)
        self._alive: dict[int, tuple[Doom, float, float]] = {}

    def run(self) -> Report:
        """Kill as often as planned, then let the work be finished, and count."""
        began = time.monotonic()
        try:
            while self._report.kills < self._plan.kills:
                self._ask_some()
                if self._plan.poison and self._report.kills == self._plan.kills // 10:
                    self._people.poison()
                self._start_missing(mortal=True)
                self._watch()
            self._finish()
        finally:
            for worker in list(self._alive):
                self._kill(worker)
        self._report.lost, self._report.repeated = self._people.lost(), self._people.repeated()
        self._report.stuck = self._stuck()
        self._engine.dispose()
        self._report.posts = self._people.posts.total()
        self._report.seconds = time.monotonic() - began
        return self._report

    def _ask_some(self) -> None:
        """Ask in step with the kills, so that there is always something to be cut off."""
        due = self._plan.questions * (self._report.kills + 1) // self._plan.kills
        while len(self._people.asked) < due:
            self._people.ask(to_hr=len(self._people.asked) % QUESTIONS_PER_CASE == 0)

    def _start_missing(self, *, mortal: bool) -> None:
        while len(self._alive) < self._plan.workers:
            doom = Doom()
            if mortal and self._chance.random() < 0.5:
                doom = Doom(self._chance.choice(POINTS), self._chance.randint(1, 6))
            life = _LONGEST_LIFE if doom.point else self._chance.uniform(0.02, 0.6)
            self._alive[_forked(self._url, self._folder, doom)] = (doom, time.monotonic(), life if mortal else 9e9)

    def _watch(self) -> None:
        """Let people act while the workers live, until one is dead."""
        began, due, posted = time.monotonic(), self._people.waits_for(), False
        dead: int | None = None
        while dead is None:
            if self._people.look() and due and not posted:
                posted = True
                self._report.slowest_resumption = max(self._report.slowest_resumption, time.monotonic() - began)
            dead = self._dead()
            time.sleep(0.005)
        self._report.kills += 1
        self._report.broken += not _whole(self._url, self._folder)

    def _dead(self) -> int | None:
        """A worker that died or whose time has come; ``None`` while all live."""
        for worker, (doom, began, life) in list(self._alive.items()):
            ended, status = os.waitpid(worker, os.WNOHANG)
            if ended:
                del self._alive[worker]
                if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
                    raise RuntimeError(f"a worker ended by itself: {status}")
                if doom.point is not None:
                    self._report.at_points[doom.point] += 1
                return worker
            if time.monotonic() - began > life:
                self._kill(worker)
                return worker
        return None

    def _kill(self, worker: int) -> None:
        del self._alive[worker]
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)

    def _finish(self) -> None:
        """Let the last workers do what is left; what has not come after a while is lost."""
        last = time.monotonic()
        while time.monotonic() - last < self._patience():
            self._start_missing(mortal=False)
            if self._people.look():
                last = time.monotonic()
            self._dead()
            time.sleep(0.02)

    def _patience(self) -> float:
        """For how many more seconds without a post there may be one."""
        if self._people.waits_for():
            return _PATIENCE_SECONDS
        return _STUCK_SECONDS if self._stuck() else LEASE.total_seconds() + 1

    def _stuck(self) -> int:
        """How many events are neither handled nor given up."""
        with self._engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            waiting = select(func.count()).select_from(INBOX).where(INBOX.c.handled_at.is_(None))
            return connection.execute(waiting).scalar_one()


def _forked(url: str, folder: Path, doom: Doom) -> int:
    """A process that works; gives its id."""
    child = os.fork()
    if child == 0:
        try:
            work(url, folder, doom)
        finally:
            os._exit(1)
    return child


def _whole(url: str, folder: Path) -> bool:
    """Whether the database is in order; PostgreSQL sees to that itself."""
    if not url.startswith("sqlite"):
        return True
    file = folder / "magdat.sqlite3"
    if not file.exists():
        return True
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def main(arguments: list[str]) -> int:
    """Run it as the command line asks; returns the exit status."""
    parser = argparse.ArgumentParser(description="Kill Magdat's processes at the worst moments, and count.")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--questions", type=int, default=3_000, help="every tenth becomes a case")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--poison", action="store_true", help="with an event that ends every process that reads it")
    options = parser.parse_args(arguments)
    plan = Plan(options.kills, options.questions, options.workers, options.seed, options.poison)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="magdat-chaos-")))
        url = sqlite_url(folder / "magdat.sqlite3")
        if options.on == "postgresql":
            url = opened.enter_context(postgres_database(opened.enter_context(postgres_server()), "magdat_chaos"))
        report = Chaos(url, folder, plan).run()
    print(f"{options.on}, {plan.workers} at work: {report.told()}")  # noqa: T201 -- this is the output
    return 0 if report.holds() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
