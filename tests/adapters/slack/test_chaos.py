"""A short form of ``python -m tests.slack_server.chaos``."""

from pathlib import Path

from tests.slack_server.chaos import run


def test_killed_at_random_nothing_is_lost_or_said_twice(tmp_path: Path) -> None:
    course = run(kills=2, questions=10, seed=3, folder=tmp_path)

    assert course.holds(), course.told()
