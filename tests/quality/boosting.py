"""Fits boosted decision trees: gradient boosting of the logistic loss with Newton steps (Chen and Guestrin 2016)."""

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.trees import DEPTH, Trees

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]

ROUNDS, RATE = 120, 0.06
_BINS = 32
_NEVER = 1e9
"""A threshold that no feature is above: JSON has no infinity."""
_PENALTY = 5.0
_LEAST_ROWS = 30.0
"""Weight of the rows in a leaf; with fewer it learns questions by heart. All chosen with families of sets left out."""


def fit_trees(table: Doubles, right: Doubles, weights: Doubles) -> Trees:
    """Fit trees whose sum is the logit that a row is right.

    Args:
        table: One row a question, one column a feature.
        right: 1 or 0 a row.
        weights: How much each row counts.
    """
    edges = [np.unique(np.quantile(column, np.arange(1, _BINS) / _BINS)) for column in table.T]
    binned = np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, table.T, strict=True)], axis=1)
    logit = np.zeros(len(table))
    features, thresholds, leaves = [], [], []
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-logit))
        pull, curve = weights * (right - likely), weights * likely * (1 - likely)
        feature, place, leaf_of, leaf = _grow(binned, pull, curve, weights)
        logit += leaf[leaf_of]
        features.append(feature)
        thresholds.append(
            [
                edges[of][min(at, len(edges[of]) - 1)] if at >= 0 else _NEVER
                for of, at in zip(feature, place, strict=True)
            ]
        )
        leaves.append(leaf)
    return Trees(
        np.array(features, dtype=np.int64), np.array(thresholds, dtype=np.float32), np.array(leaves, dtype=np.float32)
    )


def _grow(binned: Places, pull: Doubles, curve: Doubles, weights: Doubles) -> tuple[Places, Places, Places, Doubles]:
    """One tree: the feature and the bin that each node asks for, each row's leaf, and what the leaves add."""
    nodes = 2**DEPTH - 1
    feature, place = np.zeros(nodes, dtype=np.int64), np.full(nodes, -1, dtype=np.int64)
    node = np.zeros(len(binned), dtype=np.int64)
    for level in range(DEPTH):
        for at in range(2**level - 1, 2 ** (level + 1) - 1):
            rows = node == at
            feature[at], place[at] = _best_split(binned[rows], pull[rows], curve[rows], weights[rows])
        asked = binned[np.arange(len(binned)), feature[node]]
        goes_right = (place[node] >= 0) & (asked > place[node])
        node = 2 * node + 1 + goes_right
    leaf_of = node - nodes
    leaves = 2**DEPTH
    total_pull = np.bincount(leaf_of, pull, leaves)
    total_curve = np.bincount(leaf_of, curve, leaves)
    return feature, place, leaf_of, RATE * total_pull / (total_curve + _PENALTY)


def _best_split(binned: Places, pull: Doubles, curve: Doubles, weights: Doubles) -> tuple[int, int]:
    """The feature and the bin up to which rows go left; bin -1 where no split gains anything."""
    best, found = 1e-9, (0, -1)
    if weights.sum() < 2 * _LEAST_ROWS:
        return found
    whole = pull.sum() ** 2 / (curve.sum() + _PENALTY)
    for feature in range(binned.shape[1]):
        column = binned[:, feature]
        pulls, curves, counts = (np.bincount(column, values, _BINS).cumsum() for values in (pull, curve, weights))
        left, right = pulls[:-1], pulls[-1] - pulls[:-1]
        gain = left**2 / (curves[:-1] + _PENALTY) + right**2 / (curves[-1] - curves[:-1] + _PENALTY) - whole
        gain[(counts[:-1] < _LEAST_ROWS) | (counts[-1] - counts[:-1] < _LEAST_ROWS)] = 0
        at = int(gain.argmax())
        if gain[at] > best:
            best, found = float(gain[at]), (feature, at)
    return found
