from datetime import date

import pytest

from bot.action import Act
from bot.address import Address, Person
from bot.case import CaseState
from bot.errors import DeliveryRefusedError
from bot.events import Happening
from bot.handlers.privacy import FORGOTTEN, export_person, forget_person
from bot.review import Review
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bot.handlers.publishing_desk import ANNA, BOB, NEXT, Desk
from tests.office import DESK, INA, OMAR, PIET, SANNE, Office, chat_with, texts

NL = wording_in(Language.NL)


@pytest.mark.parametrize("where", [None, DESK], ids=["an employee", "an officer"])
def test_anyone_reads_what_is_kept_and_for_how_long(where: Address | None) -> None:
    office = Office()

    office.press(SANNE, Act.PRIVACY, where=where)

    told = " ".join(texts(office.chat.got[-1][1].message))
    for words in ("30 dagen", "90 dagen", "365 dagen", "schuilnaam", "hr@kruim.example"):
        assert words in told


def test_an_export_has_a_persons_own_cases_and_work_and_nobody_elses() -> None:
    office = Office()
    own = office.open_case(OMAR)
    other = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, other)

    held = export_person(OMAR, office.ports)

    assert [case.id for case in held.asked] == [own]
    assert [entry.happening for entry in held.done] == [Happening.CASE_CLAIMED]


def test_an_export_does_not_give_an_anonymous_asker_away() -> None:
    office = Office()
    office.open_case(SANNE, anonymous=True)

    held = export_person(SANNE, office.ports)

    assert held.asked == ()
    assert office.storage.tables.audit[-1].subject == ""


def test_a_forgotten_asker_is_nowhere_left_and_others_are_untouched() -> None:
    office = Office()
    cases = [office.open_case(SANNE) for _ in range(3)]
    anonymous = office.open_case(SANNE, anonymous=True)
    other = office.open_case(PIET)
    kept = office.case(other)
    mark = office.case(anonymous).asker_mark

    forgotten = forget_person(SANNE, office.ports)
    office.deliver()

    assert forgotten.cases_removed == 3
    tables = office.storage.tables
    left = repr((tables.cases, tables.addresses, tables.threads, tables.reminders, tables.audit))
    assert SANNE.id not in left
    assert "Sanne" not in left
    assert mark not in left
    assert not any(case_id in tables.cases for case_id in cases)
    assert office.case(anonymous).state is CaseState.WITHDRAWN
    assert office.case(other) == kept
    assert sum("ingetrokken" in told for told in office.told(DESK)) == 4


@pytest.mark.parametrize("act", [Act.CLAIM, Act.REPLY, Act.CLOSE_ONE_OFF])
def test_an_anonymous_case_is_cut_loose_whatever_its_state(act: Act) -> None:
    office = Office()
    case_id = office.open_case(SANNE, anonymous=True)
    for each in (Act.CLAIM, Act.REPLY, Act.CLOSE_ONE_OFF):
        office.at_desk(OMAR, each, case_id, "Ja.")
        if each is act:
            break

    forget_person(SANNE, office.ports)

    case = office.case(case_id)
    assert case.state in (CaseState.WITHDRAWN, CaseState.CLOSED)
    assert (case.asker_mark, case.conversation_mark) == (FORGOTTEN, FORGOTTEN)
    assert case_id not in office.storage.tables.addresses


def test_a_forgotten_officer_leaves_the_work_and_no_name() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja.")

    forgotten = forget_person(OMAR, office.ports)

    assert (forgotten.cases_handled, forgotten.audit_entries) == (1, 2)
    case = office.case(case_id)
    assert case.owner is not None
    assert case.owner.name == case.entries[-1].name == NL.say("privacy.forgotten")
    assert "Omar" not in repr((case, office.storage.tables.audit))
    assert OMAR.id not in repr((case, office.storage.tables.audit))


def test_an_answer_that_never_arrived_is_forgotten_with_the_person() -> None:
    office = Office()
    office.chat.failures = [DeliveryRefusedError("account_inactive")] * 2
    office.ask(SANNE)
    office.ask(PIET)

    forget_person(SANNE, office.ports)

    left = [queued.delivery for queued in office.storage.tables.outbox.values() if queued.parked is not None]
    assert [delivery.to for delivery in left] == [chat_with(PIET)]


def test_an_officer_who_handed_a_case_over_is_forgotten_in_it_as_well() -> None:
    office = Office()
    case_id = office.open_case(SANNE)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.ASK_ASKER, case_id, "Welke klant?")
    office.at_desk(OMAR, Act.HAND_OVER, case_id, INA.name)

    forget_person(Person(OMAR.channel, OMAR.tenant, OMAR.id), office.ports)

    assert office.case(case_id).owner == INA
    assert "Omar" not in repr(office.case(case_id))
    assert OMAR.id not in repr(office.case(case_id))


def test_a_forgotten_admin_stands_on_no_version_and_the_versions_stay() -> None:
    desk = Desk()
    desk.press(ANNA, Act.PUBLISH_DRAFT, desk.draft())
    desk.draft(NEXT.replace(b"2026.4", b"2026.5"), BOB)
    with desk.storage.begin() as uow:
        uow.reviews.add(Review("bakery", "", date(2026, 1, 1), date(2027, 1, 1), ANNA))
        uow.commit()

    forgotten = forget_person(ANNA, desk.ports)

    assert forgotten.versions_signed == 3
    tables = desk.storage.tables
    kept = repr((tables.editions, tables.publications, tables.reviews, tables.audit))
    assert "Anna" not in kept
    assert ANNA.id not in kept
    assert "Bob" in kept
    assert NL.say("privacy.forgotten") in kept
    assert desk.live() == "2026.4"
