"""From many kinds of evidence to one calibrated confidence, by a small model with fixed coefficients.

Two steps: a conditional logit ranks the entries, then a logistic regression and boosted trees together say how likely
it is that an entry is right. The coefficients ship with the package; ``tests/quality/train.py`` fits them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from knowledge.matching.classifier import Floats
from knowledge.matching.decision import Thresholds
from knowledge.matching.index import ENTRY_FEATURES, QUESTION_FEATURES, Evidence
from knowledge.matching.trees import Trees, trees_from

_CLASSIFIERS = 3
"""The first features are log-probabilities, the rest cosines; they live on different scales."""
_LEAST_LOG_PROBABILITY = -12.0
_MEANING_IN_OTHER_DOMAINS = 2.0
"""How much more meaning counts where the domain bank has little to say. Not fitted: the weights are learned on
protocols, and on texts about anything this gains one to four points of a hundred (grid over the foreign sets)."""
_FOREIGN_DOMAIN, _DOMAIN_WIDTH = -0.14, 0.11
"""Nearer to questions about anything than to those about social media by this much, texts are of another domain:
protocols lie between -0.03 and 0.08, sets of banking, cooking, alarm clocks and music at -0.13 to -0.15."""
_TREES_SHARE = 0.6
"""How much the trees have to say in the confidence. With families of sets left out they part answers from mistakes
better than the regression, and the regression holds better on questions of a kind that neither was fitted on."""
_RICHNESS_EXAMPLES = 10.0
_COLUMN = {name: place for place, name in enumerate(ENTRY_FEATURES)}
_ABOUT = {name: place for place, name in enumerate(QUESTION_FEATURES)}

RANK_FEATURES = (
    *ENTRY_FEATURES,
    *(f"{name}_standing" for name in ENTRY_FEATURES[_CLASSIFIERS:]),
    *(f"{name}_with_examples" for name in ENTRY_FEATURES[: _CLASSIFIERS + 2]),
)
"""What the ranking weighs: each likeness as it is, how it stands among the entries, and anew where examples abound."""
CONFIDENCE_FEATURES = (
    "bias", "utility", "lead", "lead_over_five", "share", "agreement",
    "p_joint", "p_meaning", "p_look", "over_outside_joint", "over_outside_meaning", "over_outside_look", "p_outside",
    "meaning_best", "meaning_pooled", "ngram_best", "ngram_entry", "stem_entry", "stem_best", "concept_entry",
    "concept_best", "topic", "meaning_over_outside", "outside_best", "inside_over_outside", "outside_topics",
    "words", "content_words", "concepts", "unknown", "mended", "other_language", "entries",
    "concepts_explained", "stems_explained", "outside_and_unknown", "meaning_and_look", "examples", "domain",
    "domain_and_over_outside", "domain_and_p_meaning", "domain_and_inside",
)  # fmt: skip
"""What the confidence weighs, for one entry among the others."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A fitted model.

    Attributes:
        rank: One weight a ``RANK_FEATURES``.
        mean: What is taken from each ``CONFIDENCE_FEATURES``.
        scale: By what it is then divided.
        weight: How much it then counts.
        trees: What the features say together; of the features as they are.
        thresholds: What is answered, offered or left; chosen beside the fit, with the measurement that led to it.
    """

    rank: Floats
    mean: Floats
    scale: Floats
    weight: Floats
    trees: Trees
    thresholds: Thresholds


def domain_share(evidence: Evidence) -> float:
    """How surely the protocol is one of social media, 0 to 1: elsewhere the domain bank has little to say."""
    return float(np.clip((evidence.question[_ABOUT["domain"]] - _FOREIGN_DOMAIN) / _DOMAIN_WIDTH, 0, 1))


def rank_features(evidence: Evidence) -> Floats:
    """What the ranking weighs, shape (entries, ``RANK_FEATURES``)."""
    table = evidence.entries
    likely = np.maximum(table[:, :_CLASSIFIERS], _LEAST_LOG_PROBABILITY) / 2
    cosines = table[:, _CLASSIFIERS:]
    standing = (cosines - cosines.mean(axis=0)) / (cosines.std(axis=0) + 0.02) / 2
    richness = min(evidence.examples / _RICHNESS_EXAMPLES, 1.0)
    plain = np.hstack([likely, cosines * 5])
    with_examples = plain[:, : _CLASSIFIERS + 2] * richness
    return np.asarray(np.hstack([plain, standing, with_examples]), dtype=np.float32)


def confidence_features(evidence: Evidence, utility: Floats, entry: int) -> Floats:
    """What the confidence in ``entry`` weighs, shape (``CONFIDENCE_FEATURES``,)."""
    table, about = evidence.entries, evidence.question

    def of(name: str) -> float:
        return float(table[entry, _COLUMN[name]])

    def asked(name: str) -> float:
        return float(about[_ABOUT[name]])

    def over_outside(name: str, outside: str) -> float:
        return max(of(name), -8.0) - max(asked(outside), -8.0)

    others = np.sort(np.delete(utility, entry))[::-1]
    own = float(utility[entry])
    second = float(others[0]) if len(others) else own - 3
    five = float(others[:5].mean()) if len(others) else second
    powers = np.exp(utility - utility.max())
    domain = domain_share(evidence)
    values = (
        1.0, own, np.clip(own - second, -4, 4), np.clip(own - five, -6, 6), powers[entry] / powers.sum(),
        (table[entry] >= table.max(axis=0) - 1e-6).mean(),
        np.exp(of("joint")), np.exp(of("by_meaning")), np.exp(of("by_look")),
        over_outside("joint", "outside_joint"), over_outside("by_meaning", "outside_meaning"),
        over_outside("by_look", "outside_look"), np.exp(asked("outside_joint")),
        of("meaning_best"), of("meaning_pooled"), of("ngram_best"), of("ngram_entry"), of("stem_entry"),
        of("stem_best"), of("concept_entry"), of("concept_best"), of("topic"),
        of("meaning_best") - asked("outside_best"), asked("outside_best"),
        asked("inside_best") - asked("outside_best"), asked("outside_topics"),
        asked("words"), asked("content_words"), asked("concepts"), asked("unknown"), asked("mended"),
        asked("other_language"), np.log(len(utility)) - 3.3,
        of("concept_entry") * asked("concepts"), of("stem_entry") * asked("content_words"),
        asked("outside_topics") * asked("unknown"), of("meaning_best") * of("ngram_best"),
        min(evidence.examples / _RICHNESS_EXAMPLES, 1.0), domain,
        domain * over_outside("joint", "outside_joint"), domain * np.exp(of("by_meaning")),
        domain * (asked("inside_best") - asked("outside_best")),
    )  # fmt: skip
    return np.array(values, dtype=np.float32)


def utilities(evidence: Evidence, rank: Floats) -> Floats:
    """How good each entry is by the ranking's weights, on a scale of their own; shape (entries,)."""
    by_meaning = np.maximum(evidence.entries[:, _COLUMN["by_meaning"]], _LEAST_LOG_PROBABILITY)
    elsewhere = _MEANING_IN_OTHER_DOMAINS * (1 - domain_share(evidence))
    return np.asarray(rank_features(evidence) @ rank + elsewhere * by_meaning, dtype=np.float32)


def confidences(table: Floats, model: Coefficients) -> Floats:
    """The probability for each row of ``CONFIDENCE_FEATURES`` that its entry is right, 0 to 1."""
    linear = ((table - model.mean) / model.scale) @ model.weight
    logits = (1 - _TREES_SHARE) * linear + _TREES_SHARE * model.trees.logits(table)
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def as_document(model: Coefficients) -> dict[str, object]:
    """The model as JSON can hold it."""

    def named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}

    return {
        "rank": named(RANK_FEATURES, model.rank),
        "mean": named(CONFIDENCE_FEATURES, model.mean),
        "scale": named(CONFIDENCE_FEATURES, model.scale),
        "weight": named(CONFIDENCE_FEATURES, model.weight),
        "trees": model.trees.as_document(),
        "thresholds": {name: getattr(model.thresholds, name) for name in Thresholds.__slots__},
    }


def from_document(document: Mapping[str, Mapping[str, float]]) -> Coefficients:
    """The model that ``as_document`` wrote.

    Raises:
        KeyError: a feature has no coefficient.
    """

    def listed(names: tuple[str, ...], part: str) -> Floats:
        return np.array([document[part][name] for name in names], dtype=np.float32)

    return Coefficients(
        rank=listed(RANK_FEATURES, "rank"),
        mean=listed(CONFIDENCE_FEATURES, "mean"),
        scale=listed(CONFIDENCE_FEATURES, "scale"),
        weight=listed(CONFIDENCE_FEATURES, "weight"),
        trees=trees_from(document["trees"]),
        thresholds=Thresholds(**document["thresholds"]),
    )


@cache
def shipped_coefficients(*, with_encoder: bool) -> Coefficients:
    """The coefficients of the package: one model for matching with an encoder, one without."""
    text = (resources.files(__package__) / "coefficients.json").read_text(encoding="utf-8")
    return from_document(json.loads(text)["with_encoder" if with_encoder else "words_alone"])
