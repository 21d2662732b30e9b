"""A short form of ``python -m tests.teams_server.chaos``, and that its counts can fail."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.serve_kills import Course, Plan
from tests.teams_server.chaos import People, run
from tests.teams_server.fake_teams import FakeTeams

GOOD = Course(
    Plan(kills=2, questions=10, seed=1, repeats_per_kill=1),
    to_hr=1,
    messages=20,
    lost=0,
    repeated=2,
    repeated_decisions=0,
    repeated_at_desk=4,
    in_haste=5,
    out_of_order=0,
    set_aside=0,
    is_whole=True,
    slowest_start_seconds=0.5,
    seconds=9.0,
)


def test_killed_at_random_nothing_is_lost_and_no_decision_is_said_twice(tmp_path: Path) -> None:
    course = run(kills=4, questions=12, seed=3, folder=tmp_path)

    assert course.holds(), course.told()


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(replace(GOOD, lost=1), id="lost"),
        pytest.param(replace(GOOD, repeated=3), id="more repeated than kills"),
        pytest.param(replace(GOOD, repeated_at_desk=5), id="far more repeated at the desk"),
        pytest.param(replace(GOOD, repeated=1, repeated_decisions=1), id="a decision repeated"),
        pytest.param(replace(GOOD, out_of_order=1), id="out of order"),
        pytest.param(replace(GOOD, is_whole=False), id="a broken database"),
    ],
)
def test_one_fault_is_enough_to_fail(faulty: Course) -> None:
    assert GOOD.holds()
    assert not faulty.holds()


def test_what_is_missing_and_what_comes_twice_is_counted() -> None:
    teams = FakeTeams()
    people = People(teams=teams, desk="desk", officer="omar", asked=["a", "b"], to_hr={"b"})
    told = ["Verstuurd naar HR, met nummer X1.", "Je vraag ligt bij HR.", "omar kijkt naar je vraag."]
    for text in [*told, told[-1]]:
        teams.messages.append({"id": "1", "room": teams.chat("b"), "text": text, "card": None})

    assert (people.lost(), people.repeated(), people.repeated_decisions()) == (2, 1, 1)
