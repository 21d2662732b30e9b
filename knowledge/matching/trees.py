"""Boosted decision trees with fixed coefficients: what several kinds of evidence say only together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DEPTH = 3
"""Questions on the way to a leaf; a tree has one node above, two below it, then four."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees, each of ``DEPTH`` questions "is this feature above that threshold".

    Attributes:
        feature: Which feature each node asks for, shape (trees, nodes); the nodes by level, from left to right.
        threshold: Above which the way goes right; same shape.
        leaf: What each leaf adds to the logit, shape (trees, leaves), from left to right.
    """

    feature: NDArray[np.int64]
    threshold: Floats
    leaf: Floats

    def logits(self, table: Floats) -> Floats:
        """What the trees say of each row of ``table``, whose last axis are the features; shape (…,)."""
        columns = np.ascontiguousarray(table.reshape(-1, table.shape[-1]).T)
        leaves = np.ascontiguousarray(self._leaves(columns, 0, 2 ** (DEPTH - 1)).T)
        logits = np.take(self.leaf, leaves + np.arange(len(self.leaf)) * 2**DEPTH).sum(axis=1)
        return np.asarray(logits.reshape(table.shape[:-1]), dtype=np.float32)

    def _leaves(self, columns: Floats, node: int, half: int) -> NDArray[np.uint8]:
        """Which of the leaves below ``node``, from the left, each row comes to; shape (trees, rows).

        All nodes are asked, also those that a row does not pass: picking the ones it does takes several times as long.

        Args:
            columns: The rows' features, shape (features, rows).
            node: The place of the node.
            half: How many leaves lie to its right, and to its left.
        """
        right = columns[self.feature[:, node]] > self.threshold[:, node, None]
        if half == 1:
            return right.astype(np.uint8)
        on_the_left, on_the_right = (self._leaves(columns, 2 * node + side, half // 2) for side in (1, 2))
        return on_the_left + right * (np.uint8(half) + on_the_right - on_the_left)  # a "where" that takes a tenth

    def as_document(self) -> dict[str, object]:
        """The trees as JSON can hold them."""
        return {
            "feature": self.feature.tolist(),
            "threshold": [[round(float(value), 4) for value in row] for row in self.threshold],
            "leaf": [[round(float(value), 4) for value in row] for row in self.leaf],
        }


def trees_from(document: Mapping[str, object]) -> Trees:
    """The trees that ``as_document`` wrote."""
    return Trees(
        feature=np.array(document["feature"], dtype=np.int64).reshape(-1, 2**DEPTH - 1),
        threshold=np.array(document["threshold"], dtype=np.float32).reshape(-1, 2**DEPTH - 1),
        leaf=np.array(document["leaf"], dtype=np.float32).reshape(-1, 2**DEPTH),
    )
