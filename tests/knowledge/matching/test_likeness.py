import numpy as np
import pytest

from knowledge.matching.classifier import Floats
from knowledge.matching.likeness import (
    Likeness,
    UnitTexts,
    index_arrays,
    index_terms,
    pairwise_look,
    restore_indexes,
)
from knowledge.matching.units import UnitKind, protocol_units
from knowledge.matching.vocabulary import Vocabulary
from tests.knowledge.matching.small_protocol import EN, SMALL

UNITS = protocol_units(SMALL)
VOCABULARY = Vocabulary(unit.text for unit in UNITS)
TERMS = [VOCABULARY.read(unit.text, unit.language) for unit in UNITS]
BACKGROUND = [VOCABULARY.read("how is the weather", EN)]
ENTRIES = 5


@pytest.fixture(scope="module")
def texts() -> UnitTexts:
    return UnitTexts(UNITS, index_terms(UNITS, TERMS, BACKGROUND))


def some_likeness() -> Floats:
    return np.random.default_rng(1).uniform(size=len(UNITS)).astype(np.float32)


def by_entry(values: Floats) -> list[list[float]]:
    return [
        [float(values[place]) for place, unit in enumerate(UNITS) if unit.entry == entry] for entry in range(ENTRIES)
    ]


def test_the_shares_of_an_entry_s_units_sum_to_one(texts: UnitTexts) -> None:
    assert [sum(shares) for shares in by_entry(texts.shares)] == pytest.approx([1] * ENTRIES, abs=1e-5)


def test_one_sentence_of_the_rule_counts_for_less_than_an_example(texts: UnitTexts) -> None:
    share = {unit.kind: texts.shares[place] for place, unit in enumerate(UNITS) if unit.entry == 0}

    assert share[UnitKind.SENTENCE] < share[UnitKind.EXAMPLE]


def test_the_best_is_the_greatest_of_each_entry(texts: UnitTexts) -> None:
    likeness = some_likeness()

    assert texts.best(likeness).tolist() == [max(values) for values in by_entry(likeness)]


def test_the_best_of_a_kind_looks_at_that_kind_and_at_all_where_there_is_none(texts: UnitTexts) -> None:
    likeness = np.stack([some_likeness(), 1 - some_likeness()])

    best, *by_kind = texts.best_by_kind(likeness)

    assert np.array_equal(best, texts.best(likeness))
    assert {unit.entry for unit in UNITS if unit.kind is UnitKind.EXAMPLE} != set(range(ENTRIES))
    for kind, of_kind in zip(UnitKind, by_kind, strict=True):
        for entry, column in enumerate(of_kind.T):
            places = [place for place, unit in enumerate(UNITS) if unit.entry == entry and unit.kind is kind]
            assert np.array_equal(column, likeness[:, places].max(axis=1) if places else best[:, entry])


def test_pooling_lies_between_the_mean_and_the_greatest(texts: UnitTexts) -> None:
    likeness = some_likeness()
    means = np.array([sum(values) for values in by_entry(likeness * texts.shares)])

    pooled = texts.pooled(likeness, 10.0)

    assert (pooled <= texts.best(likeness) + 1e-5).all()
    assert (pooled >= means - 1e-5).all()


def test_units_are_as_like_each_other_as_questions_of_the_same_words(texts: UnitTexts) -> None:
    each = Likeness(
        ngrams=texts.ngrams.cosine([terms.ngrams for terms in TERMS]),
        stems=texts.stems.cosine([terms.stems for terms in TERMS]),
        concepts=texts.concepts.cosine([terms.concepts for terms in TERMS]),
        meaning=np.zeros((1, len(UNITS)), dtype=np.float32),
    )

    look = pairwise_look(texts.ngrams, texts.stems, texts.concepts)

    np.testing.assert_allclose(look, look.T, atol=1e-5)
    np.testing.assert_allclose(look, each.look, atol=1e-4)


def test_what_is_left_out_is_like_nothing_and_the_rest_stays() -> None:
    whole = some_likeness()
    part = Likeness(*(np.stack([whole, whole]) for _ in range(4)))

    part.leave_out((np.array([1, 1]), np.array([0, 1])))

    for values in (part.ngrams, part.stems, part.concepts, part.meaning):
        assert values[0].tolist() == whole.tolist()
        assert values[1, :2].tolist() == [0, 0]
        assert values[1, 2:].tolist() == whole[2:].tolist()
    assert part.look[1, :2].tolist() == part.joint[1, :2].tolist() == [0, 0]


def test_without_an_encoder_one_row_of_meaning_holds_for_all() -> None:
    whole = some_likeness()
    none = np.zeros((1, len(UNITS)), dtype=np.float32)
    twice = np.stack([whole, whole])
    part = Likeness(twice.copy(), twice.copy(), twice.copy(), none)

    part.leave_out((np.array([1]), np.array([0])))

    np.testing.assert_array_equal(part.joint, part.look)


def test_without_an_encoder_the_joint_likeness_is_the_look() -> None:
    part, nothing = some_likeness(), np.zeros(len(UNITS), dtype=np.float32)

    likeness = Likeness(part, part, part, nothing)

    assert likeness.joint.tolist() == likeness.look.tolist()


def test_stored_indexes_find_what_they_found_before() -> None:
    built = index_terms(UNITS, TERMS, BACKGROUND)

    restored = restore_indexes(UNITS, index_arrays(built))

    assert set(restored) == set(built)
    for name, index in built.items():
        query = {"ngrams": TERMS[0].ngrams, "stems": TERMS[0].stems, "concepts": TERMS[0].concepts}[
            name.removeprefix("entry_")
        ]
        np.testing.assert_array_equal(restored[name].cosine([query])[0], index.cosine([query])[0])
        np.testing.assert_array_equal(restored[name].bm25([query])[0], index.bm25([query])[0])
