from dataclasses import replace

import pytest

from knowledge.checks import outcomes
from knowledge.checks.examples import check_examples
from knowledge.checks.outcomes import Remembering, most_tried, spread_over
from knowledge.loader import read_protocol
from knowledge.matching.decision import Abstention, Clarification, Decision, Doubt, Match, Referral
from knowledge.matching.matcher import Matcher
from knowledge.matching.topics import ArrayStore
from knowledge.problems import Problem, Severity
from knowledge.protocol import Elsewhere, Language, Text
from knowledge.starter import STARTER_PROTOCOL
from tests.knowledge.checks.drafts import CLIENTS, PRESS, FakeMatcher, answer, load

CLIENTS_NL, CLIENTS_EN = "mag ik klanten toevoegen", "can i add clients"
PRESS_NL, PRESS_EN = "een krant belt mij wat nu", "a newspaper is calling me"
LEAVE = "hoeveel vakantiedagen heb ik"
ALL_RIGHT: dict[str, Decision] = {
    CLIENTS_NL: answer("clients"),
    CLIENTS_EN: answer("clients"),
    PRESS_NL: answer("press"),
    PRESS_EN: answer("press"),
}
ELSEWHERE = f"elsewhere: [{{title: Verlof, questions: {{nl: [{LEAVE}]}}, refer_to: Zie het handboek.}}]\n"
REFERRAL = Referral(Elsewhere(Text({Language.NL: "Verlof"}), Text({Language.NL: "Zie het handboek."})), 0.8)
BETWEEN = Clarification((Match("press", 0.5), Match("clients", 0.4)), Doubt.SEVERAL_NEAR)


def examples(seen: dict[str, Decision], unseen: dict[str, Decision] | None = None, end: str = "") -> list[Problem]:
    return list(check_examples(load(end=end), FakeMatcher({**ALL_RIGHT, **seen}, unseen or {})))


def test_examples_that_lead_to_their_clause_raise_no_alarm() -> None:
    assert examples({}) == []


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        pytest.param(
            answer("press", 0.71), 'answered with clause 5.1 "Vragen van journalisten" (confidence 0.71)', id="other"
        ),
        pytest.param(BETWEEN, "comes first (confidence 0.50)", id="other asked first"),
        pytest.param(REFERRAL, 'referred elsewhere, to "Verlof"', id="elsewhere"),
        pytest.param(Abstention(Doubt.OTHER_LANGUAGE), "other-language", id="nothing"),
    ],
)
def test_an_example_that_does_not_lead_to_its_clause_is_reported(decision: Decision, said: str) -> None:
    (problem,) = examples({CLIENTS_EN: decision})

    assert problem.code == "example-not-found"
    assert problem.severity is Severity.WARNING
    assert problem.written_path == "clauses[0].questions.en[0]"
    assert f'"{CLIENTS_EN}"' in problem.message
    assert said in problem.message


def test_being_asked_back_with_the_clause_first_is_found() -> None:
    clients_first = Clarification((Match("clients", 0.5), Match("press", 0.4)), Doubt.SEVERAL_NEAR)

    assert examples({CLIENTS_NL: clients_first}) == []


def test_a_question_near_an_example_is_reported_when_its_clause_is_lost_to_another() -> None:
    (problem,) = examples({}, {PRESS_NL: answer("clients", 0.86)})

    assert problem.code == "example-misleads"
    assert problem.written_path == "clauses[1].questions.nl[0]"
    assert 'answered with clause 4.2 "Klanten toevoegen" (confidence 0.86)' in problem.message


def test_an_example_whose_clause_is_among_the_nearest_is_an_ordinary_doubt() -> None:
    matcher = FakeMatcher(ALL_RIGHT, {PRESS_NL: answer("clients")}, nearest={PRESS_NL: ("clients", "press")})

    assert list(check_examples(load(), matcher)) == []


def with_questions(number: int) -> tuple[str, list[str]]:
    questions = [f"vraag {at}" for at in range(number)]
    return CLIENTS + PRESS.replace(PRESS_NL, ", ".join(questions)), questions


@pytest.mark.parametrize(("astray", "rivals"), [(2, 0), (3, 1), (11, 1)])
def test_clauses_whose_examples_go_the_same_way_are_reported_once(astray: int, rivals: int) -> None:
    clauses, questions = with_questions(11)
    unseen = dict.fromkeys(questions[:astray], answer("clients"))
    nearest = dict.fromkeys(questions, ("clients", "press"))
    matcher = FakeMatcher({**ALL_RIGHT, **dict.fromkeys(questions, answer("press"))}, unseen, nearest)

    problems = list(check_examples(load(clauses), matcher))

    assert [problem.code for problem in problems] == ["examples-compete"] * rivals
    for problem in problems:
        assert problem.written_path == "clauses[1].questions"
        assert f"{astray} of the 12" in problem.message
        assert 'clause 4.2 "Klanten toevoegen", such as "vraag 0"' in problem.message


@pytest.mark.parametrize("decision", [answer("press"), BETWEEN, Abstention(Doubt.TOO_WEAK)])
def test_an_unseen_example_may_be_doubted_but_not_answered_wrongly(decision: Decision) -> None:
    assert examples({}, {PRESS_NL: decision}) == []


def test_an_example_that_is_reported_once_is_not_reported_twice() -> None:
    assert len(examples({PRESS_NL: answer("clients")}, {PRESS_NL: answer("clients")})) == 1


def test_an_example_of_a_counterpart_may_lead_to_either() -> None:
    end = "groups: {sellers: {title: {nl: Verkoop, en: Sales}, slack: [S01]}}\n"
    loaded = load(CLIENTS + "    applies_to: [sellers]\n    otherwise: press\n" + PRESS, end=end)

    assert list(check_examples(loaded, FakeMatcher({**ALL_RIGHT, PRESS_NL: answer("clients")}))) == []


def test_a_shared_question_is_left_to_its_own_check() -> None:
    loaded = load(CLIENTS + PRESS.replace(PRESS_NL, CLIENTS_NL))

    assert list(check_examples(loaded, FakeMatcher(ALL_RIGHT))) == []


def test_a_question_that_is_answered_elsewhere_may_not_be_answered_with_a_clause() -> None:
    (seen,) = examples({LEAVE: answer("clients")}, end=ELSEWHERE)
    (unseen,) = examples({LEAVE: REFERRAL}, {LEAVE: answer("clients", 0.95)}, end=ELSEWHERE)

    assert (seen.code, seen.written_path) == ("example-not-found", "elsewhere[0].questions.nl[0]")
    assert (unseen.code, unseen.written_path) == ("example-misleads", "elsewhere[0].questions.nl[0]")


@pytest.mark.parametrize("decision", [REFERRAL, BETWEEN, Abstention(Doubt.NOTHING_NEAR)])
def test_a_question_that_is_answered_elsewhere_may_get_anything_else(decision: Decision) -> None:
    assert examples({LEAVE: decision}, end=ELSEWHERE) == []


def test_only_so_many_examples_are_tried_and_the_author_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "_MOST_TRIED", 3)

    (problem,) = examples({PRESS_EN: answer("clients")})

    assert problem.code == "examples-not-tried"
    assert problem.written_path == "clauses[0].questions.nl[0]"
    assert "Only 3 of the 4" in problem.message


def test_the_more_clauses_the_fewer_of_their_questions_are_tried_spread_over_the_file() -> None:
    small = load()
    large = replace(small, protocol=replace(small.protocol, clauses=small.protocol.clauses * 1_000))

    assert most_tried(small) == 2_000
    assert most_tried(large) == 400
    assert spread_over(range(10), 4) == [0, 2, 5, 7]
    assert spread_over(range(4), 4) == range(4)


class SureOfNothing(Remembering):
    """Asks everything."""

    def owner_of(self, question: str) -> None:
        """Not known beforehand."""


def test_what_the_matcher_is_sure_of_in_the_starter_need_not_be_asked(words_matcher: Matcher) -> None:
    loaded = read_protocol(STARTER_PROTOCOL)

    found = check_examples(loaded, Remembering(words_matcher))

    assert list(found) == list(check_examples(loaded, SureOfNothing(words_matcher)))


def test_what_the_matcher_is_sure_of_hides_no_question_that_stands_in_the_wrong_place(
    learned_store: ArrayStore,
) -> None:
    swapped = CLIENTS.replace(CLIENTS_NL, "x").replace(CLIENTS_EN, PRESS_EN) + PRESS.replace(PRESS_EN, CLIENTS_EN)
    loaded = load(swapped.replace("[x]", "['???', mag ik journalisten te woord staan]"), end=ELSEWHERE)
    matcher = Matcher(loaded.protocol, store=learned_store)

    found = list(check_examples(loaded, Remembering(matcher)))

    assert found
    assert found == list(check_examples(loaded, SureOfNothing(matcher)))
