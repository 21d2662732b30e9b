from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.semantic import Encoder, Vectors
from knowledge.matching.side_by_side import SideBySide

TEXTS = ["mag dat", "is that allowed", ""]


class Turning:
    """Gives each text a direction of its own."""

    def __init__(self, name: str, angle: float) -> None:
        self.name, self._angle = name, angle

    def encode(self, texts: Sequence[str]) -> Vectors:
        angles = np.array([self._angle * (1 + len(text)) for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


SLOW, QUICK = Turning("slow", 0.1), Turning("quick", 0.7)


@given(share=st.floats(0, 1))
def test_the_likenesses_of_both_are_weighed_together(share: float) -> None:
    slow, quick, both = (encoder.encode(TEXTS) for encoder in (SLOW, QUICK, SideBySide(SLOW, QUICK, share)))

    expected = (1 - share) * slow @ slow.T + share * quick @ quick.T
    np.testing.assert_allclose(both @ both.T, expected, atol=1e-6)
    assert both.shape == (3, 4)
    assert both.dtype == np.float32


def test_nothing_has_no_vectors() -> None:
    assert SideBySide(SLOW, QUICK, 0.4).encode([]).shape == (0, 4)


@pytest.mark.parametrize("other", [SideBySide(QUICK, SLOW, 0.4), SideBySide(SLOW, QUICK, 0.41), SLOW, QUICK])
def test_what_compares_otherwise_is_called_otherwise(other: Encoder) -> None:
    assert SideBySide(SLOW, QUICK, 0.4).name != other.name
    assert SideBySide(SLOW, QUICK, 0.4).name == SideBySide(SLOW, QUICK, 0.4).name
