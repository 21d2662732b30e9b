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


def test_two_texts_of_a_rule_are_a_question_and_another_text_of_it(material: Material) -> None:
    random.seed(1)

    for rule in material.fields[0]:
        question, other = rule.two()
        asked = [text for texts in rule.questions for text in texts]
        assert question in asked
        assert other in [*asked, *(text for texts in rule.said for text in texts)]
        assert other != question


def test_a_round_is_of_pairs(material: Material) -> None:
    random.seed(2)

    lists, held = material.round()

    assert [len(texts) % 2 for texts, _ in lists] == [0, 0, 0]
    assert not held
