import sys
import unicodedata

import pytest

from knowledge.problems import Place
from knowledge.protocol_file.characters import REFUSED, odd_characters

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]


def refused(character: str) -> bool:
    return REFUSED.search(character) is not None


def test_every_control_character_is_refused_but_those_that_lay_out_text() -> None:
    controls = {sign for sign in EVERY_CHARACTER if unicodedata.category(sign) == "Cc"}

    assert {sign for sign in controls if not refused(sign)} == {"\t", "\n"}


def test_every_bidirectional_control_is_refused() -> None:
    controls = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}

    assert all(refused(sign) for sign in EVERY_CHARACTER if unicodedata.bidirectional(sign) in controls)


def test_every_line_break_but_a_line_feed_is_refused() -> None:
    breaks = [sign for sign in EVERY_CHARACTER if len(f"a{sign}b".splitlines()) == 2]

    assert {sign for sign in breaks if not refused(sign)} == {"\n"}


def test_no_letter_digit_or_sign_is_refused() -> None:
    written = {"L", "M", "N", "P", "S"}

    assert not any(refused(sign) for sign in EVERY_CHARACTER if unicodedata.category(sign)[0] in written)


def test_every_invisible_format_character_is_odd() -> None:
    formats = [sign for sign in EVERY_CHARACTER if unicodedata.category(sign) == "Cf"]

    assert all([oddity.character for oddity in odd_characters(f"a{sign}b")] == [sign] for sign in formats)


def test_no_letter_digit_or_sign_is_odd() -> None:
    written = {"L", "M", "N", "P", "S"}
    signs = [sign for sign in EVERY_CHARACTER if unicodedata.category(sign)[0] in written and sign != "\ufffd"]

    assert list(odd_characters("\n".join(signs))) == []


@pytest.mark.parametrize("text", ["👩‍💻 thuis", "👨‍👩‍👧‍👦", "❤️‍🔥", "👩🏽‍🚀"])
def test_a_joiner_inside_one_picture_is_not_odd(text: str) -> None:
    assert list(odd_characters(text)) == []


def test_a_joiner_between_letters_is_odd() -> None:
    assert [oddity.place for oddity in odd_characters("lief\u200ddevol")] == [Place(1, 5)]


def test_a_line_is_reported_once_and_a_refused_character_first() -> None:
    oddities = list(odd_characters("mooi\na\u00adb\u200bc\u202ed\x07e\n\u00ad\ngoed\u2066"))

    assert [(oddity.character, oddity.place) for oddity in oddities] == [
        ("\u202e", Place(2, 6)),
        ("\u00ad", Place(3, 1)),
        ("\u2066", Place(4, 5)),
    ]
