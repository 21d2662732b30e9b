import numpy as np
import pytest

from knowledge.matching.evaluation import LabelledQuestion
from tests.knowledge.matching.small_protocol import CLIENTS, NL, SMALL
from tests.quality.baselines import StemmedBM25, WholeRatio, measure_baseline

EXAMPLE = CLIENTS.examples[NL][0]
BASELINES = [WholeRatio(SMALL), StemmedBM25(SMALL)]
each_baseline = pytest.mark.parametrize("baseline", BASELINES, ids=lambda baseline: baseline.name)


@each_baseline
def test_a_baseline_gives_each_clause_a_score_and_the_one_that_says_the_same_the_best(
    baseline: WholeRatio | StemmedBM25,
) -> None:
    scores = baseline.scores(EXAMPLE)

    assert scores.shape == (len(SMALL.clauses),)
    assert int(np.argmax(scores)) == 0


def test_the_ratio_of_a_text_with_itself_is_whole_and_it_is_found() -> None:
    whole = WholeRatio(SMALL)

    assert whole.scores(EXAMPLE)[0] == 100
    assert whole.answer(EXAMPLE) == EXAMPLE


@each_baseline
def test_a_baseline_is_measured_as_the_matcher_is(baseline: WholeRatio | StemmedBM25) -> None:
    questions = [
        LabelledQuestion(EXAMPLE, frozenset(["clients"])),
        LabelledQuestion("een krant belt mij", frozenset(["press"])),
        LabelledQuestion(EXAMPLE, frozenset(["photos"])),
        LabelledQuestion("xyzzy", frozenset()),
    ]

    first, third, auroc = measure_baseline(baseline, SMALL, questions)

    assert first == pytest.approx(2 / 3)
    assert third == 1
    assert auroc == 1
