from datetime import date

import pytest

from knowledge.checks.dates import check_reviews
from knowledge.problems import Place
from tests.knowledge.checks.drafts import BEGIN, CLIENTS, PRESS, load

DUE = date(2026, 6, 1)


@pytest.mark.parametrize(("today", "overdue"), [(date(2026, 5, 31), 0), (DUE, 0), (date(2026, 6, 2), 1)])
def test_a_review_is_overdue_from_the_day_after_it_was_due(today: date, overdue: int) -> None:
    assert len(list(check_reviews(load(begin=f"{BEGIN}  review_by: {DUE}\n"), today))) == overdue


def test_an_overdue_protocol_is_reported_at_its_date() -> None:
    (problem,) = check_reviews(load(begin=f"{BEGIN}  review_by: {DUE}\n"), date(2027, 1, 1))

    assert problem.code == "review-overdue"
    assert problem.written_path == "protocol.review_by"
    assert problem.place == Place(7, 14)
    assert "2026-06-01" in problem.message


def test_a_clause_is_reviewed_by_its_own_date() -> None:
    loaded = load(f"{CLIENTS}    review_by: {DUE}\n{PRESS}", begin=f"{BEGIN}  review_by: 2030-01-01\n")

    (problem,) = check_reviews(loaded, date(2027, 1, 1))

    assert problem.written_path == "clauses[0].review_by"
    assert 'clause 4.2 "Klanten toevoegen"' in problem.message


def test_a_protocol_without_review_dates_is_never_overdue() -> None:
    assert list(check_reviews(load(), date(2099, 1, 1))) == []
