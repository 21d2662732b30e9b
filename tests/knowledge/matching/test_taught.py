from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.e5.taught import Taught, taught_weights
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH, Weights
from knowledge.matching.semantic import Vectors

_MOST_CHANGED = 0.4
"""As a share of the matrix: more would be another model."""
SHAPES = {"qkv": (3 * WIDTH, WIDTH), "ao": (WIDTH, WIDTH), "fi": (INNER_WIDTH, WIDTH), "fo": (WIDTH, INNER_WIDTH)}


def thin(seed: int, rows: int, columns: int, rank: int = 4) -> tuple[Vectors, Vectors]:
    drawn = np.random.default_rng(seed)
    up = drawn.normal(size=(rows, rank)) * drawn.lognormal(size=rank)
    return up.astype(np.float32), drawn.normal(size=(rank, columns)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["ao", "fi", "fo"]))
@settings(max_examples=20, deadline=None)
def test_a_change_is_nearly_the_product_of_the_two_that_it_was_made_of(seed: int, part: str) -> None:
    up, down = thin(seed, *SHAPES[part])

    change = Taught.of({f"l0.{part}": (up, down)}).matrix(f"l0.{part}.w")

    assert change.shape == SHAPES[part]
    assert np.abs(change - up @ down).mean() < 0.02 * np.abs(up @ down).mean()


def test_the_three_that_were_taught_as_one_are_told_apart() -> None:
    up, down = thin(1, *SHAPES["qkv"])
    taught = Taught.of({"l0.qkv": (up, down)})

    together = np.concatenate([taught.matrix(f"l0.{part}.w") for part in "qkv"])

    assert np.corrcoef(together.ravel(), (up @ down).ravel())[0, 1] > 0.999


def test_a_matrix_that_was_not_changed_stays_nothing() -> None:
    up, down = thin(1, *SHAPES["ao"])

    assert not Taught.of({"l0.ao": (np.zeros_like(up), down)}).matrix("l0.ao.w").any()


def test_what_is_written_is_read_again() -> None:
    taught = Taught.of({"l0.ao": thin(1, *SHAPES["ao"])})
    with np.load(BytesIO(taught.written())) as read:
        again = Taught({name: read[name] for name in read.files})

    np.testing.assert_array_equal(again.matrix("l0.ao.w"), taught.matrix("l0.ao.w"))


def test_a_matrix_is_that_of_the_model_with_its_change() -> None:
    class OfOneLayer:
        def matrix(self, name: str) -> Vectors:
            return taught.matrix(name) if name.startswith("l5.ao") else np.zeros(1, dtype=np.float32)

    taught, plain = Taught.of({"l5.ao": thin(1, *SHAPES["ao"])}), Weights()
    changed = Weights(change=OfOneLayer())

    np.testing.assert_array_equal(
        changed.matrix("l5.ao.w", WIDTH), plain.matrix("l5.ao.w", WIDTH) + taught.matrix("l5.ao.w")
    )
    np.testing.assert_array_equal(changed.numbers("l5.ao.b"), plain.numbers("l5.ao.b"))


@pytest.mark.parametrize("part", ["q", "k", "v", "ao", "fi", "fo"])
def test_every_matrix_was_taught_something_and_not_too_much(part: str) -> None:
    columns = INNER_WIDTH if part == "fo" else WIDTH
    plain, taught = Weights(), taught_weights()
    for layer in range(LAYERS):
        before, now = (weights.matrix(f"l{layer}.{part}.w", columns) for weights in (plain, taught))

        assert 0 < np.linalg.norm(now - before) < _MOST_CHANGED * np.linalg.norm(before)
