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
from knowledge.matching.evidence import Evidence, Measures
from knowledge.matching.fusion import Coefficients, confidence_features, confidences, shipped_coefficients, utilities
from knowledge.matching.index import ClauseIndex
from knowledge.matching.semantic import Encoder
from knowledge.matching.topics import ArrayStore
from knowledge.matching.units import Entry
from knowledge.protocol import Clause, Language, SocialMediaProtocol

_RANKED = 8
_MOST_MATCHES = 5
_TOGETHER, _TOGETHER_CELLS = 128, 400_000
"""How many questions are looked at together, and how many likenesses of a question to a text: what fits the caches."""
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
        self._model = coefficients or shipped_coefficients(encoder.name if encoder else None)

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        """Find what answers ``question``.

        Args:
            question: Only its first ``text.LONGEST_MATCHED_CHARACTERS`` are read.
            otherwise: The language to answer in where the question gives no hold.
        """
        evidence = self._index.evidence(question, otherwise=otherwise)
        return conclude(question, evidence, self._index.entries, self._model)

    def find_all(self, questions: Sequence[str], *, unseen: bool = False) -> list[Finding]:
        """Find what answers each of the questions; many together take a fraction of the time.

        Args:
            questions: As ``find`` takes one.
            unseen: Look as though a question that is an example did not stand in the protocol.
        """
        size = max(1, min(_TOGETHER, _TOGETHER_CELLS // self._index.units))
        findings: list[Finding] = []
        for start in range(0, len(questions), size):
            some = questions[start : start + size]
            evidences = self._index.evidences(some, unseen=unseen)
            findings += conclude_all(some, evidences, self._index.entries, self._model)
        return findings

    def owner_of(self, question: str) -> Entry | None:
        """The clause, or entry of ``elsewhere``, that alone has this very question, and so is sure to answer it."""
        return self._index.owner(question)

    def holds(self, question: str) -> bool:
        """Whether a text of the protocol has these very words; one that none has is found the same as unseen."""
        return self._index.holds(question)


def conclude(question: str, evidence: Evidence, entries: Sequence[Entry], model: Coefficients) -> Finding:
    """What follows from the evidence for ``question``."""
    return conclude_all([question], [evidence], entries, model)[0]


def conclude_all(
    questions: Sequence[str], evidences: Sequence[Evidence], entries: Sequence[Entry], model: Coefficients
) -> list[Finding]:
    """What follows from the evidence for each of the questions, one at least, which are of one protocol."""
    thresholds = model.thresholds.with_examples(evidences[0].examples)
    all_found: list[Found] = [entry.id if isinstance(entry, Clause) else entry for entry in entries]
    return [
        _finding(question, evidence, [(all_found[place], likely) for place, likely in best], thresholds)
        for question, evidence, best in zip(questions, evidences, _rank(evidences, model), strict=True)
    ]


def _finding(
    question: str, evidence: Evidence, ranked: Sequence[tuple[Found, float]], thresholds: Thresholds
) -> Finding:
    clauses = [(found, likely) for found, likely in ranked if isinstance(found, str)]
    matches = tuple(Match(found, round(likely, 4)) for found, likely in clauses[:_MOST_MATCHES])
    return Finding(question, evidence.language, matches, _decide(evidence, ranked, thresholds))


def _decide(evidence: Evidence, ranked: Sequence[tuple[Found, float]], thresholds: Thresholds) -> Decision:
    if not evidence.readable:
        return Abstention(Doubt.UNREADABLE)
    if evidence.foreign and evidence.same_as is None:
        return Abstention(Doubt.OTHER_LANGUAGE)
    return decide(ranked, thresholds)


def _rank(evidences: Sequence[Evidence], model: Coefficients) -> list[list[tuple[int, float]]]:
    """For each question the best entries by their place, with their confidence, best first."""
    measures = Measures(
        entries=np.stack([one.entries.T for one in evidences]).swapaxes(1, 2),
        question=np.stack([one.question for one in evidences]),
        examples=evidences[0].examples,
    )
    utility = utilities(measures, model.rank)
    for place, one in enumerate(evidences):
        if one.same_as is not None:
            utility[place, one.same_as] = utility[place].max() + 1
    best = np.argsort(-utility, axis=-1, kind="stable")[:, :_RANKED]
    likely = np.minimum.accumulate(confidences(confidence_features(measures, utility, best), model), axis=-1)
    ranked = [
        list(zip(entries, chances, strict=True))
        for entries, chances in zip(best.tolist(), likely.tolist(), strict=True)
    ]
    return [
        these if one.same_as is None else _sure(one.same_as, these)
        for one, these in zip(evidences, ranked, strict=True)
    ]


def _sure(same_as: int, best: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The same where an entry has the very question: it is sure to be right, and those after it are not."""
    ranked: list[tuple[int, float]] = []
    most = 1.0
    for entry, likely in best:
        most = min(most, likely)
        if entry == same_as:
            ranked.append((entry, max(most, _SAME_CONFIDENCE)))
            most = min(most, 1 - _SAME_CONFIDENCE)
        else:
            ranked.append((entry, most))
    return ranked
