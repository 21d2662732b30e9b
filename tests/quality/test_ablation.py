from dataclasses import replace

import numpy as np
import pytest

from knowledge.matching.evaluation import LabelledQuestion
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES
from tests.knowledge.matching.small_protocol import SMALL
from tests.quality.ablation import KINDS, judged, without
from tests.quality.fitting import Prepared, prepare
from tests.quality.labelled import LabelledSet
from tests.quality.train import THRESHOLDS


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    question = LabelledQuestion("mag ik klanten toevoegen", frozenset(["clients"]))
    outside = LabelledQuestion("wat eten we vandaag", frozenset())
    return prepare(LabelledSet("a", "a", "plain", domain=True, protocol=SMALL, questions=(question, outside)), None)


def test_every_name_that_is_left_out_is_a_feature_and_every_likeness_is_left_out_once() -> None:
    names = [name for kind in KINDS.values() for name in kind]

    assert set(names) <= {*ENTRY_FEATURES, *QUESTION_FEATURES}
    assert len(names) == len(set(names))
    assert set(ENTRY_FEATURES) <= set(names)


def test_only_what_is_left_out_says_nothing(prepared: Prepared) -> None:
    evidence = prepared.evidence[0]

    left = without(evidence, ("ngram_best", "words"))

    gone = ENTRY_FEATURES.index("ngram_best"), QUESTION_FEATURES.index("words")
    assert evidence.entries[:, gone[0]].any()
    assert not left.entries[:, gone[0]].any()
    assert left.question[gone[1]] == 0 != evidence.question[gone[1]]
    np.testing.assert_array_equal(np.delete(left.entries, gone[0], 1), np.delete(evidence.entries, gone[0], 1))
    np.testing.assert_array_equal(np.delete(left.question, gone[1]), np.delete(evidence.question, gone[1]))


def test_every_question_is_judged_by_a_model_that_did_not_see_its_family(prepared: Prepared) -> None:
    other = replace(prepared, labelled=replace(prepared.labelled, name="b", family="b", variant="examples"))

    found = judged([prepared, other], KINDS["n-grams"], THRESHOLDS)

    assert [len(tried) for tried in (*found["plain"], *found["examples"])] == [2, 2]
