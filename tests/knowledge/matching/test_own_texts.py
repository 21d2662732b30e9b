from dataclasses import replace

import numpy as np
import pytest

from knowledge.matching import index as index_module
from knowledge.matching import topics
from knowledge.matching.evidence import Evidence
from knowledge.matching.index import ClauseIndex
from knowledge.matching.topics import ArrayStore
from knowledge.matching.units import protocol_units
from knowledge.protocol import Language, SocialMediaProtocol
from tests.knowledge.matching.small_protocol import CLIENTS, EN, NL, SMALL, WordEncoder, small
from tests.remembering import MemoryArrayStore

TEXTS = [unit.text for unit in protocol_units(SMALL)]
STRANGE = "mag ik een klant als connectie toevoegen"


def assert_alike(some: list[Evidence], others: list[Evidence]) -> None:
    for one, other in zip(some, others, strict=True):
        np.testing.assert_allclose(one.entries, other.entries, atol=2e-5)
        np.testing.assert_allclose(one.question, other.question, atol=2e-5)
        assert (one.language, one.foreign, one.readable) == (other.language, other.foreign, other.readable)
        assert one.same_as is other.same_as is None


def written_otherwise(texts: list[str]) -> list[str]:
    """The same words, but not the very text of a unit: they are read as anyone's question is."""
    return [f"{text} " for text in texts]


@pytest.mark.parametrize("encoder", [None, WordEncoder()], ids=["by words", "with an encoder"])
@pytest.mark.parametrize("kept", [False, True], ids=["learned", "kept from before"])
def test_an_own_text_gets_as_unseen_what_the_same_words_get_that_are_read_anew(
    encoder: WordEncoder | None, *, kept: bool
) -> None:
    store = MemoryArrayStore()
    index = ClauseIndex(SMALL, encoder, store)
    if kept:
        index = ClauseIndex(SMALL, encoder, store)
    mixed = [TEXTS[0], STRANGE, *TEXTS[1:], "", TEXTS[0]]

    assert_alike(index.evidences(mixed, unseen=True), index.evidences(written_otherwise(mixed), unseen=True))


def test_an_own_text_is_alike_in_the_starter(starter: SocialMediaProtocol, learned_store: ArrayStore) -> None:
    index = ClauseIndex(starter, store=learned_store)
    texts = [unit.text for unit in protocol_units(starter)]

    assert_alike(index.evidences(texts, unseen=True), index.evidences(written_otherwise(texts), unseen=True))


def test_an_own_text_is_not_encoded_again_to_look_at_it_as_unseen() -> None:
    encoder = WordEncoder()
    index = ClauseIndex(SMALL, encoder)
    del encoder.encoded[:]

    index.evidences([CLIENTS.examples[NL][0], STRANGE, CLIENTS.examples[EN][0]], unseen=True)

    assert encoder.encoded == [STRANGE]


def test_the_language_of_an_own_text_is_not_guessed_again_to_look_at_it_as_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = ClauseIndex(SMALL)
    monkeypatch.setattr(index_module, "guess_language", None)  # calling it fails

    found = index.evidences([CLIENTS.examples[NL][0], CLIENTS.examples[EN][0]], unseen=True)

    assert [one.language for one in found] == [NL, EN]


@pytest.mark.parametrize("otherwise", [NL, EN])
def test_where_an_own_text_gives_no_hold_the_language_of_the_place_it_is_asked_in_counts(otherwise: Language) -> None:
    index = ClauseIndex(small(replace(CLIENTS, examples={NL: ("LinkedIn",)}), *SMALL.clauses[1:]))

    assert index.evidence("LinkedIn", otherwise=otherwise, unseen=True).language is otherwise


def test_a_text_that_seems_to_be_in_the_other_language_is_read_anew(learned_store: ArrayStore) -> None:
    english_among_the_dutch = replace(CLIENTS, examples={NL: ("can i add clients on linkedin",)})
    index = ClauseIndex(small(english_among_the_dutch, *SMALL.clauses[1:]), store=learned_store)
    asked = ["can i add clients on linkedin"]

    assert index.evidence(asked[0], unseen=True).language is EN
    assert_alike(index.evidences(asked, unseen=True), index.evidences(written_otherwise(asked), unseen=True))


def test_of_too_many_texts_nothing_is_kept_and_they_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ClauseIndex(SMALL, WordEncoder()).evidences(TEXTS, unseen=True)
    for module in (topics, index_module):
        monkeypatch.setattr(module, "MOST_KEPT_TEXTS", len(TEXTS) - 1)
    store = MemoryArrayStore()

    index = ClauseIndex(SMALL, WordEncoder(), store)

    assert_alike(index.evidences(TEXTS, unseen=True), before)
    assert not any(name.startswith("placed_") for arrays in store.kept.values() for name in arrays)
