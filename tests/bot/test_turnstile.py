from datetime import UTC, datetime, timedelta

import pytest

from bot.address import Person
from bot.turnstile import MOST, WITHIN, TurnedAway, Turnstile
from tests.office import PIET, SANNE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Gate:
    """A turnstile, and the time."""

    def __init__(self, most: int = 3) -> None:
        self.turnstile = Turnstile(most)
        self.now = NOON

    def come(self, event_id: str, person: Person = SANNE) -> TurnedAway | None:
        return self.turnstile.admit(person, event_id, self.now)


def test_nobody_who_types_is_turned_away() -> None:
    gate = Gate(MOST)

    for number in range(200):
        assert gate.come(f"{number}") is None
        gate.now += 2.5 * SECOND


def test_who_comes_too_often_hears_when_to_come_again_and_is_then_let_in() -> None:
    gate = Gate()
    for number in range(3):
        assert gate.come(f"{number}") is None
        gate.now += SECOND

    away = gate.come("too many")

    assert away == TurnedAway(57, was_told=False)
    gate.now += timedelta(seconds=away.wait_seconds)
    assert gate.come("again") is None


def test_being_turned_away_is_told_once() -> None:
    gate = Gate(1)
    gate.come("0")

    told = [gate.come(event_id) for event_id in ("1", "2", "1", "2")]

    assert [away is not None and away.was_told for away in told] == [False, True, False, True]


def test_an_event_that_comes_again_counts_once() -> None:
    gate = Gate(1)

    assert [gate.come("the same") for _ in range(9)] == [None] * 9


def test_one_person_keeps_nobody_else_out() -> None:
    gate = Gate(1)
    gate.come("0")
    gate.come("1")

    assert gate.come("2", PIET) is None


def test_of_those_who_came_only_so_many_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.turnstile._MOST_PERSONS", 5)
    gate = Gate(1)

    for number in range(50):
        gate.come("first", Person("chat", "kruim", f"U{number}"))

    assert len(gate.turnstile._visits) == 5


def test_the_mark_of_a_person_is_another_each_day_and_shows_nobody() -> None:
    gate = Gate()
    marks: list[bytes] = []
    for _ in range(3):
        gate.come("0")
        marks += gate.turnstile._visits
        gate.now += timedelta(days=1)

    assert len(set(marks)) == 3
    assert all(SANNE.id.encode() not in mark for mark in marks)


def test_who_came_longer_ago_than_is_counted_is_forgotten() -> None:
    gate = Gate()
    sizes = []

    for number in range(1_000):
        gate.come(f"{number}", Person("slack", "T1", f"U{number}"))
        gate.now += SECOND
        sizes.append(gate.turnstile.size)

    assert max(sizes) == WITHIN / SECOND


def test_who_comes_all_the_time_is_forgotten_no_sooner_than_others() -> None:
    gate = Gate()
    for number in range(300):
        gate.come(f"{number}", Person("slack", "T1", f"U{number}"))
        gate.come(f"sanne {number}")
        gate.now += 3 * SECOND

    assert gate.turnstile.size <= WITHIN / (3 * SECOND) + 1
