"""What the matcher is compared with: plain rapidfuzz and BM25, over the same texts of the same clauses."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.matching.classifier import Floats
from knowledge.matching.evaluation import LabelledQuestion, area_under_curve
from knowledge.matching.language import guess_language
from knowledge.matching.lexical import TermIndex
from knowledge.matching.text import stem, words
from knowledge.matching.units import protocol_units
from knowledge.protocol import Language, SocialMediaProtocol


class WholeRatio:
    """``rapidfuzz.process.extractOne`` with its default scorer, WRatio, over every text of every clause."""

    name = "rapidfuzz WRatio"

    def __init__(self, protocol: SocialMediaProtocol) -> None:
        units = [unit for unit in protocol_units(protocol) if unit.entry < len(protocol.clauses)]
        self._texts = [unit.text for unit in units]
        self._starts = np.flatnonzero(np.diff([unit.entry for unit in units], prepend=-1))

    def scores(self, question: str) -> Floats:
        """The best score of each clause's texts, 0 to 100."""
        table = process.cdist([question], self._texts, scorer=fuzz.WRatio, dtype=np.float32)
        return np.maximum.reduceat(table[0], self._starts)

    def answer(self, question: str) -> str:
        """The text that comes nearest, as one would call it: for timing."""
        found = process.extractOne(question, self._texts, scorer=fuzz.WRatio)
        return str(found[0])


class StemmedBM25:
    """BM25 over the stemmed words of each clause as one document."""

    name = "BM25, stemmed"

    def __init__(self, protocol: SocialMediaProtocol) -> None:
        documents: list[list[str]] = [[] for _ in protocol.clauses]
        for unit in protocol_units(protocol):
            if unit.entry < len(documents):
                documents[unit.entry].extend(_stems(unit.text, unit.language))
        self._index = TermIndex.build(documents)

    def scores(self, question: str) -> Floats:
        """The score of each clause, 0 to 1."""
        scores: Floats = self._index.bm25([_stems(question, guess_language(question).language)])[0]
        return scores


def _stems(text: str, language: Language) -> list[str]:
    return [stem(word, language) for word in words(text)]


def measure_baseline(
    baseline: WholeRatio | StemmedBM25, protocol: SocialMediaProtocol, questions: Sequence[LabelledQuestion]
) -> tuple[float, float, float | None]:
    """Top-1 and recall@3 over the in-scope questions, and how well the best score parts in from out of scope."""
    ids = [clause.id for clause in protocol.clauses]
    first = third = inside = 0
    best_inside: list[float] = []
    best_outside: list[float] = []
    for question in questions:
        scores = baseline.scores(question.text)
        order = [ids[place] for place in np.argsort(-scores, kind="stable")[:3]]
        if question.in_scope:
            inside += 1
            first += order[0] in question.gold
            third += any(found in question.gold for found in order)
        (best_inside if question.in_scope else best_outside).append(float(scores.max()))
    return first / inside, third / inside, area_under_curve(best_inside, best_outside)
