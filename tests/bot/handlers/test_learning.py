"""A protocol that learns from what HR had to answer, and tells who wanted to know."""

from dataclasses import replace
from datetime import date

import pytest

from bot.action import Act
from bot.address import Address
from bot.errors import PublishRefusedError
from bot.handlers.campaigning import see_to_campaigns, start_campaign
from bot.handlers.going_live import tell_what_went_live
from bot.handlers.privacy import forget_person
from bot.handlers.proposing import write_proposals
from bot.handlers.reviewing import remind_of_reviews
from bot.handlers.turn import Turn
from bot.presenter.refusals import error_sentence
from bot.proposal import Proposal, ProposalKind, ProposalState
from bot.publication import PublishingPolicy
from bot.wording import wording_in
from knowledge.loader import load_protocol
from knowledge.protocol import Language
from tests.bakery import BAKERY
from tests.bot.handlers.publishing_desk import ANNA, NEXT, Desk, all_of
from tests.office import DESK, OMAR, PIET, SANNE, Office, chat_with

NL = Language.NL
NOTICES = Address("chat", "kruim", "C-notices")
NEW = "Mag ik een podcast beginnen over Sanne Bakker haar recepten?"


def closed_with(office: Office, act: Act = Act.CLOSE_NEW_RULE, text: str = NEW) -> str:
    """A case that HR answered and closed with this outcome; the id of what was proposed."""
    case_id = office.open_case(text=text)
    office.at_desk(OMAR, Act.CLAIM, case_id)
    office.at_desk(OMAR, Act.REPLY, case_id, "Ja hoor, Sanne Bakker, als je er niets mee verdient. Groet, Omar")
    office.at_desk(OMAR, act, case_id)
    return list(office.storage.tables.proposals)[-1] if office.storage.tables.proposals else ""


def said(key: str, **values: object) -> str:
    return wording_in(Language.NL).say(key, **values)


def with_example(question: str) -> bytes:
    """The next version, with the question as an example of a clause."""
    example = b"nl: [Mag ik op LinkedIn zetten dat ik bij Kruim werk?]"
    assert example in NEXT
    return NEXT.replace(example, example[:-1] + f', "{question}"]'.encode())


def test_closing_with_a_new_rule_makes_a_proposal_without_names() -> None:
    office = Desk()

    proposal_id = closed_with(office)
    proposal = office.storage.tables.proposals[proposal_id]

    assert proposal.kind is ProposalKind.NEW_RULE
    assert "podcast" in proposal.question
    for text in (proposal.question, proposal.answer):
        assert "Sanne" not in text
        assert "Bakker" not in text
    assert office.last(SANNE).summary == said("learn.offer-new-rule")


def test_closing_as_a_one_off_proposes_nothing() -> None:
    assert closed_with(Desk(), Act.CLOSE_ONE_OFF) == ""


def test_the_asker_who_wants_to_know_is_told_when_the_rule_is_there_and_then_forgotten() -> None:
    office = Desk()
    proposal_id = closed_with(office, text="Mag ik een podcast beginnen?")
    office.press(SANNE, Act.TELL_ME, proposal_id)
    office.press(SANNE, Act.TELL_ME, proposal_id)
    tell_what_went_live(office.ports)

    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft(with_example("Mag ik een podcast beginnen?")))
    while tell_what_went_live(office.ports):
        office.deliver()

    told = [message for message in office.messages(SANNE) if said("learn.rule-is-there") in all_of(message)]
    assert len(told) == 1
    assert office.storage.tables.proposals[proposal_id].state is ProposalState.TAKEN
    assert not office.storage.tables.followers


def test_nothing_is_told_before_the_version_is_live() -> None:
    office = Desk()
    proposal_id = closed_with(office, text="Mag ik een podcast beginnen?")
    office.press(SANNE, Act.TELL_ME, proposal_id)
    later = with_example("Mag ik een podcast beginnen?").replace(
        b"effective_from: 2026-02-01", b"effective_from: 2027-01-01"
    )

    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft(later))
    while tell_what_went_live(office.ports):
        pass
    office.deliver()
    assert office.storage.tables.proposals[proposal_id].state is ProposalState.OPEN
    office.clock.move(date(2027, 1, 2) - office.clock.today())
    while tell_what_went_live(office.ports):
        pass

    assert office.storage.tables.proposals[proposal_id].state is ProposalState.TAKEN


def test_a_change_is_told_where_the_organisation_wants_it_once() -> None:
    office = Desk()
    office.ports = replace(office.ports, publishing=PublishingPolicy(notice_to=NOTICES))
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())

    while tell_what_went_live(office.ports):
        pass
    office.deliver()

    [notice] = office.messages(NOTICES)
    assert notice.summary == wording_in(Language.NL).count("notice.told", 1, version="2026.4")
    assert "Verboden → Eerst vragen" in all_of(notice)


def test_a_version_that_answers_no_differently_is_not_announced() -> None:
    office = Desk()
    office.ports = replace(office.ports, publishing=PublishingPolicy(notice_to=NOTICES))
    same = BAKERY.read_bytes().replace(b'"2026.3"', b'"2026.4"')
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft(same))

    tell_what_went_live(office.ports)
    office.deliver()

    assert office.messages(NOTICES) == []


def test_who_follows_a_clause_is_told_when_it_changes_and_can_be_forgotten() -> None:
    office = Desk()
    protocol = office.ports.publications.live().protocol
    forbidden = next(clause for clause in protocol.clauses if clause.verdict == "forbidden")
    for person in (SANNE, PIET):
        office.press(person, Act.FOLLOW_CLAUSE, forbidden.id)
    forget_person(PIET, office.ports)

    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    tell_what_went_live(office.ports)
    office.deliver()

    assert forbidden.number in office.last(SANNE).summary
    assert office.last(PIET).summary == said("learn.will-tell")


def test_an_unknown_clause_cannot_be_followed() -> None:
    office = Desk()

    office.press(SANNE, Act.FOLLOW_CLAUSE, "nowhere")

    assert not office.storage.tables.followers


def test_proposals_are_put_into_the_admins_own_file_and_change_nothing_else() -> None:
    content, when = BAKERY.read_bytes(), Desk().clock.now()
    rule = Proposal(
        "bbbbbbbb", ProposalKind.NEW_RULE, "Mag ik een podcast beginnen?", "Ja, zonder recepten.", NL, (), when
    )
    phrasing = Proposal(
        "aaaaaaaa", ProposalKind.NEW_PHRASING, "Mag ik klanten linken?", "", NL, ("clients-on-linkedin",), when
    )
    again = replace(rule, id="cccccccc", question="Mag ik thuis een podcast beginnen?")

    written = write_proposals(content, "x.yaml", (phrasing, rule, again))

    protocol = load_protocol(written.content, "x.yaml").protocol
    assert protocol.clause("clients-on-linkedin").examples[NL][-1] == "Mag ik klanten linken?"
    made = protocol.clause("proposal-bbbbbb")
    assert made.examples[NL] == ("Mag ik een podcast beginnen?", "Mag ik thuis een podcast beginnen?")
    assert made.rule.get(NL) == "Ja, zonder recepten."
    gone = set(content.decode().splitlines()) - set(written.content.decode().splitlines())
    assert len(gone) <= 1
    assert written.left == ()


def test_the_desk_is_reminded_of_a_review_once_at_each_stage() -> None:
    office = Desk()
    office.clock.move(date(2027, 1, 20) - office.clock.today())

    reminded = [remind_of_reviews(office.ports) for _ in range(3)]
    office.deliver()

    assert reminded == [True, False, False]
    assert said("review.whole") in all_of(office.last(DESK))


def test_only_an_admin_says_that_nothing_had_to_change() -> None:
    office = Desk()

    office.press(SANNE, Act.REVIEWED)
    assert office.storage.tables.reviews == []
    office.press(ANNA, Act.REVIEWED)

    assert [each.subject for each in office.storage.tables.reviews] == [""]
    assert office.last(ANNA).summary == said("review.kept", day="23 november 2027")


def test_a_campaign_counts_each_once_reminds_and_ends() -> None:
    office = Desk()
    with office.kept.begin() as work:
        turn = Turn(work, office.ports, office.ports.publications.live())
        campaign = start_campaign(date(2026, 12, 10), NOTICES, ANNA, turn)
        work.commit()
    for person in (SANNE, PIET, SANNE):
        office.press(person, Act.CONFIRM, campaign.id)
    assert not see_to_campaigns(office.ports)

    office.clock.move(date(2026, 12, 8) - office.clock.today())
    assert see_to_campaigns(office.ports)
    assert not see_to_campaigns(office.ports)
    office.clock.move(date(2026, 12, 12) - office.clock.today())
    assert see_to_campaigns(office.ports)
    assert not see_to_campaigns(office.ports)
    office.deliver()

    assert "2 collega's" in office.last(NOTICES).summary
    assert office.last(DESK).summary == wording_in(NL).count("campaign.ended", 2, version="2026.3")
    assert {mark for _, mark in office.storage.tables.confirmed}.isdisjoint({SANNE.id, PIET.id, SANNE.key})


def test_everyone_is_asked_once_to_confirm_a_version_until_that_has_ended() -> None:
    office = Desk()
    with office.kept.begin() as work:
        turn = Turn(work, office.ports, office.ports.publications.live())
        start_campaign(date(2026, 12, 10), NOTICES, ANNA, turn)

        with pytest.raises(PublishRefusedError) as refused:
            start_campaign(date(2026, 12, 20), NOTICES, ANNA, turn)
        office.clock.move(date(2026, 12, 11) - office.clock.today())
        again = start_campaign(date(2026, 12, 20), NOTICES, ANNA, turn)

    assert error_sentence(refused.value, wording_in(NL)) == said(
        "publish-refusal.campaign-runs", version="2026.3", day="10 december 2026"
    )
    assert again.deadline == date(2026, 12, 20)


def test_who_was_asked_is_reminded_until_confirming_and_forgotten_at_the_end() -> None:
    office = Desk()
    asked = {person: chat_with(person) for person in (SANNE, PIET)}
    with office.kept.begin() as work:
        turn = Turn(work, office.ports, office.ports.publications.live())
        campaign = start_campaign(date(2026, 12, 10), NOTICES, ANNA, turn, asked)
        work.commit()
    office.deliver()
    assert office.last(SANNE) == office.last(PIET) == office.last(NOTICES)
    kept = repr(office.storage.tables.followers)
    assert SANNE.id not in kept

    office.press(SANNE, Act.CONFIRM, campaign.id)
    told: dict[date, list[Address]] = {}
    for day in (date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 11)):
        before = len(office.chat.got)
        office.clock.move(day - office.clock.today())
        see_to_campaigns(office.ports)
        office.deliver()
        told[day] = [to for to, _ in office.chat.got[before:]]

    room_and_piet = [NOTICES, chat_with(PIET).only(PIET)]
    assert told == {
        date(2026, 12, 7): room_and_piet,
        date(2026, 12, 8): [],
        date(2026, 12, 10): room_and_piet,
        date(2026, 12, 11): [DESK],
    }
    assert office.storage.tables.followers == {}
