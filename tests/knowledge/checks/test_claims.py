import time

import pytest

from knowledge.checks.claims import check_questions, check_twins
from knowledge.problems import Place
from tests.knowledge.checks.drafts import CLIENTS, PRESS, load


@pytest.mark.parametrize(
    "spelling",
    [
        "mag ik klanten toevoegen",
        "Mag ik klanten toevoegen?",
        "mág ik  KLANTEN toevoegen!!",
        '"mag ik klanten, toevoegen"',
    ],
)
def test_a_question_of_two_clauses_is_reported_however_it_is_spelt(spelling: str) -> None:
    loaded = load(CLIENTS + PRESS.replace("[een krant belt mij wat nu]", f"\n        - {spelling}"))

    (problem,) = check_questions(loaded)

    assert problem.code == "shared-question"
    assert problem.written_path == "clauses[1].questions.nl[0]"
    assert problem.place == Place(25, 11)
    assert 'clause 5.1 "Vragen van journalisten"' in problem.message
    assert 'clause 4.2 "Klanten toevoegen" on line 15' in problem.message


def test_different_questions_are_not_shared() -> None:
    assert list(check_questions(load())) == []


def test_a_clause_may_repeat_its_own_question() -> None:
    assert list(check_questions(load(CLIENTS.replace("[can i add clients]", "[mag ik klanten toevoegen]")))) == []


def test_a_question_without_words_is_nobodys() -> None:
    clauses = (
        (CLIENTS + PRESS).replace("[can i add clients]", "['???']").replace("[a newspaper is calling me]", "['!!!']")
    )

    assert list(check_questions(load(clauses))) == []


def test_counterparts_for_different_people_may_share_a_question() -> None:
    shared = PRESS.replace("[a newspaper is calling me]", "[can i add clients]")
    end = "groups: {sellers: {title: {nl: Verkoop, en: Sales}, slack: [S01]}}\n"

    counterparts = load(CLIENTS + "    applies_to: [sellers]\n    otherwise: press\n" + shared, end=end)

    assert list(check_questions(counterparts)) == []
    assert len(list(check_questions(load(CLIENTS + shared)))) == 1


def test_a_question_that_is_also_referred_elsewhere_is_reported() -> None:
    end = """\
        elsewhere:
          - {title: Verlof, questions: {nl: ["Mag ik klanten toevoegen?"]}, refer_to: Zie het handboek.}
    """

    (problem,) = check_questions(load(end=end))

    assert problem.code == "shared-question"
    assert problem.written_path == "elsewhere[0].questions.nl[0]"
    assert "on line 15" in problem.message


def test_two_clauses_with_the_same_title_are_reported() -> None:
    (problem,) = check_twins(load(CLIENTS + PRESS.replace("Questions from journalists", "Clients adding")))

    assert problem.code == "twin-title"
    assert problem.written_path == "clauses[1].title"
    assert 'Clause 5.1 "Vragen van journalisten" has the same title as clause 4.2' in problem.message


def test_two_nearly_equal_rules_are_reported_at_the_second() -> None:
    rule = "Je mag klanten van de zaak toevoegen op LinkedIn als je ze kent van een project."
    twin = rule.replace("toevoegen", "niet toevoegen")
    clauses = "".join(
        f"  - {{id: {name}, title: {name}, verdict: conditional, rule: {text}}}\n"
        for name, text in (("first", rule), ("second", "Deel geen cijfers die niet openbaar zijn."), ("third", twin))
    )

    (problem,) = check_twins(load(clauses))

    assert problem.code == "twin-rule"
    assert problem.written_path == "clauses[2].rule"
    assert 'clause 1 "first" on line 8' in problem.message


def test_rules_about_neighbouring_matters_are_no_twins() -> None:
    clauses = CLIENTS.replace(
        "Je mag klanten toevoegen op LinkedIn.",
        "Je mag klanten en andere zakelijke contacten toevoegen op LinkedIn als je elkaar van je werk kent.",
    ) + PRESS.replace(
        "Beantwoord zelf geen vragen van de pers.",
        "Je mag collega's en oud-collega's toevoegen op Facebook als jullie dat allebei willen.",
    )

    assert list(check_twins(load(clauses))) == []


def test_the_largest_file_is_searched_for_twins_quickly() -> None:
    rule = "regel over sociale media nummer {0} en wat je op dag {0} wel en niet plaatst, namelijk {1}"
    clauses = "".join(
        f"  - {{id: c{i}, title: titel {i}, verdict: information, rule: '{rule.format(i, i * 7919 % 10007)}'}}\n"
        for i in range(2_000)
    )
    loaded = load(clauses)
    start = time.process_time()

    assert list(check_twins(loaded))
    assert time.process_time() - start < 6.0
