from knowledge.checks.quoting import LONGEST_RULE, check_lengths
from tests.knowledge.checks.drafts import CLIENTS, load


def with_english_rule(length: int) -> str:
    return CLIENTS.replace("en: You may add clients on LinkedIn.", f"en: {'a' * length}")


def test_a_rule_longer_than_a_chat_shows_is_reported_in_its_language() -> None:
    (problem,) = check_lengths(load(with_english_rule(LONGEST_RULE + 1)))

    assert problem.code == "rule-long"
    assert problem.written_path == "clauses[0].rule.en"
    assert "1201 characters" in problem.message


def test_a_rule_that_just_fits_is_not() -> None:
    assert list(check_lengths(load(with_english_rule(LONGEST_RULE)))) == []
