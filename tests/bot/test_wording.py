import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.question import Refusal
from bot.wording import read_sentences, wording_in
from knowledge.matching.decision import Doubt
from knowledge.protocol import Language, Topic, Verdict

ROOT = Path(__file__).parents[2]
USED = re.compile(r"""["']([a-z][a-z-]*(?:\.[a-z{][a-z_.{}-]*)+)["']""")
"""A key as the source has it; ``{name}`` stands for any word."""


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def used_keys() -> Iterator[re.Pattern[str]]:
    for folder in ("bot", "adapters"):
        for file in (*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.html")):
            for key in USED.findall(file.read_text(encoding="utf-8")):
                words = re.sub(r"\\\{.*?\\\}", "[a-z-]+", re.escape(key))
                yield re.compile(rf"{words}(\.one|\.other)?\Z")


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_sentences(language: Language) -> None:
    assert read_sentences(language).keys() == read_sentences(Language.NL).keys()


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_placeholders(language: Language) -> None:
    dutch = {key: placeholders(sentence) for key, sentence in read_sentences(Language.NL).items()}

    assert {key: placeholders(sentence) for key, sentence in read_sentences(language).items()} == dutch


def test_no_sentence_is_kept_that_nothing_says() -> None:
    used = list(used_keys())

    unused = [key for key in read_sentences(Language.NL) if not any(pattern.match(key) for pattern in used)]

    assert unused == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "key",
    [
        *(f"verdict.{verdict}" for verdict in Verdict),
        *(f"abstain.{doubt}" for doubt in Doubt),
        *(f"refusal.{reason}" for reason in Refusal),
        *(f"topic.{topic}" for topic in Topic),
        *(f"language.{other}" for other in Language),
    ],
)
def test_every_value_has_a_word(key: str, language: Language) -> None:
    assert wording_in(language).has(key)


def test_each_doubt_has_a_sentence_of_its_own() -> None:
    for language in Language:
        sentences = [wording_in(language).say(f"abstain.{doubt}") for doubt in Doubt]

        assert len(set(sentences)) == len(Doubt)


@pytest.mark.parametrize(
    ("language", "written"), [(Language.NL, "1 maart 2026"), (Language.EN, "1 March 2026")], ids=["nl", "en"]
)
def test_a_day_is_written_as_people_write_it(language: Language, written: str) -> None:
    assert wording_in(language).date(date(2026, 3, 1)) == written


@pytest.mark.parametrize(
    ("texts", "joined"),
    [(["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
    ids=["one", "two", "three"],
)
def test_texts_in_a_row_are_joined_as_people_write_them(texts: list[str], joined: str) -> None:
    assert wording_in(Language.NL).all_of(texts) == joined


def test_what_is_filled_in_is_shown_as_it_is() -> None:
    said = wording_in(Language.NL).say("clause.because", reason="{number} {0} %s")

    assert said == "Waarom: {number} {0} %s"


def test_one_is_not_said_as_several() -> None:
    wording = wording_in(Language.EN)

    assert wording.count("clause.conditions", 1) == "Condition"
    assert wording.count("clause.conditions", 2) == "Conditions"
