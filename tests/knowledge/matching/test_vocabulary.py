import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.bank import concepts
from knowledge.matching.language import FUNCTION_WORDS
from knowledge.matching.vocabulary import Vocabulary
from knowledge.protocol import Language

OWN = ("Werkplekfoto's delen wij nooit.", "Vraag het de zwanenmeester of the flugelhornist.")
OWN_WORDS = {"werkplekfoto", "zwanenmeester", "flugelhornist", "delen", "nooit"}
NL, EN = Language.NL, Language.EN
BANK_WORDS = {language: sorted(known) for language, known in concepts().vocabulary.items()}
quick = settings(derandomize=True, deadline=None, max_examples=150)
letters = st.text(string.ascii_lowercase, min_size=1, max_size=14)
languages = st.sampled_from(Language)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(OWN)


VOCABULARY = Vocabulary(OWN)
"""For property-based tests, which may not share a fixture between examples."""


def mended(text: str, language: Language) -> tuple[str, ...]:
    return VOCABULARY.read(text, language, mend=True).words


def known_in(language: Language) -> set[str]:
    return OWN_WORDS | set(BANK_WORDS[language])


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        pytest.param("linkdin", NL, "linkedin", id="letter left out"),
        pytest.param("linkeddin", EN, "linkedin", id="letter doubled"),
        pytest.param("custmoer", EN, "customer", id="letters swapped"),
        pytest.param("klantne", NL, "klanten", id="letters swapped nl"),
        pytest.param("instegram", NL, "instagram", id="wrong letter"),
        pytest.param("whatsaap", EN, "whatsapp", id="wrong letter en"),
        pytest.param("zwanenmeestr", NL, "zwanenmeester", id="a word of the protocol's own"),
        pytest.param("zwanemeesetr", EN, "zwanenmeester", id="two slips in a long word"),
    ],
)
def test_a_typing_error_is_mended(typed: str, language: Language, meant: str) -> None:
    read = VOCABULARY.read(f"{typed} ?", language, mend=True)

    assert read.words == (meant,)
    assert read.mended == 1
    assert read.text == meant


def test_nothing_is_mended_unless_asked_for(vocabulary: Vocabulary) -> None:
    read = vocabulary.read("linkdin", NL)

    assert (read.words, read.mended) == (("linkdin",), 0)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        pytest.param("custmer", NL, id="an English word in a Dutch question"),
        pytest.param("ontslagn", EN, id="a Dutch word in an English question"),
    ],
)
def test_a_word_is_not_mended_to_one_of_the_other_language(typed: str, language: Language) -> None:
    (other,) = set(Language) - {language}

    assert mended(typed, language) == (typed,)
    assert mended(typed, other) != (typed,)


def test_a_word_that_begins_differently_is_another_word() -> None:
    assert mended("plugelhornist zlient", EN) == ("plugelhornist", "zlient")


@quick
@given(st.lists(letters, max_size=6), languages)
def test_a_word_only_becomes_a_known_word_of_its_language_with_the_same_first_letter(
    typed: list[str], language: Language
) -> None:
    result = mended(" ".join(typed), language)

    changed = [(before, after) for before, after in zip(typed, result, strict=True) if before != after]
    assert all(after in known_in(language) and after[0] == before[0] for before, after in changed)
    assert all(abs(len(after) - len(before)) <= 2 for before, after in changed)


@quick
@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=4), max_size=8), languages)
def test_short_words_are_left_alone(typed: list[str], language: Language) -> None:
    assert mended(" ".join(typed), language) == tuple(typed)


def test_a_word_with_a_digit_is_left_alone(vocabulary: Vocabulary) -> None:
    assert vocabulary.read("linked1n 2027", NL, mend=True).words == ("linked1n", "2027")


@pytest.mark.parametrize("language", Language)
def test_no_known_word_is_ever_changed(language: Language) -> None:
    known = sorted(OWN_WORDS | {word for words in BANK_WORDS.values() for word in words} | FUNCTION_WORDS[language])

    assert [word for word in known if mended(word, language) != (word,)] == []


def test_another_form_of_a_known_word_is_not_taken_for_a_typing_error() -> None:
    assert mended("flugelhornists", EN) == ("flugelhornists",)


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        pytest.param("klantfoto", ("klant", "foto"), id="without a link"),
        pytest.param("bedrijfsaccount", ("bedrijf", "account"), id="with s"),
        pytest.param("klantenfoto", ("klanten", "foto"), id="the plural before a link"),
        pytest.param("klantzwanenmeester", ("klant", "zwanenmeester"), id="with the protocol's own word"),
        pytest.param("klantxyzzy", (), id="one part unknown"),
        pytest.param("xyzzyfoto", (), id="other part unknown"),
        pytest.param("metfoto", (), id="a function word is no part"),
        pytest.param("foto", (), id="one word"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_a_compound_is_split_into_known_words_or_not_at_all(compound: str, parts: tuple[str, ...]) -> None:
    assert VOCABULARY._split(compound) == parts


@quick
@given(st.lists(st.sampled_from([*BANK_WORDS[NL], "s", "en", "xyzzy"]), min_size=1, max_size=3).map("".join))
def test_the_parts_of_a_compound_are_known_and_make_it_up(compound: str) -> None:
    parts = VOCABULARY._split(compound)

    if parts:
        head, tail = parts
        assert {head, tail} <= known_in(NL) | known_in(EN)
        assert compound in {f"{head}{link}{tail}" for link in ("", "s", "en")}


def test_the_parts_of_an_unknown_compound_count_as_words_and_concepts(vocabulary: Vocabulary) -> None:
    read = vocabulary.read("klantfotodag klantfoto", NL)

    assert set(vocabulary.read("klant foto", NL).stems) <= set(read.stems)
    assert set(vocabulary.read("klant foto", NL).concepts) <= set(read.concepts)


def test_function_words_carry_no_meaning_unless_there_is_nothing_else(vocabulary: Vocabulary) -> None:
    assert vocabulary.read("mag ik dat op instagram", NL).content == ("instagram",)
    assert vocabulary.read("mag dat?", NL).content == ("mag", "dat")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        pytest.param("mag ik klanten op instagram", 0.0, id="all known"),
        pytest.param("klanten van xyzzy", 0.5, id="one of two"),
        pytest.param("xyzzy plugh", 1.0, id="none"),
        pytest.param("mag ik dat", 1.0, id="nothing to know"),
        pytest.param("", 1.0, id="nothing"),
    ],
)
def test_the_share_of_unknown_words_leaves_function_words_out(text: str, unknown: float) -> None:
    assert VOCABULARY.read(text, NL).unknown == unknown


@quick
@given(st.text(max_size=60), languages, st.booleans())
def test_any_text_can_be_read(text: str, language: Language, mend: bool) -> None:  # noqa: FBT001 -- drawn
    read = VOCABULARY.read(text, language, mend=mend)

    assert 0 <= read.unknown <= 1
    assert 0 <= read.mended <= len(read.words)
    assert len(read.stems) >= len(read.content)


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param(" ".join(["qwrtypsdfg"] * 364), id="many words"),
        pytest.param("linkdin " * 500, id="many typing errors"),
        pytest.param("klantq" * 667, id="one word"),
        pytest.param("q" * 4_000, id="one letter"),
    ],
)
def test_the_work_for_nonsense_is_bounded(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    nearest = VOCABULARY._nearest

    def counted(word: str, language: Language) -> str | None:
        looked_up.append(word)
        return nearest(word, language)

    monkeypatch.setattr(VOCABULARY, "_nearest", counted)

    read = VOCABULARY.read(nonsense, NL, mend=True)

    assert len(nonsense) >= 4_000
    assert len(read.words) == len(nonsense.split())
    assert len(looked_up) <= 10
    assert all(len(word) <= 30 for word in looked_up)
