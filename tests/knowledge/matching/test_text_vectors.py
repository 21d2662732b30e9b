import numpy as np
import pytest

from knowledge.matching import text_vectors
from knowledge.matching.classifier import Floats
from knowledge.matching.placed import unit_rows
from knowledge.matching.text_vectors import TextVectors

FEW, MANY, DIMENSIONS = 500, 9_000, 200


def toy_vectors(count: int, seed: int) -> Floats:
    """Vectors that lie apart the less, the later the direction, as those of texts do."""
    chance = np.random.default_rng(seed)
    return unit_rows(chance.normal(size=(count, DIMENSIONS)).astype(np.float32) / np.arange(1, DIMENSIONS + 1) ** 0.5)


def test_few_texts_are_compared_in_all_directions() -> None:
    vectors, questions = toy_vectors(FEW, 0), toy_vectors(3, 1)
    assert np.array_equal(TextVectors(vectors).cosines(questions), questions @ vectors.T)


def test_the_nearest_of_many_texts_are_exact_and_the_others_about_right() -> None:
    vectors, questions = toy_vectors(MANY, 0), toy_vectors(20, 1)
    exact, found = questions @ vectors.T, TextVectors(vectors).cosines(questions)
    nearest = np.argsort(-exact, axis=1)[:, :100]
    of_these, wanted = (np.take_along_axis(table, nearest, axis=1) for table in (found, exact))
    assert np.allclose(of_these, wanted, atol=1e-6)
    assert 0 < np.abs(found - exact).std() < 0.05


def test_one_question_is_compared_as_among_others() -> None:
    texts, questions = TextVectors(toy_vectors(MANY, 0)), toy_vectors(5, 1)
    one_by_one = np.concatenate([texts.cosines(question[None]) for question in questions])
    assert np.allclose(texts.cosines(questions), one_by_one, atol=1e-5)


def test_without_an_encoder_one_row_holds_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_vectors, "_MANY_TEXTS", FEW - 1)
    texts = TextVectors(np.zeros((FEW, 1), dtype=np.float32))
    assert not texts.cosines(np.zeros((1, 1), dtype=np.float32)).any()
