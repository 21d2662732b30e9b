from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.impact import Impact, Shift, Turnout, measure_impact
from bot.message import Listing
from bot.ports import LiveProtocol
from bot.presenter.publishing import impact_blocks
from bot.record import Made, QuestionRecord
from knowledge.protocol import Language, SocialMediaProtocol, Text, Verdict
from tests.bakery import bakery, occasion
from tests.fakes import FakeMatcher, answered

ASKED = ("een", "twee", "drie", "vier", "vijf")


def record(text: str, version: str = "0", clause_id: str | None = None) -> QuestionRecord:
    made = Made.ABSTAIN if clause_id is None else Made.ANSWER
    return QuestionRecord(
        text, text, Language.NL, datetime(2026, 1, 1, tzinfo=UTC), "bakery", version, made, "", clause_id
    )


def version(protocol: SocialMediaProtocol, **found: str) -> LiveProtocol:
    return LiveProtocol(protocol, FakeMatcher({text: answered(text, clause_id) for text, clause_id in found.items()}))


def test_each_question_is_told_by_what_changes_of_its_answer() -> None:
    first, second, third, *others = bakery().clauses
    changed = (
        replace(first, verdict=Verdict.FORBIDDEN),
        replace(second, rule=Text({Language.NL: "Anders."})),
        third,
        *others,
    )
    before = version(bakery(), een=first.id, twee=second.id, drie=third.id, vier=third.id)
    after = version(replace(bakery(), clauses=changed), een=first.id, twee=second.id, drie=third.id, vijf=third.id)

    impact = measure_impact([record(text) for text in ASKED], before, after)

    assert [(shift.question, shift.turnout) for shift in impact.shifts] == [
        ("een", Turnout.OTHER_VERDICT),
        ("vier", Turnout.NEWLY_ABSTAINED),
        ("vijf", Turnout.NEWLY_ANSWERED),
        ("twee", Turnout.OTHER_WORDS),
    ]
    assert (impact.asked, dict(impact.counts())[Turnout.OTHER_VERDICT]) == (5, 1)


def test_a_question_that_was_asked_often_stands_there_once_with_how_often() -> None:
    first = bakery().clauses[0]
    before, after = version(bakery()), version(replace(bakery(), version="2"), een=first.id, twee=first.id)

    impact = measure_impact([record(text) for text in ("een", "twee", "een", "een")], before, after)

    assert [(shift.question, shift.times) for shift in impact.shifts] == [("een", 3), ("twee", 1)]
    assert (impact.asked, list(impact.counts())) == (4, [(Turnout.NEWLY_ANSWERED, 4)])


@pytest.mark.parametrize(
    ("language", "told"), [(Language.NL, "3 keer gevraagd"), (Language.EN, "asked 3 times")], ids=["nl", "en"]
)
def test_how_often_it_was_asked_is_told_in_chat(language: Language, told: str) -> None:
    shifts = (Shift("Mag dat?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1", 3),)
    impact = Impact(4, (*shifts, Shift("En dit?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1")))

    [listing] = [block for block in impact_blocks(impact, occasion(language)) if isinstance(block, Listing)]

    assert [told in item.details for item in listing.items] == [True, False]


def test_what_the_live_version_answered_is_taken_from_the_record() -> None:
    first = bakery().clauses[0]
    before, after = version(bakery()), version(replace(bakery(), version="2"), een=first.id)
    matcher = before.matcher
    assert isinstance(matcher, FakeMatcher)

    impact = measure_impact([record("een", bakery().version, first.id)] * 2, before, after)

    assert (impact.asked, impact.shifts, matcher.asked) == (2, (), [])


def test_names_in_a_question_are_not_shown() -> None:
    text = "Mag ik Sanne Bakker noemen?"
    before, after = version(bakery()), version(bakery(), **{text: bakery().clauses[0].id})

    [shift] = measure_impact([record(text)], before, after).shifts

    assert shift.question == "Mag ik … noemen?"
