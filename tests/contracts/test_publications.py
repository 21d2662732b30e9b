"""What every storage of the protocol's versions does."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.address import Person
from bot.campaign import Campaign, Nudge
from bot.errors import DraftNotFoundError, PublishRefusal, PublishRefusedError
from bot.ports import Storage
from bot.proposal import Follower, Proposal, ProposalKind, ProposalState
from bot.publication import Edition, Publication, Stage, Way, goes_live, held_on, live_at, settled, staged_after
from bot.record import Feedback, Made
from bot.review import Review
from bot.tally import Cell, Gap
from knowledge.protocol import Language
from tests.contracts.made import CHAT, NOON, OMAR, SANNE, minutes, question

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CONTENT = b"magdat: 1\r\n# \xc3\xa9\x00\xff"


def edition(edition_id: str = "edition-1", minute: float = 0) -> Edition:
    return Edition(
        edition_id, "bakery", "2026.1", date(2026, 1, 1), "één.yaml", "ab" * 32, SANNE, minutes(minute), "eerst", 3, 1
    )


def publication(number: int = 1, minute: float = 0) -> Publication:
    return Publication(
        number, "edition-1", "bakery", f"2026.{number}", "ab" * 32, date(2026, 1, 1), minutes(minute), NOON, SANNE,
        Way.PUBLISHED, OMAR, "haast",
    )  # fmt: skip


def test_an_edition_comes_back_as_it_was_loaded_byte_for_byte(storage: Storage) -> None:
    with storage.begin() as work:
        work.editions.add(edition(), CONTENT)
        work.commit()
    with storage.begin() as work:
        assert work.editions.get("edition-1") == edition()
        assert work.editions.content("edition-1") == CONTENT


@pytest.mark.parametrize("forged", ["", "nothere", "\x00", "\ud800", "x" * 9_999])
def test_an_id_that_no_edition_has_is_not_found(storage: Storage, forged: str) -> None:
    with storage.begin() as work:
        with pytest.raises(DraftNotFoundError):
            work.editions.get(forged)
        with pytest.raises(DraftNotFoundError):
            work.editions.content(forged)


def test_of_two_who_settle_a_draft_only_one_can(storage: Storage) -> None:
    with storage.begin() as work:
        work.editions.add(edition(), CONTENT)

        assert work.editions.save(settled(edition(), Stage.PUBLISHED), Stage.DRAFT)
        assert not work.editions.save(settled(edition(), Stage.DISCARDED), Stage.DRAFT)
        assert work.editions.get("edition-1").stage is Stage.PUBLISHED


def test_drafts_are_listed_with_the_last_first(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(3):
            work.editions.add(edition(f"edition-{number}", number), CONTENT)
        work.editions.add(settled(edition("gone", 9), Stage.DISCARDED), CONTENT)

        listed = work.editions.listed(Stage.DRAFT, 2)

    assert [each.id for each in listed] == ["edition-2", "edition-1"]


def test_publications_come_back_in_order(storage: Storage) -> None:
    with storage.begin() as work:
        for number in (1, 2):
            work.publications.append(publication(number, number))
        work.commit()
    with storage.begin() as work:
        assert work.publications.every() == (publication(1, 1), publication(2, 2))


def test_of_two_with_one_number_only_the_first_is_kept(storage: Storage) -> None:
    with storage.begin() as work:
        work.publications.append(publication(1))

        with pytest.raises(PublishRefusedError) as refused:
            work.publications.append(replace(publication(1), version="other"))

        assert refused.value.reason is PublishRefusal.MEANWHILE
        assert work.publications.every() == (publication(1),)


def test_only_what_is_not_live_yet_can_be_withdrawn(storage: Storage) -> None:
    with storage.begin() as work:
        work.publications.append(publication(1, 0))
        work.publications.append(publication(2, 60))

        assert not work.publications.withdraw(1, minutes(1))
        assert work.publications.withdraw(2, minutes(1))
        assert not work.publications.withdraw(2, minutes(1))
        assert live_at(work.publications.every(), minutes(90)) == publication(1)


def test_a_forgotten_person_stands_on_no_file_publication_or_review(storage: Storage) -> None:
    gone = Person(SANNE.channel, SANNE.tenant, "forgotten", "iemand")
    theirs, others = edition(), replace(edition("edition-2"), author=OMAR, asked_by=SANNE)
    review = Review("bakery", "", date(2026, 1, 1), date(2027, 1, 1), SANNE)
    with storage.begin() as work:
        work.editions.add(theirs, CONTENT)
        work.editions.add(others, CONTENT)
        work.publications.append(publication(1))
        work.publications.append(replace(publication(2, 60), publisher=OMAR))
        work.publications.withdraw(2, NOON)
        work.reviews.add(review)
        work.reviews.add(replace(review, by=OMAR))
        work.commit()
    with storage.begin() as work:
        kept = (work.editions, work.publications, work.reviews)
        assert [each.forget(SANNE.key, gone) for each in kept] == [2, 1, 1]
        work.commit()

    with storage.begin() as work:
        assert work.editions.get("edition-1") == replace(theirs, author=gone)
        assert work.editions.get("edition-2") == replace(others, asked_by=gone)
        assert work.editions.content("edition-1") == CONTENT
        first, second = work.publications.every()
        assert first == replace(publication(1), publisher=gone)
        assert second == replace(publication(2, 60), publisher=OMAR, withdrawn_at=NOON)
        assert [each.by for each in work.reviews.every()] == [gone, OMAR]
        assert [each.forget(SANNE.key, gone) for each in (work.editions, work.publications, work.reviews)] == [0, 0, 0]


def test_a_file_that_was_never_published_goes_after_its_time_and_a_published_one_stays(storage: Storage) -> None:
    with storage.begin() as work:
        for number, stage in enumerate(Stage):
            work.editions.add(settled(edition(stage.value, number), stage), CONTENT)
        work.editions.add(edition("fresh", 90), CONTENT)

        removed = work.editions.remove_unpublished_before(minutes(60))

        assert removed == 2
        assert [each.id for each in work.editions.listed(Stage.DRAFT, 9)] == ["fresh"]
        assert work.editions.get(Stage.PUBLISHED.value).stage is Stage.PUBLISHED


def test_reviews_and_campaigns_go_after_their_time(storage: Storage) -> None:
    today = NOON.date()
    review = Review("bakery", "", date(2025, 1, 1), today - timedelta(days=1), SANNE)
    with storage.begin() as work:
        work.reviews.add(review)
        work.reviews.add(replace(review, until=today))
        for name, deadline in (("past", today - timedelta(days=1)), ("now", today)):
            work.campaigns.add(Campaign(name, "2026.1", "ab" * 32, deadline, CHAT, NOON))
            work.campaigns.confirm(name, "mark", NOON)

        assert (work.reviews.remove_before(NOON), work.campaigns.remove_over_before(today)) == (1, 1)

        assert [each.until for each in work.reviews.every()] == [today]
        assert [each.id for each in work.campaigns.every()] == ["now"]
        assert (work.campaigns.count("past"), work.campaigns.count("now")) == (0, 1)


def test_recent_questions_are_told_with_the_last_first(storage: Storage) -> None:
    with storage.begin() as work:
        for number in range(3):
            work.questions.add(replace(question(f"q{number}", number), text=f"vraag {number}"))

        assert [each.text for each in work.questions.recent(2)] == ["vraag 2", "vraag 1"]


def test_a_version_for_a_later_day_goes_live_by_itself_when_that_day_begins_where_the_organisation_is() -> None:
    begins = goes_live(date(2027, 1, 1), NOON, AMSTERDAM)
    every = (publication(1), replace(publication(2), live_from=begins))

    assert begins.isoformat() == "2026-12-31T23:00:00+00:00"
    assert live_at(every, begins - timedelta(seconds=1)) == every[0]
    assert live_at(every, begins) == every[1]
    assert staged_after(every, NOON) == (every[1],)


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        pytest.param("2027-03-28", "Europe/Amsterdam", "2027-03-27T23:00", id="the day on which summer time begins"),
        pytest.param("2027-03-29", "Europe/Amsterdam", "2027-03-28T22:00", id="the day after"),
        pytest.param("2027-10-31", "Europe/Amsterdam", "2027-10-30T22:00", id="the day on which it ends"),
        pytest.param("2027-11-01", "Europe/Amsterdam", "2027-10-31T23:00", id="the day after that"),
        pytest.param("2027-04-30", "Africa/Cairo", "2027-04-29T22:00", id="a day without a midnight"),
        pytest.param("2027-01-01", "America/Curacao", "2027-01-01T04:00", id="far from here"),
    ],
)
def test_a_day_begins_at_midnight_there_also_when_the_clock_is_changed(day: str, zone: str, begins: str) -> None:
    there = ZoneInfo(zone)

    moment = goes_live(date.fromisoformat(day), NOON, there)

    assert moment.isoformat(timespec="minutes") == f"{begins}+00:00"
    every = (publication(1), replace(publication(2), live_from=moment))
    assert held_on(every, date.fromisoformat(day), there) == every[1]
    assert held_on(every, date.fromisoformat(day) - timedelta(days=1), there) == every[0]


def test_what_was_put_back_holds_from_then_on() -> None:
    every = (publication(1, 0), publication(2, 10), replace(publication(3, 20), version="2026.1"))

    assert live_at(every, minutes(15)) == every[1]
    assert live_at(every, minutes(20)) == every[2]


def test_on_a_day_held_what_was_live_at_its_end() -> None:
    every = (publication(1, 0), publication(2, 60 * 24 * 3))

    assert held_on(every, date(2026, 11, 23), AMSTERDAM) == every[0]
    assert held_on(every, date(2026, 11, 26), AMSTERDAM) == every[1]


def test_before_the_first_publication_only_that_one_can_have_held_from_its_own_date_on() -> None:
    every = (publication(1, 0),)

    assert held_on(every, date(2026, 3, 3), AMSTERDAM) == every[0]
    assert held_on(every, date(2025, 3, 3), AMSTERDAM) is None


def test_the_starter_held_on_no_day_before_it_where_a_person_published_another_protocol() -> None:
    starter = replace(publication(1), protocol_id="voorbeeld", way=Way.FIRST)
    chosen = replace(publication(2, 10), effective_from=date(2026, 2, 1))
    gone = replace(chosen, withdrawn_at=NOON)

    assert held_on((starter,), date(2026, 1, 3), AMSTERDAM) == starter
    assert held_on((starter, chosen), date(2026, 1, 3), AMSTERDAM) is None
    assert held_on((starter, chosen), date(2026, 3, 3), AMSTERDAM) == chosen
    assert held_on((starter, gone), date(2026, 3, 3), AMSTERDAM) == starter


def proposal(proposal_id: str = "proposal-1", minute: float = 0) -> Proposal:
    nearest = ("recipes", "company-name")
    return Proposal(proposal_id, ProposalKind.NEW_RULE, "Mag ik dit?", "Ja.", Language.NL, nearest, minutes(minute))


def follower(mark: str = "mark-1", subject: str = "proposal:proposal-1", minute: float = 0) -> Follower:
    return Follower(f"f-{mark}", subject, mark, b"key", b"box", minutes(minute))


def test_what_went_live_is_told_once(storage: Storage) -> None:
    with storage.begin() as work:
        work.publications.append(publication(1))

        assert work.publications.tell_once(1, NOON)
        assert not work.publications.tell_once(1, NOON)


def test_proposals_are_listed_by_state_with_the_first_first(storage: Storage) -> None:
    with storage.begin() as work:
        work.proposals.add(proposal("later", 2))
        work.proposals.add(proposal("sooner", 1))
        work.proposals.save(replace(proposal("later", 2), state=ProposalState.DROPPED))

        assert work.proposals.get("sooner") == proposal("sooner", 1)
        assert [each.id for each in work.proposals.listed(ProposalState.OPEN, 9)] == ["sooner"]
        assert work.proposals.remove_before(minutes(2)) == 1
        with pytest.raises(DraftNotFoundError):
            work.proposals.get("sooner")


def test_who_asks_to_be_told_twice_is_kept_once(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.followers.add(follower())
        assert not work.followers.add(replace(follower(), id="again"))
        assert work.followers.add(follower("mark-2"))

        assert work.followers.of("proposal:proposal-1") == (follower(), follower("mark-2"))
        assert work.followers.remove_person("mark-2") == 1
        assert work.followers.remove_before(minutes(1)) == 1
        assert work.followers.of("proposal:proposal-1") == ()


def test_who_was_told_is_forgotten(storage: Storage) -> None:
    with storage.begin() as work:
        work.followers.add(follower())
        work.followers.add(follower(subject="clause:recipes"))

        work.followers.remove("clause:recipes")

        assert work.followers.of("clause:recipes") == ()
        assert work.followers.of("proposal:proposal-1") == (follower(),)


def test_a_tag_counts_once_in_a_cell(storage: Storage) -> None:
    cell, other = Cell("2026-11", "recipes", Gap.UNANSWERED), Cell("2026-10", "", Gap.NOT_MEANT)
    with storage.begin() as work:
        for tag in (1, 1, 2):
            work.tallies.add(cell, tag)
        work.tallies.add(other, 1)

        assert work.tallies.counts() == {cell: 2, other: 1}
        assert work.tallies.remove_before("2026-11") == 1
        assert work.tallies.counts() == {cell: 2}


def test_questions_that_fell_short_are_told_with_the_last_first(storage: Storage) -> None:
    with storage.begin() as work:
        work.questions.add(question("answered", 0))
        work.questions.add(replace(question("clarified", 1), made=Made.CLARIFY))
        work.questions.add(replace(question("abstained", 2), made=Made.ABSTAIN))
        work.questions.add(replace(question("not-meant", 3), feedback=Feedback.NOT_MEANT))

        assert [each.id for each in work.questions.with_gaps(2)] == ["not-meant", "abstained"]
        assert len(work.questions.with_gaps(9)) == 3


def test_reviews_come_back_in_order_and_are_reminded_of_once(storage: Storage) -> None:
    reviews = tuple(
        Review("bakery", subject, date(2026, 11, 23), date(2027, 11, 23), SANNE) for subject in ("", "recipes")
    )
    with storage.begin() as work:
        for each in reviews:
            work.reviews.add(each)

        assert work.reviews.every() == reviews
        assert work.reviews.remind_once("bakery//2027-01-01/7-days", NOON)
        assert not work.reviews.remind_once("bakery//2027-01-01/7-days", NOON)


def test_who_confirms_twice_counts_once_and_can_be_forgotten(storage: Storage) -> None:
    campaign = Campaign("campaign-1", "2026.1", "ab" * 32, date(2026, 12, 1), CHAT, NOON)
    with storage.begin() as work:
        work.campaigns.add(campaign)
        work.campaigns.save(replace(campaign, nudged=Nudge.REMINDED))

        reminded = replace(campaign, nudged=Nudge.REMINDED)
        assert work.campaigns.every() == (reminded,)
        assert work.campaigns.get("campaign-1") == reminded
        assert work.campaigns.confirm("campaign-1", "mark-1", NOON)
        assert not work.campaigns.confirm("campaign-1", "mark-1", NOON)
        assert work.campaigns.confirm("campaign-1", "mark-2", NOON)
        assert work.campaigns.count("campaign-1") == len(work.campaigns.confirmed("campaign-1")) == 2
        assert work.campaigns.forget("mark-1") == 1
        assert work.campaigns.confirmed("campaign-1") == {"mark-2"}
        with pytest.raises(DraftNotFoundError):
            work.campaigns.get("nothere")
