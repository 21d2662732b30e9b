"""An encoder that someone downloaded: a model of a few bytes, run by the real onnxruntime and the real tokenizers."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import mean_cosine
from knowledge.matching.encoders import load_encoder
from knowledge.matching.matcher import Matcher
from knowledge.matching.onnx_encoder import UNRELATED_COSINE, OnnxEncoder
from knowledge.matching.onnx_folder import LONGEST_TOKENS, EncoderUnusableError, Pooling, read_onnx_folder
from knowledge.matching.semantic import Vectors
from tests.knowledge.matching.small_protocol import SMALL
from tests.knowledge.matching.tiny_model import DIMENSIONS, model_bytes, write_model

TEXTS = ["mag klant logo", "", "👍", "klant " * 3_000, "\0\x07", "Klant\tPERS"]
POOLING = "1_Pooling/config.json"


class Kept:
    """Keeps arrays in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, Any]] = {}

    def load(self, key: str) -> Mapping[str, Any] | None:
        return self.kept.get(key)

    def save(self, key: str, arrays: Mapping[str, Any]) -> None:
        self.kept[key] = arrays


def test_every_text_has_a_vector_of_length_one(tmp_path: Path) -> None:
    vectors = OnnxEncoder(write_model(tmp_path)).encode(TEXTS)

    assert vectors.shape == (len(TEXTS), DIMENSIONS + 1)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_vector_does_not_depend_on_the_texts_beside_it(tmp_path: Path) -> None:
    encoder = OnnxEncoder(write_model(tmp_path))

    alone = np.concatenate([encoder.raw([text]) for text in TEXTS])

    np.testing.assert_allclose(alone, encoder.raw(TEXTS), atol=1e-5)


def test_nothing_has_no_vectors(tmp_path: Path) -> None:
    assert OnnxEncoder(write_model(tmp_path)).raw([]).shape == (0, DIMENSIONS)


def test_words_that_mean_the_same_lie_near_in_either_language(tmp_path: Path) -> None:
    dutch, english, other = OnnxEncoder(write_model(tmp_path)).encode(["klant", "client", "press"])

    assert dutch @ english > dutch @ other + 0.5


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        pytest.param({}, [1, 1, 0, 0], id="by default the mean"),
        pytest.param({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, [1, 1, 0, 0], id="mean"),
        pytest.param({"pooling_mode_cls_token": True}, [1, 0, 0, 0], id="the first"),
        pytest.param({"pooling_mode_max_tokens": True}, [1, 1, 0, 0], id="the largest"),
    ],
)
def test_the_words_are_pooled_as_the_folder_says(tmp_path: Path, pooling: object, expected: list[float]) -> None:
    encoder = OnnxEncoder(write_model(tmp_path, {POOLING: pooling}))

    found = encoder.raw(["klant logo", "klant logo klant logo klant logo"])

    wanted = np.array(expected) / np.linalg.norm(expected)
    np.testing.assert_allclose(found, [wanted, wanted], atol=1e-5)


def test_what_the_model_wants_before_a_text_is_put_there(tmp_path: Path) -> None:
    settings = {"config_sentence_transformers.json": {"prompts": {"q": "query "}, "default_prompt_name": "q"}}

    [with_prompt] = OnnxEncoder(write_model(tmp_path, settings)).raw(["klant"])

    assert with_prompt[3] > with_prompt[0]


@pytest.mark.parametrize(
    ("settings", "longest"),
    [
        ({}, LONGEST_TOKENS),
        ({"sentence_bert_config.json": {"max_seq_length": 128}}, 128),
        ({"config.json": {"max_position_embeddings": 64}, "sentence_bert_config.json": {"max_seq_length": 128}}, 64),
        ({"config.json": {"max_position_embeddings": 100_000}}, LONGEST_TOKENS),
        ({"config.json": {"max_position_embeddings": -1}}, LONGEST_TOKENS),
    ],
)
def test_a_text_is_cut_where_the_model_ends(tmp_path: Path, settings: Mapping[str, object], longest: int) -> None:
    assert read_onnx_folder(write_model(tmp_path, settings)).longest == longest


def test_an_exported_model_may_stand_in_a_folder_of_its_own_and_want_kinds_of_tokens(tmp_path: Path) -> None:
    write_model(tmp_path, model=model_bytes(("input_ids", "attention_mask", "token_type_ids"), "token_embeddings"))
    (tmp_path / "onnx").mkdir()
    (tmp_path / "model.onnx").rename(tmp_path / "onnx" / "model.onnx")

    assert OnnxEncoder(tmp_path).raw(["klant"]).shape == (1, DIMENSIONS)


def test_another_model_tokenizer_or_pooling_has_another_name(tmp_path: Path) -> None:
    names = {OnnxEncoder(write_model(tmp_path / "a")).name, OnnxEncoder(write_model(tmp_path / "b")).name}
    changed = write_model(tmp_path / "c", {POOLING: {"pooling_mode_cls_token": True}})
    other = write_model(tmp_path / "d", model=model_bytes(output="token_embeddings"))

    assert len(names) == 1
    assert len({*names, OnnxEncoder(changed).name, OnnxEncoder(other).name}) == 3
    assert read_onnx_folder(changed).pooling is Pooling.FIRST


def test_vectors_and_their_centre_are_kept_by_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Kept()
    folder = write_model(tmp_path)
    first = Matcher(SMALL, OnnxEncoder(folder, store), store).find("mag ik klanten toevoegen op linkedin")
    encoder = OnnxEncoder(folder, store)
    read: list[int] = []
    raw = encoder.raw

    def counted(texts: Sequence[str]) -> Vectors:
        read.append(len(texts))
        return raw(texts)

    monkeypatch.setattr(encoder, "raw", counted)

    again = Matcher(SMALL, encoder, store).find("mag ik klanten toevoegen op linkedin")

    assert again == first
    assert sum(read) <= 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in store.kept)


def test_unrelated_questions_are_to_be_as_far_apart_as_by_the_smaller_encoder() -> None:
    questions = [known.question for known in bank_questions()]
    smaller = load_encoder("use")
    assert smaller is not None

    assert mean_cosine(smaller.encode(questions)) == pytest.approx(UNRELATED_COSINE, abs=1e-3)


def without(name: str, folder: Path) -> Path:
    (write_model(folder) / name).unlink()
    return folder


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda folder: folder / "gone", "is no folder", id="no folder"),
        pytest.param(lambda folder: without("model.onnx", folder), "has no model.onnx", id="no model"),
        pytest.param(lambda folder: without("tokenizer.json", folder), "has no tokenizer.json", id="no tokenizer"),
        pytest.param(
            lambda folder: write_model(folder, {POOLING: {"pooling_mode_lasttoken": True}}),
            "pools by pooling_mode_lasttoken",
            id="pooling",
        ),
        pytest.param(lambda folder: write_model(folder, {"config.json": []}), "no JSON object", id="settings"),
        pytest.param(lambda folder: write_model(folder, model=b"junk"), "no model that can be read", id="junk"),
        pytest.param(
            lambda folder: write_model(folder, model=model_bytes(("input_ids", "pixels"))), "wants pixels", id="images"
        ),
    ],
)
def test_what_is_missing_is_said_with_the_remedy(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    with pytest.raises(EncoderUnusableError, match=said):
        OnnxEncoder(make(tmp_path)).encode(["klant"])


def test_a_broken_tokenizer_is_said(tmp_path: Path) -> None:
    (write_model(tmp_path) / "tokenizer.json").write_text("{}", encoding="utf-8")

    with pytest.raises(EncoderUnusableError, match="no tokenizer that can be read"):
        OnnxEncoder(tmp_path).encode(["klant"])


def test_settings_that_are_no_json_are_said(tmp_path: Path) -> None:
    (write_model(tmp_path) / "config.json").write_text("{", encoding="utf-8")

    with pytest.raises(EncoderUnusableError, match="cannot be read as JSON"):
        OnnxEncoder(tmp_path)
