"""An admin loads a protocol in a chat."""

from dataclasses import replace

import pytest

from bot.action import Act
from bot.errors import PublishRefusal
from bot.events import Happening
from bot.publication import Stage
from bot.wording import wording_in
from knowledge.problems import Place, Problem, Severity
from knowledge.protocol import Language
from knowledge.sentence import Sentence
from tests.bot.handlers.publishing_desk import ANNA, BOB, NEXT, Desk, all_of, said
from tests.office import DESK, SANNE

FAILING = Problem("failing-test", "f", Place(9, 3), ("tests", 0), Sentence("This test fails."), Sentence("Mend it."))


@pytest.fixture
def office() -> Desk:
    return Desk()


@pytest.fixture
def two() -> Desk:
    return Desk().with_second_admin()


def test_a_file_that_could_not_be_fetched_is_said_to_be_so_and_changes_nothing(office: Desk) -> None:
    told = office.share(None)

    assert told.summary == said("publish-refusal.not-fetched")
    assert office.live() == "2026.3"
    assert not list(told.buttons())


def test_who_is_no_admin_hears_that_and_nothing_of_the_file(office: Desk) -> None:
    assert office.share(None, SANNE).summary == said("forbidden.not-an-admin")


def test_who_is_no_admin_is_told_so_and_nothing_is_checked_or_kept(office: Desk) -> None:
    told = office.share(person=SANNE)

    assert told.summary == said("forbidden.not-an-admin")
    assert not [each for each, _ in office.storage.tables.editions.values() if each.stage is Stage.DRAFT]


def test_what_is_wrong_is_told_by_line_and_the_live_one_stays(office: Desk) -> None:
    told = all_of(office.share(NEXT.replace(b"verdict: ask-first", b"verdict: maybe", 1)))

    line = NEXT[: NEXT.index(b"verdict: ask-first")].count(b"\n") + 1
    assert f'Regel {line}: "maybe" is geen oordeel.' in told
    assert "Gebruik allowed, conditional, ask-first, forbidden, required of information." in told
    assert said("publish.stays") in told
    assert office.live() == "2026.3"


def test_a_good_file_shows_what_changes_and_goes_live_by_a_button(office: Desk) -> None:
    shown = office.share()
    assert "Versie: 2026.3 → 2026.4" in all_of(shown)
    assert "Oordeel: Verboden → Eerst vragen" in all_of(shown)

    office.press(ANNA, Act.PUBLISH_DRAFT, next(shown.buttons()).action.subject)

    assert office.live() == "2026.4"
    assert office.last(ANNA).summary == said("publish.live", version="2026.4")
    assert office.ports.publications.refreshed == 1  # type: ignore[attr-defined]


def test_warnings_are_told_by_line_three_of_them_and_the_rest_counted(office: Desk) -> None:
    warnings = [replace(FAILING, place=Place(line, 3), severity=Severity.WARNING) for line in range(11, 16)]
    office.ports.publications.failing = tuple(warnings)  # type: ignore[attr-defined]

    shown = office.share()

    told = all_of(shown)
    assert said("publish.warnings.other", count=5) in told
    assert [line for line in range(11, 16) if f"Regel {line}:" in told] == [11, 12, 13]
    assert said("publish.more-problems.other", count=2) in told
    assert Act.PUBLISH_DRAFT in {button.action.act for button in shown.buttons()}


def test_a_draft_that_is_discarded_cannot_be_published(office: Desk) -> None:
    draft = office.draft()

    office.press(ANNA, Act.DISCARD_DRAFT, draft)
    office.press(ANNA, Act.PUBLISH_DRAFT, draft)

    assert office.last(ANNA).summary == said(f"publish-refusal.{PublishRefusal.NO_DRAFT}")
    assert office.live() == "2026.3"


def test_who_is_no_admin_any_more_cannot_publish(office: Desk) -> None:
    draft = office.draft()
    office.roster.admins = set()

    office.press(ANNA, Act.PUBLISH_DRAFT, draft)

    assert office.last(ANNA).summary == said("forbidden.not-an-admin")
    assert office.live() == "2026.3"


def test_failing_tests_keep_it_back_until_someone_says_why_and_that_is_audited(office: Desk) -> None:
    office.ports.publications.failing = (FAILING,)  # type: ignore[attr-defined]
    shown = office.share()
    draft = next(shown.inputs()).action.subject

    office.press(ANNA, Act.PUBLISH_DRAFT, draft)
    assert office.last(ANNA).summary == wording_in(Language.NL).count("publish-refusal.tests-fail", 1)
    office.press(ANNA, Act.PUBLISH_ANYWAY, draft, "De test is verouderd.")

    assert office.live() == "2026.4"
    assert office.storage.tables.publications[-1].reason == "De test is verouderd."
    assert Happening.TESTS_OVERRULED in office.happened(draft)


def test_a_draft_from_what_is_not_live_any_more_is_refused_and_kept(office: Desk) -> None:
    first, second = office.draft(), office.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)

    office.press(ANNA, Act.PUBLISH_DRAFT, first)
    office.press(BOB, Act.PUBLISH_DRAFT, second)

    assert office.last(BOB).summary == said("publish-refusal.base-moved", version="2026.4")
    assert office.storage.tables.editions[second][0].stage is Stage.DRAFT
    assert office.live() == "2026.4"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        pytest.param((b"", b""), PublishRefusal.UNCHANGED, id="the same file"),
        pytest.param((b"id: bakery", b"id: other"), PublishRefusal.OTHER_PROTOCOL, id="another protocol"),
        pytest.param((b"from: 2026-02-01", b"from: 2025-01-01"), PublishRefusal.EARLIER, id="earlier"),
        pytest.param((b"verdict: ask-first", b"verdict: forbidden"), PublishRefusal.VERSION_TAKEN, id="taken"),
    ],
)  # fmt: skip
def test_what_does_not_follow_on_the_live_one_is_refused(
    office: Desk, change: tuple[bytes, bytes], refusal: PublishRefusal
) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    changed = NEXT.replace(*change, 1) if change[0] else NEXT
    assert change[0] in NEXT

    told = office.share(changed)

    assert told.summary == office.refused(refusal)


def test_a_version_for_a_later_day_waits_and_can_be_taken_back(office: Desk) -> None:
    draft = office.draft(NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01"))

    office.press(ANNA, Act.PUBLISH_DRAFT, draft)
    assert office.live() == "2026.3"
    assert "gaat vanzelf live" in office.last(ANNA).summary
    other = office.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)
    office.press(BOB, Act.PUBLISH_DRAFT, other)
    assert "gaat op 1 januari 2027 vanzelf live" in office.last(BOB).summary
    office.press(ANNA, Act.DISCARD_DRAFT, draft)
    office.press(BOB, Act.PUBLISH_DRAFT, other)

    assert office.live() == "2026.5"


def test_with_two_admins_the_second_one_lets_it_go_live(two: Desk) -> None:
    draft = two.draft()

    two.press(ANNA, Act.PUBLISH_DRAFT, draft)
    assert two.live() == "2026.3"
    assert "Anna" in two.last(DESK).summary
    two.press(ANNA, Act.APPROVE_DRAFT, draft)
    assert two.last(ANNA).summary == said("publish-refusal.own-draft")
    two.press(BOB, Act.APPROVE_DRAFT, draft, where=DESK)

    assert two.live() == "2026.4"
    published = two.storage.tables.publications[-1]
    assert (published.publisher, published.approver) == (ANNA, BOB)


def test_an_officer_who_is_no_admin_cannot_approve(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)

    two.at_desk(next(iter(two.roster.first)), Act.APPROVE_DRAFT, draft)

    assert two.live() == "2026.3"


@pytest.mark.parametrize("forged", ["", "x", "\x00", "x" * 999])
def test_a_forged_draft_is_not_found(office: Desk, forged: str) -> None:
    for act in (Act.PUBLISH_DRAFT, Act.APPROVE_DRAFT, Act.SHOW_DRAFT, Act.DISCARD_DRAFT):
        office.press(ANNA, act, forged)

        assert office.last(ANNA).summary == said("publish-refusal.not-found")


def test_what_a_draft_changes_can_be_shown_again(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)

    two.press(BOB, Act.SHOW_DRAFT, draft)

    assert "Oordeel: Verboden → Eerst vragen" in all_of(two.last(BOB))
    offered = [button.action.act for button in two.last(BOB).buttons()]
    assert offered == [Act.EXPORT, Act.APPROVE_DRAFT, Act.DISCARD_DRAFT]


def test_recent_questions_show_what_they_would_get_without_names(office: Desk) -> None:
    office.say(SANNE, "Mag ik klanten toevoegen op LinkedIn?")

    shown = all_of(office.share())

    assert "Van 1 recente vraag" in shown


def test_a_word_document_under_another_name_is_recognised_in_a_chat(office: Desk) -> None:
    told = office.share(b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), name="protocol.yaml")

    assert told.summary == said("publish-refusal.packed", file="protocol.yaml")
    assert office.live() == "2026.3"


def test_a_draft_that_waits_for_a_second_admin_is_refused_when_another_went_live_meanwhile(two: Desk) -> None:
    first, second = two.draft(), two.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'), BOB)
    two.press(ANNA, Act.PUBLISH_DRAFT, first)
    two.press(BOB, Act.PUBLISH_DRAFT, second)
    two.press(BOB, Act.APPROVE_DRAFT, first)

    two.press(ANNA, Act.APPROVE_DRAFT, second)

    assert two.last(ANNA).summary == said("publish-refusal.base-moved", version="2026.4")
    assert two.storage.tables.editions[second][0].stage is Stage.DRAFT
    assert two.live() == "2026.4"


def test_who_approves_what_another_admin_just_approved_hears_that_it_is_published(two: Desk) -> None:
    draft = two.draft()
    two.press(ANNA, Act.PUBLISH_DRAFT, draft)
    two.press(BOB, Act.APPROVE_DRAFT, draft)

    two.press(ANNA, Act.APPROVE_DRAFT, draft)

    assert two.last(ANNA).summary == said("publish-refusal.published-already", version="2026.4")


def test_what_was_put_aside_is_told_apart_from_what_was_published(two: Desk) -> None:
    draft = two.draft()
    two.press(BOB, Act.DISCARD_DRAFT, draft)

    two.press(ANNA, Act.PUBLISH_DRAFT, draft)

    told = two.last(ANNA).summary
    assert told == said("publish-refusal.no-draft")
    assert "gepubliceerd" not in told
