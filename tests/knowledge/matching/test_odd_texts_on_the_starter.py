"""Texts that are no question, or one in a strange shape, on the starter protocol."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.matching.decision import Abstention, Doubt
from knowledge.matching.matcher import Matcher
from tests.knowledge.matching.starter_findings import answered, every_way

LONG = 40_000
WORDLESS = ["", "   ", "\n\t", "?!", "😀👍🏽", "\0\x07\x1b", "…", "\u202e\u200b"]
LENGTHY = [
    pytest.param("a" * LONG, id="one word"),
    pytest.param("a " * (LONG // 2), id="one letter again and again"),
    pytest.param("mag ik dat " * (LONG // 11), id="no more than grammar"),
    pytest.param("linkdin klnaten " * (LONG // 16), id="typing errors"),
    pytest.param("😀" * LONG, id="emoji"),
    pytest.param("\u202e" * LONG, id="invisible characters"),
    pytest.param("'" * LONG, id="apostrophes"),
    pytest.param("e\u0301" * (LONG // 2), id="accents"),
]


@every_way
@pytest.mark.parametrize("text", WORDLESS, ids=ascii)
def test_a_text_without_words_is_said_to_be_unreadable(matcher: Matcher, text: str) -> None:
    assert matcher.find(text).decision == Abstention(Doubt.UNREADABLE)


@every_way
@pytest.mark.parametrize("text", LENGTHY)
def test_a_lengthy_text_without_a_question_is_never_answered(matcher: Matcher, text: str) -> None:
    finding = matcher.find(text)

    assert answered(finding) is None
    assert finding.question == text


@every_way
def test_a_question_said_a_thousand_times_is_the_question(matcher: Matcher) -> None:
    finding = matcher.find("mag ik klanten toevoegen op linkedin? " * (LONG // 38))

    assert finding.matches[0].clause_id == "clients-on-linkedin"


@pytest.mark.parametrize("text", ["klant", "foto", "hallo", "mag ik", "is it"])
def test_a_word_said_again_and_again_is_no_surer_than_said_once(words_matcher: Matcher, text: str) -> None:
    once, often = words_matcher.find(text), words_matcher.find(f"{text} " * 80)

    assert often.matches[0].confidence == pytest.approx(once.matches[0].confidence, abs=0.02)


@every_way
@pytest.mark.parametrize("text", ["\ud800", "mag ik \udc80 klanten toevoegen op linkedin", "\udfff" * 600], ids=ascii)
def test_what_stands_for_no_character_is_read_as_nothing(matcher: Matcher, text: str) -> None:
    assert answered(matcher.find(text)) in {None, "clients-on-linkedin"}


@every_way
@settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=100))
def test_any_text_gets_a_finding_with_confidences_best_first(matcher: Matcher, text: str) -> None:
    finding = matcher.find(text)

    confidences = [match.confidence for match in finding.matches]
    assert finding.question == text
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
