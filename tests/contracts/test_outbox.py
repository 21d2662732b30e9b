from dataclasses import replace
from datetime import timedelta

from bot.outbox import Enclosed, Leased, ParkReason, ToAsker, ToDesk
from bot.ports import Storage
from tests.contracts.made import CHANNELS, CHAT, DESK, NOON, delivery, minutes, to_desk

LEASE = timedelta(minutes=1)


def _put(storage: Storage, *ids: str) -> None:
    with storage.begin() as work:
        for delivery_id in ids:
            work.outbox.put(delivery(delivery_id), NOON)
        work.commit()


def _leased(storage: Storage, minute: float = 0, limit: int = 10) -> tuple[Leased, ...]:
    with storage.begin() as work:
        leased = work.outbox.lease(minutes(minute), minutes(minute) + LEASE, limit, CHANNELS)
        work.commit()
    return leased


def _ids(leased: tuple[Leased, ...]) -> list[str]:
    return [one.delivery.id for one in leased]


def test_a_delivery_is_leased_as_it_was_put(storage: Storage) -> None:
    _put(storage, "first")

    assert _leased(storage) == (Leased(delivery("first"), tries=1, uncertain=False),)


def test_a_leased_delivery_goes_to_nobody_else(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)

    assert _leased(storage, 0.9) == ()


def test_of_a_lane_the_second_waits_for_the_first(storage: Storage) -> None:
    _put(storage, "first", "second")

    assert _ids(_leased(storage)) == ["first"]
    with storage.begin() as work:
        work.outbox.delivered("first", NOON)
        work.commit()
    assert _ids(_leased(storage)) == ["second"]


def test_lanes_do_not_wait_for_each_other(storage: Storage) -> None:
    with storage.begin() as work:
        work.outbox.put(delivery("chat"), NOON)
        work.outbox.put(delivery("chat-again"), NOON)
        work.outbox.put(delivery("thread", CHAT.in_thread("1")), NOON)
        work.outbox.put(to_desk("desk"), NOON)
        work.outbox.put(delivery("asker", ToAsker("aaaa2345")), NOON)
        work.commit()

    assert _ids(_leased(storage)) == ["chat", "thread", "desk", "asker"]


def test_no_more_is_leased_than_was_asked_for(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(5):
            work.outbox.put(delivery(f"{number}", DESK.in_thread(f"{number}")), NOON)
        work.commit()

    assert _ids(_leased(storage, limit=3)) == ["0", "1", "2"]
    assert _ids(_leased(storage, limit=3)) == ["3", "4"]


def test_a_delayed_delivery_waits_and_so_does_its_lane(storage: Storage) -> None:
    _put(storage, "first", "second")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.delay("first", minutes(5), uncertain=False)
        work.commit()

    assert _leased(storage, 4.9) == ()
    assert _leased(storage, 5) == (Leased(delivery("first"), tries=2, uncertain=False),)


def test_a_lease_that_ended_without_a_verdict_makes_it_uncertain(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)

    assert _leased(storage, 1) == (Leased(delivery("first"), tries=2, uncertain=True, unended=1),)


def test_tries_that_did_not_end_are_counted_until_one_ends(storage: Storage) -> None:
    _put(storage, "first")
    counted = [_leased(storage, minute)[0].unended for minute in range(4)]
    with storage.begin() as work:
        work.outbox.delay("first", minutes(4), uncertain=True)
        work.commit()

    assert counted == [0, 1, 2, 3]
    assert _leased(storage, 4)[0].unended == 0


def test_of_those_whose_try_did_not_end_one_comes_at_a_time(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(3):
            work.outbox.put(delivery(f"{number}", DESK.in_thread(f"{number}")), NOON)
        work.commit()
    _leased(storage)
    with storage.begin() as work:
        work.outbox.put(delivery("fresh"), NOON)
        work.commit()

    with storage.begin() as work:  # this one is not committed
        fresh = work.outbox.lease(minutes(2), minutes(3), 9, CHANNELS, doubtful=False)
    assert _ids(fresh) == ["fresh"]
    assert _ids(_leased(storage, 2)) == ["0", "fresh"]
    assert _ids(_leased(storage, 2)) == ["1"]
    assert _ids(_leased(storage, 2, limit=1)) == ["2"]


def test_a_lease_is_never_made_shorter_by_keeping_it_up(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.renew(["first"], minutes(5))
        work.outbox.renew(["first"], minutes(2))
        work.commit()

    assert _leased(storage, 4.9) == ()


def test_uncertainty_stays_until_a_verdict_ends_it(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.delay("first", NOON, uncertain=True)
        work.commit()
    again = _leased(storage)
    with storage.begin() as work:
        work.outbox.delay("first", NOON, uncertain=False)
        work.commit()
    certain = _leased(storage)

    assert [one.uncertain for one in again + certain] == [True, False]


def test_a_parked_delivery_is_shown_without_its_text_and_lets_its_lane_go_on(storage: Storage) -> None:
    with storage.begin() as work:
        work.outbox.put(to_desk("poison"), NOON)
        work.outbox.put(to_desk("next"), NOON)
        work.outbox.park("poison", ParkReason.REFUSED, "channel_not_found", minutes(1))
        work.commit()

    with storage.begin() as work:
        (parked,) = work.outbox.parked(10)
    assert (parked.delivery_id, parked.case_id) == ("poison", "aaaa2345")
    assert (parked.reason, parked.code, parked.parked_at) == (ParkReason.REFUSED, "channel_not_found", minutes(1))
    assert _ids(_leased(storage, 2)) == ["next"]


def test_what_was_set_aside_is_listed_the_last_first(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(3):
            work.outbox.put(delivery(f"{number}"), NOON)
            work.outbox.park(f"{number}", ParkReason.NO_ADDRESS, "", minutes(number))

        assert [one.delivery_id for one in work.outbox.parked(2)] == ["2", "1"]


def test_a_released_delivery_waits_anew_from_its_place(storage: Storage) -> None:
    _put(storage, "first", "second")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.park("first", ParkReason.TOO_MANY_TRIES, "", NOON)

        assert work.outbox.release("first")
        assert not work.outbox.release("first")
        assert not work.outbox.release("nothere")
        assert work.outbox.parked(10) == ()
        work.commit()
    assert [(one.delivery.id, one.tries, one.unended) for one in _leased(storage)] == [("first", 1, 0)]


def test_a_verdict_on_what_is_settled_changes_nothing(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.delivered("first", NOON)
        work.outbox.delay("first", NOON, uncertain=True)
        work.outbox.park("first", ParkReason.AMBIGUOUS, "", NOON)

        assert work.outbox.parked(10) == ()
        assert work.outbox.next_at(NOON, CHANNELS) is None
        work.commit()
    assert _leased(storage, 9) == ()


def test_the_relay_knows_when_there_is_something_to_do(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.outbox.next_at(NOON, CHANNELS) is None
        work.outbox.put(delivery("first"), NOON)
        work.outbox.put(delivery("second"), NOON)
        assert work.outbox.next_at(minutes(3), CHANNELS) == minutes(3)
        work.outbox.lease(minutes(3), minutes(4), 1, CHANNELS)
        assert work.outbox.next_at(minutes(3), CHANNELS) == minutes(4)
        work.outbox.delay("first", minutes(9), uncertain=False)
        assert work.outbox.next_at(minutes(3), CHANNELS) == minutes(9)
        work.outbox.put(delivery("elsewhere", DESK), minutes(5))
        assert work.outbox.next_at(minutes(3), CHANNELS) == minutes(5)
        work.outbox.delivered("first", minutes(9))
        assert work.outbox.next_at(minutes(3), CHANNELS) == minutes(3)


def test_only_what_was_settled_before_then_is_removed(storage: Storage) -> None:
    with storage.begin() as work:
        for place, delivery_id in enumerate(("delivered", "parked", "young", "waits")):
            work.outbox.put(delivery(delivery_id, DESK.in_thread(f"{place}")), minutes(-9))
        work.outbox.delivered("delivered", minutes(-1))
        work.outbox.park("parked", ParkReason.REFUSED, "", minutes(-1))
        work.outbox.delivered("young", NOON)

        assert work.outbox.remove_settled_before(NOON) == 2
        assert _ids(work.outbox.lease(NOON, minutes(1), 9, CHANNELS)) == ["waits"]


def test_a_process_leaves_alone_what_is_on_a_channel_that_it_does_not_serve(storage: Storage) -> None:
    with storage.begin() as work:
        work.outbox.put(delivery("to-teams"), NOON)
        work.outbox.put(delivery("to-desk", ToDesk("aaaa2345", "slack")), NOON)
        work.outbox.put(delivery("to-asker", ToAsker("aaaa2345", "teams")), NOON)
        work.outbox.put(delivery("to-somewhere", ToAsker("bbbb2345")), NOON)
        assert work.outbox.next_at(NOON, ["console"]) == NOON
        assert _ids(work.outbox.lease(NOON, minutes(1), 9, ["slack"])) == ["to-desk", "to-somewhere"]
        assert _ids(work.outbox.lease(NOON, minutes(1), 9, ["console"])) == []
        assert work.outbox.next_at(NOON, ["console"]) == minutes(1)
        assert _ids(work.outbox.lease(NOON, minutes(1), 9, ["teams"])) == ["to-teams", "to-asker"]


def test_a_lease_that_is_kept_up_goes_to_nobody_else(storage: Storage) -> None:
    _put(storage, "first")
    _leased(storage)
    with storage.begin() as work:
        work.outbox.renew(["first", "unknown"], minutes(5))
        work.commit()

    assert _leased(storage, 4.9) == ()
    assert [one.uncertain for one in _leased(storage, 5)] == [True]


def test_what_is_settled_or_waits_is_not_held_by_keeping_it_up(storage: Storage) -> None:
    _put(storage, "first")
    with storage.begin() as work:
        work.outbox.renew(["first"], minutes(5))
        work.commit()

    assert _ids(_leased(storage)) == ["first"]


def test_what_nobody_fetches_for_long_is_set_aside(storage: Storage) -> None:
    _put(storage, "first")
    with storage.begin() as work:
        work.outbox.put(delivery("later", DESK), minutes(5))
        work.commit()
    with storage.begin() as work:
        assert work.outbox.park_put_before(minutes(5), minutes(6)) == 1
        work.commit()

    with storage.begin() as work:
        (aside,) = work.outbox.parked(10)
    assert (aside.delivery_id, aside.reason, aside.parked_at) == ("first", ParkReason.NO_CHANNEL, minutes(6))
    assert _ids(_leased(storage, 6)) == ["later"]


def test_what_answers_a_person_is_removed_unless_it_was_delivered(storage: Storage) -> None:
    with storage.begin() as work:
        for name in ("waits", "parked", "arrived"):
            work.outbox.put(replace(delivery(name, CHAT.in_thread(name)), person_mark="mark"), NOON)
        work.outbox.put(replace(delivery("of another", CHAT), person_mark="another"), NOON)
        work.outbox.put(delivery("of nobody", DESK), NOON)
        work.outbox.park("parked", ParkReason.REFUSED, "gone", NOON)
        work.outbox.delivered("arrived", NOON)

        assert work.outbox.remove_for("mark") == 2
        assert work.outbox.parked(9) == ()
        leased = work.outbox.lease(NOON, minutes(1), 9, CHANNELS)
        assert [one.delivery.id for one in leased] == ["of another", "of nobody"]


def test_a_file_waits_as_it_was_named_with_what_is_said_instead(storage: Storage) -> None:
    said = delivery("first")
    enclosed = Enclosed("edition-1", "protocol-2026.4.yaml", said.message, '{"upload_url":"https://x"}')
    put = replace(said, enclosed=enclosed)
    with storage.begin() as work:
        work.outbox.put(put, NOON)
        work.commit()

    assert [each.delivery for each in _leased(storage)] == [put]
