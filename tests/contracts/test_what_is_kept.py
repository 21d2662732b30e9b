from dataclasses import replace

import pytest

from bot.errors import QuestionNotFoundError
from bot.events import AuditEntry, Happening, Quoted
from bot.ports import SealedAddress, Storage
from bot.record import Feedback, Made
from bot.reminder import Reminder, ReminderKind
from knowledge.protocol import Language
from tests.contracts.made import CHAT, DESK, NOON, case, entry, minutes, question


@pytest.fixture
def with_case(storage: Storage) -> Storage:
    """Storage with two cases in it."""
    with storage.begin() as work:
        work.cases.add(case("case-1"))
        work.cases.add(case("case-2"))
        work.commit()
    return storage


def test_a_question_comes_back_as_it_was_saved_last(storage: Storage) -> None:
    chosen = replace(
        question(), made=Made.CLARIFY, doubt="several-near", options=("a", "b"), clause_id="a", confidence=0.25
    )
    with storage.begin() as work:
        work.questions.add(question())
        assert work.questions.get("question-1") == question()
        work.questions.save(replace(chosen, feedback=Feedback.HELPED))

        assert work.questions.get("question-1") == replace(chosen, feedback=Feedback.HELPED)


@pytest.mark.parametrize("forged", ["", "nothere", "\x00", "\ud800", "x" * 9_999])
def test_an_id_that_no_question_has_is_not_found(storage: Storage, forged: str) -> None:
    with storage.begin() as work, pytest.raises(QuestionNotFoundError):
        work.questions.get(forged)


def test_only_questions_from_before_then_are_removed(storage: Storage) -> None:
    with storage.begin() as work:
        work.questions.add(question("old", -1))
        work.questions.add(question("young", 0))

        assert work.questions.remove_before(NOON) == 1
        assert work.questions.get("young") == question("young", 0)


def test_what_happened_is_told_in_the_order_in_which_it_was_kept(storage: Storage) -> None:
    quoted = AuditEntry(
        "3", minutes(-5), Happening.QUESTION_ASKED, "a", None, Quoted("p", "2", "c", Language.EN, "ab" * 32), "answer"
    )
    with storage.begin() as work:
        for kept in (entry("1", 2, "a", "sanne"), entry("2", 1, "b", "sanne"), quoted):
            work.audit.append(kept)

        assert work.audit.about("a") == (entry("1", 2, "a", "sanne"), quoted)
        assert [one.id for one in work.audit.by("sanne")] == ["1", "2"]
        assert work.audit.about("nothing") == ()


def test_a_forgotten_actor_stands_in_no_entry(storage: Storage) -> None:
    with storage.begin() as work:
        work.audit.append(entry("1", 0, "a", "sanne"))
        work.audit.append(entry("2", 0, "a", "omar"))

        assert work.audit.forget_actor("sanne", "gone") == 1
        assert work.audit.by("sanne") == ()
        assert [one.actor for one in work.audit.about("a")] == ["gone", "omar"]


def test_only_entries_from_before_then_are_removed(storage: Storage) -> None:
    with storage.begin() as work:
        work.audit.append(entry("old", -1, "a"))
        work.audit.append(entry("young", 0, "a"))

        assert work.audit.remove_before(NOON) == 1
        assert [one.id for one in work.audit.about("a")] == ["young"]


def test_a_case_has_one_reminder_of_a_kind(with_case: Storage) -> None:
    with with_case.begin() as work:
        work.reminders.put(Reminder("case-1", ReminderKind.DESK, minutes(1)))
        work.reminders.put(Reminder("case-1", ReminderKind.CLOSE, minutes(3)))
        work.reminders.put(Reminder("case-1", ReminderKind.DESK, minutes(5)))

        kept = [(one.kind, one.due_at) for one in work.reminders.of_case("case-1")]
    assert kept == [(ReminderKind.CLOSE, minutes(3)), (ReminderKind.DESK, minutes(5))]


def test_due_reminders_are_taken_once_the_earliest_first(with_case: Storage) -> None:
    with with_case.begin() as work:
        work.reminders.put(Reminder("case-1", ReminderKind.DESK, minutes(2)))
        work.reminders.put(Reminder("case-2", ReminderKind.DESK, minutes(1)))
        work.reminders.put(Reminder("case-2", ReminderKind.CLOSE, minutes(3)))

        assert work.reminders.take_due(NOON, 10) == ()
        assert [one.case_id for one in work.reminders.take_due(minutes(2), 1)] == ["case-2"]
        assert [one.case_id for one in work.reminders.take_due(minutes(2), 10)] == ["case-1"]
        assert len(work.reminders.of_case("case-2")) == 1


def test_a_reminder_whose_taking_was_undone_is_due_again(with_case: Storage) -> None:
    with with_case.begin() as work:
        work.reminders.put(Reminder("case-1", ReminderKind.DESK, NOON))
        work.commit()
    with with_case.begin() as work:
        work.reminders.take_due(NOON, 10)

    with with_case.begin() as work:
        assert len(work.reminders.take_due(NOON, 10)) == 1


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        pytest.param((), [], id="of every kind"),
        pytest.param((ReminderKind.DESK,), [ReminderKind.CLOSE], id="of one kind"),
        pytest.param((ReminderKind.FORGET_ASKER,), [ReminderKind.DESK, ReminderKind.CLOSE], id="of a kind not there"),
    ],
)
def test_reminders_of_a_case_are_cancelled(
    with_case: Storage, kinds: tuple[ReminderKind, ...], left: list[ReminderKind]
) -> None:
    with with_case.begin() as work:
        for place, kind in enumerate((ReminderKind.DESK, ReminderKind.CLOSE)):
            work.reminders.put(Reminder("case-1", kind, minutes(place)))
            work.reminders.put(Reminder("case-2", kind, minutes(place)))
        work.reminders.cancel("case-1", *kinds)

        assert [one.kind for one in work.reminders.of_case("case-1")] == left
        assert len(work.reminders.of_case("case-2")) == 2


def test_a_sealed_address_is_kept_until_it_is_removed(with_case: Storage) -> None:
    with with_case.begin() as work:
        assert work.addresses.get("case-1") is None
        work.addresses.put(SealedAddress("case-1", b"\x00key", b"\xffbox"))
        work.addresses.put(SealedAddress("case-1", b"\x00key2", b"\xffbox2"))
        assert work.addresses.get("case-1") == SealedAddress("case-1", b"\x00key2", b"\xffbox2")
        work.addresses.remove("case-1")
        work.addresses.remove("case-1")

        assert work.addresses.get("case-1") is None


def test_a_case_is_found_by_its_thread_at_the_desk(with_case: Storage) -> None:
    with with_case.begin() as work:
        assert work.threads.get("case-1") is None
        work.threads.put("case-1", DESK)
        work.threads.put("case-2", DESK.in_thread("2"))
        work.threads.put("case-1", DESK.in_thread("1"))

        assert work.threads.get("case-1") == DESK.in_thread("1")
        assert work.threads.case_at(DESK.in_thread("1")) == "case-1"
        assert work.threads.case_at(DESK.in_thread("2")) == "case-2"
        assert work.threads.case_at(DESK.in_thread("3")) is None
        assert work.threads.case_at(CHAT.in_thread("1")) is None


def test_a_conversation_is_no_thread(with_case: Storage) -> None:
    with with_case.begin() as work:
        work.threads.put("case-1", DESK)

        assert work.threads.get("case-1") == DESK
        assert work.threads.case_at(DESK) is None
