import pytest

from knowledge.checks.own_tests import check_own_tests
from knowledge.matching.decision import Abstention, Clarification, Decision, Doubt, Match, Referral
from knowledge.problems import Problem, Severity
from knowledge.protocol import Elsewhere, Language, Text
from tests.knowledge.checks.drafts import FakeMatcher, answer, load

REFERRAL = Referral(Elsewhere(Text({Language.NL: "Verlof"}), Text({Language.NL: "Zie het handboek."})), 0.8)
BETWEEN = Clarification((Match("press", 0.5), Match("clients", 0.4)), Doubt.SEVERAL_NEAR)


def tried(expect: str, decision: Decision) -> list[Problem]:
    loaded = load(end=f"tests: [{{ask: wat nu, expect: {expect}}}]\n")
    return list(check_own_tests(loaded, FakeMatcher({"wat nu": decision})))


@pytest.mark.parametrize(
    ("expect", "decision"),
    [
        ("clients", answer("clients", 0.4)),
        ("none", Abstention(Doubt.NOTHING_NEAR)),
        ("none", REFERRAL),
        ("none", BETWEEN),
    ],
)
def test_a_test_passes_when_its_clause_is_quoted_or_none_is(expect: str, decision: Decision) -> None:
    assert tried(expect, decision) == []


@pytest.mark.parametrize(
    ("expect", "decision", "said"),
    [
        pytest.param("clients", answer("press", 0.8), "answered with clause 5.1", id="wrong"),
        pytest.param("clients", Abstention(Doubt.TOO_WEAK), "does not answer it: too-weak", id="silent"),
        pytest.param("clients", REFERRAL, 'referred elsewhere, to "Verlof" (confidence 0.80)', id="elsewhere"),
        pytest.param("none", answer("clients", 0.7), '"Klanten toevoegen" (confidence 0.70)', id="spoke"),
    ],
)
def test_a_failing_test_is_an_error_that_says_what_came_out(expect: str, decision: Decision, said: str) -> None:
    (problem,) = tried(expect, decision)

    assert problem.code == "failing-test"
    assert problem.severity is Severity.ERROR
    assert problem.written_path == "tests[0]"
    assert '"wat nu" must get' in problem.message
    assert said in problem.message


def test_a_test_whose_clause_is_only_offered_is_a_warning() -> None:
    (problem,) = tried("clients", BETWEEN)

    assert problem.code == "unsure-test"
    assert problem.severity is Severity.WARNING
    assert 'asks back: clause 5.1 "Vragen van journalisten" (0.50) or clause 4.2' in problem.message


def test_a_test_whose_clause_is_not_even_offered_fails() -> None:
    other = Clarification((Match("press", 0.5), Match("press", 0.4)), Doubt.SEVERAL_NEAR)

    (problem,) = tried("clients", other)

    assert problem.severity is Severity.ERROR
