"""An admin reads the versions in a chat, and puts an earlier one back."""

from dataclasses import replace

import pytest

from bot.action import Act, Action
from bot.address import Person
from bot.handlers.reception import PressButton, receive
from bot.message import Input, Link, Message
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bot.handlers.publishing_desk import ANNA, BOB, NEXT, Desk, all_of, said
from tests.office import SANNE


@pytest.fixture
def office() -> Desk:
    return Desk()


@pytest.fixture
def two() -> Desk:
    return Desk().with_second_admin()


def test_an_admin_goes_back_where_it_went_live_and_says_why(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    (back,) = [block for block in office.last(ANNA).blocks if isinstance(block, Input)]
    assert back.label == said("publish.put-back", version="2026.3")

    office.press(BOB, back.action.act, back.action.subject, "Toch niet.")

    assert office.live() == "2026.3"
    assert office.last(BOB).summary == said("publish.live", version="2026.3")
    assert office.storage.tables.publications[-1].note == "Toch niet."


def test_an_admin_puts_an_earlier_version_back(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    assert office.live() == "2026.4"

    office.press(ANNA, Act.ROLL_BACK, "1", "Te streng.")

    assert office.live() == "2026.3"
    assert office.last(ANNA).summary == said("publish.live", version="2026.3")
    assert office.storage.tables.publications[-1].note == "Te streng."


@pytest.mark.parametrize(
    ("number", "refusal"), [("9", "no-such-version"), ("x", "no-such-version"), ("1", "already-live")]
)
def test_what_cannot_be_put_back_is_told(office: Desk, number: str, refusal: str) -> None:
    office.press(ANNA, Act.ROLL_BACK, number, "")

    version = "#1" if refusal == "already-live" else f"#{number}"
    assert office.last(ANNA).summary == said(f"publish-refusal.{refusal}", version=version)


def test_who_is_no_admin_puts_nothing_back(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())

    office.press(SANNE, Act.ROLL_BACK, "1", "")

    assert office.live() == "2026.4"


def versions_told(office: Desk, person: Person = ANNA, language: Language = Language.NL) -> Message:
    receive(PressButton(replace(office.origin(person), language=language), Action(Act.VERSIONS)), office.ports)
    office.deliver()
    return office.last(person)


def test_an_admin_reads_the_versions_and_puts_one_back_from_there(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    waits = office.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)

    told = versions_told(office)

    shown = all_of(told)
    assert "2026.4: geldt nu, live sinds" in shown
    assert "2026.3: live vanaf" in shown
    assert "Gepubliceerd: Anna." in shown
    assert "2026.5 (Bob," in shown
    offered = [each.action for each in told.buttons()]
    assert [each for each in offered if each.act is not Act.EXPORT] == [Action(Act.SHOW_DRAFT, waits)]
    [back] = [block for block in told.blocks if isinstance(block, Input)]
    office.press(ANNA, back.action.act, back.action.subject, "Te streng.")
    assert office.live() == "2026.3"
    assert "Teruggezet: Anna." in all_of(versions_told(office))


def test_who_is_no_admin_reads_no_versions(office: Desk) -> None:
    assert versions_told(office, SANNE).summary == said("forbidden.not-an-admin")


def test_what_waits_for_its_day_or_was_taken_back_is_told_among_the_versions(two: Desk) -> None:
    draft = two.draft(NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01"))
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)
    assert "Anna asked to publish it; another admin approves that." in all_of(versions_told(two, BOB, Language.EN))
    two.press(BOB, Act.APPROVE_DRAFT, draft)

    told = versions_told(two, BOB, Language.EN)
    assert "2026.4: goes live by itself on" in all_of(told)
    assert "1 January 2027" in all_of(told)
    assert "Approved: Bob." in all_of(told)
    [take_back] = [each for each in told.buttons() if each.action.act is Act.DISCARD_DRAFT]
    two.press(BOB, take_back.action.act, take_back.action.subject)

    assert "2026.4: taken back before it went live" in all_of(versions_told(two, BOB, Language.EN))


def test_where_there_are_pages_the_versions_lead_to_their_files(office: Desk) -> None:
    assert [block for block in versions_told(office).blocks if isinstance(block, Link)] == []
    office.ports = replace(office.ports, pages="https://magdat.example")

    [link] = [block for block in versions_told(office).blocks if isinstance(block, Link)]

    assert (link.label, link.url) == (said("versions.files"), "https://magdat.example/admin")


@pytest.mark.parametrize("language", Language)
def test_many_versions_are_counted_and_few_shown(office: Desk, language: Language) -> None:
    for number in range(4, 14):
        version = f'"2026.{number}"'.encode()
        office.press(ANNA, Act.PUBLISH_DRAFT, office.draft(NEXT.replace(b'"2026.4"', version)))

    told = versions_told(office, ANNA, language)

    assert wording_in(language).count("versions.more", 3) in all_of(told)
    assert len([block for block in told.blocks if isinstance(block, Input)]) == 3


def test_a_draft_that_cannot_go_live_any_more_is_said_to_among_the_versions(office: Desk) -> None:
    first, second = office.draft(), office.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)
    assert said("versions.stale") not in all_of(versions_told(office))

    office.press(ANNA, Act.PUBLISH_DRAFT, first)

    assert said("versions.stale") in all_of(versions_told(office))
    assert office.storage.tables.editions[second][0].based_on == 1
