# ruff: noqa: RUF001 -- letters that look like others are what is tested
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.text import character_ngrams, normalise, sentences, stem, words
from knowledge.protocol import Language

APOSTROPHES = ["'", "\u2019", "\u2018", "\u201b", "\u02bc", "\uff07", "\u2032", "\u00b4", "`"]
texts = st.text(max_size=80) | st.lists(
    st.sampled_from(["Mag", "ik?", "foto's", "é", "´", "-", "•", "*", ".", "!", "…", "\n\t", "ß", "ŉ", "İ", "𝗠", "ﬁ"])
).map(" ".join)
quick = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize("apostrophe", APOSTROPHES, ids=ascii)
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("Foto's van collega's", ["foto", "van", "collega"], id="plurals"),
        pytest.param("m'n baas z'n account", ["mn", "baas", "zn", "account"], id="clipped words"),
        pytest.param("zo'n A4'tje", ["zon", "a4tje"], id="inside a word"),
        pytest.param("what's my boss's rule", ["what", "my", "boss", "rule"], id="English"),
        pytest.param("I don't, can't", ["i", "dont", "cant"], id="negations"),
    ],
)
def test_a_word_is_the_same_whatever_the_apostrophe(apostrophe: str, typed: str, read: list[str]) -> None:
    assert words(typed.replace("'", apostrophe)) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("PRIVÉ", "prive", id="capital with an accent"),
        pytest.param("coördinator één façade", "coordinator een facade", id="diaeresis, acute and cedilla"),
        pytest.param("prive\u0301", "prive", id="accent as a sign of its own"),
        pytest.param("  mag\u00a0 ik\t\n dat ", "mag ik dat", id="blanks"),
        pytest.param("𝗠𝗮𝗴 𝑖𝑘 ⓓⓐⓣ", "mag ik dat", id="letters drawn in bold, in italics and in circles"),
        pytest.param("Ｍａｇ", "mag", id="wide letters"),
        pytest.param("ﬁlmpje", "filmpje", id="ligature"),
        pytest.param("Ĳsbrand ĳs", "ijsbrand ijs", id="ij as one letter"),
    ],
)
def test_spellings_that_look_alike_are_read_alike(typed: str, read: str) -> None:
    assert normalise(typed) == read


@quick
@given(texts)
def test_what_was_normalised_stays_as_it_is(text: str) -> None:
    plain = normalise(text)

    assert normalise(plain) == plain
    assert plain == plain.strip()
    assert plain.casefold() == plain


@quick
@given(texts)
def test_words_are_not_empty_and_hold_neither_blanks_nor_signs(text: str) -> None:
    assert all(re.fullmatch(r"\w+", word) for word in words(text))


def test_signs_and_emoji_are_no_words() -> None:
    assert words("?! … 😀👍🏽 -- • \u200d") == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        pytest.param(Language.NL, ["klant", "klanten"], id="plural nl"),
        pytest.param(Language.NL, ["noem", "noemen"], id="verb nl"),
        pytest.param(Language.EN, ["client", "clients"], id="plural en"),
        pytest.param(Language.EN, ["post", "posts", "posted", "posting"], id="verb en"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: Language, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


def test_a_rule_is_split_where_a_sentence_ends() -> None:
    rule = "Vraag het eerst aan HR. Mag je dat niet afwachten? Laat het dan staan: dat is beter zo"

    assert sentences(rule) == [
        "Vraag het eerst aan HR.", "Mag je dat niet afwachten?", "Laat het dan staan:", "dat is beter zo",
    ]  # fmt: skip


def test_a_list_is_split_at_its_bullets_and_lines() -> None:
    assert sentences("dit geldt voor iedereen:\n- op het werk\n• thuis en onderweg\nen in het weekend") == [
        "dit geldt voor iedereen:", "- op het werk", "thuis en onderweg", "en in het weekend",
    ]  # fmt: skip


def test_a_scrap_joins_the_sentence_before_it() -> None:
    assert sentences("Dat mag niet op het werk. Nooit. Thuis ook niet.") == [
        "Dat mag niet op het werk. Nooit.", "Thuis ook niet.",
    ]  # fmt: skip


@quick
@given(texts)
def test_sentences_lose_change_and_reorder_nothing_but_blanks_and_bullets(text: str) -> None:
    def without_blanks_and_bullets(text: str) -> str:
        return re.sub(r"[\s•*-]", "", text)

    parts = sentences(text)

    assert without_blanks_and_bullets("".join(parts)) == without_blanks_and_bullets(text)
    assert all(part == part.strip() and part for part in parts)


def test_ngrams_mark_where_a_word_begins_and_ends() -> None:
    assert list(character_ngrams(["hr"], 3, 5)) == [" hr", "hr ", " hr "]
    assert list(character_ngrams(["x"])) == [" x "]


@quick
@given(st.lists(st.text("abcé1", min_size=1, max_size=9), max_size=4), st.integers(2, 4), st.integers(0, 3))
def test_ngrams_are_every_piece_of_every_word_and_never_span_two(found: list[str], shortest: int, more: int) -> None:
    longest = shortest + more

    grams = list(character_ngrams(found, shortest, longest))

    padded = [f" {word} " for word in found]
    assert len(grams) == sum(max(len(word) - size + 1, 0) for word in padded for size in range(shortest, longest + 1))
    assert all(shortest <= len(gram) <= longest and any(gram in word for word in padded) for gram in grams)
