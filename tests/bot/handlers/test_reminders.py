from datetime import timedelta

import pytest

from bot.action import Act
from bot.address import Address
from bot.campaign import Campaign
from bot.case import CaseState, Outcome
from bot.errors import CaseChangedError
from bot.handlers.reminders import apply_retention, do_what_is_due
from bot.publication import Edition
from bot.reminder import Reminder, ReminderKind
from bot.review import Review
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.office import DESK, OMAR, SANNE, SECOND_LINE, Office, chat_with

NL = wording_in(Language.NL)

DAY = timedelta(days=1)


def stale(office: Office) -> list[str]:
    return [told for told in office.told(DESK) if "wacht nog" in told]


def answered(office: Office, *, anonymous: bool = False) -> str:
    case_id = office.open_case(SANNE, anonymous=anonymous)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    return case_id


def closed(office: Office, *, anonymous: bool = False) -> str:
    case_id = answered(office, anonymous=anonymous)
    office.at_desk(OMAR, Act.CLOSE_ONE_OFF, case_id)
    return case_id


def test_nobody_is_reminded_before_the_promised_time() -> None:
    office = Office()
    case = office.case(office.open_case(SANNE))

    office.wait(case.expected_by - office.clock.now() - timedelta(seconds=1))
    assert stale(office) == []
    office.wait(timedelta(seconds=1))
    assert len(stale(office)) == 1


def test_who_holds_a_stale_case_is_named() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)

    office.wait(DAY * 2)

    assert "wacht nog op Omar" in stale(office)[0]


def test_a_case_that_waits_for_its_asker_is_not_late_and_the_desk_hears_of_it_much_later() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.ASK_ASKER, case_id, "Welke klant?")

    office.wait(DAY * 5)
    assert "wacht al een tijd" not in office.told(DESK)[-1]
    for _ in range(9):
        office.wait(DAY)
    assert "wacht al een tijd op de vrager" in office.told(DESK)[-1]
    assert office.messages(SECOND_LINE) == []


def test_a_case_that_was_answered_in_time_is_not_stale() -> None:
    office = Office()
    answered(office)

    office.wait(DAY * 5)

    assert stale(office) == []


@pytest.mark.parametrize(("second_line", "count"), [(SECOND_LINE, 1), (None, 0)], ids=["there is one", "there is none"])
def test_the_second_line_hears_of_it_where_there_is_one(second_line: Address | None, count: int) -> None:
    office = Office(second_line=second_line)
    office.open_case(SANNE)

    office.wait(DAY * 2)
    office.wait(DAY * 4)

    assert len(office.messages(SECOND_LINE)) == count


def test_a_reminder_that_was_undone_is_due_still_and_then_done_once() -> None:
    office = Office()
    office.open_case(SANNE)
    office.clock.move(DAY * 2)
    office.storage.conflicts = 1
    with pytest.raises(CaseChangedError):
        do_what_is_due(office.ports)

    done = [do_what_is_due(office.ports) for _ in range(3)]
    office.deliver()

    assert done == [1, 0, 0]
    assert len(stale(office)) == 1


def test_a_reminder_for_a_case_that_is_gone_does_nothing() -> None:
    office = Office()
    with office.storage.begin() as uow:
        uow.reminders.put(Reminder("gone", ReminderKind.DESK, office.clock.now()))
        uow.commit()

    office.wait(DAY)

    assert office.chat.got == []


def test_an_answered_case_about_which_nothing_is_said_closes_by_itself() -> None:
    office = Office()
    case_id = answered(office)

    office.wait(DAY * 29)
    assert office.case(case_id).state is CaseState.ANSWERED
    office.wait(DAY)
    case = office.case(case_id)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.ONE_OFF)
    assert "vanzelf gesloten" in office.told(DESK)[-1]
    assert "afgesloten" in office.told(SANNE)[-1]


def test_where_an_anonymous_asker_is_is_forgotten_a_day_after_closing() -> None:
    office = Office()
    case_id = closed(office, anonymous=True)

    office.wait(DAY - timedelta(seconds=1))
    assert case_id in office.storage.tables.addresses
    office.wait(timedelta(seconds=1))
    assert case_id not in office.storage.tables.addresses


def test_a_case_that_was_reopened_in_time_keeps_its_asker() -> None:
    office = Office()
    case_id = closed(office, anonymous=True)
    office.press(SANNE, Act.REOPEN, case_id)

    office.wait(DAY * 2)

    assert case_id in office.storage.tables.addresses


def test_what_is_past_its_time_is_gone_and_the_rest_stays() -> None:
    office = Office()
    closed_id, running_id = closed(office), office.open_case(SANNE)

    office.clock.move(DAY * 31)
    assert apply_retention(office.ports).questions == 2
    assert office.case(closed_id).question == office.case(running_id).question
    office.clock.move(DAY * 60)
    assert apply_retention(office.ports).cases == 1
    assert list(office.storage.tables.cases) == [running_id]
    assert {case_id for case_id, _ in office.storage.tables.reminders} == {running_id}
    office.clock.move(DAY * 366)
    apply_retention(office.ports)
    tables = office.storage.tables
    assert len(tables.audit) == 1
    assert tables.inbox == {}
    assert all(queued.settled_at is None for queued in tables.outbox.values())


def test_no_word_of_a_question_is_left_when_its_time_is_up() -> None:
    office = Office()
    closed(office, anonymous=True)
    office.wait(DAY * 2)

    office.clock.move(DAY * 91)
    apply_retention(office.ports)

    assert "klanten" not in repr(office.storage.tables)


@pytest.mark.parametrize("afterwards", [None, Act.CLOSE_ONE_OFF], ids=["answered", "closed meanwhile"])
def test_an_answer_that_did_not_arrive_is_told_at_the_desk(afterwards: Act | None) -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.chat.refuses = chat_with(SANNE)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")
    if afterwards is not None:
        office.at_desk(OMAR, afterwards, case_id)

    office.wait(timedelta(0))

    assert [told for told in office.told(DESK) if "niet aangekomen" in told] == [
        NL.say("desk.not-arrived", reference=office.case(case_id).reference)
    ]


def test_that_a_message_at_the_desk_did_not_arrive_is_not_told_there() -> None:
    office = Office()
    office.chat.refuses = DESK
    case_id = office.open_case(SANNE)

    office.wait(timedelta(0))

    assert case_id in office.storage.tables.cases
    assert len(office.told(DESK)) == 0
    assert all(reminder.kind is ReminderKind.DESK for reminder in office.storage.tables.reminders.values())


def test_an_asker_who_is_not_there_any_more_is_no_news_where_the_question_was_taken_back() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.chat.refuses = chat_with(SANNE)

    office.press(SANNE, Act.WITHDRAW, case_id)
    office.wait(timedelta(0))

    assert not any("niet aangekomen" in told for told in office.told(DESK))


def test_what_the_protocols_life_left_behind_goes_after_its_time() -> None:
    office = Office()
    noon, period = office.clock.now(), office.ports.retention.learning
    loaded = Edition("loaded", "bakery", "2026.4", None, "new.yaml", "ab" * 32, OMAR, noon)
    with office.storage.begin() as uow:
        uow.editions.add(loaded, b"")
        uow.reviews.add(Review("bakery", "", noon.date(), noon.date(), OMAR))
        uow.campaigns.add(Campaign("campaign", "2026.3", "ab" * 32, noon.date(), DESK, noon))
        uow.campaigns.confirm("campaign", "mark", noon)
        uow.commit()

    apply_retention(office.ports)
    kept = office.storage.tables
    assert (len(kept.editions), len(kept.reviews), len(kept.campaigns), len(kept.confirmed)) == (1, 1, 1, 1)

    office.clock.move(period + timedelta(days=1))
    apply_retention(office.ports)
    kept = office.storage.tables
    assert (len(kept.editions), len(kept.reviews), len(kept.campaigns), len(kept.confirmed)) == (0, 0, 0, 0)
