"""Of what is kept for one organisation, another on the same database sees nothing and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from adapters.storage.columns import ORGANISATION
from adapters.storage.live_reader import LiveReader
from adapters.storage.posts import SqlPosts
from adapters.storage.statements import Statements
from adapters.storage.tables import METADATA, REVIEWS
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.vault import AesVault
from adapters.storage.web_posts import SqlWebPosts
from adapters.storage.whereabouts import SqlWhereabouts
from bot.address import Address
from bot.campaign import Campaign
from bot.case import CaseState
from bot.errors import CaseChangedError, CaseNotFoundError, DraftNotFoundError, QuestionNotFoundError, SealBrokenError
from bot.message import Message, Paragraph
from bot.outbox import ParkReason
from bot.ports import SealedAddress, UnitOfWork
from bot.proposal import Follower, Proposal, ProposalKind, ProposalState
from bot.publication import Stage
from bot.reminder import Reminder, ReminderKind
from bot.repositories import CaseFilter
from bot.review import Review
from bot.tally import Cell, Gap
from knowledge.protocol import Language
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
    event,
    minutes,
    question,
    to_desk,
)
from tests.contracts.test_publications import edition, publication
from tests.fakes import MovingClock

LATER = minutes(600)
THREAD = DESK.in_thread("t1")
MESSAGE = Message("Dag", (Paragraph("Dag"),), Language.NL)
CELL = Cell("2026-11", "clients", Gap.UNANSWERED)
SEALED = SealedAddress("aaaa2345", b"key", b"box")
PROPOSAL = Proposal("p1", ProposalKind.NEW_RULE, "Mag dat?", "Ja.", Language.NL, (), NOON)
FOLLOWER = Follower("f1", "clause:a", "mark", b"k", b"b", NOON)
CAMPAIGN = Campaign("c1", "2026.1", "ab" * 32, NOON.date(), DESK, NOON)
REVIEW = Review("bakery", "a", NOON.date(), NOON.date(), SANNE)
CHANGED = replace(case(), state=CaseState.CLAIMED, owner=OMAR)


@pytest.fixture
def ours(engine: Engine) -> SqlStorage:
    """What is kept for one organisation, with something of each kind in it."""
    ours = SqlStorage(engine, "ours")
    _fill(ours)
    return ours


@pytest.fixture
def theirs(ours: SqlStorage) -> SqlStorage:
    """What is kept for another in the same database: nothing yet."""
    return ours.of("theirs")


def _fill(storage: SqlStorage) -> None:
    vault, clock = AesVault(bytes(32)), MovingClock()
    with storage.begin() as work:
        work.cases.add(case())
        work.questions.add(question())
        work.inbox.store(event())
        work.outbox.put(delivery("waits"), NOON)
        work.outbox.put(to_desk("of-case"), NOON)
        work.outbox.put(delivery("aside"), NOON)
        work.outbox.park("aside", ParkReason.REFUSED, "no", NOON)
        work.audit.append(entry("e1", 0, "aaaa2345", OMAR.key))
        work.reminders.put(Reminder("aaaa2345", ReminderKind.DESK, NOON))
        work.addresses.put(SEALED)
        work.threads.put("aaaa2345", THREAD)
        work.editions.add(edition(), b"magdat: 1")
        work.publications.append(publication(1))
        work.proposals.add(PROPOSAL)
        work.followers.add(FOLLOWER)
        work.tallies.add(CELL, 1)
        work.reviews.add(REVIEW)
        work.reviews.remind_once("due", NOON)
        work.campaigns.add(CAMPAIGN)
        work.campaigns.confirm("c1", "mark", NOON)
        work.commit()
    SqlPosts(storage).put("post", Address("console", "", "sanne"), MESSAGE, NOON)
    SqlWebPosts(storage).put("page", "talk", MESSAGE, NOON)
    SqlWhereabouts(storage, vault, clock).remember(CHAT, "there")


def _rows_of(engine: Engine, organisation: str) -> dict[str, list[tuple[object, ...]]]:
    rows: dict[str, list[tuple[object, ...]]] = {}
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            if ORGANISATION in table.c:
                theirs = select(table).where(table.c[ORGANISATION] == organisation)
                rows[table.name] = sorted(map(tuple, connection.execute(theirs)), key=repr)
    return rows


@pytest.mark.usefixtures("ours")
def test_there_is_something_of_each_kind(engine: Engine) -> None:
    assert all(_rows_of(engine, "ours").values())


SIGHTS: dict[str, Callable[[UnitOfWork], object]] = {
    "case of a question": lambda work: work.cases.of_question("q-aaaa2345"),
    "cases of an asker": lambda work: work.cases.of_asker("mark-of-asker"),
    "running cases": lambda work: work.cases.count_running("mark-of-asker"),
    "held cases": lambda work: work.cases.held_in("mark-of-asker", "mark-of-conversation"),
    "named cases": lambda work: work.cases.named("aaaa"),
    "listed cases": lambda work: work.cases.listed(tuple(CaseState), 9),
    "chosen cases": lambda work: work.cases.chosen(CaseFilter(frozenset(CaseState)), 9),
    "counted cases": lambda work: work.cases.count(CaseFilter(frozenset(CaseState))),
    "gaps": lambda work: work.questions.with_gaps(9),
    "questions": lambda work: work.questions.recent(9),
    "next event": lambda work: work.inbox.next_at(LATER),
    "events": lambda work: work.inbox.lease(LATER, minutes(700), 9),
    "next delivery": lambda work: work.outbox.next_at(LATER, CHANNELS),
    "deliveries": lambda work: work.outbox.lease(LATER, minutes(700), 9, CHANNELS),
    "parked deliveries": lambda work: work.outbox.parked(9),
    "audit of a subject": lambda work: work.audit.about("aaaa2345"),
    "audit of an actor": lambda work: work.audit.by(OMAR.key),
    "reminders of a case": lambda work: work.reminders.of_case("aaaa2345"),
    "due reminders": lambda work: work.reminders.take_due(LATER, 9),
    "sealed address": lambda work: work.addresses.get("aaaa2345"),
    "thread": lambda work: work.threads.get("aaaa2345"),
    "case in a thread": lambda work: work.threads.case_at(THREAD),
    "drafts": lambda work: work.editions.listed(Stage.DRAFT, 9),
    "publications": lambda work: work.publications.every(),
    "proposals": lambda work: work.proposals.listed(ProposalState.OPEN, 9),
    "followers": lambda work: work.followers.of("clause:a"),
    "tallies": lambda work: work.tallies.counts(),
    "reviews": lambda work: work.reviews.every(),
    "campaigns": lambda work: work.campaigns.every(),
    "confirmations": lambda work: work.campaigns.confirmed("c1"),
    "confirmation count": lambda work: work.campaigns.count("c1"),
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_nothing_of_another_organisation_is_seen(sight: str, ours: SqlStorage, theirs: SqlStorage) -> None:
    with ours.begin() as work:
        own = SIGHTS[sight](work)
    with theirs.begin() as work:
        seen = SIGHTS[sight](work)

    assert not seen
    assert own or sight in {"held cases", "gaps"}


FORGED: dict[str, tuple[type[Exception], Callable[[UnitOfWork], object]]] = {
    "case": (CaseNotFoundError, lambda work: work.cases.get("aaaa2345")),
    "changed case": (CaseChangedError, lambda work: work.cases.save(CHANGED)),
    "question": (QuestionNotFoundError, lambda work: work.questions.get("question-1")),
    "draft": (DraftNotFoundError, lambda work: work.editions.get("edition-1")),
    "file": (DraftNotFoundError, lambda work: work.editions.content("edition-1")),
    "proposal": (DraftNotFoundError, lambda work: work.proposals.get("p1")),
    "campaign": (DraftNotFoundError, lambda work: work.campaigns.get("c1")),
}


@pytest.mark.parametrize("what", FORGED)
def test_an_id_of_another_organisation_leads_nowhere(what: str, theirs: SqlStorage) -> None:
    error, done = FORGED[what]

    with theirs.begin() as work, pytest.raises(error):
        done(work)


def _meddle(work: UnitOfWork) -> Iterator[object]:
    """All that changes something, with the ids and marks of another organisation; what each says it did."""
    work.cases.remove("aaaa2345")
    yield work.cases.remove_over_before(LATER)
    yield work.cases.forget_officer(OMAR.key, SANNE)
    work.questions.save(replace(question(), text="anders"))
    yield work.questions.remove_before(LATER)
    work.inbox.put_off("slack/T1/Ev1", LATER)
    work.inbox.forgive(["slack/T1/Ev1"])
    yield work.inbox.give_up_received_before(LATER, LATER)
    yield work.inbox.remove_handled_before(LATER)
    work.outbox.delivered("waits", NOON)
    work.outbox.delay("waits", LATER, uncertain=True)
    work.outbox.park("waits", ParkReason.REFUSED, "", NOON)
    yield work.outbox.release("aside")
    work.outbox.renew(["waits"], LATER)
    yield work.outbox.park_put_before(LATER, LATER)
    yield work.outbox.remove_for("")
    yield work.outbox.remove_settled_before(LATER)
    yield work.audit.forget_actor(OMAR.key, "nobody")
    yield work.audit.remove_before(LATER)
    work.reminders.cancel("aaaa2345")
    work.reminders.put(Reminder("aaaa2345", ReminderKind.DESK, LATER))
    work.addresses.remove("aaaa2345")
    work.addresses.put(replace(SEALED, box=b"forged"))
    work.threads.put("aaaa2345", CHAT)
    yield work.editions.save(replace(edition(), stage=Stage.DISCARDED), Stage.DRAFT)
    yield work.publications.withdraw(1, minutes(-10))
    yield work.publications.tell_once(1, NOON)
    work.proposals.save(replace(PROPOSAL, state=ProposalState.DROPPED))
    yield work.proposals.remove_before(LATER)
    work.followers.remove("clause:a")
    yield work.followers.remove_person("mark")
    yield work.followers.remove_before(LATER)
    yield work.tallies.remove_before("2027-01")
    work.campaigns.save(replace(CAMPAIGN, version="anders"))
    yield work.campaigns.forget("mark")


def test_nothing_of_another_organisation_is_changed(engine: Engine, theirs: SqlStorage) -> None:
    before = _rows_of(engine, "ours")

    with theirs.begin() as work:
        done = list(_meddle(work))
        work.commit()

    assert not any(done)
    assert _rows_of(engine, "ours") == before
    assert not any(_rows_of(engine, "theirs").values())


def test_two_organisations_can_have_the_same_by_name(ours: SqlStorage, theirs: SqlStorage) -> None:
    with theirs.begin() as work:
        assert work.inbox.store(event())
        work.publications.append(publication(1))
        assert work.followers.add(replace(FOLLOWER, id="f2"))
        work.tallies.add(CELL, 1)
        assert work.reviews.remind_once("due", NOON)
        work.commit()

    with ours.begin() as work:
        assert not work.inbox.store(event())
        assert len(work.publications.every()) == 1


def test_an_event_that_another_organisation_handled_is_handled_here_too(ours: SqlStorage, theirs: SqlStorage) -> None:
    with theirs.begin() as work:
        assert work.inbox.handle_once("slack/T1/Ev1", NOON)
        work.commit()

    with ours.begin() as work:
        assert work.inbox.handle_once("slack/T1/Ev1", NOON)


def test_what_waits_elsewhere_keeps_nobody_up(theirs: SqlStorage) -> None:
    with theirs.begin() as work:
        work.outbox.put(delivery("in-the-same-lane"), NOON)

        leased = work.outbox.lease(LATER, minutes(700), 9, CHANNELS)

    assert [one.delivery.id for one in leased] == ["in-the-same-lane"]


def test_what_waits_at_a_terminal_or_on_a_page_is_seen_by_its_own_organisation(
    ours: SqlStorage, theirs: SqlStorage
) -> None:
    posts, pages = SqlPosts(theirs), SqlWebPosts(theirs)

    assert posts.take("sanne", "sanne") == ()
    assert posts.thread_of("post") is None
    assert posts.forget(Address("console", "", "sanne"), "sanne") == 0
    assert posts.remove_posted_before(LATER) == 0
    assert pages.since("talk", 0) == ()
    assert not pages.has("page")
    assert not pages.replace("page", "talk", MESSAGE)
    assert pages.take("talk") == ()
    assert pages.revision("talk") == 0
    assert pages.desk_pulse().startswith("0/")
    assert pages.remove_posted_before(LATER) == 0
    assert SqlPosts(ours).take("sanne", "sanne") == (MESSAGE,)
    assert SqlWebPosts(ours).take("talk") == (MESSAGE,)


def test_how_a_place_is_reached_is_known_to_its_own_organisation(ours: SqlStorage, theirs: SqlStorage) -> None:
    vault, clock = AesVault(bytes(32)), MovingClock()

    assert SqlWhereabouts(theirs, vault, clock).recall(CHAT) is None
    assert SqlWhereabouts(ours, vault, clock).recall(CHAT) == "there"


def test_what_one_organisation_sealed_or_marked_means_nothing_to_another() -> None:
    ours, theirs = AesVault(bytes(32), "ours"), AesVault(bytes(32), "ours").of("theirs")
    sealed = ours.seal("aaaa2345", CHAT)

    assert ours.unseal(sealed) == CHAT
    with pytest.raises(SealBrokenError):
        theirs.unseal(sealed)
    assert ours.mark("person") != theirs.mark("person")


def test_a_set_up_of_one_organisation_keeps_its_marks() -> None:
    assert AesVault(bytes(32)).mark("person") == AesVault(bytes(32), "another").of("default").mark("person")


@pytest.mark.usefixtures("ours")
def test_every_organisation_has_its_own_live_protocol(engine: Engine) -> None:
    assert LiveReader(engine, "ours").live_number(LATER) == 1
    assert LiveReader(engine, "theirs").live_number(LATER) is None
    assert LiveReader(engine, "theirs").every() == ()
    assert LiveReader(engine, "theirs").reviews() == ()
    assert LiveReader(engine, "theirs").next_content(LATER) is None


def test_a_row_of_no_organisation_cannot_be_put(engine: Engine) -> None:
    with SqlStorage(engine).transaction() as connection, pytest.raises(RuntimeError):
        Statements(connection, None).add(REVIEWS, {"review": "{}"})
