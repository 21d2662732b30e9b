from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.e5.taught import DISTILLED, TAUGHT, Taught, taught_weights
from knowledge.matching.e5.weights import INNER_WIDTH, WIDTH, Weights
from knowledge.matching.semantic import Vectors

SHAPES = {"qkv": (3 * WIDTH, WIDTH), "ao": (WIDTH, WIDTH), "fi": (INNER_WIDTH, WIDTH), "fo": (WIDTH, INNER_WIDTH)}


def thin(seed: int, rows: int, columns: int, rank: int = 4) -> tuple[Vectors, Vectors]:
    drawn = np.random.default_rng(seed)
    up = drawn.normal(size=(rows, rank)) * drawn.lognormal(size=rank)
    return up.astype(np.float32), drawn.normal(size=(rank, columns)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["ao", "fi", "fo"]))
@settings(max_examples=20, deadline=None)
def test_a_change_is_nearly_the_product_of_the_two_that_it_was_made_of(seed: int, part: str) -> None:
    up, down = thin(seed, *SHAPES[part])

    change = Taught.of([3], {f"l0.{part}": (up, down)}, {}).matrix(f"l0.{part}.w")

    assert change.shape == SHAPES[part]
    assert np.abs(change - up @ down).mean() < 0.02 * np.abs(up @ down).mean()


def test_the_three_that_were_taught_as_one_are_told_apart() -> None:
    up, down = thin(1, *SHAPES["qkv"])
    added = np.linspace(-1, 1, 3 * WIDTH, dtype=np.float32)
    taught = Taught.of([0], {"l0.qkv": (up, down)}, {"l0.qkv.b": added})

    together = np.concatenate([taught.matrix(f"l0.{part}.w") for part in "qkv"])

    assert np.corrcoef(together.ravel(), (up @ down).ravel())[0, 1] > 0.999
    np.testing.assert_allclose(np.concatenate([taught.numbers(f"l0.{part}.b") for part in "qkv"]), added, atol=1e-3)


def test_a_matrix_that_was_not_changed_stays_nothing() -> None:
    up, down = thin(1, *SHAPES["ao"])

    assert not Taught.of([0], {"l0.ao": (np.zeros_like(up), down)}, {}).matrix("l0.ao.w").any()


def test_what_is_written_is_read_again() -> None:
    taught = Taught.of([0, 5], {"l0.ao": thin(1, *SHAPES["ao"])}, {"l1.oln.b": np.ones(WIDTH, np.float32)})
    with np.load(BytesIO(taught.written())) as read:
        again = Taught({name: read[name] for name in read.files})

    assert again.layers == [0, 5]
    np.testing.assert_array_equal(again.matrix("l0.ao.w"), taught.matrix("l0.ao.w"))
    np.testing.assert_array_equal(again.numbers("l1.oln.b"), np.ones(WIDTH))
    assert not again.numbers("l0.oln.b").any()


def test_a_layer_is_the_one_that_it_is_in_the_whole_model_with_its_change() -> None:
    taught = Taught.of([0, 5], {"l1.ao": thin(1, *SHAPES["ao"])}, {"l1.ao.b": np.full(WIDTH, 0.5, np.float32)})
    whole, some = Weights(), Weights(change=taught)

    assert len(some.layers) == 2
    np.testing.assert_allclose(some.numbers("l1.ao.b"), whole.numbers("l5.ao.b") + 0.5)
    np.testing.assert_array_equal(
        some.matrix("l1.ao.w", WIDTH), whole.matrix("l5.ao.w", WIDTH) + taught.matrix("l1.ao.w")
    )
    np.testing.assert_array_equal(some.numbers("emb.ln.w"), whole.numbers("emb.ln.w"))


@pytest.mark.parametrize(("file", "most"), [(TAUGHT, 0.25), (DISTILLED, 1)])
@pytest.mark.parametrize("part", ["q", "k", "v", "ao", "fi", "fo"])
def test_every_matrix_was_taught_something(part: str, file: str, most: float) -> None:
    columns = INNER_WIDTH if part == "fo" else WIDTH
    plain, taught = Weights(), taught_weights(file)
    for place, layer in enumerate(taught.layers):
        before, now = plain.matrix(f"l{layer}.{part}.w", columns), taught.matrix(f"l{place}.{part}.w", columns)

        assert 0 < np.linalg.norm(now - before) < most * np.linalg.norm(before)
