from dataclasses import replace
from functools import cache
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Referral
from knowledge.matching.matcher import Matcher
from knowledge.matching.topics import ArrayStore
from knowledge.protocol import Language
from tests.knowledge.matching.small_protocol import CLIENTS, EN, LEAVE, MAIL, NL, PHOTOS, PRESS, SMALL, small

EXAMPLES = [
    pytest.param(example, clause.id, id=example)
    for clause in (CLIENTS, PRESS)
    for examples in clause.examples.values()
    for example in examples
]

ROUNDED = 1.5e-4
"""Sums that are made in another order differ in their last digit, and a confidence is rounded to four."""


@cache
def shared() -> Matcher:
    """Also for property-based tests, which may not share a fixture between examples."""
    return Matcher(SMALL)


@pytest.fixture
def matcher() -> Matcher:
    return shared()


def quoted(finding: Finding) -> str | None:
    return finding.decision.match.clause_id if isinstance(finding.decision, Answer) else None


def outcome(finding: Finding) -> tuple[type, list[str], Language]:
    return type(finding.decision), [match.clause_id for match in finding.matches], finding.language


def confidences(finding: Finding) -> list[float]:
    return [match.confidence for match in finding.matches]


@pytest.mark.parametrize(("question", "clause_id"), EXAMPLES)
def test_an_example_question_is_answered_with_its_clause(matcher: Matcher, question: str, clause_id: str) -> None:
    finding = matcher.find(question)

    assert quoted(finding) == clause_id
    assert finding.matches[0].confidence >= 0.99
    assert all(match.confidence <= 0.011 for match in finding.matches[1:]), "HR said that it is no other"


@pytest.mark.parametrize(("question", "clause_id"), EXAMPLES)
def test_an_example_question_is_less_sure_where_it_is_looked_at_as_unseen(
    matcher: Matcher, question: str, clause_id: str
) -> None:
    confidences = {match.clause_id: match.confidence for match in matcher.find_all([question], unseen=True)[0].matches}

    assert confidences.get(clause_id, 0) < 0.99


def test_a_question_that_is_no_example_is_found_the_same_as_unseen(matcher: Matcher) -> None:
    question = "mag ik een klant als connectie toevoegen"

    assert matcher.find_all([question], unseen=True)[0] == matcher.find(question)


def test_what_the_protocol_holds_is_known_by_its_words_and_nothing_else_is(matcher: Matcher) -> None:
    for text in (CLIENTS.examples[NL][0], f"{CLIENTS.examples[NL][0].upper()}?!", CLIENTS.title.binding):
        assert matcher.holds(text)
    assert not matcher.holds("mag ik een klant als connectie toevoegen")


@pytest.mark.parametrize("unseen", [False, True], ids=["seen", "unseen"])
def test_many_questions_get_together_what_each_gets_alone(matcher: Matcher, *, unseen: bool) -> None:
    questions = [question for question, _ in map(attrgetter("values"), EXAMPLES)] * 40 + [
        "",
        "?",
        "mag ik klantne toevoegen",
    ]

    together = matcher.find_all(questions, unseen=unseen)

    assert [finding.question for finding in together] == questions
    for question, finding in zip(questions, together, strict=True):
        (alone,) = matcher.find_all([question], unseen=unseen)
        assert outcome(finding) == outcome(alone)
        assert confidences(finding) == pytest.approx(confidences(alone), abs=ROUNDED)
    assert matcher.find_all([]) == []


def test_an_example_under_elsewhere_is_referred(matcher: Matcher) -> None:
    decision = matcher.find("hoeveel vakantiedagen heb ik").decision

    assert isinstance(decision, Referral)
    assert decision.elsewhere is LEAVE
    assert decision.confidence >= 0.99


def test_the_name_of_a_topic_left_open_is_told_with_its_reason(matcher: Matcher) -> None:
    assert matcher.find("mag mijn baas mijn privémail lezen").decision == Abstention(Doubt.LEFT_OPEN, MAIL)


def test_the_question_comes_back_word_for_word(matcher: Matcher) -> None:
    question = "  Mag ik\tKLANTEN toevoegen??\n"

    assert matcher.find(question).question == question


def test_the_language_follows_the_question_then_where_it_was_asked_then_the_protocol(matcher: Matcher) -> None:
    assert matcher.find("can i add clients", otherwise=NL).language is EN
    assert matcher.find("linkedin", otherwise=EN).language is EN
    assert matcher.find("linkedin").language is NL


def test_a_protocol_of_one_clause_answers_its_question_and_no_other(learned_store: ArrayStore) -> None:
    only = small(replace(PHOTOS, examples={NL: ("mag ik een foto van een collega plaatsen",)}))
    alone = Matcher(only, store=learned_store)

    assert quoted(alone.find("mag ik een foto van een collega plaatsen")) == "photos"
    assert quoted(alone.find("hoe laat vertrekt de trein naar utrecht")) is None


def test_an_example_of_two_clauses_is_not_answered_as_surely_as_that_of_one(learned_store: ArrayStore) -> None:
    torn = Matcher(small(CLIENTS, replace(PRESS, examples=CLIENTS.examples)), store=learned_store)

    assert torn.find(CLIENTS.examples[NL][0]).matches[0].confidence < 0.99


def test_foreign_questions_are_not_clarified_but_said_to_be_foreign(matcher: Matcher) -> None:
    decision = matcher.find("Was kostet ein Brot und wo kann ich das kaufen?").decision

    assert decision == Abstention(Doubt.OTHER_LANGUAGE)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "mag",
                "ik",
                "can",
                "i",
                "client",
                "klanten",
                "pers",
                "press",
                "foto",
                "verlof",
                "leave",
                "niet",
                "not",
                "linkedin",
                "mail",
                "xyzzy",
                "?",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_whatever_is_asked_the_finding_holds_together(text: str) -> None:
    finding = shared().find(text)

    confidences = [match.confidence for match in finding.matches]
    assert len(finding.matches) <= 5
    assert len({match.clause_id for match in finding.matches}) == len(finding.matches)
    assert {match.clause_id for match in finding.matches} <= {"clients", "press", "photos"}
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert finding.language in Language
    match finding.decision:
        case Answer(best):
            assert best.clause_id == finding.matches[0].clause_id
        case Clarification(options):
            found = [match.clause_id for match in finding.matches]
            assert [option.clause_id for option in options] == found[: len(options)]
        case _:
            pass
