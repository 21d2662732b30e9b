import numpy as np

from tests.quality.boosting import fit_trees


def test_trees_learn_what_no_straight_line_parts() -> None:
    chance = np.random.default_rng(7)
    table = chance.uniform(-1, 1, size=(2_000, 4))
    right = (table[:, 0] * table[:, 1] > 0).astype(float)

    trees = fit_trees(table[:1_500], right[:1_500], np.ones(1_500))

    held_out = trees.logits(table[1_500:].astype(np.float32)) > 0
    assert (held_out == right[1_500:]).mean() > 0.9


def test_where_nothing_can_be_learned_the_trees_say_little() -> None:
    chance = np.random.default_rng(7)
    table, right = chance.uniform(size=(800, 3)), chance.integers(0, 2, 800).astype(float)

    trees = fit_trees(table, right, np.ones(800))

    assert np.abs(trees.logits(chance.uniform(size=(800, 3)).astype(np.float32))).mean() < 1


def test_rows_that_count_for_nothing_teach_nothing() -> None:
    table = np.linspace(0, 1, 400)[:, None]
    right = (table[:, 0] > 0.5).astype(float)
    weights = np.where(table[:, 0] > 0.5, 1.0, 0.0)

    trees = fit_trees(table, right, weights)

    assert (trees.logits(table.astype(np.float32)) > 0).all()
