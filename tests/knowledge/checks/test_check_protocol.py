import pathlib
from datetime import date

import pytest

import knowledge
from knowledge.checks import check_protocol
from knowledge.checks.remarks import place_of
from knowledge.loader import read_protocol
from knowledge.problems import Place, Severity
from tests.knowledge.checks.drafts import BEGIN, CLIENTS, PRESS, FakeMatcher, answer, load

TODAY = date(2026, 11, 23)
STARTER = pathlib.Path(knowledge.__file__).parent / "starter" / "protocol.yaml"
RICH_IN_MISTAKES = CLIENTS.replace("allowed", "forbidden") + PRESS.replace(
    "Questions from journalists", "Adding clients"
)


def test_problems_come_in_the_order_of_the_file() -> None:
    end = "ladder: [{step: dismissal, text: Ontslag.}]\ntests: [{ask: wat eten we, expect: press}]\n"
    loaded = load(RICH_IN_MISTAKES, begin=f"{BEGIN}  review_by: 2020-01-01\n", end=end)

    problems = check_protocol(loaded, FakeMatcher({}), TODAY)

    places = [problem.place for problem in problems]
    assert places == sorted(places)
    assert {problem.code for problem in problems} >= {
        "review-overdue",
        "topic-missing",
        "verdict-contradicted",
        "twin-title",
        "translation-missing",
        "dismissal-without-evidence",
        "example-not-found",
        "failing-test",
        "no-test-expects-none",
    }


def test_only_failing_tests_keep_a_protocol_from_going_live() -> None:
    loaded = load(RICH_IN_MISTAKES, end="tests: [{ask: wat eten we, expect: none}]\n")

    problems = check_protocol(loaded, FakeMatcher({"wat eten we": answer("press")}), TODAY)

    assert {problem.code for problem in problems if problem.severity is Severity.ERROR} == {"failing-test"}


def test_without_a_matcher_no_question_is_tried() -> None:
    loaded = load(end="tests: [{ask: wat eten we, expect: clients}]\n")

    codes = {problem.code for problem in check_protocol(loaded, None, TODAY)}

    assert codes.isdisjoint({"failing-test", "unsure-test", "example-not-found", "example-misleads"})


def test_every_problem_says_what_is_wrong_and_how_to_mend_it() -> None:
    for problem in check_protocol(load(RICH_IN_MISTAKES), FakeMatcher({}), TODAY):
        assert problem.message.endswith(".")
        assert problem.hint.endswith(".")
        assert problem.file == "protocol.yaml"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("clauses", 1, "questions", "nl", 0), Place(24, 12)),
        (("clauses", 1, "questions", "nl", 7), Place(24, 11)),
        (("clauses", 1, "nowhere", "at", "all"), Place(17, 5)),
        ((), Place(1, 1)),
        (("nowhere",), Place(1, 1)),
    ],
)
def test_what_has_no_place_of_its_own_is_placed_at_what_surrounds_it(path: tuple[str | int, ...], place: Place) -> None:
    assert place_of(load(), path) == place


def test_the_starter_protocol_deserves_no_second_look() -> None:
    assert check_protocol(read_protocol(STARTER), None, TODAY) == ()
