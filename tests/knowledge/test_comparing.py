from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comparing import Kind, Run, Stretch, TextChange, compare
from knowledge.comparing.words import compare_words
from knowledge.protocol import Language, Text, Verdict
from tests.bakery import bakery


def test_the_same_protocol_does_not_differ() -> None:
    assert compare(bakery(), bakery()).is_empty


def test_a_clause_that_came_and_one_that_went_are_told_whole() -> None:
    first, *others = bakery().clauses
    without = replace(bakery(), clauses=tuple(others))

    [added] = compare(without, bakery()).clauses
    [removed] = compare(bakery(), without).clauses

    assert (added.kind, added.clause) == (Kind.ADDED, first)
    assert (removed.kind, removed.clause) == (Kind.REMOVED, first)


def test_a_changed_verdict_is_told_as_it_was_and_as_it_is() -> None:
    first, *others = bakery().clauses
    stricter = replace(bakery(), clauses=(replace(first, verdict=Verdict.FORBIDDEN), *others))

    [change] = compare(bakery(), stricter).clauses

    assert change.kind is Kind.CHANGED
    assert [(each.key, each.before, each.after) for each in change.values] == [("verdict", "allowed", "forbidden")]
    assert change.is_felt


def test_a_changed_rule_is_told_word_by_word_in_its_language() -> None:
    first, *others = bakery().clauses
    dutch = first.rule.get(Language.NL).replace("Je mag", "Je mag alleen")
    rule = Text({Language.NL: dutch, Language.EN: first.rule.get(Language.EN)})
    changed = replace(bakery(), clauses=(replace(first, rule=rule), *others))

    [change] = compare(bakery(), changed).clauses

    [text] = change.texts
    assert (text.key, text.language) == ("rule", Language.NL)
    assert [run.text.strip() for run in text.runs if run.stretch is not Stretch.KEPT] == ["alleen"]


def test_a_clause_with_other_examples_only_is_not_felt() -> None:
    first, *others = bakery().clauses
    changed = replace(bakery(), clauses=(replace(first, examples={Language.NL: ("Iets anders?",)}), *others))

    [change] = compare(bakery(), changed).clauses

    assert [each.key for each in change.finding] == ["questions"]
    assert not change.is_felt


def test_a_condition_that_came_has_its_place() -> None:
    first, *others = bakery().clauses
    more = replace(first, conditions=(*first.conditions, Text({Language.NL: "Je meldt het."})))

    [change] = compare(bakery(), replace(bakery(), clauses=(more, *others))).clauses

    assert [text.key for text in change.texts] == [f"conditions {len(first.conditions) + 1}"]


@pytest.mark.parametrize(("before", "after"), [("a b c", "a c"), ("", "nieuw"), ("weg", ""), ("a  b", "a b")])
def test_runs_tell_both_texts(before: str, after: str) -> None:
    runs = compare_words(before, after)

    assert "".join(run.text for run in runs if run.stretch is not Stretch.REMOVED) == after


@given(st.text(), st.text())
def test_any_two_texts_can_be_told_from_their_runs(before: str, after: str) -> None:
    change = TextChange("rule", Language.NL, compare_words(before, after))

    assert change.after == after
    assert change.before.split() == before.split()


def test_texts_of_any_length_are_compared_in_bounded_time() -> None:
    assert compare_words("a " * 50_000, "b " * 50_000) == (
        Run(Stretch.REMOVED, "a " * 50_000),
        Run(Stretch.ADDED, "b " * 50_000),
    )


def test_a_rule_that_changed_in_the_binding_language_alone_has_drifted() -> None:
    first, *others = bakery().clauses
    dutch = replace(first, rule=Text({Language.NL: "Nee.", Language.EN: first.rule.get(Language.EN)}))
    both = replace(first, rule=Text({Language.NL: "Nee.", Language.EN: "No."}))
    english = replace(first, rule=Text({Language.NL: first.rule.get(Language.NL), Language.EN: "No."}))

    versions = [replace(bakery(), clauses=(each, *others)) for each in (dutch, both, english)]
    drifted = [compare(bakery(), version).clauses[0].drifted for version in versions]

    assert drifted == [True, False, False]
