"""An encoder that has a quicker one for questions places with itself what is searched, once."""

import pytest

from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import of_questions
from tests.knowledge.matching.small_protocol import SMALL, WordEncoder
from tests.remembering import MemoryArrayStore, RememberingEncoder


class PatientWordEncoder(WordEncoder):
    """One that has a quicker one."""

    def __init__(self) -> None:
        super().__init__("patient-words-1")
        self.of_questions = WordEncoder("quick-words-1")


@pytest.fixture
def encoder() -> PatientWordEncoder:
    return PatientWordEncoder()


def test_a_question_is_given_to_the_quicker_one_alone(encoder: PatientWordEncoder) -> None:
    matcher = Matcher(SMALL, encoder)
    learned = list(encoder.encoded)

    matcher.find("mag dat wel")

    assert "mag dat wel" not in learned
    assert encoder.encoded == learned
    assert encoder.of_questions.encoded == ["mag dat wel"]


def test_what_was_learned_before_needs_no_other(encoder: PatientWordEncoder) -> None:
    store = MemoryArrayStore()
    Matcher(SMALL, encoder, store)
    del encoder.encoded[:]

    found = Matcher(SMALL, encoder, store).find("mag dat wel")

    assert not encoder.encoded
    assert found == Matcher(SMALL, PatientWordEncoder()).find("mag dat wel")


def test_most_encoders_have_none() -> None:
    encoder = WordEncoder()

    assert of_questions(encoder) is encoder
    assert of_questions(remembering := RememberingEncoder(encoder)) is remembering


def test_one_that_remembers_remembers_the_questions_apart(encoder: PatientWordEncoder) -> None:
    remembering = RememberingEncoder(encoder)

    for _ in range(2):
        of_questions(remembering).encode(["mag dat wel"])

    assert not encoder.encoded
    assert encoder.of_questions.encoded == ["mag dat wel"]
