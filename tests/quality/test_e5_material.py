"""What the encoder is taught."""

import random

import pytest

from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.weights import Weights
from tests.quality.e5_material import Material, read_material


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material(Pieces(Weights().vocabulary))


def test_every_rule_has_questions_and_says_something_in_both_languages(material: Material) -> None:
    for rule in (rule for field in material.fields for rule in field):
        assert len(rule.questions) == len(rule.said) == 2
        assert min(map(len, rule.questions)) >= 5
        assert min(map(len, rule.said)) >= 2


def test_no_question_is_asked_of_two_rules(material: Material) -> None:
    of_rules = [
        {tuple(question) for questions in rule.questions for question in questions}
        for field in material.fields
        for rule in field
    ]

    assert sum(map(len, of_rules)) == len(set().union(*of_rules))


@pytest.mark.parametrize("with_examples", [False, True])
def test_a_rule_is_asked_with_all_that_it_says_in_one_language(material: Material, *, with_examples: bool) -> None:
    random.seed(1)

    for rule in material.fields[0]:
        question, texts = rule.asked(with_examples=with_examples)
        language = [said == list(texts[: len(said)]) for said in rule.said].index(True)
        examples = texts[len(rule.said[language]) :]
        assert question in [text for texts in rule.questions for text in texts]
        assert question not in texts
        assert len(examples) == 3 * with_examples
        assert all(example in rule.questions[language] for example in examples)


def test_a_round_is_of_pairs_and_of_rules_that_are_asked(material: Material) -> None:
    random.seed(2)

    lists, rules, held = material.round()

    assert [len(texts) % 2 for texts, _ in lists] == [0, 0]
    assert len({tuple(rule.question) for rule in rules}) == len(rules) == 36
    assert not held
