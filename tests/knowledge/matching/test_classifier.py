import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.classifier import _PENALTY, Floats, _invert, fit_logistic, fit_ridge, log_probabilities

CLASSES = 3
CLASS_OF = np.repeat(np.arange(CLASSES), 6)
EVEN = np.ones(len(CLASS_OF), dtype=np.float32)


def toy_vectors(seed: int = 0) -> Floats:
    """Six vectors of length 1 around each of three directions."""
    noise = np.random.default_rng(seed).normal(scale=0.15, size=(len(CLASS_OF), 8))
    vectors = np.eye(8)[CLASS_OF] + noise
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_what_lies_apart_is_told_apart_by_likeness() -> None:
    vectors, strange = toy_vectors(), toy_vectors(seed=1)

    weights = fit_logistic(vectors @ vectors.T, EVEN, CLASS_OF, CLASSES)

    found = [int(log_probabilities(strange[row] @ vectors.T, weights).argmax()) for row in range(len(strange))]
    assert found == CLASS_OF.tolist()


def test_the_weights_lie_where_error_and_penalty_are_in_balance() -> None:
    vectors = toy_vectors()
    kernel = vectors @ vectors.T
    shares = np.linspace(0.5, 1.5, len(CLASS_OF), dtype=np.float32)

    weights = fit_logistic(kernel.copy(), shares, CLASS_OF, CLASSES)

    likely = np.exp([log_probabilities(row, weights) for row in kernel])
    error = shares[:, None] * (np.eye(CLASSES)[CLASS_OF] - likely)
    np.testing.assert_allclose(error, _PENALTY * weights, atol=1e-3)


def test_what_lies_apart_is_told_apart_by_the_vectors_themselves() -> None:
    vectors, strange = toy_vectors(), toy_vectors(seed=1)

    weights = fit_ridge(vectors, EVEN, CLASS_OF, CLASSES)

    assert weights.shape == (8, CLASSES)
    found = [int(log_probabilities(row, weights).argmax()) for row in strange]
    assert found == CLASS_OF.tolist()


def test_the_probabilities_sum_to_one() -> None:
    vectors = toy_vectors()
    weights = fit_logistic(vectors @ vectors.T, EVEN, CLASS_OF, CLASSES)

    logs = log_probabilities(vectors[0] @ vectors.T, weights)

    assert np.exp(logs).sum() == pytest.approx(1, abs=1e-5)
    assert (logs <= 0).all()


def test_what_is_like_nothing_gets_even_probabilities() -> None:
    vectors = toy_vectors()
    weights = fit_logistic(vectors @ vectors.T, EVEN, CLASS_OF, CLASSES)

    logs = log_probabilities(np.zeros(len(CLASS_OF), dtype=np.float32), weights)

    np.testing.assert_allclose(np.exp(logs), 1 / CLASSES, atol=1e-6)


def test_a_text_that_counts_for_more_pulls_harder() -> None:
    kernel = np.array([[1, 0.9], [0.9, 1]], dtype=np.float32)
    class_of = np.array([0, 1])
    between = np.array([0.95, 0.95], dtype=np.float32)

    def first(weight: float) -> float:
        weights = fit_logistic(kernel.copy(), np.array([weight, 2 - weight], dtype=np.float32), class_of, 2)
        return float(log_probabilities(between, weights)[0])

    assert first(1.8) > first(1.0) > first(0.2)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 600), st.sampled_from([1e-4, 1.0, 2.0]))
def test_a_matrix_is_inverted_in_its_own_place(seed: int, size: int, weight: float) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(size, 12)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    matrix = 4 * (vectors @ vectors.T) * chance.uniform(1e-4, weight + 1e-4, size=(size, 1)).astype(np.float32)
    matrix += np.eye(size, dtype=np.float32)
    wanted = np.linalg.inv(matrix.astype(np.float64))

    _invert(matrix)

    np.testing.assert_allclose(matrix, wanted, atol=5e-3)


def test_fitting_holds_one_more_table_of_the_kernel_s_size_and_parts() -> None:
    size = 1_000
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(size, 20)).astype(np.float32)
    kernel, class_of = vectors @ vectors.T, chance.integers(4, size=size)

    tracemalloc.start()
    fit_logistic(kernel, np.ones(size, dtype=np.float32), class_of, 4)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 2.2 * kernel.nbytes


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.integers(0, 10_000),
    st.integers(1, 40),
    st.integers(1, 6),
    st.sampled_from([1e-4, 1.0, 50.0]),
    st.booleans(),
)
def test_weights_are_finite_for_any_texts(seed: int, size: int, classes: int, weight: float, twins: bool) -> None:  # noqa: FBT001 -- drawn
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(size, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    if twins:
        vectors[:] = vectors[0]
    class_of = chance.integers(classes, size=size)
    shares = chance.uniform(1e-4, weight + 1e-4, size=size).astype(np.float32)
    shares /= shares.mean()

    logistic = fit_logistic(2.4 * (vectors @ vectors.T), shares, class_of, classes)
    ridge = fit_ridge(vectors, shares, class_of, classes)

    assert logistic.shape == (size, classes)
    for weights, likeness in ((logistic, vectors @ vectors[0]), (ridge, vectors[0])):
        assert np.isfinite(weights).all()
        assert np.isfinite(log_probabilities(likeness, weights)).all()
