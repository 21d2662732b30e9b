"""A short form of ``python -m tests.slack_server.chaos``, and that its counts can fail."""

from pathlib import Path

from tests.chaos.crowd import ANSWERED_BY, NEXT_ANSWERED_BY
from tests.slack_server.chaos import People, run
from tests.slack_server.fake_slack import FakeSlack


def test_killed_at_random_nothing_is_lost_or_said_twice_or_out_of_order(tmp_path: Path) -> None:
    course = run(kills=3, questions=12, seed=3, folder=tmp_path)

    assert course.holds(), course.told()


def test_what_is_missing_or_comes_twice_or_out_of_order_is_counted() -> None:
    with FakeSlack() as slack:
        people = People(slack=slack, desk="desk", officer="omar")
        for name, told in {"a": (NEXT_ANSWERED_BY, ANSWERED_BY), "b": (ANSWERED_BY,) * 3, "c": ()}.items():
            person = slack.add_user(name)
            people.asked.append(person)
            people.in_haste[person] = None
            for text in told:
                slack.store({**slack.author(), "text": text}, slack.dm(person))

        assert (people.lost(), people.repeated(), people.out_of_order()) == (3, 1, 1)
