import contextlib
from dataclasses import replace

import pytest

from bot.case import OVER, Author, Case, CaseState, Entry, Line, Outcome
from bot.errors import CaseChangedError, CaseNotFoundError
from bot.outbox import ParkReason, ToAsker
from bot.ports import SealedAddress, Storage
from bot.reminder import Reminder, ReminderKind
from bot.repositories import CaseFilter
from tests.contracts.made import (
    CHANNELS,
    CHAT,
    DESK,
    NOON,
    OMAR,
    SANNE,
    case,
    delivery,
    entry,
    minutes,
    named_asker,
    to_desk,
)

FULL = case(
    asker=named_asker(),
    entries=(Entry(Author.ASKER, "Mag dit?", NOON), Entry(Author.OFFICER, "Ja.", minutes(3), SANNE.name, SANNE.key)),
    clause_id="company-name",
    state=CaseState.CLOSED,
    line=Line.SECOND,
    owner=SANNE,
    outcome=Outcome.NEW_RULE,
    over_since=minutes(5),
    thread_mark="mark-of-thread",
)


@pytest.mark.parametrize("kept", [pytest.param(case(), id="just opened"), pytest.param(FULL, id="closed")])
def test_a_case_comes_back_as_it_was_added(storage: Storage, kept: Case) -> None:
    with storage.begin() as work:
        work.cases.add(kept)
        work.commit()

    with storage.begin() as work:
        found = work.cases.get(kept.id)
    assert found == kept
    assert found.owner is None or found.owner.name == SANNE.name


@pytest.mark.parametrize("forged", ["", "nothere", "aaaa2345 ", "%", "aaaa234_", "x" * 9_999, "\x00", "\ud800", "é"])
def test_an_id_that_no_case_has_is_not_found(storage: Storage, forged: str) -> None:
    with storage.begin() as work:
        work.cases.add(case())

        with pytest.raises(CaseNotFoundError):
            work.cases.get(forged)
        assert work.cases.of_question(forged) is None


def test_what_was_not_committed_is_undone(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case())

    with storage.begin() as work, pytest.raises(CaseNotFoundError):
        work.cases.get(case().id)


def test_what_was_done_before_an_error_is_undone(storage: Storage) -> None:
    with contextlib.suppress(ZeroDivisionError), storage.begin() as work:
        work.cases.add(case())
        raise ZeroDivisionError

    with storage.begin() as work, pytest.raises(CaseNotFoundError):
        work.cases.get(case().id)


def test_a_saved_case_is_its_next_version(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case())
        work.cases.save(case(state=CaseState.CLAIMED, owner=SANNE))
        work.commit()

    with storage.begin() as work:
        found = work.cases.get(case().id)
    assert found == case(state=CaseState.CLAIMED, owner=SANNE, version=1)


def test_of_two_who_read_the_same_version_one_saves(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case())
        work.cases.save(case(owner=SANNE, state=CaseState.CLAIMED))
        work.commit()

    with storage.begin() as work, pytest.raises(CaseChangedError):
        work.cases.save(case(owner=OMAR, state=CaseState.CLAIMED))
    with storage.begin() as work:
        assert work.cases.get(case().id).owner == SANNE


def test_a_case_that_is_not_there_cannot_be_saved(storage: Storage) -> None:
    with storage.begin() as work, pytest.raises(CaseChangedError):
        work.cases.save(case())


def test_a_thread_leads_to_the_cases_that_someone_is_busy_with(storage: Storage) -> None:
    with storage.begin() as work:
        for number, state in enumerate(CaseState):
            work.cases.add(case(f"case-{number}", state=state, thread_mark="a-thread", changed_at=minutes(number)))
        work.cases.add(case("elsewhere", state=CaseState.CLAIMED, thread_mark="another"))
        work.cases.add(case("nowhere", state=CaseState.CLAIMED))

        held = work.cases.held_in_thread("a-thread")

    assert [each.state for each in held] == [CaseState.WAITING_ON_ASKER, CaseState.CLAIMED]


def test_a_question_leads_to_its_case(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case())

        assert work.cases.of_question(case().question_id) == case()
        assert work.cases.of_question("another") is None


def test_an_asker_sees_the_own_cases_the_last_first(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(60):
            work.cases.add(case(f"case-{number}", opened_at=minutes(number)))
        work.cases.add(case("of-another", asker_mark="another"))

        found = work.cases.of_asker("mark-of-asker")

    assert [one.id for one in found] == [f"case-{number}" for number in range(59, 9, -1)]


def test_a_conversation_is_held_by_the_cases_that_an_officer_is_busy_with(storage: Storage) -> None:
    with storage.begin() as work:
        for place, state in enumerate(CaseState):
            work.cases.add(case(f"case-{state}", state=state, changed_at=minutes(place)))
        work.cases.add(case("elsewhere", state=CaseState.CLAIMED, conversation_mark="another"))
        work.cases.add(case("another", state=CaseState.CLAIMED, asker_mark="another"))

        held = work.cases.held_in("mark-of-asker", "mark-of-conversation")

    assert [one.state for one in held] == [CaseState.WAITING_ON_ASKER, CaseState.CLAIMED]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("abcd2", ["abcd2345", "abcd2777"], id="two of three begin so"),
        pytest.param("ABCD23", ["abcd2345"], id="in capitals"),
        pytest.param("abc", [], id="too short"),
        pytest.param("abc%", [], id="a wildcard"),
        pytest.param("a___2", [], id="another wildcard"),
        pytest.param("", [], id="nothing"),
        pytest.param("abcd\x00", [], id="what no database takes"),
        pytest.param("ÀBCD", [], id="another alphabet"),
    ],
)
def test_a_case_is_found_by_the_beginning_of_its_id(storage: Storage, typed: str, found: list[str]) -> None:
    with storage.begin() as work:
        for case_id in ("abcd2345", "abcd2777", "abcx5555"):
            work.cases.add(case(case_id))

        assert sorted(one.id for one in work.cases.named(typed)) == found


def test_cases_are_listed_by_state_the_oldest_first(storage: Storage) -> None:
    with storage.begin() as work:
        for number in (2, 0, 1):
            work.cases.add(case(f"open-{number}", opened_at=minutes(number)))
        work.cases.add(case("closed", state=CaseState.CLOSED))

        assert [one.id for one in work.cases.listed({CaseState.OPEN}, 2)] == ["open-0", "open-1"]
        assert len(work.cases.listed(set(CaseState), 100)) == 4
        assert work.cases.listed((), 100) == ()


def _all_of(storage: Storage, case_id: str) -> None:
    """A case with everything that can hang on it."""
    with storage.begin() as work:
        work.addresses.put(SealedAddress(case_id, b"key", b"box"))
        work.threads.put(case_id, DESK.in_thread(case_id))
        work.reminders.put(Reminder(case_id, ReminderKind.DESK, NOON))
        work.outbox.put(to_desk(f"desk-{case_id}", case_id), NOON)
        work.outbox.put(delivery(f"asker-{case_id}", ToAsker(case_id)), NOON)
        work.cases.add(case(case_id, state=CaseState.CLOSED, over_since=NOON))
        work.commit()


@pytest.mark.parametrize("by", ["name", "age"])
def test_with_a_case_goes_all_that_hangs_on_it_and_nothing_else(storage: Storage, by: str) -> None:
    _all_of(storage, "gone")
    _all_of(storage, "stays")
    with storage.begin() as work:
        if by == "name":
            work.cases.remove("gone")
        else:
            work.cases.save(replace(case("stays"), state=CaseState.CLOSED, over_since=minutes(10)))
            assert work.cases.remove_over_before(minutes(1)) == 1
        work.outbox.put(delivery("elsewhere", CHAT), NOON)
        work.commit()

    with storage.begin() as work:
        assert work.addresses.get("gone") is None
        assert work.threads.get("gone") is None
        assert work.threads.case_at(DESK.in_thread("gone")) is None
        assert work.reminders.of_case("gone") == ()
        assert work.addresses.get("stays") is not None
        assert len(work.reminders.of_case("stays")) == 1
        leased = work.outbox.lease(minutes(1), minutes(2), 10, CHANNELS)
    assert [one.delivery.id for one in leased] == ["desk-stays", "asker-stays", "elsewhere"]


def test_removing_a_case_that_is_not_there_is_no_error(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.remove("nothere")

        assert work.cases.remove_over_before(NOON) == 0


def test_a_case_that_runs_or_was_over_at_that_moment_stays(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case("runs"))
        work.cases.add(case("over", state=CaseState.CLOSED, over_since=NOON))

        assert work.cases.remove_over_before(NOON) == 0
        assert work.cases.get("over").over_since == NOON


def test_a_forgotten_officer_stands_in_no_case(storage: Storage) -> None:
    nobody = replace(SANNE, id="gone", name="Oud-medewerker")
    with storage.begin() as work:
        work.cases.add(FULL)
        work.cases.add(case("of-omar", owner=OMAR, state=CaseState.CLAIMED))
        work.cases.add(case("handed-over", owner=OMAR, state=CaseState.CLAIMED, entries=FULL.entries))
        work.audit.append(entry("claimed", subject="handed-over", actor=SANNE.key))
        work.outbox.put(to_desk("parked", FULL.id), NOON)
        work.outbox.put(to_desk("waits", FULL.id), NOON)
        work.outbox.park("parked", ParkReason.REFUSED, "", NOON)

        changed = work.cases.forget_officer(SANNE.key, nobody)

        found, other = work.cases.get(FULL.id), work.cases.get("of-omar")
        handed_over = work.cases.get("handed-over")
        assert work.outbox.parked(9) == ()
        assert work.outbox.next_at(NOON, CHANNELS) == NOON
    assert changed == 2
    assert handed_over.owner == OMAR
    assert [one.name for one in handed_over.entries] == ["", "Oud-medewerker"]
    assert SANNE.key not in repr((found, handed_over))
    assert found.owner == nobody
    assert [one.name for one in found.entries] == ["", "Oud-medewerker"]
    assert other.owner == OMAR


def test_cases_of_an_asker_that_are_not_over_are_counted(storage: Storage) -> None:
    with storage.begin() as work:
        for number, state in enumerate(CaseState):
            work.cases.add(case(f"case-{number}", state=state))
        work.cases.add(case("of-another", asker_mark="another"))

        assert work.cases.count_running("mark-of-asker") == len(CaseState) - len(OVER)
        assert work.cases.count_running("nobody") == 0


@pytest.mark.parametrize(
    ("which", "found"),
    [
        pytest.param(CaseFilter(frozenset(CaseState)), ["aaaa2345", "bbbb2345", "cccc2345"], id="all"),
        pytest.param(CaseFilter(frozenset({CaseState.OPEN})), ["aaaa2345", "bbbb2345"], id="in a state"),
        pytest.param(CaseFilter(frozenset(CaseState), owner_key=OMAR.key), ["cccc2345"], id="of an officer"),
        pytest.param(CaseFilter(frozenset(CaseState), expected_before=minutes(61)), ["aaaa2345"], id="promised before"),
        pytest.param(CaseFilter(frozenset()), [], id="none"),
    ],
)
def test_cases_are_chosen_and_counted(storage: Storage, which: CaseFilter, found: list[str]) -> None:
    with storage.begin() as work:
        work.cases.add(case("cccc2345", state=CaseState.CLAIMED, owner=OMAR, expected_by=minutes(63)))
        work.cases.add(case("bbbb2345", expected_by=minutes(62)))
        work.cases.add(case("aaaa2345"))
        work.commit()

    with storage.begin() as work:
        assert [each.id for each in work.cases.chosen(which, 10)] == found
        assert [each.id for each in work.cases.chosen(which, 1, 1)] == found[1:2]
        assert work.cases.count(which) == len(found)
