"""The one way in: a question goes in, what was found and decided comes out."""

from collections.abc import Sequence

import numpy as np

from knowledge.matching.decision import (
    Abstention,
    Decision,
    Doubt,
    Finding,
    Found,
    Match,
    Thresholds,
    decide,
)
from knowledge.matching.fusion import Coefficients, confidence_features, confidences, shipped_coefficients, utilities
from knowledge.matching.index import ArrayStore, ClauseIndex, Evidence
from knowledge.matching.semantic import Encoder
from knowledge.matching.units import Entry
from knowledge.protocol import Clause, Language, SocialMediaProtocol

_RANKED = 8
_MOST_MATCHES = 5
_SAME_CONFIDENCE = 0.99
"""For a question that the protocol itself has as an example: HR said which clause answers it."""


class Matcher:
    """Finds the clause that answers a question."""

    def __init__(
        self,
        protocol: SocialMediaProtocol,
        encoder: Encoder | None = None,
        store: ArrayStore | None = None,
        coefficients: Coefficients | None = None,
    ) -> None:
        """Prepare to match against ``protocol``; takes about a second where ``store`` does not know it yet.

        Args:
            protocol: What to match against.
            encoder: ``None`` matches by words alone.
            store: Where to keep what took long to compute.
            coefficients: Those of the package where not given.
        """
        self.protocol = protocol
        self._index = ClauseIndex(protocol, encoder, store)
        self._model = coefficients or shipped_coefficients(with_encoder=encoder is not None)

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        """Find what answers ``question``.

        Args:
            question: Only its first ``text.LONGEST_MATCHED_CHARACTERS`` are read.
            otherwise: The language to answer in where the question gives no hold.
        """
        evidence = self._index.evidence(question, otherwise=otherwise)
        return conclude(question, evidence, self._index.entries, self._model)

    def find_unseen(self, question: str) -> Finding:
        """Find what answers an example question as though it did not stand in the protocol."""
        evidence = self._index.evidence(question, unseen=True)
        return conclude(question, evidence, self._index.entries, self._model)


def conclude(question: str, evidence: Evidence, entries: Sequence[Entry], model: Coefficients) -> Finding:
    """What follows from the evidence for ``question``."""
    ranked: list[tuple[Found, float]] = []
    for place, likely in _rank(evidence, model):
        entry = entries[place]
        ranked.append((entry.id if isinstance(entry, Clause) else entry, likely))
    matches = [Match(found, round(likely, 4)) for found, likely in ranked if isinstance(found, str)]
    decision = _decide(evidence, ranked, model.thresholds)
    return Finding(question, evidence.language, tuple(matches[:_MOST_MATCHES]), decision)


def _decide(evidence: Evidence, ranked: Sequence[tuple[Found, float]], thresholds: Thresholds) -> Decision:
    if not evidence.readable:
        return Abstention(Doubt.UNREADABLE)
    if evidence.foreign and evidence.same_as is None:
        return Abstention(Doubt.OTHER_LANGUAGE)
    return decide(ranked, thresholds)


def _rank(evidence: Evidence, model: Coefficients) -> list[tuple[int, float]]:
    """The best entries by their place, with their confidence, best first."""
    utility = utilities(evidence, model.rank)
    if evidence.same_as is not None:
        utility[evidence.same_as] = utility.max() + 1
    ranked: list[tuple[int, float]] = []
    most = 1.0
    best = np.argsort(-utility, kind="stable")[:_RANKED].tolist()
    features = np.stack([confidence_features(evidence, utility, entry) for entry in best])
    for entry, likely in zip(best, confidences(features, model).tolist(), strict=True):
        most = min(most, likely)
        if entry == evidence.same_as:
            ranked.append((entry, max(most, _SAME_CONFIDENCE)))
            most = min(most, 1 - _SAME_CONFIDENCE)
        else:
            ranked.append((entry, most))
    return ranked
