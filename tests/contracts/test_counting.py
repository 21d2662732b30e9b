"""What is counted of questions and cases, by the fake, SQLite and PostgreSQL alike."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.case import CaseState
from bot.events import Happening
from bot.ports import Storage
from bot.record import Feedback, Made, QuestionCount
from bot.repositories import CaseOutline
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
        assert work.cases.outlines(9) == ()


def test_clauses_that_were_found_are_those_quoted_and_offered(storage: Storage) -> None:
    with storage.begin() as work:
        work.questions.add(replace(question("a"), clause_id="quoted"))
        work.questions.add(replace(question("b"), options=("offered", "too")))
        work.questions.add(question("c"))

        assert work.questions.found_clauses() == {"quoted", "offered", "too"}


def test_of_a_case_is_told_when_it_was_answered_first_and_how_often_it_changed_hands(storage: Storage) -> None:
    with storage.begin() as work:
        work.cases.add(case("quiet234", opened_at=minutes(1)))
        work.cases.add(case("busy2345", opened_at=minutes(0), state=CaseState.ANSWERED, asker_mark="other"))
        happened = [
            (Happening.CASE_HANDED_OVER, 10),
            (Happening.CASE_SENT_TO_SECOND_LINE, 20),
            (Happening.CASE_ANSWERED, 90),
            (Happening.CASE_ANSWERED, 150),
            (Happening.CASE_CLOSED, 160),
        ]
        for number, (happening, minute) in enumerate(happened):
            work.audit.append(replace(entry(str(number), minute, "busy2345"), happening=happening))

        quiet, busy = work.cases.outlines(9)
        assert work.cases.outlines(1) == (quiet,)

    monday = minutes(0).date() - timedelta(days=minutes(0).weekday())
    assert quiet == CaseOutline(monday, CaseState.OPEN, "mark-of-asker", None, 0)
    assert (busy.state, busy.asker_mark, busy.hand_overs) == (CaseState.ANSWERED, "other", 2)
    assert busy.answer_hours == pytest.approx(1.5, abs=0.001)
