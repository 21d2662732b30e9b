"""A PostgreSQL that is really stopped in the middle of the work, and started again."""

import pytest

from adapters.cli.exits import Exit
from tests.chaos.outage import BEFORE, Life
from tests.chaos.worker import VAULT_KEY
from tests.databases import mortal_postgres


def test_a_server_that_stops_and_starts_again_costs_no_question_and_no_restart(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with mortal_postgres() as (url, stop, start):
        life = Life(url, VAULT_KEY)
        life.begin()
        stop()
        life.suffer()
        start()
        story = life.end()

    assert (story.taken, story.answered, story.delivered) == (BEFORE, BEFORE, (BEFORE, BEFORE))
    assert {said.split(".")[0] for said in story.refusals} == {"it cannot be reached"}
    assert len(story.refusals) == 10
    assert story.longest_seconds < 3
    assert story.told == Exit.UNAVAILABLE
    assert "it cannot be reached. Is it running" in capfd.readouterr().err
