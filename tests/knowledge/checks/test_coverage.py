import pytest

from knowledge.checks.coverage import check_groups, check_open_topics, check_tests_stand, check_topics
from knowledge.protocol import Topic
from tests.knowledge.checks.drafts import CLIENTS, PRESS, load

GROUP = "groups: {sellers: {title: {nl: Verkoop, en: Sales}%s}}\n"


def missing(end: str = "") -> set[str]:
    problems = list(check_topics(load(end=end)))
    assert {problem.code for problem in problems} <= {"topic-missing"}
    return {topic for topic in Topic for problem in problems if f'"{topic}"' in problem.message}


def test_each_needed_topic_without_a_clause_is_reported() -> None:
    assert missing() == set(Topic) - {Topic.CLIENT_CONTACTS, Topic.SPOKESPERSONS}


def test_a_missing_topic_is_placed_at_the_clauses_and_says_what_it_is_about() -> None:
    problem = next(p for p in check_topics(load()) if '"private-mail"' in p.message)

    assert problem.path == ("clauses",)
    assert "whether private mail may be opened" in problem.message
    assert "`topic: private-mail`" in problem.hint
    assert "not_regulated" in problem.hint


def test_a_topic_that_is_declared_open_is_not_missing() -> None:
    assert Topic.PRIVATE_MAIL not in missing("not_regulated: [{topic: private-mail, reason: Volgt nog.}]\n")


def test_a_ladder_covers_the_consequences_and_its_removal_step_the_removal_requests() -> None:
    talk_only = missing("ladder: [{step: talk, text: Een gesprek.}]\n")
    with_removal = missing("ladder: [{step: removal-request, text: HR vraagt je het te verwijderen.}]\n")

    assert Topic.CONSEQUENCES not in talk_only
    assert Topic.REMOVAL_REQUESTS in talk_only
    assert Topic.REMOVAL_REQUESTS not in with_removal


def test_a_protocol_without_any_topic_is_told_so_once() -> None:
    clauses = "".join(line for line in (CLIENTS + PRESS).splitlines(keepends=True) if "topic:" not in line)

    (problem,) = check_topics(load(clauses))

    assert problem.code == "no-topics"
    assert problem.path == ("clauses",)
    assert "company-name" in problem.hint


def test_a_topic_of_the_organisations_own_covers_none_of_the_needed_ones() -> None:
    clauses = CLIENTS.replace("client-contacts", "relations") + PRESS

    assert any('"client-contacts"' in problem.message for problem in check_topics(load(clauses)))


def test_an_open_topic_with_a_clause_is_reported() -> None:
    end = "not_regulated: [{topic: client-contacts, reason: Volgt nog.}, {topic: private-mail, reason: Volgt nog.}]\n"

    (problem,) = check_open_topics(load(end=end))

    assert problem.code == "open-topic-regulated"
    assert problem.written_path == "not_regulated[0].topic"


def test_a_group_that_no_clause_is_for_is_reported() -> None:
    (problem,) = check_groups(load(end=GROUP % ", slack: [S01]"))

    assert problem.code == "group-unused"
    assert problem.written_path == "groups.sellers"


def test_a_clause_for_an_empty_group_only_reaches_nobody() -> None:
    (problem,) = check_groups(load(CLIENTS + "    applies_to: [sellers]\n" + PRESS, end=GROUP % ""))

    assert problem.code == "clause-unreachable"
    assert problem.written_path == "clauses[0].applies_to"
    assert problem.message.startswith('Clause 4.2 "Klanten toevoegen" reaches nobody')


@pytest.mark.parametrize(
    ("clause_end", "members"),
    [
        pytest.param("    applies_to: [sellers]\n    otherwise: press\n", "", id="everyone gets the other clause"),
        pytest.param("    applies_to: [sellers]\n", ", slack: [S01]", id="members on Slack"),
        pytest.param("    applies_to: [sellers]\n", ", teams: [3f2a]", id="members on Teams"),
    ],
)
def test_a_clause_that_reaches_someone_raises_no_alarm(clause_end: str, members: str) -> None:
    assert list(check_groups(load(CLIENTS + clause_end + PRESS, end=GROUP % members))) == []


def test_a_protocol_without_tests_is_told_so() -> None:
    (problem,) = check_tests_stand(load())

    assert problem.code == "no-tests"


def test_tests_that_all_expect_a_clause_prove_no_silence() -> None:
    only_clauses = "tests: [{ask: mag ik klanten toevoegen, expect: clients}]\n"
    with_none = "tests: [{ask: mag ik klanten toevoegen, expect: clients}, {ask: wat eten we, expect: none}]\n"

    assert [problem.code for problem in check_tests_stand(load(end=only_clauses))] == ["no-test-expects-none"]
    assert list(check_tests_stand(load(end=with_none))) == []
