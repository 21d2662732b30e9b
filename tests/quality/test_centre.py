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
