"""Fits the coefficients of the fusion to labelled questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.matching.classifier import Floats
from knowledge.matching.decision import Thresholds
from knowledge.matching.evidence import Evidence
from knowledge.matching.fusion import (
    CONFIDENCE_FEATURES,
    PLAIN_FEATURES,
    Coefficients,
    Regression,
    confidence_features,
    rank_features,
    utilities,
)
from knowledge.matching.index import ClauseIndex, index_protocol
from knowledge.matching.semantic import Encoder
from tests.quality.boosting import fit_trees
from tests.quality.labelled import LabelledSet

Doubles = NDArray[np.float64]

_ASKED_TOGETHER = 64
_MOST_QUESTIONS = 600
"""Of one set; a large one teaches no more, and weighs no more, than this."""
_FOREIGN_DOMAIN_WEIGHT = 60.0
"""How many questions a set from another domain counts for at most: it keeps the model general, and no more."""
_HARDEST_ENTRIES = 60
_RANK_PENALTY, _CONFIDENCE_PENALTY = 0.1, 0.017
"""Chosen with families of sets left out; weaker ones answer more at first sight, and more of it wrongly."""
_MOST_STEPS = 400
_LEAST_SPREAD = 1e-6
_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled question with the evidence for it.

    Attributes:
        gold: Places of the entries that answer it.
        fair: Places of the entries that a fair reader could accept.
        weight: How much it counts.
    """

    evidence: Evidence
    gold: tuple[int, ...]
    fair: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A labelled set with its index and the evidence for each of its questions, in their order."""

    labelled: LabelledSet
    index: ClauseIndex
    evidence: tuple[Evidence, ...]

    @property
    def samples(self) -> list[Sample]:
        """What can be learned from it: every question, or a fixed choice of them where there are very many."""
        labelled = self.labelled
        places = {clause.id: place for place, clause in enumerate(labelled.protocol.clauses)}
        chosen = list(range(len(labelled.questions)))
        if len(chosen) > _MOST_QUESTIONS:
            chosen = sorted(np.random.default_rng(_SEED).permutation(len(chosen))[:_MOST_QUESTIONS].tolist())
        weight = 1.0 if labelled.domain else min(1.0, _FOREIGN_DOMAIN_WEIGHT / len(chosen))
        samples = []
        for place in chosen:
            question = labelled.questions[place]
            gold = tuple(places[clause] for clause in sorted(question.gold))
            also = tuple(places[clause] for clause in sorted(question.also))
            samples.append(Sample(self.evidence[place], gold, (*gold, *also), weight))
        return samples


def prepare(labelled: LabelledSet, encoder: Encoder | None) -> Prepared:
    """Index a set and gather the evidence for its questions."""
    index = index_protocol(labelled.protocol, encoder)
    texts = [question.text for question in labelled.questions]
    batches = [texts[start : start + _ASKED_TOGETHER] for start in range(0, len(texts), _ASKED_TOGETHER)]
    return Prepared(labelled, index, tuple(evidence for batch in batches for evidence in index.evidences(batch)))


def fit_without(prepared: Sequence[Prepared], family: str | None, thresholds: Thresholds) -> Coefficients:
    """Fit to all sets but those of ``family``."""
    return fit([sample for one in prepared if one.labelled.family != family for sample in one.samples], thresholds)


def fit(samples: Sequence[Sample], thresholds: Thresholds) -> Coefficients:
    """Fit both steps to ``samples``; the thresholds are taken over as they are."""
    rank = _fit_rank([sample for sample in samples if sample.gold])
    rows, right, weights = [], [], []
    for sample in samples:
        utility = utilities(sample.evidence, rank)
        best = int(np.argmax(utility))
        rows.append(confidence_features(sample.evidence, utility, np.array([best]))[0])
        right.append(float(best in sample.fair))
        weights.append(sample.weight)
    table, outcome, shares = np.array(rows, dtype=np.float64), np.array(right), np.array(weights)
    plain = table[:, [CONFIDENCE_FEATURES.index(name) for name in PLAIN_FEATURES]]
    return Coefficients(
        rank=rank,
        regression=_fit_regression(table, outcome, shares),
        plain=_fit_regression(plain, outcome, shares),
        trees=fit_trees(table, outcome, shares),
        thresholds=thresholds,
    )


def _fit_rank(samples: Sequence[Sample]) -> Floats:
    """A conditional logit: the gold entries' share of all the entries' powers."""
    tables, golds = [], []
    for sample in samples:
        table = rank_features(sample.evidence)
        kept = np.arange(len(table))
        if len(table) > _HARDEST_ENTRIES:
            kept = np.union1d(np.argsort(-sample.evidence.entries[:, 0])[:_HARDEST_ENTRIES], sample.gold)
        tables.append(table[kept])
        golds.append(np.isin(kept, sample.gold))
    sizes = [len(table) for table in tables]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(sizes)), sizes)
    features = np.vstack(tables).astype(np.float64)
    gold = np.concatenate(golds)
    shares = np.array([sample.weight for sample in samples])
    shares /= shares.sum()

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        utility = features @ weights
        powers = np.exp(utility - np.maximum.reduceat(utility, starts)[of])
        wanted = np.where(gold, powers, 0)
        totals, wanted_totals = np.add.reduceat(powers, starts), np.add.reduceat(wanted, starts) + 1e-12
        value = -(shares * np.log(wanted_totals / totals)).sum() + _RANK_PENALTY * weights @ weights
        pull = (wanted / wanted_totals[of] - powers / totals[of]) * shares[of]
        return float(value), 2 * _RANK_PENALTY * weights - features.T @ pull

    return _minimise(loss, features.shape[1]).astype(np.float32)


def _fit_regression(features: Doubles, right: Doubles, weights: Doubles) -> Regression:
    """A logistic regression; the first column, the bias, is not penalised."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    scale[scale < _LEAST_SPREAD] = 1.0
    table = (features - mean) / scale
    shares = weights / weights.sum()
    penalty = np.full(table.shape[1], _CONFIDENCE_PENALTY)
    penalty[0] = 0

    def loss(found: Doubles) -> tuple[float, Doubles]:
        logit = table @ found
        likely = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
        value = (shares * (np.logaddexp(0, logit) - right * logit)).sum() + penalty @ found**2
        return float(value), table.T @ (shares * (likely - right)) + 2 * penalty * found

    weight = _minimise(loss, table.shape[1])
    return Regression(*(values.astype(np.float32) for values in (mean, scale, weight)))


def _minimise(loss: Callable[[Doubles], tuple[float, Doubles]], size: int) -> Doubles:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS})
    return np.asarray(found.x, dtype=np.float64)
