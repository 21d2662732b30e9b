"""What one person does is handled in order, while that of others goes on; for every kind of storage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.storage.unit_of_work import SqlStorage
from bot.events import IncomingEvent
from bot.ports import Storage
from bot.repositories.queues import TRIES_IN_THE_WAY
from tests.contracts.made import NOON, event, minutes
from tests.databases import emptied, sqlite_database
from tests.fake_storage import FakeStorage


def _keep(storage: Storage, *events: IncomingEvent) -> None:
    with storage.begin() as work:
        for each in events:
            work.inbox.store(each)
        work.commit()


def _leased(storage: Storage, at: datetime, until: datetime, limit: int = 10) -> list[str]:
    with storage.begin() as work:
        leased = [one.id for one in work.inbox.lease(at, until, limit)]
        work.commit()
    return leased


def test_a_lane_is_leased_together_and_then_to_nobody_else(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("b1", 1, lane="b"), event("a2", 2, lane="a"))

    assert _leased(storage, minutes(9), minutes(10)) == ["a1", "b1", "a2"]


def test_behind_one_that_is_leased_its_lane_waits_and_the_others_go_on(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("a2", 1, lane="a"), event("b1", 2, lane="b"), event("-1", 3))

    assert _leased(storage, minutes(5), minutes(10), 1) == ["a1"]
    assert _leased(storage, minutes(5), minutes(10)) == ["b1", "-1"]
    with storage.begin() as work:
        assert work.inbox.next_at(minutes(5)) == minutes(10)
        assert work.inbox.handle_once("a1", minutes(6))
        assert work.inbox.next_at(minutes(6)) == minutes(6)
        work.commit()
    assert _leased(storage, minutes(6), minutes(10)) == ["a2"]


def test_what_a_killed_process_had_comes_before_what_its_sender_did_later(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("a2", 1, lane="a"))
    _leased(storage, minutes(2), minutes(3))
    _keep(storage, event("a3", 2, lane="a"), event("b1", 2.5, lane="b"))

    before = _leased(storage, minutes(2.5), minutes(9))
    after = [_leased(storage, minutes(3), minutes(9)) for _ in range(2)]

    assert before == ["b1"]
    assert after == [["a1"], []]


def test_what_was_put_off_holds_its_lane_up(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("a2", 1, lane="a"))
    with storage.begin() as work:
        work.inbox.lease(minutes(2), minutes(3), 1)
        work.inbox.put_off("a1", minutes(5))
        work.commit()

    assert _leased(storage, minutes(4), minutes(6)) == []
    assert _leased(storage, minutes(5), minutes(6)) == ["a1"]


def test_one_that_was_tried_too_often_is_overtaken(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("a2", 1, lane="a"))
    for number in range(TRIES_IN_THE_WAY):
        assert _leased(storage, minutes(number), minutes(number + 1)) == (["a1"] if number else ["a1", "a2"])
        with storage.begin() as work:
            work.inbox.forgive(["a2"])
            work.commit()
        assert _leased(storage, minutes(number), minutes(99)) == []

    assert _leased(storage, minutes(5), minutes(99), 1) == ["a1"]
    assert _leased(storage, minutes(5), minutes(99), 1) == ["a2"]


def test_of_two_that_came_in_the_same_moment_neither_goes_without_the_other(storage: Storage) -> None:
    _keep(storage, event("a1", 0, lane="a"), event("a2", 0, lane="a"))

    assert _leased(storage, minutes(1), minutes(2), 1) == ["a1"]
    assert _leased(storage, minutes(1), minutes(2), 1) == []


def test_one_that_was_given_up_is_in_nobodys_way(storage: Storage) -> None:
    _keep(storage, event("a1", -9, lane="a"), event("a2", 1, lane="a"))
    _leased(storage, minutes(0), minutes(99), 1)

    with storage.begin() as work:
        assert work.inbox.give_up_received_before(NOON, NOON) == 1
        work.commit()

    assert _leased(storage, minutes(2), minutes(3)) == ["a2"]


@pytest.fixture(params=["fake", "sqlite", "postgresql"], scope="module")
def much_used(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """Storage of each kind, of which everything is used up each time."""
    if request.param == "fake":
        yield FakeStorage()
    elif request.param == "sqlite":
        with sqlite_database(tmp_path_factory.mktemp("lanes")) as engine:
            yield SqlStorage(engine)
    else:
        yield SqlStorage(emptied(request.getfixturevalue("postgres_engine")))


@dataclass
class TwoProcesses:
    """They take and handle, are killed, and come back."""

    storage: Storage
    now: datetime = NOON
    came: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    tried: dict[str, int] = field(default_factory=dict)
    hands: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def comes(self, number: int) -> None:
        self.came.append(f"{number % 3}-{len(self.came):02}")
        _keep(self.storage, IncomingEvent(self.came[-1], "slack", b"", self.now, f"lane {number % 3}"))

    def takes(self, number: int) -> None:
        if hand := self.hands[number % 2]:
            return
        with self.storage.begin() as work:
            leased = work.inbox.lease(self.now, self.now + timedelta(seconds=4), 1 + number)
            work.commit()
        hand[:] = [one.id for one in leased]
        self.tried.update({one.id: one.tries for one in leased})

    def handles(self, number: int) -> None:
        if not (hand := self.hands[number % 2]):
            return
        first = hand.pop(0)
        with self.storage.begin() as work:
            if work.inbox.handle_once(first, self.now):
                self.ended.append(first)
            work.commit()

    def is_killed(self, number: int) -> None:
        self.hands[number % 2].clear()

    def is_away(self, seconds: int) -> None:
        """And nobody works on what it had for longer than its lease."""
        for each in (0, 1):
            self.is_killed(each)
        self.now += timedelta(seconds=seconds)

    def end(self) -> None:
        """One of them does all that is left."""
        while len(self.ended) < len(self.came):
            self.is_away(5)
            self.takes(0)
            while self.hands[0]:
                self.handles(0)
        with self.storage.begin() as work:
            work.inbox.remove_handled_before(self.now + timedelta(days=1))
            work.commit()


ACTS = [
    TwoProcesses.comes,
    TwoProcesses.takes,
    TwoProcesses.handles,
    TwoProcesses.is_killed,
    TwoProcesses.is_away,
]


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=25, max_size=50))
def test_whatever_happens_no_event_is_handled_before_an_earlier_one_of_its_lane(
    much_used: Storage, steps: list[tuple[Callable[[TwoProcesses, int], None], int]]
) -> None:
    story = TwoProcesses(much_used)

    for act, number in steps:
        story.now += timedelta(milliseconds=1)
        act(story, number)
    story.end()

    assert sorted(story.ended) == sorted(story.came)
    for lane in "012":
        patient = [each for each in story.came if each[0] == lane and story.tried[each] <= TRIES_IN_THE_WAY]
        assert [each for each in story.ended if each in patient] == patient
