"""A classifier over the entries of a protocol, learned from its own texts each time a protocol is loaded.

Comparing a question with one text at a time forgets what sets the clauses apart. Multinomial logistic regression over
a kernel (Hastie, Tibshirani, Friedman 2009, section 12.3) learns it: which likeness to which text speaks for a clause,
and against the others.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ITERATIONS = 40
_PENALTY = 1.0
_SHARPNESS = 8.0
"""Kernels are cosines; a logit needs a wider range. Value and penalty: grid over the quality sets, flat around it."""
_RIDGE_PENALTY = 0.5
_BLOCK = 256
"""How many rows and columns are inverted at a time."""


def fit_logistic(kernel: Floats, row_weights: Floats, class_of: NDArray[np.int64], classes: int) -> Floats:
    """Fit the weights of a kernel logistic regression, shape (texts, classes).

    Minimises the weighted cross-entropy by the fixed bound on its curvature (Böhning 1992), with momentum. Time grows
    with the cube of the number of texts. What a step changes of the logits follows from how the step was made, so that
    each turn takes one product of matrices, not two.

    Args:
        kernel: The likeness of each text to each, shape (texts, texts). Its place is used for its inverse: of 2,600
            texts it takes 27 MB.
        row_weights: How much each text counts, more than 0; the mean is 1.
        class_of: Each text's class.
        classes: How many classes there are.
    """
    size = len(class_of)
    target = np.zeros((size, classes), dtype=np.float32)
    target[np.arange(size), class_of] = 1
    weight = row_weights.astype(np.float32)[:, None]
    step = kernel
    step *= _SHARPNESS / 2 * weight
    step.flat[:: size + 1] += _PENALTY
    _invert(step)
    weights = ahead = logits = logits_ahead = np.zeros_like(target)
    for turn in range(_ITERATIONS):
        likely = np.exp(logits_ahead - logits_ahead.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        wrong = target - likely
        moved = ahead + step @ (weight * wrong - _PENALTY * ahead)
        moved_logits = logits_ahead + 2 * (wrong - _PENALTY / weight * moved)
        momentum = np.float32(turn / (turn + 3))
        ahead, logits_ahead = moved + momentum * (moved - weights), moved_logits + momentum * (moved_logits - logits)
        weights, logits = moved, moved_logits
    return np.asarray(weights, dtype=np.float32)


def _invert(matrix: Floats) -> None:
    """Put the inverse in the matrix's own place, by blocks (Gauss-Jordan).

    ``numpy.linalg.inv`` holds nine more of a matrix in single precision at a time, for it works in double. No rows are
    exchanged, which is safe here: the matrix is a positive definite one with its rows weighted, plus the penalty.
    """
    for start in range(0, len(matrix), _BLOCK):
        here = slice(start, start + _BLOCK)
        pivot = np.linalg.inv(matrix[here, here])
        row = pivot @ matrix[here]
        row[:, here] = pivot
        column = matrix[:, here].copy()
        column[here] = 0
        matrix[:, here] = 0
        for other in range(0, len(matrix), _BLOCK):
            rows = slice(other, other + _BLOCK)
            matrix[rows] -= column[rows] @ row
        matrix[here] = row


def fit_ridge(vectors: Floats, row_weights: Floats, class_of: NDArray[np.int64], classes: int) -> Floats:
    """Fit linear weights on the vectors themselves, shape (dimensions, classes): where texts are too many to pair.

    Args:
        vectors: One row a text.
        row_weights: How much each text counts; the mean is 1.
        class_of: Each text's class.
        classes: How many classes there are.
    """
    target = np.zeros((len(class_of), classes), dtype=np.float32)
    target[np.arange(len(class_of)), class_of] = 1
    target -= np.float32(1 / classes)
    weighted = (vectors * row_weights[:, None]).T
    square = weighted @ vectors + _RIDGE_PENALTY * np.eye(vectors.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.solve(square, weighted @ target), dtype=np.float32)


def log_probabilities(likeness: Floats, weights: Floats) -> Floats:
    """The log-probability of each class, shape (questions, classes).

    Args:
        likeness: Each question's likeness to each text (or, for a ridge, its vector).
        weights: As fitted.
    """
    logits = _SHARPNESS * (likeness @ weights)
    logits -= logits.max(axis=-1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)), dtype=np.float32)
