"""The one way in: a question goes in, what was found and decided comes out."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

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
from knowledge.matching.index import index_protocol
from knowledge.matching.language import LanguageGuess
from knowledge.matching.lexical import Array
from knowledge.matching.own_rankings import OwnRankings, Ranking
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
_STORE_FORMAT = "magdat-rankings-1"
"""To be raised whenever entries are ranked differently from the same evidence and coefficients."""


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
        self._index = index_protocol(protocol, encoder, store)
        self._model = coefficients or shipped_coefficients(encoder.name if encoder else None)
        self._thresholds = self._model.thresholds.with_examples(self._index.examples)
        self._own = OwnRankings(self._index.own_questions, self._own_rankings(store))

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
        ranked = self._own.known(questions) if unseen else {}
        asked = [question for number, question in enumerate(questions) if number not in ranked]
        anew = (
            finding
            for some, evidences in self._evidences(asked, unseen=unseen)
            for finding in conclude_all(some, evidences, self._index.entries, self._model)
        )
        return [
            self._finding(question, *ranked[number]) if number in ranked else next(anew)
            for number, question in enumerate(questions)
        ]

    def _evidences(self, questions: Sequence[str], *, unseen: bool) -> Iterator[tuple[Sequence[str], list[Evidence]]]:
        """As many questions at a time as are best looked at together, and what speaks for each entry."""
        size = max(1, min(_TOGETHER, _TOGETHER_CELLS // self._index.units))
        for start in range(0, len(questions), size):
            some = questions[start : start + size]
            yield some, self._index.evidences(some, unseen=unseen)

    def _own_rankings(self, store: ArrayStore | None) -> Mapping[str, Array]:
        """How the protocol's own questions rank its entries, each as though it did not stand there."""
        key = hashlib.sha256(f"{_STORE_FORMAT}\0{self._index.name}\0{self._model.digest}".encode()).hexdigest()
        kept = store.load(key) if store else None
        if kept is not None:
            return kept
        asked = self._evidences(tuple(self._index.own_questions), unseen=True)
        arrays = OwnRankings.arrays_of([one for _, evidences in asked for one in _rank(evidences, self._model)])
        if store:
            store.save(key, arrays)
        return arrays

    def _finding(self, question: str, guess: LanguageGuess, ranking: Ranking) -> Finding:
        return _finding(question, guess.language, _found(ranking, self._index.entries), self._thresholds)

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
    return [
        _finding(question, evidence.language, _found(ranking, entries), thresholds, _unasked(evidence))
        for question, evidence, ranking in zip(questions, evidences, _rank(evidences, model), strict=True)
    ]


def _found(ranking: Ranking, entries: Sequence[Entry]) -> list[tuple[Found, float]]:
    ranked = [(entries[place], likely) for place, likely in ranking]
    return [(entry.id if isinstance(entry, Clause) else entry, likely) for entry, likely in ranked]


def _finding(
    question: str,
    language: Language,
    ranked: Sequence[tuple[Found, float]],
    thresholds: Thresholds,
    decided: Decision | None = None,
) -> Finding:
    clauses = [(found, likely) for found, likely in ranked if isinstance(found, str)]
    matches = tuple(Match(found, round(likely, 4)) for found, likely in clauses[:_MOST_MATCHES])
    return Finding(question, language, matches, decided or decide(ranked, thresholds))


def _unasked(evidence: Evidence) -> Decision | None:
    """What is decided whatever was found; ``None`` where that depends on it."""
    if not evidence.readable:
        return Abstention(Doubt.UNREADABLE)
    if evidence.foreign and evidence.same_as is None:
        return Abstention(Doubt.OTHER_LANGUAGE)
    return None


def _rank(evidences: Sequence[Evidence], model: Coefficients) -> list[Ranking]:
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


def _sure(same_as: int, best: Sequence[tuple[int, float]]) -> Ranking:
    """The same where an entry has the very question: it is sure to be right, and those after it are not."""
    ranked: Ranking = []
    most = 1.0
    for entry, likely in best:
        most = min(most, likely)
        if entry == same_as:
            ranked.append((entry, max(most, _SAME_CONFIDENCE)))
            most = min(most, 1 - _SAME_CONFIDENCE)
        else:
            ranked.append((entry, most))
    return ranked
