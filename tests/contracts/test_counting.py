"""What is counted of questions and cases, by the fake, SQLite and PostgreSQL alike."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.case import CaseState
from bot.events import Happening
from bot.ports import Storage
from bot.record import Feedback, Made, QuestionCount
from bot.repositories import CaseCounts
from tests.contracts.made import case, entry, minutes, question

MONDAY = date(2026, 11, 23)


def test_questions_are_counted_by_week_and_kind(storage: Storage) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    answered = replace(question(), made=Made.ANSWER, clause_id="a", feedback=Feedback.HELPED)
    with storage.begin() as work:
        for number, moment in enumerate((at, at + timedelta(days=7, seconds=-1), at - timedelta(seconds=1))):
            work.questions.add(replace(answered, id=f"a{number}", asked_at=moment))
        work.questions.add(replace(question("c", 0), asked_at=at, made=Made.ABSTAIN))

        counted = Counter(work.questions.counted())

    assert counted == Counter(
        [
            QuestionCount(MONDAY, Made.ANSWER, "a", Feedback.HELPED, 2),
            QuestionCount(MONDAY - timedelta(days=7), Made.ANSWER, "a", Feedback.HELPED, 1),
            QuestionCount(MONDAY, Made.ABSTAIN, None, None, 1),
        ]
    )


def test_nothing_is_counted_of_nothing(storage: Storage) -> None:
    with storage.begin() as work:
        assert work.questions.counted() == ()
        assert work.questions.found_clauses() == frozenset()
        assert work.cases.counted(9) == CaseCounts({}, {}, {}, ())


def test_clauses_that_were_found_are_those_quoted_and_offered(storage: Storage) -> None:
    with storage.begin() as work:
        work.questions.add(replace(question("a"), clause_id="quoted"))
        work.questions.add(replace(question("b"), options=("offered", "too")))
        work.questions.add(question("c"))

        assert work.questions.found_clauses() == {"quoted", "offered", "too"}


def test_cases_are_counted_with_how_many_different_people_asked(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case("quiet234", opened_at=minutes(1)))
        work.cases.add(case("again234", opened_at=minutes(2)))
        work.cases.add(case("busy2345", opened_at=minutes(0), state=CaseState.ANSWERED, asker_mark="other"))
        work.cases.add(case("early234", opened_at=minutes(0) - timedelta(days=7), asker_mark="third"))
        happened = [
            ("busy2345", Happening.CASE_HANDED_OVER, 10),
            ("busy2345", Happening.CASE_SENT_TO_SECOND_LINE, 20),
            ("busy2345", Happening.CASE_HANDED_BACK, 30),
            ("busy2345", Happening.CASE_ANSWERED, 150),
            ("busy2345", Happening.CASE_ANSWERED, 90),
            ("busy2345", Happening.CASE_CLOSED, 160),
            ("again234", Happening.CASE_HANDED_OVER, 10),
            ("again234", Happening.CASE_ANSWERED, 32),
            ("gone2345", Happening.CASE_ANSWERED, 32),
        ]
        for number, (subject, happening, minute) in enumerate(happened):
            work.audit.append(replace(entry(str(number), minute, subject), happening=happening))

        counted = work.cases.counted(9)
        assert work.cases.counted(1).answers == counted.answers[:1]

    monday = minutes(0).date() - timedelta(days=minutes(0).weekday())
    assert counted.states == {CaseState.OPEN: (3, 2), CaseState.ANSWERED: (1, 1)}
    assert list(counted.weeks.items()) == [(monday - timedelta(days=7), (1, 1)), (monday, (3, 2))]
    assert counted.hand_overs == {0: (2, 2), 1: (1, 1), 2: (1, 1)}
    assert [mark for _, mark in counted.answers] == ["mark-of-asker", "other"]
    assert [hours for hours, _ in counted.answers] == pytest.approx([0.5, 1.5], abs=0.001)
