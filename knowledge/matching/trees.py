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
        trees = np.arange(len(self.feature))
        rows = table.reshape(-1, table.shape[-1])
        node = np.zeros((len(rows), len(trees)), dtype=np.int64)
        for _ in range(DEPTH):
            asked = self.feature[trees, node]
            right = np.take_along_axis(rows, asked, axis=1) > self.threshold[trees, node]
            node = 2 * node + 1 + right
        logits = self.leaf[trees, node - (2**DEPTH - 1)].sum(axis=1)
        return np.asarray(logits.reshape(table.shape[:-1]), dtype=np.float32)

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
