from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching import evaluation
from knowledge.matching.decision import Abstention, Answer, Clarification, Decision, Doubt, Finding, Match, Referral
from knowledge.matching.evaluation import (
    Evaluation,
    LabelledQuestion,
    QuestionsUnreadableError,
    Tried,
    area_under_curve,
    evaluate,
    measure,
    read_questions,
    settled,
)
from knowledge.protocol import Language
from tests.branching_protocol import branching
from tests.knowledge.matching.small_protocol import LEAVE

NOTHING_NEAR = Abstention(Doubt.NOTHING_NEAR)


def matches(*clause_ids: str, best: float = 0.9) -> tuple[Match, ...]:
    return tuple(Match(clause_id, best - 0.1 * place) for place, clause_id in enumerate(clause_ids))


def tried(gold: str, decision: Decision, *found: str, also: str = "", best: float = 0.9, kind: str = "direct") -> Tried:
    question = LabelledQuestion("mag dat?", frozenset(gold.split()), frozenset(also.split()), kind)
    return Tried(question, Finding(question.text, Language.NL, matches(*found, best=best), decision))


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "questions.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_labelled_question_is_read_whole(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"q": "mag dat?", "gold": ["a", "b"], "also": ["c"], "kind": "typo", "lang": "nl"}\n\n'
        '{"q": "weer?", "gold": []}\n',
    )

    inside, outside = read_questions(path)

    assert inside == LabelledQuestion("mag dat?", frozenset("ab"), frozenset("c"), "typo", "nl")
    assert inside.in_scope
    assert outside == LabelledQuestion("weer?", frozenset())
    assert not outside.in_scope


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, b'\xef\xbb\xbf{"q": "een", "gold": []}\r\n{"q": "twee", "gold": []}\r\n')

    assert [question.text for question in read_questions(path)] == ["een", "twee"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    path = written(tmp_path, '{"q": "een\u2028twee\u0085drie", "gold": []}\n')

    assert [question.text for question in read_questions(path)] == ["een\u2028twee\u0085drie"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("mag dat?", id="no JSON"),
        pytest.param("[1]", id="a list"),
        pytest.param('"mag dat?"', id="only a text"),
        pytest.param("null", id="null"),
        pytest.param('{"gold": []}', id="no question"),
        pytest.param('{"q": "mag dat?"}', id="no gold"),
        pytest.param('{"q": 7, "gold": []}', id="a number as question"),
        pytest.param('{"q": "mag dat?", "gold": "a"}', id="gold is a text"),
        pytest.param('{"q": "mag dat?", "gold": [1]}', id="a number as gold"),
        pytest.param('{"q": "mag dat?", "gold": [], "also": {"a": 1}}', id="also is a map"),
        pytest.param('{"q": "mag dat?", "gold": []', id="cut off"),
        pytest.param("[" * 100_000, id="nested too deep"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'{{"q": "goed", "gold": []}}\n\n{line}\n')

    with pytest.raises(QuestionsUnreadableError, match=r'questions\.jsonl:3: not a labelled question\. Write \{"q"'):
        read_questions(path)


@pytest.mark.parametrize("data", [b"", b"\n \n"], ids=["empty", "blank"])
def test_a_file_without_a_question_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(QuestionsUnreadableError, match="there is no question in it"):
        read_questions(written(tmp_path, data))


def test_a_file_that_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionsUnreadableError, match="cannot be read as UTF-8 text"):
        read_questions(written(tmp_path, b"\xff\xfe{"))
    with pytest.raises(QuestionsUnreadableError, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")
    with pytest.raises(QuestionsUnreadableError, match="cannot be read"):
        read_questions(tmp_path)


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(QuestionsUnreadableError, match="larger than 16 MiB, the most that is read"):
        read_questions(Path("/dev/zero"))


def test_more_questions_than_are_measured_are_refused_at_the_first_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "MAX_QUESTIONS", 2)
    line = '{"q": "mag dat?", "gold": []}\n'

    assert len(read_questions(written(tmp_path, line * 2))) == 2
    with pytest.raises(QuestionsUnreadableError, match=r":3: there are more than 2 questions"):
        read_questions(written(tmp_path, line * 3))


def test_every_question_is_put_in_its_order() -> None:
    questions = [LabelledQuestion(text, frozenset()) for text in ("een", "twee")]

    found = evaluate(lambda text: Finding(text, Language.NL, (), NOTHING_NEAR), questions)

    assert [one.finding.question for one in found] == ["een", "twee"]
    assert [one.question for one in found] == questions


def test_the_figures_of_a_few_questions_are_as_counted_by_hand() -> None:
    a, b = matches("a", "b")
    measured = measure([
        tried("a", Answer(a), "a", "b"),  # right at once
        tried("x", Answer(a), "a", "b"),  # wrong, and not found at all
        tried("b", Clarification((a, b), Doubt.SEVERAL_NEAR), "a", "b"),  # offered, at the second place
        tried("d", NOTHING_NEAR, "a", "b", "c", "d", best=0.4),  # fourth, so not among three
        tried("", NOTHING_NEAR, "a", best=0.1),  # rightly not answered
        tried("", Answer(a), "a", best=0.95),  # answered, though no clause does
    ])  # fmt: skip

    assert measured == Evaluation(
        questions=6,
        in_scope=4,
        top_1=1 / 4,
        recall_3=2 / 4,
        mrr=(1 + 0 + 1 / 2 + 1 / 4) / 4,
        auroc=1 / 2,
        answered=2 / 4,
        wrong=2 / 3,
        offered=2 / 4,
    )


def test_a_clause_that_a_fair_reader_accepts_is_right_but_not_first() -> None:
    (a,) = matches("a")

    measured = measure([tried("x", Answer(a), "a", also="a")])

    assert (measured.top_1, measured.wrong, measured.offered) == (0, 0, 1)


def test_a_referral_and_an_abstention_are_no_wrong_answers() -> None:
    measured = measure([tried("a", Referral(LEAVE, 0.9), "a"), tried("a", NOTHING_NEAR, "a")])

    assert (measured.answered, measured.wrong, measured.offered) == (0, None, 0)


def test_what_there_is_nothing_to_measure_of_is_none() -> None:
    assert measure([]) == Evaluation(0, 0, None, None, None, None, None, None, None)
    assert measure([tried("", NOTHING_NEAR)]).top_1 is None
    assert measure([tried("a", NOTHING_NEAR)]).auroc is None


@settings(derandomize=True, deadline=None, max_examples=200)
@given(*[st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.5001, 0.9, 1.0]), min_size=1, max_size=12)] * 2)
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(inside: list[float], outside: list[float]) -> None:
    pairs = [(one > other) + (one == other) / 2 for one in inside for other in outside]

    assert area_under_curve(inside, outside) == pytest.approx(sum(pairs) / len(pairs))
    assert area_under_curve(outside, inside) == pytest.approx(1 - sum(pairs) / len(pairs))


def test_circumstances_that_are_given_decide_before_anything_is_measured() -> None:
    protocol = branching()
    found = Finding("mag het", Language.NL, (Match("logo-own", 0.9),), Answer(Match("logo-own", 0.9)))
    gold = frozenset({"logo-company"})
    questions = [
        LabelledQuestion("mag het", gold, given=("company",)),
        LabelledQuestion("mag het", gold, asks="account"),
        LabelledQuestion("mag het", gold, asks="role"),
        LabelledQuestion("mag het", gold, given=("own",)),
    ]

    figures = measure(settled(evaluate(lambda _: found, questions), protocol))

    assert (figures.answered, figures.offered, figures.wrong) == (0.5, 0.5, 0.5)
