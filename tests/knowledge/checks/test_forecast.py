from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from knowledge.checks import outcomes
from knowledge.checks.forecast import FEWEST_QUESTIONS, Forecast, foresee
from knowledge.checks.outcomes import Remembering
from knowledge.matching.decision import Abstention, Clarification, Decision, Doubt, Finding, Match
from tests.knowledge.checks.drafts import CLIENTS, PRESS, FakeMatcher, answer, load

BETWEEN = Clarification((Match("press", 0.5), Match("clients", 0.4)), Doubt.SEVERAL_NEAR)
LEFT = Abstention(Doubt.TOO_WEAK)
EXAMPLES = [f"vraag {at}" for at in range(FEWEST_QUESTIONS - 4)]
CLAUSES = CLIENTS + PRESS.replace("een krant belt mij wat nu", ", ".join(EXAMPLES))
TEST_OF_ITS_OWN = "tests: [{ask: mag een klant erbij, expect: clients}, {ask: wat eten we, expect: none}]\n"
"""With the three other examples of the two clauses, the examples above and one test make the fewest."""


def test_every_example_and_test_of_a_clause_is_counted_once_by_what_became_of_it() -> None:
    unseen: dict[str, Decision] = {
        **dict.fromkeys(EXAMPLES, answer("press")),
        EXAMPLES[0]: answer("clients"),
        EXAMPLES[1]: BETWEEN,
        EXAMPLES[2]: LEFT,
        "mag een klant erbij": answer("clients"),
    }

    expected = foresee(load(CLAUSES, end=TEST_OF_ITS_OWN), FakeMatcher({}, unseen))

    assert expected == Forecast(
        questions=FEWEST_QUESTIONS, answered=FEWEST_QUESTIONS - 5, asked_back=1, to_hr=4, astray=1
    )


def test_a_protocol_with_few_questions_gets_no_forecast() -> None:
    assert foresee(load(CLAUSES), FakeMatcher({})) is None


def test_a_question_that_two_clauses_claim_is_counted_once_and_right_with_either() -> None:
    shared = CLAUSES.replace("mag ik klanten toevoegen", EXAMPLES[0])
    more = shared.replace("can i add clients", f"can i add clients, {', '.join(f'more {at}' for at in range(4))}")

    expected = foresee(load(more), FakeMatcher({}, {EXAMPLES[0]: answer("clients")}))

    assert expected is not None
    assert (expected.questions, expected.answered, expected.astray) == (FEWEST_QUESTIONS + 2, 1, 0)


def test_a_counterpart_of_the_clause_is_right_too() -> None:
    end = TEST_OF_ITS_OWN + "groups: {sellers: {title: {nl: Verkoop, en: Sales}, slack: [S01]}}\n"
    clauses = CLAUSES.replace("  - id: press", "    applies_to: [sellers]\n    otherwise: press\n  - id: press")

    expected = foresee(load(clauses, end=end), FakeMatcher({}, {EXAMPLES[0]: answer("clients")}))

    assert expected is not None
    assert (expected.answered, expected.astray) == (1, 0)


def test_only_so_many_questions_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "_MOST_TRIED", FEWEST_QUESTIONS - 1)

    assert foresee(load(CLAUSES, end=TEST_OF_ITS_OWN), FakeMatcher({})) is None


@pytest.mark.parametrize(
    ("counts", "hundred"),
    [
        pytest.param((86, 11, 3), (86, 11, 3), id="as it is"),
        pytest.param((1, 1, 1), (34, 33, 33), id="thirds"),
        pytest.param((5, 1, 1), (72, 14, 14), id="the nearest goes up"),
        pytest.param((0, 0, 7), (0, 0, 100), id="all alike"),
    ],
)
def test_of_a_hundred_questions_none_is_lost_by_rounding(
    counts: tuple[int, int, int], hundred: tuple[int, int, int]
) -> None:
    assert Forecast(sum(counts), *counts, astray=0).of_hundred == hundred


@pytest.mark.parametrize(
    ("answered", "astray", "most"),
    [
        pytest.param(100, 0, 0.0263, id="none of many"),
        pytest.param(10, 0, 0.2130, id="none of few"),
        pytest.param(100, 5, 0.0992, id="some"),
        pytest.param(10, 10, 1.0, id="all"),
    ],
)
def test_few_answers_promise_less(answered: int, astray: int, most: float) -> None:
    assert Forecast(answered, answered, 0, 0, astray).most_astray == pytest.approx(most, abs=5e-4)


def test_without_an_answer_nothing_is_said_of_those_gone_astray() -> None:
    assert Forecast(40, 0, 40, 0, 0).most_astray is None


@dataclass(frozen=True)
class Counting(FakeMatcher):
    """Notes what it is asked, and whether as unseen."""

    asked: list[tuple[str, bool]] = field(default_factory=list)

    def find_all(self, questions: Sequence[str], *, unseen: bool = False) -> Sequence[Finding]:
        self.asked.extend((question, unseen) for question in questions)
        return super().find_all(questions, unseen=unseen)


def test_what_was_found_once_is_not_looked_for_again() -> None:
    counting = Counting({"a": answer("clients")}, {"a": LEFT})
    matcher = Remembering(counting)

    for _ in range(2):
        assert [finding.decision for finding in matcher.find_all(["a", "a"])] == [answer("clients")] * 2
        assert [finding.decision for finding in matcher.find_all(["a"], unseen=True)] == [LEFT]

    assert counting.asked == [("a", False), ("a", True)]


@pytest.mark.parametrize("unseen", [False, True], ids=["asked as it stands", "asked as unseen"])
def test_a_question_that_the_protocol_does_not_hold_is_looked_for_once_every_way(*, unseen: bool) -> None:
    counting = Counting({"a": answer("clients")})
    matcher = Remembering(counting)

    first, second = matcher.find_all(["a"], unseen=unseen), matcher.find_all(["a"], unseen=not unseen)

    assert first == second
    assert counting.asked == [("a", unseen)]
