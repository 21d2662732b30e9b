import pytest

from knowledge.checks.circumstances import check_circumstances
from knowledge.checks.own_tests import check_own_tests
from knowledge.loader import LoadedProtocol, load_protocol
from knowledge.problems import Problem, Severity
from tests.branching_protocol import BRANCHING, branching
from tests.knowledge.checks.drafts import FakeMatcher, answer


def test_choices_that_leave_someone_without_a_clause_are_reported() -> None:
    [problem] = check_circumstances(load_protocol(BRANCHING.encode(), "protocol.yaml"))

    assert problem.code == "choice-leads-nowhere"
    assert problem.written_path == "clauses[3]"
    assert '"Mijn eigen account" and "Woordvoerder"' in problem.message


def test_a_circumstance_that_decides_nothing_is_reported() -> None:
    text = BRANCHING.split("  - id: answer-voice")[0].encode()

    [problem] = check_circumstances(load_protocol(text, "protocol.yaml"))

    assert problem.code == "circumstance-unused"
    assert problem.written_path == "circumstances.role"


def tried(test: str, found: str) -> list[Problem]:
    loaded: LoadedProtocol = load_protocol(f"{BRANCHING}tests: [{test}]\n".encode(), "protocol.yaml")
    return list(check_own_tests(loaded, FakeMatcher({"mag het": answer(found, 0.9)})))


@pytest.mark.parametrize(
    "test",
    [
        "{ask: mag het, expect: logo-own, given: [own]}",
        "{ask: mag het, expect: logo-company, given: [company]}",
        "{ask: mag het, expect: logo-own, asks: account}",
        "{ask: mag het, expect: none}",
    ],
)
def test_a_test_states_the_circumstance_or_expects_to_be_asked(test: str) -> None:
    assert tried(test, "logo-own") == []


def test_a_test_that_states_nothing_is_told_how_to() -> None:
    [problem] = tried("{ask: mag het, expect: logo-own}", "logo-own")

    assert problem.severity is Severity.WARNING
    assert 'Magdat first asks "Om welk account gaat het?"' in problem.message
    assert problem.hint == "Say under given of this test which option holds (own, company), or write `asks: account`."


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("{ask: mag het, expect: logo-own, given: [company]}", "logo-own"),
        ("{ask: mag het, expect: logo-own, asks: role}", "logo-own"),
        ("{ask: mag het, expect: press, asks: account}", "logo-own"),
        ("{ask: mag het, expect: press, asks: account}", "press"),
    ],
)
def test_a_test_fails_where_another_thing_is_asked_or_answered(test: str, found: str) -> None:
    [problem] = tried(test, found)

    assert problem.severity is Severity.ERROR


def test_the_protocol_of_these_tests_can_be_read() -> None:
    assert len(branching().circumstances) == 2
