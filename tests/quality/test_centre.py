import numpy as np
import pytest

from knowledge.matching.centre import Centre, mean_cosine
from knowledge.matching.semantic import Vectors


def close_together() -> Vectors:
    vectors = 1 + 0.2 * np.random.default_rng(1).standard_normal((200, 384)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.mark.parametrize("wanted", [0.0, 0.15, 0.6])
def test_vectors_told_apart_have_the_cosine_that_was_wanted(wanted: float) -> None:
    centre = Centre.of(close_together(), wanted)

    assert mean_cosine(close_together()) > 0.9
    assert mean_cosine(centre.apart(close_together())) == pytest.approx(wanted, abs=0.01)


def test_what_two_languages_differ_in_is_taken_out() -> None:
    vectors, shift = close_together(), np.linspace(0, 0.02, 384, dtype=np.float32)
    vectors = np.concatenate([vectors, vectors + shift])
    is_other = np.arange(len(vectors)) >= len(vectors) // 2

    apart = Centre.of(vectors, 0.15, is_other).apart(vectors)
    left_in = Centre.of(vectors, 0.15).apart(vectors)

    assert (left_in[is_other] * left_in[~is_other]).sum(axis=1).mean() < 0.9
    assert (apart[is_other] * apart[~is_other]).sum(axis=1).min() > 0.99
    np.testing.assert_allclose(np.linalg.norm(apart, axis=1), 1, atol=1e-4)
