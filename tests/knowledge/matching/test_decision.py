from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.decision import (
    ENOUGH_EXAMPLES,
    MOST_OPTIONS,
    Abstention,
    Answer,
    Clarification,
    Decision,
    Doubt,
    Found,
    Match,
    Referral,
    Thresholds,
    decide,
)
from tests.knowledge.matching.small_protocol import LEAVE, MAIL

SHARES = st.floats(0, 1)
THRESHOLDS = Thresholds(answer=0.8, bare=0.9, refer=0.5, clarify=0.3, option=0.1, near=0.15)


@st.composite
def any_thresholds(draw: st.DrawFn) -> Thresholds:
    option, clarify, answer = sorted(draw(st.lists(SHARES, min_size=3, max_size=3)))
    return Thresholds(
        answer=answer, bare=draw(SHARES), refer=draw(SHARES), clarify=clarify, option=option, near=draw(SHARES)
    )


@st.composite
def rankings(draw: st.DrawFn) -> list[tuple[Found, float]]:
    """Clauses, what is elsewhere and what is left open, best first."""
    confidences = sorted(draw(st.lists(SHARES, max_size=8)), reverse=True)
    ranked: list[tuple[Found, float]] = []
    for place, confidence in enumerate(confidences):
        beside: Found | None = draw(st.sampled_from([None, None, LEAVE, MAIL]))
        ranked.append((beside or f"clause-{place}", confidence))
    return ranked


@settings(derandomize=True, deadline=None, max_examples=200)
@given(rankings(), any_thresholds())
def test_whatever_was_found_there_is_a_decision_and_it_keeps_to_the_thresholds(
    ranked: list[tuple[Found, float]], thresholds: Thresholds
) -> None:
    decision = decide(ranked, thresholds)

    match decision:
        case Answer(match):
            assert (match.clause_id, match.confidence) == ranked[0]
            assert match.confidence >= thresholds.answer
        case Clarification(options, doubt):
            confidences = [option.confidence for option in options]
            assert 1 <= len(options) <= MOST_OPTIONS
            assert confidences == sorted(confidences, reverse=True)
            assert min(confidences) >= thresholds.option
            assert max(confidences) >= thresholds.clarify
            assert all((option.clause_id, option.confidence) in ranked for option in options)
            assert doubt in {Doubt.SEVERAL_NEAR, Doubt.TOO_WEAK}
        case Referral(elsewhere, confidence):
            assert (elsewhere, confidence) == ranked[0]
            assert confidence >= thresholds.refer
        case Abstention(Doubt.LEFT_OPEN, open_topic):
            assert open_topic is ranked[0][0]
            assert ranked[0][1] >= thresholds.refer
        case Abstention(doubt, open_topic):
            assert doubt in {Doubt.NOTHING_NEAR, Doubt.TOO_WEAK}
            assert open_topic is None


@pytest.mark.parametrize(
    ("ranked", "decision"),
    [
        pytest.param([], Abstention(Doubt.NOTHING_NEAR), id="nothing found"),
        pytest.param([("a", 0.8), ("b", 0.79)], Answer(Match("a", 0.8)), id="at the threshold"),
        pytest.param(
            [("a", 0.79), ("b", 0.05)], Clarification((Match("a", 0.79),), Doubt.TOO_WEAK), id="one below the threshold"
        ),
        pytest.param(
            [("a", 0.5), ("b", 0.4), ("c", 0.3), ("d", 0.3)],
            Clarification((Match("a", 0.5), Match("b", 0.4), Match("c", 0.3)), Doubt.SEVERAL_NEAR),
            id="three of four near each other",
        ),
        pytest.param(
            [("a", 0.6), ("b", 0.2)],
            Clarification((Match("a", 0.6), Match("b", 0.2)), Doubt.TOO_WEAK),
            id="a second that is not near",
        ),
        pytest.param([("a", 0.29)], Abstention(Doubt.TOO_WEAK), id="too weak to ask back"),
        pytest.param([("a", 0.09)], Abstention(Doubt.NOTHING_NEAR), id="nothing near"),
        pytest.param([(LEAVE, 0.6), ("a", 0.3)], Referral(LEAVE, 0.6), id="elsewhere"),
        pytest.param([(MAIL, 0.6), ("a", 0.3)], Abstention(Doubt.LEFT_OPEN, MAIL), id="left open"),
        pytest.param(
            [(LEAVE, 0.6), ("a", 0.59)],
            Clarification((Match("a", 0.59),), Doubt.TOO_WEAK),
            id="a clause as near as elsewhere is offered",
        ),
        pytest.param([("a", 0.85), (LEAVE, 0.84)], Answer(Match("a", 0.85)), id="a clause before elsewhere"),
        pytest.param(
            [(LEAVE, 0.45), ("a", 0.4)],
            Clarification((Match("a", 0.4),), Doubt.TOO_WEAK),
            id="not surely elsewhere, so the clause is offered",
        ),
        pytest.param([(LEAVE, 0.45)], Abstention(Doubt.NOTHING_NEAR), id="not surely elsewhere, and no clause"),
    ],
)
def test_what_is_done_with_what_was_found(ranked: list[tuple[Found, float]], decision: Decision) -> None:
    assert decide(ranked, THRESHOLDS) == decision


def test_more_is_needed_to_answer_where_clauses_have_no_examples() -> None:
    needed = [THRESHOLDS.with_examples(examples).answer for examples in (0, ENOUGH_EXAMPLES / 2, ENOUGH_EXAMPLES, 20)]

    assert needed == pytest.approx([0.9, 0.85, 0.8, 0.8])


@given(any_thresholds(), st.floats(0, 50))
def test_examples_change_nothing_else(thresholds: Thresholds, examples: float) -> None:
    these = thresholds.with_examples(examples)

    assert replace(these, answer=thresholds.answer) == thresholds
    assert min(thresholds.answer, thresholds.bare) <= these.answer + 1e-9
    assert these.answer <= max(thresholds.answer, thresholds.bare) + 1e-9
