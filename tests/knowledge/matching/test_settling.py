import pytest

from knowledge.matching.decision import Abstention, Answer, Clarification, Decision, Doubt, Finding, Match
from knowledge.matching.settling import settle
from knowledge.protocol import Language
from tests.branching_protocol import branching

NEITHER = "mag ik het logo gebruiken?"


def found(decision: Decision, question: str = NEITHER) -> Finding:
    return Finding(question, Language.NL, (), decision)


def answered(clause_id: str) -> Answer:
    return Answer(Match(clause_id, 0.9))


def test_a_clause_that_depends_on_the_asker_is_not_quoted_before_that_is_known() -> None:
    settled = settle(found(answered("logo-own")), branching())

    assert isinstance(settled.decision, Clarification)
    assert settled.decision.doubt is Doubt.CIRCUMSTANCE
    assert settled.decision.asks == branching().circumstances["account"]
    assert [option.clause_id for option in settled.decision.options] == ["logo-company", "logo-own"]


def test_a_question_that_says_it_is_answered_at_once() -> None:
    settled = settle(found(answered("logo-own"), "mag het logo op het bedrijfsaccount?"), branching())

    assert settled.decision == answered("logo-company")
    assert settled.course is not None
    assert settled.course.stated == {"account"}
    assert settled.matches == (Match("logo-company", 0.9),)


def test_what_is_known_of_the_asker_is_not_asked_again() -> None:
    settled = settle(found(answered("logo-company")), branching(), {"account": "own"})

    assert settled.decision == answered("logo-own")
    assert settled.course is not None
    assert settled.course.stated == frozenset()
    assert [step.option for step in settled.course.steps] == ["own"]


def test_what_the_question_says_counts_more_than_what_was_known_before() -> None:
    question = "mag het logo op het bedrijfsaccount?"

    settled = settle(found(answered("logo-own"), question), branching(), {"account": "own"})

    assert settled.decision == answered("logo-company")


def test_a_follow_up_counts_more_than_the_question_before_it() -> None:
    earlier, later = "mag het logo op het bedrijfsaccount?", "en op mijn privéaccount dan?"

    settled = settle(found(answered("logo-company"), f"{earlier}\n{later}"), branching(), earlier=earlier)

    assert settled.decision == answered("logo-own")


def test_clauses_of_the_same_branches_that_compete_are_told_apart_by_asking() -> None:
    near = Clarification((Match("logo-own", 0.5), Match("logo-company", 0.4)), Doubt.SEVERAL_NEAR)

    settled = settle(found(near), branching())

    assert isinstance(settled.decision, Clarification)
    assert settled.decision.asks is not None


@pytest.mark.parametrize(
    "decision",
    [
        answered("press"),
        Clarification((Match("logo-own", 0.5), Match("press", 0.4)), Doubt.SEVERAL_NEAR),
        Clarification((Match("logo-own", 0.5),), Doubt.TOO_WEAK),
        Abstention(Doubt.NOTHING_NEAR),
    ],
)
def test_where_nothing_about_the_asker_decides_the_finding_stays(decision: Decision) -> None:
    assert settle(found(decision), branching()) == found(decision)


def test_where_no_branch_holds_it_is_said_so() -> None:
    settled = settle(found(answered("answer-voice")), branching(), {"account": "own", "role": "neither"})

    assert settled.decision == Abstention(Doubt.NO_BRANCH)
