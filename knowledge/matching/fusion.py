"""From many kinds of evidence to one calibrated confidence, by a small model with fixed coefficients.

Two steps: a conditional logit ranks the entries, then a logistic regression and boosted trees together say how likely
it is that an entry is right. Where a protocol is not about social media, a second regression on plain evidence alone
takes their place. The coefficients ship with the package; ``tests/quality/train.py`` fits them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.classifier import Floats
from knowledge.matching.decision import Thresholds
from knowledge.matching.encoders import UniversalSentenceEncoder
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES, TOPIC_FEATURES, Measures
from knowledge.matching.trees import Trees, trees_from

Doubles = NDArray[np.float64]
WORDS_ALONE = "words-alone"
"""What the coefficients are called that were fitted without an encoder."""
_CLASSIFIERS = 3
"""The first features are log-probabilities, the rest cosines; they live on different scales."""
_LEAST_LOG_PROBABILITY = -12.0
_LOG_PROBABILITY_SCALE, _COSINE_SCALE, _STANDING_SCALE, _LEAST_SPREAD = 2.0, 5.0, 2.0, 0.02
"""They bring all that the ranking weighs to about the same size, so that one penalty fits all."""
_MEANING_IN_OTHER_DOMAINS = 2.0
"""How much more meaning counts where the domain bank has nothing to say. Not fitted: the weights are learned on
protocols, and on texts about anything this gains a point of a hundred (grid over the foreign sets)."""
_FOREIGN_DOMAIN, _DOMAIN_WIDTH = 0.06, 0.09
"""As much liker the domain bank's own questions than its others texts are where they begin to count as of its domain:
protocols of social media lie at 0.20 to 0.36 (0.15 by words alone), texts about banking, alarm clocks, music or a
health app at -0.07 to 0.06."""
_TREES_SHARE = 0.6
"""How much the trees have to say in the confidence. With families of sets left out they part answers from mistakes
better than the regression, and the regression holds better on questions of a kind that neither was fitted on."""
_RICHNESS_EXAMPLES = 10.0
_RIVALS = 5
"""The best so many of the others are what an entry must stand out from."""
_COLUMN = {name: place for place, name in enumerate(ENTRY_FEATURES)}
_TOPIC = slice(_COLUMN[TOPIC_FEATURES[0]], None)
_ABOUT = {name: place for place, name in enumerate(QUESTION_FEATURES)}

RANK_FEATURES = (
    *ENTRY_FEATURES,
    *(f"{name}_standing" for name in ENTRY_FEATURES[_CLASSIFIERS:]),
    *(f"{name}_with_examples" for name in ENTRY_FEATURES[: _CLASSIFIERS + 2]),
)
"""What the ranking weighs: each likeness as it is, how it stands among the entries, and anew where examples abound."""
_PARTS_OF_RANK = [len(ENTRY_FEATURES), 2 * len(ENTRY_FEATURES) - _CLASSIFIERS]
"""Where its second and third part begin."""
_BY_TOPIC = np.array([name.removesuffix("_standing") in TOPIC_FEATURES for name in RANK_FEATURES])
CONFIDENCE_FEATURES = (
    "bias", "utility", "lead", "lead_over_five", "share", "agreement",
    "p_joint", "p_meaning", "p_look", "over_outside_joint", "over_outside_meaning", "over_outside_look", "p_outside",
    "meaning_best", "meaning_pooled", "ngram_best", "ngram_entry", "stem_entry", "stem_best", "concept_entry",
    "concept_best", "meaning_over_outside", "outside_best", "inside_over_outside", "outside_topics",
    "words", "content_words", "concepts", "unknown", "mended", "other_language", "entries",
    "concepts_explained", "stems_explained", "outside_and_unknown", "meaning_and_look", "examples", "domain",
    "domain_and_over_outside", "domain_and_p_meaning", "domain_and_inside",
    "outside_topics_by_look", "inside_over_outside_topics", "nearest_known", "topic_certainty", "topic_spread",
    *TOPIC_FEATURES, *(f"{name}_lead" for name in TOPIC_FEATURES),
)  # fmt: skip
"""What the confidence weighs, for one entry among the others."""
PLAIN_FEATURES = ("bias", "p_joint", "p_meaning", "p_look", "meaning_best", "ngram_best")
"""What it weighs where the domain bank has little to say. Each is surer the greater it is, whatever a text is about."""
_PLAIN = [CONFIDENCE_FEATURES.index(name) for name in PLAIN_FEATURES]
_DOMAIN = CONFIDENCE_FEATURES.index("domain")
_LIKENESSES = [
    _COLUMN[name]
    for name in (
        "meaning_best", "meaning_pooled", "ngram_best", "ngram_entry",
        "stem_entry", "stem_best", "concept_entry", "concept_best",
    )
]  # fmt: skip
_SAID = [_ABOUT[name] for name in ("words", "content_words", "concepts", "unknown", "mended", "other_language")]
_BY_THE_BANK = slice(_ABOUT["outside_topics_by_look"], _ABOUT["topic_spread"] + 1)
"""Those features of entries, and of questions, that the confidence weighs as they are, in its order."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression.

    Attributes:
        mean: What is taken from each feature.
        scale: By what it is then divided.
        weight: How much it then counts.
    """

    mean: Floats
    scale: Floats
    weight: Floats

    def logits(self, table: Floats) -> Floats:
        """The logit of each row of features, shape (…,)."""
        return np.asarray(((table - self.mean) / self.scale) @ self.weight, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A fitted model.

    Attributes:
        rank: One weight a ``RANK_FEATURES``.
        regression: Over ``CONFIDENCE_FEATURES``.
        plain: Over ``PLAIN_FEATURES``, for protocols about something else.
        trees: What the features say together; of the features as they are.
        thresholds: What is answered, offered or left; chosen beside the fit, with the measurement that led to it.
    """

    rank: Floats
    regression: Regression
    plain: Regression
    trees: Trees
    thresholds: Thresholds

    @property
    def digest(self) -> str:
        """Names all that ranks and judges; what is then done with a confidence is left out."""
        fitted = (*_arrays_in(self.regression), *_arrays_in(self.plain), *_arrays_in(self.trees))
        return hashlib.sha256(b"".join(array.tobytes() for array in (self.rank, *fitted))).hexdigest()


def _arrays_in(part: Regression | Trees) -> list[NDArray[Any]]:
    return [getattr(part, name) for name in part.__slots__]


def domain_share(measures: Measures) -> Floats:
    """How surely the protocol is one of social media, 0 to 1: elsewhere the domain bank has little to say."""
    nearer = measures.question[..., _ABOUT["domain"]]
    return np.asarray(np.clip((nearer - _FOREIGN_DOMAIN) / _DOMAIN_WIDTH, 0, 1), dtype=np.float32)


def _richness(measures: Measures) -> float:
    """How much the entries have in examples, 0 to 1."""
    return min(measures.examples / _RICHNESS_EXAMPLES, 1.0)


def rank_features(measures: Measures) -> Floats:
    """What the ranking weighs, shape (…, entries, ``RANK_FEATURES``)."""
    table = measures.entries
    likely = np.maximum(table[..., :_CLASSIFIERS], _LEAST_LOG_PROBABILITY) / _LOG_PROBABILITY_SCALE
    cosines = table[..., _CLASSIFIERS:]
    middle, spread = cosines.mean(axis=-2, keepdims=True), cosines.std(axis=-2, keepdims=True)
    standing = (cosines - middle) / (spread + _LEAST_SPREAD) / _STANDING_SCALE
    plain = np.concatenate([likely, cosines * _COSINE_SCALE], axis=-1)
    with_examples = plain[..., : _CLASSIFIERS + 2] * _richness(measures)
    return np.asarray(np.concatenate([plain, standing, with_examples], axis=-1), dtype=np.float32)


def confidence_features(measures: Measures, utility: Floats, entries: NDArray[np.int64]) -> Floats:
    """What the confidence in each of ``entries`` weighs, shape (…, these entries, ``CONFIDENCE_FEATURES``).

    Args:
        measures: Of one question or of several.
        utility: How good each entry is, shape (…, entries).
        entries: The places of the entries that are looked at, shape (…, these entries).
    """
    chosen = np.take_along_axis(measures.entries, entries[..., None], axis=-2)
    table: Doubles = np.ascontiguousarray(np.moveaxis(chosen, -1, 0), dtype=np.float64)
    about: Doubles = np.moveaxis(measures.question, -1, 0).astype(np.float64)[..., None]

    def of(name: str) -> Doubles:
        return table[_COLUMN[name], ...]

    def asked(name: str) -> Doubles:
        return about[_ABOUT[name], ...]

    own = np.take_along_axis(utility, entries, axis=-1).astype(np.float64)
    second, five = _rivals(utility, own)
    powers = np.exp(utility - utility.max(axis=-1, keepdims=True))
    share = np.take_along_axis(powers, entries, axis=-1) / powers.sum(axis=-1, keepdims=True)
    agreement = (chosen >= measures.entries.max(axis=-2, keepdims=True) - np.float32(1e-6)).mean(axis=-1)
    likely = np.exp(table[:_CLASSIFIERS])
    over_outside = np.maximum(table[:_CLASSIFIERS], -8.0) - np.maximum(about[:_CLASSIFIERS], -8.0)
    inside_over_outside = asked("inside_best") - asked("outside_best")
    by_topic = chosen[..., _TOPIC].astype(np.float64)
    leads = np.moveaxis(by_topic - _best_of_the_others(measures.entries[..., _TOPIC], by_topic), -1, 0)
    domain = domain_share(measures).astype(np.float64)[..., None]
    values = (
        1.0, own, np.clip(own - second, -4, 4), np.clip(own - five, -6, 6), share, agreement,
        likely, over_outside, np.exp(asked("outside_joint")), table[_LIKENESSES],
        of("meaning_best") - asked("outside_best"), asked("outside_best"), inside_over_outside, asked("outside_topics"),
        about[_SAID], np.log(utility.shape[-1]) - 3.3,
        of("concept_entry") * asked("concepts"), of("stem_entry") * asked("content_words"),
        asked("outside_topics") * asked("unknown"), of("meaning_best") * of("ngram_best"),
        _richness(measures), domain,
        domain * over_outside[0], domain * likely[1], domain * inside_over_outside,
        about[_BY_THE_BANK], table[_TOPIC], leads,
    )  # fmt: skip
    return _side_by_side(values, entries.shape)


def _side_by_side(values: Sequence[Doubles | Floats | float], shape: tuple[int, ...]) -> Floats:
    """One feature, or several along a first axis, after the other; each is repeated to ``shape``.

    Shape (…, features); as in ``columns`` each feature lies in one piece.
    """
    table = np.empty((len(CONFIDENCE_FEATURES), *shape), dtype=np.float32)
    place = 0
    for value in values:
        count = len(value) if isinstance(value, np.ndarray) and value.ndim > len(shape) else 1
        table[place : place + count] = value
        place += count
    return np.moveaxis(table, 0, -1)


def _rivals(utility: Floats, own: Doubles) -> tuple[Doubles, Doubles]:
    """For each entry that is looked at: how good the best of the others is, and the best five on average."""
    most = min(_RIVALS, utility.shape[-1] - 1)
    if not most:
        return own - 3, own - 3
    best = -np.partition(-utility, range(most + 1), axis=-1)[..., None, : most + 1].astype(np.float64)
    better = (best > own[..., None]).sum(axis=-1, keepdims=True)
    others = np.where(np.arange(most) < better, best[..., :-1], best[..., 1:])
    return others[..., 0], others.mean(axis=-1)


def _best_of_the_others(values: Floats, own: Doubles) -> Doubles:
    """For each entry that is looked at: the greatest value among the other entries; its own where there are none.

    Args:
        values: Those of all entries, shape (…, entries, features).
        own: Those of the entries that are looked at, shape (…, these entries, features).
    """
    if values.shape[-2] == 1:
        return own
    best = -np.partition(-values.swapaxes(-1, -2), 1, axis=-1)[..., :2].astype(np.float64).swapaxes(-1, -2)
    return np.where(own >= best[..., :1, :], best[..., 1:, :], best[..., :1, :])


def utilities(measures: Measures, rank: Floats) -> Floats:
    """How good each entry is by the ranking's weights, on a scale of their own; shape (…, entries).

    In another domain the bank's topics do not count, and meaning counts the more. It is the weighted sum of
    ``rank_features``, and of meaning, made without that table, which takes twice the memory of the evidence.
    """
    domain = domain_share(measures)[..., None]
    weights = np.where(_BY_TOPIC, rank * domain, rank)
    plain, standing, with_examples = np.split(weights, _PARTS_OF_RANK, axis=-1)
    plain[..., : _CLASSIFIERS + 2] += _richness(measures) * with_examples
    log_probabilities, cosines = np.split(measures.entries.swapaxes(-1, -2), [_CLASSIFIERS], axis=-2)
    likely = plain[..., :_CLASSIFIERS] / _LOG_PROBABILITY_SCALE
    likely[..., [_COLUMN["by_meaning"]]] += (1 - domain) * _MEANING_IN_OTHER_DOMAINS
    middle, spread = cosines.mean(axis=-1), cosines.std(axis=-1)
    standing = standing / (spread + _LEAST_SPREAD) / _STANDING_SCALE
    counts = plain[..., _CLASSIFIERS:] * _COSINE_SCALE + standing
    utility = likely[..., None, :] @ np.maximum(log_probabilities, _LEAST_LOG_PROBABILITY)
    utility += counts[..., None, :] @ cosines
    utility -= (standing * middle).sum(axis=-1)[..., None, None]
    return np.asarray(utility[..., 0, :], dtype=np.float32)


def confidences(table: Floats, model: Coefficients) -> Floats:
    """The probability for each row of ``CONFIDENCE_FEATURES`` that its entry is right, 0 to 1; shape (…,)."""
    logits = (1 - _TREES_SHARE) * model.regression.logits(table) + _TREES_SHARE * model.trees.logits(table)
    domain = table[..., _DOMAIN]
    logits = domain * logits + (1 - domain) * model.plain.logits(table[..., _PLAIN])
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def as_document(model: Coefficients) -> dict[str, object]:
    """The model as JSON can hold it."""

    def named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}

    def regression(names: tuple[str, ...], fitted: Regression) -> dict[str, dict[str, float]]:
        return {part: named(names, getattr(fitted, part)) for part in Regression.__slots__}

    return {
        "rank": named(RANK_FEATURES, model.rank),
        "regression": regression(CONFIDENCE_FEATURES, model.regression),
        "plain": regression(PLAIN_FEATURES, model.plain),
        "trees": model.trees.as_document(),
        "thresholds": {name: getattr(model.thresholds, name) for name in Thresholds.__slots__},
    }


def from_document(document: Mapping[str, Any]) -> Coefficients:
    """The model that ``as_document`` wrote.

    Raises:
        KeyError: a feature has no coefficient.
    """

    def listed(names: tuple[str, ...], values: Mapping[str, float]) -> Floats:
        return np.array([values[name] for name in names], dtype=np.float32)

    def regression(names: tuple[str, ...], part: str) -> Regression:
        return Regression(**{piece: listed(names, document[part][piece]) for piece in Regression.__slots__})

    return Coefficients(
        rank=listed(RANK_FEATURES, document["rank"]),
        regression=regression(CONFIDENCE_FEATURES, "regression"),
        plain=regression(PLAIN_FEATURES, "plain"),
        trees=trees_from(document["trees"]),
        thresholds=Thresholds(**document["thresholds"]),
    )


@cache
def shipped_coefficients(encoder: str | None) -> Coefficients:
    """The coefficients of the package, fitted for each encoder that ships and for matching by words alone.

    Args:
        encoder: Its ``name``; ``None`` for words alone. For one that is not among them those of the universal sentence
            encoder hold, for its vectors are laid as that one's are (``Centre``).
    """
    models = json.loads((resources.files(__package__) / "coefficients.json").read_text(encoding="utf-8"))["models"]
    name = WORDS_ALONE if encoder is None else encoder
    return from_document(models.get(name) or models[UniversalSentenceEncoder.name])
