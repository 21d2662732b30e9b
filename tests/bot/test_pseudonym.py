import pytest

from bot.pseudonym import pseudonym_for
from bot.wording import wording_in
from knowledge.protocol import Language


@pytest.mark.parametrize("language", Language)
def test_pseudonyms_are_spread_and_stay(language: Language) -> None:
    wording = wording_in(language)

    names = [pseudonym_for(f"question-{number}", wording) for number in range(2_000)]

    assert names == [pseudonym_for(f"question-{number}", wording) for number in range(2_000)]
    assert len(set(names)) > 700
    assert all(len(name.split()) == 2 and name.istitle() for name in names)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", ["pseudonym.adjectives", "pseudonym.animals"])
def test_no_word_is_there_twice(key: str, language: Language) -> None:
    words = wording_in(language).say(key).split()

    assert len(set(words)) == len(words) == 30
