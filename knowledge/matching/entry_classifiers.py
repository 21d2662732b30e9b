"""Which entry of a protocol a question belongs to, or none: classifiers learned from the protocol's own texts."""

from collections.abc import Mapping

import numpy as np

from knowledge.matching.classifier import Floats, fit_logistic, fit_ridge, log_probabilities
from knowledge.matching.lexical import Array
from knowledge.matching.likeness import Likeness, UnitTexts, joint_of, pairwise_look

_MOST_UNITS = 2_600
"""Above this, logistic regression over all texts takes too long to load: it grows with the cube of their number."""
_KERNELS = ("joint", "meaning", "look")
_RIDGE = "ridge"


class EntryClassifiers:
    """By all kinds of likeness, by meaning and by look; of a large protocol by meaning alone."""

    def __init__(self, entries: int, arrays: Mapping[str, Array]) -> None:
        """Use the arrays that ``learn`` made.

        Args:
            entries: How many there are, with the one that stands for none.
            arrays: These, and others.
        """
        self._entries = entries
        weights = {name: arrays[name].astype(np.float32) for name in (*_KERNELS, _RIDGE) if name in arrays}
        self._ridge = weights.pop(_RIDGE, None)
        self._weights = [weights[name] for name in _KERNELS if name in weights]

    @staticmethod
    def learn(texts: UnitTexts, vectors: Floats | None, shares: Floats) -> dict[str, Array]:
        """Fit to the protocol's texts, and to questions that no protocol answers.

        Args:
            texts: All of these.
            vectors: Theirs, one row each; ``None`` without an encoder.
            shares: How much each counts; the mean is 1.
        """
        if len(texts.entry_of) > _MOST_UNITS:
            return {} if vectors is None else {_RIDGE: fit_ridge(vectors, shares, texts.entry_of, texts.entries)}
        kernels = {"look": pairwise_look(texts.ngrams, texts.stems, texts.concepts)}
        if vectors is not None:
            kernels["meaning"] = vectors @ vectors.T
            kernels["joint"] = joint_of(kernels["look"], kernels["meaning"])
        learned: dict[str, Array] = {}
        while kernels:
            kind, kernel = kernels.popitem()
            learned[kind] = fit_logistic(kernel, shares, texts.entry_of, texts.entries)
        return learned

    def classify(self, likeness: Likeness, vectors: Floats) -> tuple[Floats, Floats, Floats]:
        """The log-probabilities by all likeness, by meaning and by look, of each entry and of none, last.

        Args:
            likeness: Of questions to the texts.
            vectors: The questions'.
        """
        if self._ridge is not None:
            meaning = log_probabilities(vectors, self._ridge)
            return meaning, meaning, meaning
        if not self._weights:
            flat = np.full((1, self._entries), -np.log(self._entries), dtype=np.float32)
            return flat, flat, flat
        if len(self._weights) == 1:
            look = log_probabilities(likeness.look, self._weights[0])
            return look, look, look
        joint, meaning, look = map(log_probabilities, (likeness.joint, likeness.meaning, likeness.look), self._weights)
        return joint, meaning, look
