from bot.ports import Storage
from tests.contracts.made import NOON, event, minutes


def test_an_event_is_kept_once_and_the_first_stays(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.inbox.store(event())
        assert not work.inbox.store(event(payload=b"changed"))

        assert work.inbox.lease(NOON, minutes(1), 10) == (event(),)


def test_events_are_leased_in_the_order_in_which_they_came_and_to_one_only(storage: Storage) -> None:
    with storage.begin() as work:
        for number in (2, 0, 1):
            work.inbox.store(event(f"event-{number}", number))
        first = work.inbox.lease(minutes(3), minutes(4), 2)
        rest = work.inbox.lease(minutes(3), minutes(4), 2)

    assert [one.id for one in first + rest] == ["event-0", "event-1", "event-2"]


def test_an_event_whose_lease_ended_is_leased_again(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())
        work.inbox.lease(NOON, minutes(1), 10)

        assert work.inbox.lease(minutes(0.9), minutes(2), 10) == ()
        assert work.inbox.lease(minutes(1), minutes(2), 10) == (event(),)


def test_an_event_is_handled_once_and_never_leased_or_kept_again(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())

        assert work.inbox.handle_once(event().id, NOON)
        assert not work.inbox.handle_once(event().id, NOON)
        assert work.inbox.lease(minutes(9), minutes(10), 10) == ()
        assert not work.inbox.store(event())


def test_an_event_need_not_be_kept_to_be_handled_once(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.inbox.handle_once("console/1", NOON)
        assert not work.inbox.handle_once("console/1", NOON)


def test_handling_that_is_undone_did_not_happen(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())
        work.commit()
    with storage.begin() as work:
        work.inbox.handle_once(event().id, NOON)

    with storage.begin() as work:
        assert work.inbox.lease(NOON, minutes(1), 1) == (event(),)
        assert work.inbox.handle_once(event().id, NOON)


def test_only_what_was_handled_before_then_is_removed(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event("waits", -99))
        work.inbox.handle_once("old", minutes(-1))
        work.inbox.handle_once("young", NOON)

        assert work.inbox.remove_handled_before(NOON) == 1
        assert work.inbox.handle_once("old", NOON)
        assert not work.inbox.handle_once("young", NOON)


def test_an_event_that_was_tried_before_comes_alone_and_is_counted(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(4):
            work.inbox.store(event(f"event-{number}", number))
        first = work.inbox.lease(minutes(9), minutes(10), 2)

        again = [work.inbox.lease(minutes(10), minutes(11), 4) for _ in range(3)]

    assert [(one.id, one.tries) for one in first] == [("event-0", 1), ("event-1", 1)]
    assert [[(one.id, one.tries) for one in each] for each in again] == [
        [("event-0", 2)],
        [("event-1", 2)],
        [("event-2", 1), ("event-3", 1)],
    ]


def test_a_try_that_was_forgiven_does_not_count_and_leaves_the_lease(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())
        work.inbox.handle_once("handled", NOON)
        work.inbox.lease(NOON, minutes(1), 1)

        for _ in range(2):
            work.inbox.forgive([event().id, "handled"])

        assert work.inbox.lease(NOON, minutes(1), 2) == ()
        assert [one.tries for one in work.inbox.lease(minutes(1), minutes(2), 2)] == [1]


def test_when_the_next_event_can_be_leased_is_known(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.inbox.next_at(NOON) is None
        work.inbox.store(event())
        assert work.inbox.next_at(NOON) == NOON
        work.inbox.lease(NOON, minutes(1), 1)
        assert work.inbox.next_at(NOON) == minutes(1)
        assert work.inbox.next_at(minutes(2)) == minutes(2)
        work.inbox.handle_once(event().id, NOON)
        assert work.inbox.next_at(NOON) is None


def test_an_event_that_was_put_off_is_not_leased_before_then(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())
        work.inbox.lease(NOON, minutes(1), 1)
        work.inbox.put_off(event().id, minutes(5))

        assert work.inbox.lease(minutes(4), minutes(6), 1) == ()
        assert work.inbox.next_at(NOON) == minutes(5)
        assert work.inbox.lease(minutes(5), minutes(6), 1) == (event(),)
        work.inbox.handle_once(event().id, NOON)
        work.inbox.put_off(event().id, minutes(9))
        assert work.inbox.next_at(NOON) is None


def test_only_events_of_the_channels_asked_for_are_leased(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event())

        assert work.inbox.lease(NOON, minutes(1), 1, ["teams"]) == ()
        assert work.inbox.next_at(NOON, ["teams"]) is None
        assert work.inbox.next_at(NOON, ["teams", "slack"]) == NOON
        assert work.inbox.lease(NOON, minutes(1), 1, ["teams", "slack"]) == (event(),)


def test_what_waits_for_too_long_is_erased_and_counts_as_handled(storage: Storage) -> None:
    with storage.begin() as work:
        work.inbox.store(event("old", -1))
        work.inbox.store(event("young"))
        work.inbox.handle_once("handled", minutes(-2))

        assert work.inbox.give_up_received_before(NOON, NOON) == 1
        assert [one.id for one in work.inbox.lease(NOON, minutes(1), 9)] == ["young"]
        assert not work.inbox.store(event("old"))
        assert work.inbox.remove_handled_before(NOON) == 1
