"""A file that goes live in one act: what other processes see of it, and that nothing is left of what is refused."""

import pytest

from bot.address import Person
from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Happening
from bot.handlers import drafts, versions
from bot.handlers.ahead import publish_ahead
from bot.handlers.drafts import Draft
from bot.handlers.turn import Turn
from bot.publication import Edition, Publication, Stage
from knowledge.problems import Place, Problem
from knowledge.sentence import Sentence
from tests.bot.handlers.publishing_desk import ANNA, BOB, NEXT, Desk
from tests.fakes import FakePublications

STEPHEN = Person("console", "", "stephen", "Stephen")
FAILING = Problem("failing-test", "f", Place(9, 3), ("tests", 0), Sentence("This test fails."), Sentence("Mend it."))
LATER = NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01")


def others(desk: Desk) -> FakePublications:
    """What tells of the other processes, and how they are waited for."""
    assert isinstance(desk.ports.publications, FakePublications)
    return desk.ports.publications


def publish(desk: Desk, content: bytes = NEXT, reason: str = "") -> Publication | Edition:
    ports = desk.ports
    prepared = drafts.prepare(content, "next.yaml", ports)
    version = prepared.examined.version
    assert version is not None

    def load(turn: Turn) -> Draft:
        return drafts.load_draft(prepared, version, STEPHEN, "", turn)

    def let_go(draft_id: str, turn: Turn) -> Publication | Edition:
        return drafts.publish_given(draft_id, STEPHEN, turn, reason=reason)

    return publish_ahead(load, let_go, ports)


def stages(desk: Desk) -> list[Stage]:
    """Of all that was loaded since the first version, which was published by itself."""
    return [edition.stage for edition, _ in desk.storage.tables.editions.values()][1:]


def test_the_others_see_the_draft_before_it_is_live() -> None:
    desk, seen = Desk(), list[tuple[list[Stage], str]]()
    others(desk).meanwhile = lambda: seen.append((stages(desk), desk.live()))

    outcome = publish(desk)

    assert isinstance(outcome, Publication)
    assert seen == [([Stage.DRAFT], "2026.3")]
    assert (stages(desk), desk.live()) == ([Stage.PUBLISHED], "2026.4")


@pytest.mark.parametrize(
    ("content", "failing", "refusal"),
    [
        pytest.param(NEXT.replace(b"  id: bakery", b"  id: other", 1), (), PublishRefusal.OTHER_PROTOCOL, id="loading"),
        pytest.param(NEXT, (FAILING,), PublishRefusal.TESTS_FAIL, id="publishing"),
    ],
)
def test_what_is_refused_leaves_nothing_and_nobody_waits(
    content: bytes, failing: tuple[Problem, ...], refusal: PublishRefusal
) -> None:
    desk = Desk()
    publish(desk, NEXT.replace(b'"2026.4"', b'"2026.3.1"'))
    before, waited = dict(desk.storage.tables.editions), others(desk).waited
    others(desk).failing = failing

    with pytest.raises(PublishRefusedError) as refused:
        publish(desk, content)

    assert refused.value.reason is refusal
    assert desk.storage.tables.editions == before
    assert others(desk).waited == waited
    assert desk.live() == "2026.3.1"


def test_what_is_refused_because_another_went_live_meanwhile_is_put_aside() -> None:
    desk = Desk()
    other = desk.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'))

    def meanwhile() -> None:
        with desk.kept.begin() as uow:
            versions.publish(other, ANNA, Turn(uow, desk.ports, desk.ports.publications.live()))
            uow.commit()

    others(desk).meanwhile = meanwhile
    with pytest.raises(PublishRefusedError) as refused:
        publish(desk)

    assert refused.value.reason is PublishRefusal.BASE_MOVED
    assert stages(desk) == [Stage.PUBLISHED, Stage.DISCARDED]
    assert Happening.DRAFT_DISCARDED in [entry.happening for entry in desk.storage.tables.audit]
    assert desk.live() == "2026.5"


def test_a_draft_that_waited_before_is_not_put_aside() -> None:
    desk = Desk()
    mine, other = desk.draft(person=BOB), desk.draft(NEXT.replace(b'"2026.4"', b'"2026.5"'))

    def meanwhile() -> None:
        with desk.kept.begin() as uow:
            versions.publish(other, ANNA, Turn(uow, desk.ports, desk.ports.publications.live()))
            uow.commit()

    others(desk).meanwhile = meanwhile
    with pytest.raises(PublishRefusedError):
        publish(desk)

    assert desk.storage.tables.editions[mine][0].stage is Stage.DRAFT


def test_who_publishes_the_draft_meanwhile_is_not_undone() -> None:
    desk = Desk()

    def meanwhile() -> None:
        (draft,) = desk.storage.tables.editions.keys() - before
        with desk.kept.begin() as uow:
            versions.publish(draft, ANNA, Turn(uow, desk.ports, desk.ports.publications.live()))
            uow.commit()

    before = set(desk.storage.tables.editions)
    others(desk).meanwhile = meanwhile
    with pytest.raises(PublishRefusedError) as refused:
        publish(desk)

    assert refused.value.reason is PublishRefusal.PUBLISHED_ALREADY
    assert (stages(desk), desk.live()) == ([Stage.PUBLISHED], "2026.4")


def test_what_waits_for_an_admin_or_for_its_day_is_not_waited_with() -> None:
    desk = Desk()
    later = publish(desk, LATER)
    two = Desk().with_second_admin()

    waiting = publish(two)

    assert isinstance(later, Publication)
    assert isinstance(waiting, Edition)
    assert (stages(desk), stages(two)) == ([Stage.PUBLISHED], [Stage.DRAFT])
    assert others(desk).waited == others(two).waited == 0
