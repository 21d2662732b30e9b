from collections import Counter
from pathlib import Path

import pytest

from knowledge.matching.text import words
from tests.quality.labelled import OWN_SETS, LabelledSet, read_sets, read_starter

SETS = [*read_sets([OWN_SETS]), read_starter()]
each_set = pytest.mark.parametrize("labelled", SETS, ids=lambda labelled: f"{labelled.name}-{labelled.variant}")


def test_there_are_sets_in_both_languages_each_with_and_without_examples() -> None:
    variants = Counter((labelled.name, labelled.variant) for labelled in read_sets([OWN_SETS]))

    assert set(variants.values()) == {1}
    assert {name for name, _ in variants} == {name for name, variant in variants if variant == "plain"}
    assert {name for name, _ in variants} == {name for name, variant in variants if variant == "examples"}
    assert {name.split("-")[0] for name, _ in variants} == {"nl", "en"}


@each_set
def test_every_label_is_a_clause(labelled: LabelledSet) -> None:
    known = {clause.id for clause in labelled.protocol.clauses}

    assert [question.text for question in labelled.questions if not question.gold | question.also <= known] == []


@each_set
def test_what_no_clause_answers_has_no_clause_that_could_be_accepted_and_no_clause_is_both(
    labelled: LabelledSet,
) -> None:
    assert [question.text for question in labelled.questions if question.also and not question.gold] == []
    assert [question.text for question in labelled.questions if question.also & question.gold] == []


@each_set
def test_no_question_stands_there_twice(labelled: LabelledSet) -> None:
    times = Counter(tuple(words(question.text)) or question.text for question in labelled.questions)

    assert [text for text, count in times.items() if count > 1] == []


@each_set
def test_no_question_is_an_example_of_the_protocol_it_is_asked_of(labelled: LabelledSet) -> None:
    examples = {
        tuple(words(example))
        for clause in labelled.protocol.clauses
        for examples in clause.examples.values()
        for example in examples
    }

    assert [question.text for question in labelled.questions if tuple(words(question.text)) in examples] == []


@each_set
def test_there_are_questions_inside_and_outside_and_each_has_a_kind_and_a_language(labelled: LabelledSet) -> None:
    inside = sum(question.in_scope for question in labelled.questions)

    assert inside >= 60
    assert len(labelled.questions) - inside >= 20
    assert {question.language for question in labelled.questions} <= {"nl", "en"}
    assert all(question.kind for question in labelled.questions)


@pytest.mark.parametrize("name", sorted({labelled.name for labelled in SETS if labelled.name != "starter"}))
def test_both_variants_of_a_set_have_the_same_clauses_and_only_one_has_examples_for_each(name: str) -> None:
    plain, rich = sorted(
        (labelled for labelled in SETS if labelled.name == name), key=lambda labelled: labelled.variant == "examples"
    )

    assert [clause.id for clause in plain.protocol.clauses] == [clause.id for clause in rich.protocol.clauses]
    assert not all(clause.examples for clause in plain.protocol.clauses)
    assert all(clause.examples for clause in rich.protocol.clauses)


def test_a_set_is_read_once_though_its_folder_was_named_twice() -> None:
    folder = OWN_SETS / "nl-winkels"

    assert len(read_sets([folder, OWN_SETS, folder])) == len(read_sets([OWN_SETS]))


def test_public_sets_that_share_their_questions_are_one_family(tmp_path: Path) -> None:
    for name in ("xsid-en-10", "xsid-nl-10"):
        folder = tmp_path / "public" / name
        folder.mkdir(parents=True)
        for file in ("protocol.yaml", "questions.jsonl"):
            (folder / file).write_bytes((OWN_SETS / "nl-winkels" / file).read_bytes())

    sets = read_sets([tmp_path])

    assert [(labelled.family, labelled.domain) for labelled in sets] == [("xsid", False)] * 2


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="there is no such folder of labelled sets"):
        read_sets([tmp_path / "nowhere"])
