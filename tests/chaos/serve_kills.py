"""Kill ``magdat serve`` over and over on a platform, and count; the platform and its people are handed in."""

import argparse
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.crowd import Crowd
from tests.serving import Serving

_PATIENCE_SECONDS = 120.0
_LANES_AT_DESK = 2
"""More cases are rarely in the middle of something at once."""
_LONGEST_FINISH_SECONDS = 600.0
_LONGEST_LIFE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is asked, and how often it is cut off.

    Attributes:
        repeats_per_kill: How many plain answers a kill may cause to come again; HR's decisions never may.
    """

    kills: int
    questions: int
    seed: int
    repeats_per_kill: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """What came of it."""

    plan: Plan
    to_hr: int
    messages: int
    lost: int
    repeated: int
    repeated_decisions: int
    repeated_at_desk: int
    in_haste: int
    out_of_order: int
    set_aside: int
    is_whole: bool
    slowest_start_seconds: float
    seconds: float

    def holds(self) -> bool:
        """Whether nothing was lost, and nothing came again that may not."""
        most = self.plan.kills * self.plan.repeats_per_kill
        is_well = (self.lost, self.repeated_decisions, self.out_of_order, self.is_whole) == (0, 0, 0, True)
        return is_well and self.repeated <= most and self.repeated_at_desk <= most * _LANES_AT_DESK

    def told(self) -> str:
        """The figures on one line."""
        return (
            f"{self.plan.kills} kills, {self.plan.questions} questions, {self.to_hr} to HR, {self.messages} messages: "
            f"{self.lost} lost, {self.repeated} answers repeated ({self.repeated_decisions} of HR's), "
            f"{self.repeated_at_desk} repeated at the desk, "
            f"{self.out_of_order} of {self.in_haste} who asked on at once answered out of order, "
            f"{self.set_aside} looked up after HR was warned, database {'whole' if self.is_whole else 'broken'}; "
            f"first answer within {self.slowest_start_seconds:.1f} s of a start; {self.seconds:.0f} s in all"
        )


Serve = Callable[[], AbstractContextManager[Serving]]
"""Starts the process."""


def run(plan: Plan, crowd: Crowd, serve: Serve, folder: Path) -> Course:
    """Kill so often while so many ask, then let the work be finished, and count."""
    chance = random.Random(plan.seed)  # noqa: S311 -- a test that can be run again
    began, slowest = time.monotonic(), 0.0
    with ThreadPoolExecutor(1) as beside:
        over = threading.Event()
        acting = beside.submit(_act_until, crowd, over)
        try:
            for kill in range(plan.kills):
                with serve() as magdat:
                    until = plan.questions * (kill + 1) // plan.kills
                    first = _live(crowd, chance.uniform(0.05, _LONGEST_LIFE_SECONDS), until)
                    magdat.kill()
                slowest = max(slowest, first)
            with serve():
                _wait_for_the_rest(crowd)
        finally:
            over.set()
        acting.result()
    return Course(
        plan,
        len(crowd.to_hr),
        crowd.posts(),
        crowd.lost(),
        crowd.repeated(),
        crowd.repeated_decisions(),
        crowd.repeated_at_desk(),
        len(crowd.in_haste),
        crowd.out_of_order(),
        crowd.set_aside(),
        _is_whole(folder),
        slowest,
        time.monotonic() - began,
    )


def _live(crowd: Crowd, seconds: float, until: int) -> float:
    """Let people ask, one after the other, until so many have in all; after how long the first message came."""
    began, before, asked, first = time.monotonic(), crowd.posts(), len(crowd.asked), 0.0
    while (lived := time.monotonic() - began) < seconds:
        if len(crowd.asked) - asked <= lived / seconds * (until - asked) and len(crowd.asked) < until:
            crowd.ask()
        crowd.ask_on()
        if not first and crowd.posts() > before:
            first = lived
        time.sleep(0.005)
    while len(crowd.asked) < until:
        crowd.ask()
    return first


def _wait_for_the_rest(crowd: Crowd) -> None:
    """As long as something comes: a platform may take a message a second."""
    said, deadline, latest = 0, 0.0, time.monotonic() + _LONGEST_FINISH_SECONDS
    while crowd.lost():
        crowd.ask_on()
        if crowd.posts() > said:
            said, deadline = crowd.posts(), time.monotonic() + _PATIENCE_SECONDS
        if time.monotonic() > min(deadline, latest):
            break
        time.sleep(0.1)
    time.sleep(3)


def _act_until(crowd: Crowd, over: threading.Event) -> None:
    while not over.wait(0.05):
        crowd.act()


def _is_whole(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "magdat.sqlite3")) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def main(arguments: list[str], platform: str, kill: Callable[[int, int, int, Path], Course]) -> int:
    """Run it as the command line asks; returns the exit status.

    Args:
        arguments: Of the command line.
        platform: Its name.
        kill: Takes kills, questions, seed and a folder.
    """
    parser = argparse.ArgumentParser(description=f"Kill Magdat on {platform} at random moments, and count.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--questions", type=int, default=300, help="every tenth goes to HR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="magdat-kills-") as folder:
        course = kill(options.kills, options.questions, options.seed, Path(folder))
    print(f"{platform}: {course.told()}")  # noqa: T201 -- this is the output
    return 0 if course.holds() else 1
