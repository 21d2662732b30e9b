"""The bench in its short form: the starter with questions that taught nothing, and its tables on one small set."""

import pytest

from knowledge.matching.decision import Thresholds
from knowledge.matching.evaluation import evaluate, measure
from knowledge.matching.fusion import shipped_coefficients
from knowledge.matching.matcher import Matcher
from tests.knowledge.matching.starter_findings import every_way
from tests.quality import bench
from tests.quality.baselines import WholeRatio, measure_baseline
from tests.quality.fitting import Prepared, prepare
from tests.quality.labelled import OWN_SETS, LabelledSet, read_sets, read_starter

CLEARLY = 0.1


@pytest.fixture(scope="module")
def fresh() -> LabelledSet:
    return read_starter()


@pytest.fixture(scope="module")
def peer(fresh: LabelledSet) -> tuple[float, float, float | None]:
    return measure_baseline(WholeRatio(fresh.protocol), fresh.protocol, fresh.questions)


@every_way
def test_fresh_questions_are_matched_clearly_better_than_by_plain_rapidfuzz(
    way: str, request: pytest.FixtureRequest, fresh: LabelledSet, peer: tuple[float, float, float | None]
) -> None:
    matcher: Matcher = request.getfixturevalue(way)

    figures = measure(evaluate(matcher.find, fresh.questions))

    first, third, auroc = peer
    assert figures.top_1 is not None
    assert figures.recall_3 is not None
    assert figures.auroc is not None
    assert auroc is not None
    assert figures.top_1 > first + CLEARLY
    assert figures.recall_3 > third + CLEARLY / 2
    assert figures.auroc > auroc + CLEARLY


def test_with_the_encoder_few_answers_to_fresh_questions_are_wrong_and_most_are_right_or_offered(
    starter_matcher: Matcher, fresh: LabelledSet
) -> None:
    figures = measure(evaluate(starter_matcher.find, fresh.questions))

    assert figures.wrong is not None
    assert figures.offered is not None
    assert figures.wrong < 0.1
    assert figures.offered > 0.8


@pytest.fixture(scope="module")
def two_prepared() -> list[Prepared]:
    names = {"en-software", "nl-winkels"}
    return [
        prepare(labelled, None)
        for labelled in read_sets([OWN_SETS])
        if labelled.name in names and labelled.variant == "plain"
    ]


def test_every_set_is_judged_by_a_model_that_never_saw_its_family(
    two_prepared: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[str | None] = []
    shipped = shipped_coefficients(None)

    def watched(prepared: list[Prepared], family: str | None, thresholds: Thresholds) -> object:
        left_out.append(family)
        assert prepared is two_prepared
        assert thresholds == shipped.thresholds
        return shipped

    monkeypatch.setattr(bench, "fit_without", watched)

    models = bench._models(two_prepared, shipped)

    assert sorted(map(str, left_out)) == sorted(models) == ["en-software", "nl-winkels"]


def test_the_tables_show_a_row_for_each_set_and_one_for_all(
    two_prepared: list[Prepared], capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = shipped_coefficients(None)
    tried = [(one, bench._tried(one, shipped)) for one in two_prepared]

    groups = bench._groups(tried, {"en-software"})
    bench._table(groups)
    bench._in_the_other_language([("own sets, plain", tried)])
    bench._baselines([("own sets, plain", tried)])
    bench._by("language", [one for _, these in tried for one in these], lambda question: question.language)

    shown = capsys.readouterr().out
    for row in ("own sets, plain", "given sets, plain", "en-software, plain", "nl-winkels, plain", "WRatio", "BM25"):
        assert row in shown
    in_the_other = sum(question.question.kind == "crosslingual" for _, these in tried for question in these)
    assert f"own sets, plain ({in_the_other})" in shown
    assert "  nl (" in shown
    assert "  en (" in shown
    assert "nan" not in shown


def test_a_lower_threshold_answers_more(two_prepared: list[Prepared], capsys: pytest.CaptureFixture[str]) -> None:
    shipped = shipped_coefficients(None)

    bench._by_threshold({"both": two_prepared}, dict.fromkeys(["en-software", "nl-winkels"], shipped))

    head, row = capsys.readouterr().out.split("\n")[1:3]
    answered = [float(cell.partition("/")[0]) for cell in row.split()[1:]]
    assert len(answered) == len(bench._THRESHOLDS)
    assert f"{bench._THRESHOLDS[0]:.2f}" in head
    assert answered == sorted(answered, reverse=True)
    assert answered[0] > answered[-1]


def test_an_encoder_that_is_not_installed_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "is_installed", lambda _: False)

    with pytest.raises(SystemExit, match="The encoder e5 is not installed"):
        bench.main(["--encoder", "e5"])
