from dataclasses import replace
from datetime import date

import pytest

from bot.review import WHOLE, Review, due_reviews, with_reviews
from tests.bakery import bakery
from tests.office import SANNE

DUE = date(2027, 2, 1)


def review(subject: str = WHOLE, until: date = date(2028, 3, 1)) -> Review:
    return Review("bakery", subject, date(2027, 3, 1), until, SANNE)


@pytest.mark.parametrize(
    ("today", "stages"),
    [
        (date(2026, 12, 1), []),
        (date(2027, 1, 2), ["30-days"]),
        (date(2027, 1, 28), ["7-days"]),
        (DUE, ["7-days"]),
        (date(2027, 2, 2), ["late-0"]),
        (date(2027, 3, 20), ["late-1"]),
    ],
)
def test_a_review_is_reminded_of_before_and_after_its_day(today: date, stages: list[str]) -> None:
    protocol = replace(bakery(), clauses=tuple(replace(each, review_by=None) for each in bakery().clauses))

    assert [each.stage for each in due_reviews(protocol, today)] == stages


def test_a_clause_with_a_date_of_its_own_is_reminded_of_by_itself() -> None:
    first, *others = bakery().clauses
    protocol = replace(bakery(), clauses=(replace(first, review_by=date(2026, 6, 1)), *others))

    assert first.id in [each.clause.id for each in due_reviews(protocol, date(2026, 6, 2)) if each.clause]


def test_a_review_without_a_change_moves_the_date_of_what_was_looked_at() -> None:
    whole = with_reviews(bakery(), [review()])
    first = with_reviews(bakery(), [review(bakery().clauses[0].id)])

    assert whole.review_by == date(2028, 3, 1)
    assert first.clauses[0].review_by == date(2028, 3, 1)
    assert first.review_by == DUE


def test_a_review_of_another_protocol_or_of_long_ago_changes_nothing() -> None:
    assert with_reviews(bakery(), [replace(review(), protocol_id="other")]) is bakery()
    assert with_reviews(bakery(), [review(until=date(2020, 1, 1))]).review_by == DUE
