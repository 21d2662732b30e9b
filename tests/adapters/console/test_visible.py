import unicodedata

import pytest

from adapters.console.visible import visible
from tests.hostile import HOSTILE_TEXTS


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    left = {unicodedata.category(character) for character in visible(text) if character not in "\n\u200d"}

    assert left.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


@pytest.mark.parametrize(
    "text",
    ["Mag dat? Ja: «ça va», 100 % … “prima”.", "regel\n\nregel", "👩‍🚒 👍🏽", "漢字 العربية", "e\u0301"],
    ids=["signs", "lines", "emoji", "scripts", "accents"],
)
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_what_cannot_be_seen_is_put_in_sight() -> None:
    assert visible("a\x1b[31m\x00\u202eb\tc") == "a␛[31m␀\\u{202e}b    c"
