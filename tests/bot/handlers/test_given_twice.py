"""The same file given twice: one draft, whoever gives it, and never an approval by that alone."""

from datetime import timedelta

import pytest

from bot.action import Act
from bot.errors import PublishRefusal
from bot.events import Happening
from bot.message import Message
from bot.publication import Stage
from tests.bot.handlers.publishing_desk import ANNA, BOB, NEXT, Desk, all_of, said
from tests.office import DESK

LATER = NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01")


@pytest.fixture
def office() -> Desk:
    return Desk()


@pytest.fixture
def two() -> Desk:
    return Desk().with_second_admin()


def drafts(office: Desk) -> list[str]:
    return [each.id for each, _ in office.storage.tables.editions.values() if each.stage is Stage.DRAFT]


def offered(message: Message) -> list[Act]:
    return [button.action.act for button in message.buttons()]


def test_the_same_file_by_the_same_admin_leads_to_the_draft_that_was_made_of_it(two: Desk) -> None:
    draft = two.draft()

    told = two.share()

    assert drafts(two) == [draft]
    assert said("publish.again.own", version="2026.4") in all_of(told)
    assert offered(told) == [Act.PUBLISH_DRAFT, Act.DISCARD_DRAFT]
    assert two.happened(draft).count(Happening.DRAFT_MADE) == 1


def test_one_that_waits_for_approval_leads_there_and_the_desk_is_not_asked_again(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)
    asked = len(two.chat.at(DESK))

    told = two.share()

    assert drafts(two) == [draft]
    assert said("publish.again.own-waits", version="2026.4") in all_of(told)
    assert offered(told) == [Act.DISCARD_DRAFT]
    assert len(two.chat.at(DESK)) == asked
    assert two.live() == "2026.3"


def test_the_same_file_by_another_admin_is_no_approval_and_no_second_draft(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)

    told = two.share(person=BOB, name="bob.yaml")

    assert drafts(two) == [draft]
    assert two.live() == "2026.3"
    assert said("publish.again.other-waits", name="Anna", version="2026.4") in all_of(told)
    assert offered(told) == [Act.APPROVE_DRAFT, Act.DISCARD_DRAFT]


def test_the_other_admin_approves_from_there_with_a_press(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)
    two.share(person=BOB)

    two.press(BOB, Act.APPROVE_DRAFT, draft)

    published = two.storage.tables.publications[-1]
    assert (published.publisher, published.approver) == (ANNA, BOB)


def test_one_that_its_author_did_not_ask_for_yet_is_said_to_be_theirs(two: Desk) -> None:
    draft = two.draft()

    told = two.share(person=BOB)

    assert drafts(two) == [draft]
    assert said("publish.again.other", name="Anna", version="2026.4") in all_of(told)


def test_what_was_put_aside_is_a_new_draft_when_it_is_given_again(two: Desk) -> None:
    first = two.draft()
    two.press(ANNA, Act.DISCARD_DRAFT, first)

    second = two.draft()

    assert drafts(two) == [second]
    assert second != first


def test_given_again_after_another_version_went_live_it_takes_the_place_of_what_never_can(two: Desk) -> None:
    first = two.draft()
    other = two.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)
    two.press(BOB, Act.PUBLISH_DRAFT, other)
    two.press(ANNA, Act.APPROVE_DRAFT, other)

    second = two.draft()

    assert drafts(two) == [second]
    assert two.storage.tables.editions[second][0].based_on == 2
    assert two.storage.tables.editions[first][0].stage is Stage.DISCARDED
    assert Happening.DRAFT_DISCARDED in two.happened(first)


def test_what_another_admin_made_from_an_earlier_version_is_left_to_them(two: Desk) -> None:
    first = two.draft()
    other = two.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)
    two.press(BOB, Act.PUBLISH_DRAFT, other)
    two.press(ANNA, Act.APPROVE_DRAFT, other)

    second = two.draft(person=BOB)

    assert drafts(two) == [first, second]


def test_other_bytes_are_another_draft(two: Desk) -> None:
    first = two.draft()

    second = two.draft(NEXT + b"\n")

    assert drafts(two) == [first, second]


def test_what_goes_live_by_itself_already_is_said_to(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft(LATER))

    told = office.share(LATER, BOB)

    values = {"version": "2026.4", "day": "1 januari 2027"}
    assert told.summary == said(f"publish-refusal.{PublishRefusal.STAGED_ALREADY}", **values)
    assert drafts(office) == []


def test_the_warnings_of_a_file_that_is_given_again_are_told_again(two: Desk) -> None:
    two.share()
    two.clock.move(timedelta(hours=1))

    told = two.share()

    assert "Versie: 2026.3 → 2026.4" in all_of(told)
