from dataclasses import replace

import numpy as np
import pytest

from knowledge.matching import index as index_module
from knowledge.matching import topics
from knowledge.matching.decision import Abstention, Doubt, Finding
from knowledge.matching.encoders import UniversalSentenceEncoder
from knowledge.matching.fusion import shipped_coefficients
from knowledge.matching.index import ClauseIndex
from knowledge.matching.matcher import Matcher
from knowledge.matching.own_rankings import OwnRankings
from knowledge.matching.topics import ArrayStore
from knowledge.matching.units import UnitKind, protocol_units
from knowledge.protocol import SocialMediaProtocol
from tests.knowledge.matching.small_protocol import CLIENTS, EN, NL, SMALL, WordEncoder, small
from tests.remembering import MemoryArrayStore

EXAMPLES = [unit.text for unit in protocol_units(SMALL) if unit.kind is UnitKind.EXAMPLE]
STRANGE = "mag ik een klant als connectie toevoegen"
ROUNDED, FEW = 1.5e-4, 0.01
"""Sums made in another order differ in their last digit; in this share at most that crosses a tree's threshold."""


def are_alike(one: Finding, other: Finding) -> bool:
    return (
        (type(one.decision), one.language) == (type(other.decision), other.language)
        and [match.clause_id for match in one.matches] == [match.clause_id for match in other.matches]
        and [match.confidence for match in one.matches]
        == pytest.approx([match.confidence for match in other.matches], abs=ROUNDED)
    )


def differing(some: list[Finding], others: list[Finding]) -> list[tuple[Finding, Finding]]:
    return [(one, other) for one, other in zip(some, others, strict=True) if not are_alike(one, other)]


def written_otherwise(questions: list[str]) -> list[str]:
    """The same words, but not the very text of an example: they are ranked as anyone's question is."""
    return [f"{question} " for question in questions]


@pytest.mark.parametrize("encoder", [None, WordEncoder()], ids=["by words", "with an encoder"])
@pytest.mark.parametrize("kept", [False, True], ids=["learned", "kept from before"])
def test_an_own_question_gets_as_unseen_what_the_same_words_get_that_are_ranked_anew(
    encoder: WordEncoder | None, *, kept: bool
) -> None:
    store = MemoryArrayStore()
    matcher = Matcher(SMALL, encoder, store)
    if kept:
        matcher = Matcher(SMALL, encoder, store)
    asked = [EXAMPLES[0], STRANGE, *EXAMPLES[1:], "", EXAMPLES[0]]

    found = matcher.find_all(asked, unseen=True)

    assert [finding.question for finding in found] == asked
    assert differing(found, matcher.find_all(written_otherwise(asked), unseen=True)) == []


def test_an_own_question_is_alike_in_the_starter(starter: SocialMediaProtocol, learned_store: ArrayStore) -> None:
    matcher = Matcher(starter, store=learned_store)
    questions = [unit.text for unit in protocol_units(starter) if unit.kind is UnitKind.EXAMPLE]

    found = matcher.find_all(questions, unseen=True)

    assert len(differing(found, matcher.find_all(written_otherwise(questions), unseen=True))) <= FEW * len(questions)


def test_own_questions_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryArrayStore()
    Matcher(SMALL, None, store)
    monkeypatch.setattr(ClauseIndex, "evidences", None)  # calling it fails

    found = Matcher(SMALL, None, store).find_all(EXAMPLES, unseen=True)

    assert len(found) == len(EXAMPLES)


def test_what_one_model_ranked_is_not_taken_for_what_another_ranks() -> None:
    store = MemoryArrayStore()
    by_words, by_meaning = shipped_coefficients(None), shipped_coefficients(UniversalSentenceEncoder.name)
    before = Matcher(SMALL, None, store, by_words).find_all(EXAMPLES, unseen=True)

    found = Matcher(SMALL, None, store, by_meaning).find_all(EXAMPLES, unseen=True)

    assert [one.matches for one in found] != [one.matches for one in before]
    assert differing(found, Matcher(SMALL, None, None, by_meaning).find_all(EXAMPLES, unseen=True)) == []


def test_thresholds_count_that_were_changed_since() -> None:
    store = MemoryArrayStore()
    model = shipped_coefficients(None)
    Matcher(SMALL, None, store, model)
    strict = replace(model, thresholds=replace(model.thresholds, answer=2, bare=2, refer=2, clarify=2, option=2))

    found = Matcher(SMALL, None, store, strict).find_all(EXAMPLES, unseen=True)

    assert [finding.decision for finding in found] == [Abstention(Doubt.NOTHING_NEAR)] * len(EXAMPLES)


@pytest.mark.parametrize(
    ("question", "doubt"),
    [("?!", Doubt.UNREADABLE), ("¿puedo publicar fotos de mis compañeros?", Doubt.OTHER_LANGUAGE)],
)
def test_an_own_question_that_cannot_be_read_is_left_unread(question: str, doubt: Doubt) -> None:
    clause = replace(CLIENTS, examples={NL: (question, *CLIENTS.examples[NL])})

    (finding,) = Matcher(small(clause, *SMALL.clauses[1:])).find_all([question], unseen=True)

    assert finding.decision == Abstention(doubt)


def test_an_example_in_the_other_language_is_found_in_its_own() -> None:
    english_among_the_dutch = replace(CLIENTS, examples={NL: ("can i add clients on linkedin",)})
    matcher = Matcher(small(english_among_the_dutch, *SMALL.clauses[1:]))

    assert matcher.find_all(["can i add clients on linkedin"], unseen=True)[0].language is EN


def test_of_too_many_texts_none_is_ranked_and_they_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Matcher(SMALL).find_all(EXAMPLES, unseen=True)
    for module in (topics, index_module):
        monkeypatch.setattr(module, "MOST_KEPT_TEXTS", len(EXAMPLES) - 1)

    matcher = Matcher(SMALL)

    assert differing(matcher.find_all(EXAMPLES, unseen=True), before) == []


def test_a_protocol_without_examples_has_none() -> None:
    matcher = Matcher(small(*(replace(clause, examples={}) for clause in SMALL.clauses)))

    assert len(matcher.find_all(EXAMPLES, unseen=True)) == len(EXAMPLES)


def test_rankings_are_kept_to_the_last_digit() -> None:
    rankings = [[(3, float(np.float32(0.7))), (0, 0.1)], [(65_535, 0.0), (1, 1.0)]]
    guesses = ClauseIndex(SMALL).own_questions
    questions = dict(zip(("one", "two"), guesses.values(), strict=False))

    known = OwnRankings(questions, OwnRankings.arrays_of(rankings)).known(["two", "strange", "one"])

    assert {number: ranking for number, (_, ranking) in known.items()} == {0: rankings[1], 2: rankings[0]}
