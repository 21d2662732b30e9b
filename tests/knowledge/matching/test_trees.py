import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.trees import Trees, trees_from

TREES = Trees(
    feature=np.array([[0, 1, 1, 2, 2, 2, 2], [1, 0, 0, 0, 0, 0, 0]]),
    threshold=np.array([[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [0.0, np.inf, 9, 9, 9, 9, 9]], dtype=np.float32),
    leaf=np.array([[1, 2, 3, 4, 5, 6, 7, 8], [10, 20, 30, 40, 50, 60, 70, 80]], dtype=np.float32),
)


def test_each_row_comes_to_the_leaf_that_its_features_lead_to() -> None:
    table = np.array([[0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 1, 0]], dtype=np.float32)

    assert TREES.logits(table).tolist() == [1 + 10, 6 + 10, 8 + 50, 3 + 50]


def walked(row: list[float], tree: int) -> float:
    """What one tree says of one row, by going down it."""
    node = 0
    while node < TREES.feature.shape[1]:
        right = row[TREES.feature[tree, node]] > TREES.threshold[tree, node]
        node = 2 * node + 1 + right
    return float(TREES.leaf[tree, node - TREES.feature.shape[1]])


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3))
def test_a_row_gets_what_going_down_each_tree_gives(row: list[float]) -> None:
    assert TREES.logits(np.array([row])).tolist() == [walked(row, 0) + walked(row, 1)]


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=9))
def test_rows_do_not_depend_on_the_rows_beside_them(rows: list[list[float]]) -> None:
    table = np.array(rows, dtype=np.float32)

    alone = [float(TREES.logits(row[None])[0]) for row in table]

    assert TREES.logits(table).tolist() == alone


def test_trees_that_were_written_are_read_as_they_were() -> None:
    finite = Trees(TREES.feature, np.minimum(TREES.threshold, 1e9), TREES.leaf)

    read = trees_from(json.loads(json.dumps(finite.as_document())))

    assert (read.feature == finite.feature).all()
    assert (read.threshold == finite.threshold).all()
    assert (read.leaf == finite.leaf).all()
