import copy
import json
from importlib import resources
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import matching
from knowledge.matching.decision import Thresholds
from knowledge.matching.e5.encoder import SmallE5
from knowledge.matching.encoders import UniversalSentenceEncoder
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES, TOPIC_FEATURES, Evidence
from knowledge.matching.fusion import (
    CONFIDENCE_FEATURES,
    PLAIN_FEATURES,
    RANK_FEATURES,
    WORDS_ALONE,
    Coefficients,
    Regression,
    as_document,
    confidence_features,
    confidences,
    domain_share,
    from_document,
    rank_features,
    shipped_coefficients,
    utilities,
)
from knowledge.matching.trees import Trees
from knowledge.protocol import Language

quick = settings(derandomize=True, deadline=None, max_examples=200)
SHIPPED = [SmallE5.name, UniversalSentenceEncoder.name, None]
every_model = pytest.mark.parametrize("encoder", SHIPPED, ids=["e5", "use", "by words"])


@st.composite
def any_evidence(draw: st.DrawFn) -> Evidence:
    """Evidence of every kind: log-probabilities down to hardly any, cosines, and what is known of the question."""
    chance = np.random.default_rng(draw(st.integers(0, 100_000)))
    entries = draw(st.integers(1, 12))
    lowest = draw(st.sampled_from([-1.0, -20.0, -300.0]))
    spread = draw(st.sampled_from([0.0, 0.1, 1.0]))
    table = chance.uniform(-spread, spread, size=(entries, len(ENTRY_FEATURES)))
    table[:, :3] = chance.uniform(lowest, 0, size=(entries, 3))
    question = chance.uniform(lowest, 6, size=len(QUESTION_FEATURES))
    return Evidence(
        entries=table.astype(np.float32),
        question=question.astype(np.float32),
        language=Language.NL,
        foreign=False,
        readable=True,
        same_as=None,
        examples=draw(st.floats(0, 100)),
    )


def any_regression(chance: np.random.Generator, count: int) -> Regression:
    return Regression(
        mean=chance.normal(size=count).astype(np.float32),
        scale=chance.uniform(0.1, 3, size=count).astype(np.float32),
        weight=chance.normal(scale=5, size=count).astype(np.float32),
    )


@st.composite
def models(draw: st.DrawFn) -> Coefficients:
    chance = np.random.default_rng(draw(st.integers(0, 100_000)))
    count = len(CONFIDENCE_FEATURES)
    option, clarify, answer = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
    return Coefficients(
        rank=chance.normal(size=len(RANK_FEATURES)).astype(np.float32),
        regression=any_regression(chance, count),
        plain=any_regression(chance, len(PLAIN_FEATURES)),
        trees=Trees(
            feature=chance.integers(0, count, size=(3, 7)),
            threshold=chance.normal(size=(3, 7)).astype(np.float32),
            leaf=chance.normal(scale=5, size=(3, 8)).astype(np.float32),
        ),
        thresholds=Thresholds(
            answer=answer, bare=answer, refer=draw(st.floats(0, 1)), clarify=clarify, option=option, near=0.1
        ),
    )


def check(evidence: Evidence, model: Coefficients) -> None:
    utility = utilities(evidence, model.rank)

    assert utility.shape == (len(evidence.entries),)
    assert np.isfinite(utility).all()
    features = confidence_features(evidence, utility, np.arange(len(evidence.entries)))
    assert features.shape == (len(evidence.entries), len(CONFIDENCE_FEATURES))
    assert np.isfinite(features).all()
    sure = confidences(features, model)
    assert ((sure >= 0) & (sure <= 1)).all()


@quick
@given(any_evidence(), models())
def test_a_confidence_is_a_share_whatever_the_evidence_and_the_model(evidence: Evidence, model: Coefficients) -> None:
    check(evidence, model)


@quick
@given(any_evidence(), st.sampled_from(SHIPPED))
def test_a_confidence_is_a_share_with_the_shipped_models(evidence: Evidence, encoder: str | None) -> None:
    check(evidence, shipped_coefficients(encoder))


@quick
@given(any_evidence())
def test_the_domain_share_is_a_share(evidence: Evidence) -> None:
    assert 0 <= domain_share(evidence) <= 1


@quick
@given(any_evidence(), models())
def test_how_good_an_entry_is_is_the_weighted_sum_of_its_features(evidence: Evidence, model: Coefficients) -> None:
    domain = float(domain_share(evidence))
    is_by_topic = np.array([name.removesuffix("_standing") in TOPIC_FEATURES for name in RANK_FEATURES])
    weights = np.where(is_by_topic, domain * model.rank, model.rank)
    by_meaning = np.maximum(evidence.entries[:, ENTRY_FEATURES.index("by_meaning")], -12)

    expected = rank_features(evidence) @ weights + (1 - domain) * 2 * by_meaning

    largest = max(float(np.abs(rank_features(evidence) * weights).max()), 1)
    np.testing.assert_allclose(utilities(evidence, model.rank), expected, atol=1e-4 * largest)


@quick
@given(any_evidence())
def test_a_row_of_rank_features_for_each_entry(evidence: Evidence) -> None:
    table = rank_features(evidence)

    assert table.shape == (len(evidence.entries), len(RANK_FEATURES))
    assert np.isfinite(table).all()
    assert np.abs(table[:, :3]).max() <= 10, "hardly any probability is as good as none"


def test_no_feature_has_two_columns() -> None:
    for names in (ENTRY_FEATURES, QUESTION_FEATURES, RANK_FEATURES, CONFIDENCE_FEATURES):
        assert len(set(names)) == len(names)


@quick
@given(models())
def test_a_written_model_is_read_as_it_was(model: Coefficients) -> None:
    document = json.loads(json.dumps(as_document(model)))

    read = from_document(document)

    assert read.thresholds == model.thresholds
    np.testing.assert_allclose(read.rank, model.rank, atol=1e-5)
    for part in ("regression", "plain"):
        for name in Regression.__slots__:
            written = getattr(getattr(model, part), name)
            np.testing.assert_allclose(getattr(getattr(read, part), name), written, atol=1e-5)
    assert as_document(read) == as_document(from_document(json.loads(json.dumps(as_document(read)))))


@pytest.mark.parametrize(
    "way", [("rank",), *((part, name) for part in ("regression", "plain") for name in Regression.__slots__)]
)
def test_a_feature_without_a_coefficient_is_an_error(way: tuple[str, ...]) -> None:
    document: dict[str, Any] = copy.deepcopy(as_document(shipped_coefficients(UniversalSentenceEncoder.name)))
    part = document
    for step in way:
        part = part[step]
    name, _ = part.popitem()

    with pytest.raises(KeyError, match=name):
        from_document(document)


def test_coefficients_are_taken_by_the_name_of_their_feature() -> None:
    document: dict[str, Any] = as_document(shipped_coefficients(UniversalSentenceEncoder.name))
    shuffled = {part: dict(reversed(list(values.items()))) for part, values in document.items()}

    assert as_document(from_document(shuffled)) == document


@every_model
def test_the_shipped_coefficients_are_whole_and_in_order(encoder: str | None) -> None:
    model = shipped_coefficients(encoder)
    thresholds = model.thresholds

    assert np.isfinite(model.rank).all()
    for regression in (model.regression, model.plain):
        assert all(np.isfinite(getattr(regression, name)).all() for name in Regression.__slots__)
        assert (regression.scale > 0).all()
    assert 0 < thresholds.option <= thresholds.clarify <= thresholds.answer <= thresholds.bare < 1
    assert thresholds.clarify <= thresholds.refer < 1
    assert 0 < thresholds.near < 1


def test_the_shipped_file_has_no_coefficient_that_nothing_uses() -> None:
    document = json.loads((resources.files(matching) / "coefficients.json").read_text(encoding="utf-8"))

    assert list(document["models"]) == [name or WORDS_ALONE for name in SHIPPED]
    for model in document["models"].values():
        assert list(model["rank"]) == list(RANK_FEATURES)
        for name in Regression.__slots__:
            assert list(model["regression"][name]) == list(CONFIDENCE_FEATURES)
            assert list(model["plain"][name]) == list(PLAIN_FEATURES)


def test_an_encoder_that_nothing_was_fitted_to_gets_the_coefficients_of_the_smaller_one() -> None:
    own, smaller, other = map(shipped_coefficients, ("onnx-of-one-s-own", UniversalSentenceEncoder.name, SmallE5.name))

    assert as_document(own) == as_document(smaller)
    assert as_document(other) != as_document(smaller)


def test_the_starter_s_own_questions_taught_the_shipped_coefficients_nothing() -> None:
    document = json.loads((resources.files(matching) / "coefficients.json").read_text(encoding="utf-8"))

    assert document["fitted_on"]
    assert not [name for name in document["fitted_on"] if "starter" in name]


@every_model
def test_a_protocol_about_something_else_is_judged_by_plain_evidence_alone(encoder: str | None) -> None:
    model = shipped_coefficients(encoder)
    chance = np.random.default_rng(5)
    table = chance.normal(size=(20, len(CONFIDENCE_FEATURES))).astype(np.float32)
    table[:, CONFIDENCE_FEATURES.index("domain")] = 0
    other = table.copy()
    for place, name in enumerate(CONFIDENCE_FEATURES):
        if name not in (*PLAIN_FEATURES, "domain"):
            other[:, place] = chance.normal(size=20)

    np.testing.assert_array_equal(confidences(table, model), confidences(other, model))
    table[:, CONFIDENCE_FEATURES.index("domain")] = 1
    other[:, CONFIDENCE_FEATURES.index("domain")] = 1
    assert (confidences(table, model) != confidences(other, model)).any()
