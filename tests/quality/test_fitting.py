from dataclasses import replace

import numpy as np
import pytest

from knowledge.matching.decision import Thresholds
from knowledge.matching.evaluation import LabelledQuestion, Tried, measure
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES, Evidence
from knowledge.matching.fusion import Regression, confidence_features, confidences, utilities
from knowledge.matching.matcher import conclude
from knowledge.protocol import Language
from tests.knowledge.matching.small_protocol import SMALL
from tests.quality.baselines import WholeRatio, measure_baseline
from tests.quality.fitting import Prepared, Sample, fit, fit_without, prepare
from tests.quality.labelled import OWN_SETS, LabelledSet, read_sets

THRESHOLDS = Thresholds(answer=0.8, bare=0.8, refer=0.5, clarify=0.12, option=0.04, near=0.15)
ENTRIES = 4
CLEARLY = 0.05


def toy_samples(count: int = 80) -> list[Sample]:
    """Questions whose clause is the one that most speaks for, as far as there is one."""
    chance = np.random.default_rng(3)
    samples = []
    for number in range(count):
        gold, in_scope = number % ENTRIES, number % 5 > 0
        table = chance.uniform(0, 0.3, size=(ENTRIES, len(ENTRY_FEATURES)))
        table[:, :3] = chance.uniform(-4, -3, size=(ENTRIES, 3))
        if in_scope:
            table[gold] += 0.5
        evidence = Evidence(
            entries=table.astype(np.float32),
            question=chance.uniform(0, 0.3, size=len(QUESTION_FEATURES)).astype(np.float32),
            language=Language.NL,
            foreign=False,
            readable=True,
            same_as=None,
            examples=1.0,
        )
        places = (gold,) if in_scope else ()
        samples.append(Sample(evidence, places, places, 1.0))
    return samples


def test_what_can_be_learned_is_learned() -> None:
    samples = toy_samples()

    model = fit(samples, THRESHOLDS)

    inside, outside = [], []
    for sample in samples:
        utility = utilities(sample.evidence, model.rank)
        best = int(np.argmax(utility))
        sure = float(confidences(confidence_features(sample.evidence, utility, np.array([best])), model)[0])
        if sample.gold:
            assert best == sample.gold[0]
            inside.append(sure)
        else:
            outside.append(sure)
    assert min(inside) > max(outside)


def test_fitting_the_same_gives_the_same() -> None:
    one, other = fit(toy_samples(), THRESHOLDS), fit(toy_samples(), THRESHOLDS)

    np.testing.assert_array_equal(one.rank, other.rank)
    for part in ("regression", "plain"):
        for name in Regression.__slots__:
            np.testing.assert_array_equal(getattr(getattr(one, part), name), getattr(getattr(other, part), name))


def test_the_thresholds_are_taken_over() -> None:
    thresholds = replace(THRESHOLDS, answer=0.9)

    assert fit(toy_samples(20), thresholds).thresholds == thresholds


def labelled(name: str, questions: int, *, domain: bool) -> LabelledSet:
    texts = tuple(LabelledQuestion(f"vraag {number}", frozenset(["clients"])) for number in range(questions))
    return LabelledSet(name, name, "plain", domain, SMALL, texts)


@pytest.fixture(scope="module")
def small_prepared() -> Prepared:
    question = LabelledQuestion("mag ik klanten toevoegen", frozenset(["clients"]), frozenset(["press"]))
    return prepare(LabelledSet("small", "small", "plain", True, SMALL, (question,)), None)  # noqa: FBT003 -- as read


def test_a_sample_knows_the_places_of_its_clauses(small_prepared: Prepared) -> None:
    (sample,) = small_prepared.samples

    assert (sample.gold, sample.fair, sample.weight) == ((0,), (0, 1), 1.0)


def test_a_set_from_elsewhere_counts_for_little_however_large_it_is(small_prepared: Prepared) -> None:
    (evidence,) = small_prepared.evidence
    large = replace(small_prepared, labelled=labelled("large", 2_000, domain=False), evidence=(evidence,) * 2_000)

    samples = large.samples

    assert len(samples) < 1_000
    assert sum(sample.weight for sample in samples) < 100


@pytest.fixture(scope="module")
def by_words() -> list[Prepared]:
    """Four of the repository's own sets without example questions, read by words alone."""
    folders = [OWN_SETS / name for name in ("en-software", "en-university", "nl-techniek", "nl-winkels")]
    return [prepare(labelled, None) for labelled in read_sets(folders) if labelled.variant == "plain"]


def test_a_family_that_is_left_out_teaches_nothing(by_words: list[Prepared]) -> None:
    family = by_words[0].labelled.family
    others = [one for one in by_words if one.labelled.family != family]

    without, never_there = fit_without(by_words, family, THRESHOLDS), fit_without(others, None, THRESHOLDS)

    assert len(others) < len(by_words)
    np.testing.assert_array_equal(without.rank, never_there.rank)
    np.testing.assert_array_equal(without.regression.weight, never_there.regression.weight)
    np.testing.assert_array_equal(without.plain.weight, never_there.plain.weight)


@pytest.mark.parametrize("name", ["en-software", "nl-winkels"])
def test_by_words_alone_and_unseen_a_set_is_matched_clearly_better_than_by_plain_rapidfuzz(
    by_words: list[Prepared], name: str
) -> None:
    (one,) = [one for one in by_words if one.labelled.name == name]
    protocol, questions = one.labelled.protocol, one.labelled.questions
    model = fit_without(by_words, name, THRESHOLDS)

    figures = measure([
        Tried(question, conclude(question.text, evidence, one.index.entries, model))
        for question, evidence in zip(questions, one.evidence, strict=True)
    ])  # fmt: skip

    first, third, auroc = measure_baseline(WholeRatio(protocol), protocol, questions)
    assert figures.top_1 is not None
    assert figures.recall_3 is not None
    assert figures.auroc is not None
    assert auroc is not None
    assert figures.top_1 > first + CLEARLY
    assert figures.recall_3 > third + CLEARLY
    assert figures.auroc > auroc + CLEARLY
