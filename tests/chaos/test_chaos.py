"""A short form of ``make chaos``."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.storage.engine import sqlite_url
from tests.chaos.load import races
from tests.chaos.people import People
from tests.chaos.platform import DESK, Journal, Platform
from tests.chaos.points import POINTS
from tests.chaos.run import Report
from tests.databases import postgres_database

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("database", "workers"), [pytest.param("sqlite", 1, id="SQLite"), pytest.param("postgresql", 2, id="PostgreSQL")]
)
def test_killed_at_bad_moments_nothing_is_lost_said_twice_or_broken(database: str, workers: int) -> None:
    run = [sys.executable, "-m", "tests.chaos.run", "--on", database, "--workers", str(workers)]

    done = subprocess.run(  # noqa: S603 -- our own module
        [*run, "--kills", "8", "--questions", "40"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lost, 0 repeated, 0 broken databases" in done.stdout


def test_of_fifty_officers_who_claim_at_once_one_has_the_case_and_the_others_hear_who(tmp_path: Path) -> None:
    said = races(sqlite_url(tmp_path / "magdat.sqlite3"), 2)

    assert said == "2 races of 50: 2 with one owner; in 2 every loser was told who holds it"


def test_an_event_that_comes_again_to_another_process_is_answered_once(postgres: str) -> None:
    with postgres_database(postgres, "magdat_again") as url:
        run = "import sys; from tests.chaos.load import events; print(events(sys.argv[1], 60))"
        said = subprocess.run(  # noqa: S603 -- our own module; it forks, so it has a process of its own
            [sys.executable, "-c", run, url], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
        ).stdout

    assert said.endswith("60 questions, 60 answers in 60 chats\n")


def test_of_a_process_that_was_killed_while_it_wrote_the_rest_can_be_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "posts")
    journal.add({"number": 1})
    with (tmp_path / "posts").open("ab") as file:
        file.write(b'\n{"number": {"half": 2')
    assert [line["number"] for line in journal.fresh()] == [1]

    journal.add({"number": 3})

    assert [line["number"] for line in journal.fresh()] == [3]


def test_a_post_that_is_missing_or_comes_twice_is_counted(tmp_path: Path) -> None:
    platform, people = Platform(tmp_path), People(Platform(tmp_path))
    people.ask(to_hr=False)
    people.ask(to_hr=False)
    post = {"delivery": "a", "conversation": "chat-0", "thread": "", "summary": "", "actions": []}
    for delivery in ("a", "b"):
        platform.posts.add(post | {"delivery": delivery})

    people.look()

    assert (people.lost(), people.repeated()) == (1, 1)


def test_a_post_of_a_case_that_comes_twice_at_the_desk_is_counted(tmp_path: Path) -> None:
    platform, people = Platform(tmp_path), People(Platform(tmp_path))
    for delivery in ("a", "a"):
        platform.posts.add(
            {"delivery": delivery, "conversation": DESK.conversation, "thread": "1", "summary": "", "actions": []}
        )

    people.look()

    assert people.repeated() == 2  # none was expected there at all


@pytest.mark.parametrize("report", [Report(lost=1), Report(repeated=1), Report(broken=1), Report(stuck=1)])
def test_one_fault_is_enough_to_fail(report: Report) -> None:
    assert Report().holds()
    assert not report.holds()


def test_every_commit_and_every_send_has_its_points() -> None:
    assert {point.split(":")[0] for point in POINTS} == {
        "store-event",
        "acknowledge",
        "lease-event",
        "handle-event",
        "lease-delivery",
        "send",
        "settle-delivery",
    }
