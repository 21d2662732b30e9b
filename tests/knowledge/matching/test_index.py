from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching import entry_classifiers
from knowledge.matching import index as index_module
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES, Evidence
from knowledge.matching.index import ClauseIndex
from knowledge.matching.lexical import Array
from knowledge.matching.semantic import Encoder
from knowledge.matching.text import LONGEST_MATCHED_CHARACTERS
from knowledge.matching.topics import ArrayStore
from knowledge.matching.units import protocol_units
from knowledge.protocol import Clause, Language, SocialMediaProtocol, Text, Verdict
from tests.knowledge.matching.small_protocol import CLIENTS, EN, NL, PHOTOS, PRESS, SMALL, WordEncoder, both, small
from tests.remembering import MemoryArrayStore

ENTRIES = 5
QUESTION = "mag ik een klant als connectie toevoegen?"
EXAMPLE = CLIENTS.examples[NL][0]


class Forgetful:
    """A store that keeps nothing."""

    def load(self, key: str) -> Mapping[str, Array] | None:  # noqa: ARG002 -- nothing is there
        return None

    def save(self, key: str, arrays: Mapping[str, Array]) -> None:
        """Keep nothing."""


class LookedError(Exception):
    """A store was asked for a key."""


class Looking(Forgetful):
    """A store that ends the building of an index as soon as its key is known."""

    def load(self, key: str) -> Mapping[str, Array] | None:
        raise LookedError(key)


@cache
def built(*, with_encoder: bool) -> ClauseIndex:
    """Also for property-based tests, which may not share a fixture between examples."""
    return ClauseIndex(SMALL, WordEncoder() if with_encoder else None)


@pytest.fixture
def by_words() -> ClauseIndex:
    return built(with_encoder=False)


@pytest.fixture
def by_meaning() -> ClauseIndex:
    return built(with_encoder=True)


def same(one: Evidence, other: Evidence) -> bool:
    np.testing.assert_array_equal(one.entries, other.entries)
    np.testing.assert_array_equal(one.question, other.question)
    return replace(one, entries=other.entries, question=other.question) == replace(other)


def column(evidence: Evidence, name: str) -> list[float]:
    return [float(value) for value in evidence.entries[:, ENTRY_FEATURES.index(name)]]


def asked(evidence: Evidence, name: str) -> float:
    return float(evidence.question[QUESTION_FEATURES.index(name)])


def key_of(protocol: SocialMediaProtocol, encoder: Encoder | None = None) -> str:
    with pytest.raises(LookedError) as looked:
        ClauseIndex(protocol, encoder, Looking())
    return str(looked.value)


@pytest.mark.parametrize("encoder", [None, WordEncoder()], ids=["by words", "with an encoder"])
def test_what_was_kept_gives_the_same_evidence_as_what_is_computed(encoder: Encoder | None) -> None:
    store = MemoryArrayStore()
    fresh = ClauseIndex(SMALL, encoder, store)

    kept = ClauseIndex(SMALL, encoder, store)

    assert len(store.kept) == 2, "the protocol's and the bank's"
    for question in (QUESTION, EXAMPLE, "can i pots a foto", "", "wie wint ajax psv"):
        assert same(fresh.evidence(question), kept.evidence(question))


def test_with_what_was_kept_only_the_question_is_encoded() -> None:
    store = MemoryArrayStore()
    ClauseIndex(SMALL, WordEncoder(), store)
    encoder = WordEncoder()

    ClauseIndex(SMALL, encoder, store).evidence(QUESTION)

    assert encoder.encoded == [QUESTION]


def test_another_protocol_encoder_or_bank_is_kept_under_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        key_of(SMALL),
        key_of(small(CLIENTS, PRESS, PHOTOS)),
        key_of(replace(SMALL, clauses=(CLIENTS, PRESS, replace(PHOTOS, rule=both("Nooit doen.", "Never do it."))))),
        key_of(replace(SMALL, clauses=(PRESS, CLIENTS, PHOTOS))),
        key_of(SMALL, WordEncoder()),
        key_of(SMALL, WordEncoder("words-2")),
    ]
    monkeypatch.setattr(index_module, "bank_digest", lambda: "another bank")
    keys.append(key_of(SMALL))

    assert len(set(keys)) == len(keys)


def test_what_does_not_change_the_matching_does_not_change_the_key() -> None:
    retitled = replace(SMALL, version="2", title=both("Anders", "Different"), disclaimer=both("Let op.", "Mind."))

    assert key_of(SMALL) == key_of(retitled)


def test_a_sentence_moved_from_one_clause_to_the_next_is_another_key() -> None:
    def split(first: str, second: str) -> SocialMediaProtocol:
        wordless = both("!", "?")
        return small(
            Clause(id="a", number="1", title=wordless, verdict=Verdict.ALLOWED, rule=Text({NL: first})),
            Clause(id="b", number="2", title=wordless, verdict=Verdict.ALLOWED, rule=Text({NL: second})),
        )

    before = split("Dit mag altijd. Dat mag ook.", "Zus mag nooit.")
    after = split("Dit mag altijd.", "Dat mag ook. Zus mag nooit.")

    assert [unit.text for unit in protocol_units(before)] == [unit.text for unit in protocol_units(after)]
    assert key_of(before) != key_of(after)


def test_a_store_that_keeps_nothing_changes_nothing(by_words: ClauseIndex) -> None:
    forgetting = ClauseIndex(SMALL, None, Forgetful())

    assert same(forgetting.evidence(QUESTION), by_words.evidence(QUESTION))


def test_nothing_of_a_question_is_ever_kept() -> None:
    store = MemoryArrayStore()
    index = ClauseIndex(SMALL, WordEncoder(), store)

    def kept() -> dict[tuple[str, str], bytes]:
        return {(key, name): array.tobytes() for key, arrays in store.kept.items() for name, array in arrays.items()}

    before = kept()

    for question in (QUESTION, EXAMPLE, "geheimzinnigheid over mijn xyzzy"):
        index.evidence(question)
        index.evidence(question, unseen=True)

    assert kept() == before
    assert not any(b"xyzzy" in array for array in before.values())


def test_a_row_of_evidence_for_each_entry_and_a_column_for_each_feature(by_meaning: ClauseIndex) -> None:
    evidence = by_meaning.evidence(QUESTION)

    assert evidence.entries.shape == (ENTRIES, len(ENTRY_FEATURES))
    assert evidence.question.shape == (len(QUESTION_FEATURES),)
    assert by_meaning.entries == (*SMALL.clauses, *SMALL.elsewhere, *SMALL.not_regulated)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text(max_size=120), st.booleans(), st.booleans())
def test_the_evidence_for_any_text_is_finite(text: str, with_encoder: bool, unseen: bool) -> None:  # noqa: FBT001 -- drawn
    evidence = built(with_encoder=with_encoder).evidence(text, unseen=unseen)

    assert np.isfinite(evidence.entries).all()
    assert np.isfinite(evidence.question).all()
    assert (evidence.entries[:, :3] <= 1e-5).all(), "the first three are log-probabilities"
    assert (evidence.entries[:, 3:] <= 1.001).all(), "the others are cosines and shares"
    assert 0 <= asked(evidence, "unknown") <= 1


@pytest.mark.parametrize("with_encoder", [False, True], ids=["by words", "with an encoder"])
def test_most_speaks_for_the_clause_that_shares_the_question_s_words(*, with_encoder: bool) -> None:
    evidence = built(with_encoder=with_encoder).evidence("klanten toevoegen op linkedin mag dat")

    for name in ("joint", "by_look", "ngram_best", "ngram_entry", "stem_entry", "concept_entry"):
        values = column(evidence, name)
        assert values.index(max(values)) == 0, name


def test_a_typing_error_is_noticed_and_mended(by_words: ClauseIndex) -> None:
    typed, meant = by_words.evidence("mag ik klantne toevoegen"), by_words.evidence("mag ik klanten toevoegen")

    assert asked(typed, "mended") > 0 == asked(meant, "mended")
    assert column(typed, "stem_entry") == column(meant, "stem_entry")


def test_an_encoder_sees_the_question_as_typed_and_as_mended() -> None:
    encoder = WordEncoder()
    index = ClauseIndex(SMALL, encoder)
    del encoder.encoded[:]

    index.evidence("Mag ik klantne toevoegen?")

    assert encoder.encoded == ["Mag ik klantne toevoegen?", "mag ik klanten toevoegen"]


def test_a_long_question_is_encoded_once() -> None:
    encoder, long = WordEncoder(), f"Mag ik klantne toevoegen {'of is dat niet de bedoeling ' * 3}?"
    index = ClauseIndex(SMALL, encoder)
    del encoder.encoded[:]

    assert index.evidence(long).question[QUESTION_FEATURES.index("mended")] > 0
    assert encoder.encoded == [long]


def test_only_the_beginning_of_a_long_question_is_read(by_words: ClauseIndex) -> None:
    start = ("mag ik klanten toevoegen " * 40)[:LONGEST_MATCHED_CHARACTERS]

    assert same(by_words.evidence(start), by_words.evidence(start + "hoeveel vakantiedagen heb ik " * 2_000))


def test_an_example_question_is_known_to_be_its_entry_s_whatever_the_signs_and_capitals(by_words: ClauseIndex) -> None:
    assert by_words.evidence(EXAMPLE).same_as == 0
    assert by_words.evidence(f"  {EXAMPLE.upper()}??").same_as == 0
    assert by_words.evidence("hoeveel vakantiedagen heb ik").same_as == 3
    assert by_words.evidence(QUESTION).same_as is None
    assert by_words.evidence(CLIENTS.title.binding).same_as is None


def test_an_example_of_two_entries_is_no_one_s(learned_store: ArrayStore) -> None:
    index = ClauseIndex(small(CLIENTS, replace(PRESS, examples=CLIENTS.examples)), store=learned_store)

    assert index.evidence(EXAMPLE).same_as is None


def test_an_unseen_question_is_looked_at_as_though_it_were_no_example(by_words: ClauseIndex) -> None:
    seen, unseen = by_words.evidence(EXAMPLE), by_words.evidence(EXAMPLE, unseen=True)

    assert unseen.same_as is None
    assert column(seen, "ngram_best")[0] == pytest.approx(1, abs=1e-4)
    assert column(unseen, "ngram_best")[0] < 0.99
    assert same(by_words.evidence(QUESTION), by_words.evidence(QUESTION, unseen=True))


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param(" \t\n", False, id="blanks"),
        pytest.param("?!…", False, id="signs"),
        pytest.param("😀👍🏽🎉", False, id="emoji"),
        pytest.param("\0\x07\x1b", False, id="control characters"),
        pytest.param("___", False, id="underscores"),
        pytest.param("hr 👍", True, id="a word among emoji"),
        pytest.param("4.2", True, id="a number"),
    ],
)
def test_a_text_without_a_word_cannot_be_read(by_words: ClauseIndex, text: str, *, readable: bool) -> None:
    assert by_words.evidence(text).readable is readable


def test_a_question_without_hold_is_taken_for_what_was_expected_or_for_the_binding_language(
    learned_store: ArrayStore,
) -> None:
    english = ClauseIndex(replace(SMALL, languages=(EN, NL)), store=learned_store)

    assert english.evidence("linkedin").language is EN
    assert english.evidence("linkedin", otherwise=NL).language is NL


@pytest.mark.parametrize(("languages", "other"), [((NL,), 1.0), ((NL, EN), 0.0)], ids=["not its own", "its own"])
def test_a_question_in_a_language_the_protocol_was_not_written_in_is_told(
    languages: tuple[Language, ...], other: float, learned_store: ArrayStore
) -> None:
    index = ClauseIndex(replace(SMALL, languages=languages), store=learned_store)

    assert asked(index.evidence("can i add clients"), "other_language") == other


def test_a_foreign_question_is_told(by_words: ClauseIndex) -> None:
    assert by_words.evidence("Darf ich Kunden auf LinkedIn hinzufügen?").foreign
    assert not by_words.evidence(QUESTION).foreign


def test_a_protocol_of_one_wordless_clause_can_be_indexed(learned_store: ArrayStore) -> None:
    wordless = replace(PHOTOS, title=both("!", "?"), rule=both("…", "-"))
    index = ClauseIndex(small(wordless), store=learned_store)

    assert np.isfinite(index.evidence(QUESTION).entries).all()


def test_how_rich_in_examples_a_protocol_is_is_told(by_words: ClauseIndex, learned_store: ArrayStore) -> None:
    bare = ClauseIndex(small(PHOTOS, replace(PRESS, examples={})), store=learned_store)

    assert bare.evidence(QUESTION).examples == 0
    assert by_words.evidence(QUESTION).examples > 1


def test_a_very_large_protocol_is_learned_without_comparing_every_text_with_every_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entry_classifiers, "_MOST_UNITS", 10)
    for encoder in (None, WordEncoder()):
        index = ClauseIndex(SMALL, encoder)

        evidence = index.evidence("klanten toevoegen op linkedin mag dat")

        assert np.isfinite(evidence.entries).all()
        values = column(evidence, "ngram_entry")
        assert values.index(max(values)) == 0
