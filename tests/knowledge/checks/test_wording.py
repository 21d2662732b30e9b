"""What is read from the words of a rule, and how quickly a text without any negation is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.checks.cues import CUES, NEGATIONS
from knowledge.checks.wording import Wording
from knowledge.protocol import Language

NEGATING = ("exempts", "unforbids", "forbids")


@given(st.data(), st.sampled_from(Language), st.sampled_from(NEGATING))
def test_no_text_that_negates_is_without_a_part_of_a_word_that_does(
    data: st.DataObject, language: Language, cue: str
) -> None:
    text = data.draw(st.from_regex(getattr(CUES[language], cue)))

    assert any(part in text for part in NEGATIONS[language])


@pytest.mark.parametrize(
    ("text", "language", "forbids"),
    [
        ("Je mag  klanten\tniet toevoegen.", Language.NL, "mag klanten niet"),
        ("Je mag klanten toevoegen.", Language.NL, None),
        ("Het is niet verboden.", Language.NL, None),
        ("Please don\N{RIGHT SINGLE QUOTATION MARK}t post photos.", Language.EN, "please don't"),
        ("You may post photos.", Language.EN, None),
        ("It is off limits.", Language.EN, "off limits"),
    ],
)
def test_a_prohibition_is_read_whatever_the_blanks_and_the_quotes(
    text: str, language: Language, forbids: str | None
) -> None:
    assert Wording(text, language).forbids == forbids
