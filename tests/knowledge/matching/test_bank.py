from collections import Counter
from importlib import resources

import pytest

from knowledge.matching import bank
from knowledge.matching.bank import OUTSIDE, bank_digest, bank_questions, concepts
from knowledge.matching.text import words
from knowledge.protocol import Language, Topic


def rows(name: str) -> list[list[str]]:
    text = (resources.files(bank) / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_every_question_has_a_topic_a_language_and_words() -> None:
    assert [row for row in rows("questions.tsv") if len(row) != 3 or not all(words(cell) for cell in row)] == []
    assert {row[1] for row in rows("questions.tsv")} == set(Language)


def test_every_concept_has_words_in_each_language() -> None:
    broken = [
        row for row in rows("concepts.tsv")
        if len(row) != 1 + len(Language) or not all(words(phrase) for column in row[1:] for phrase in column.split(","))
    ]  # fmt: skip

    assert broken == []


def test_every_concept_is_written_down_once() -> None:
    assert [name for name, times in Counter(row[0] for row in rows("concepts.tsv")).items() if times > 1] == []


def test_no_question_is_written_down_twice() -> None:
    times = Counter((known.language, tuple(words(known.question))) for known in bank_questions())

    assert [question for question, count in times.items() if count > 1] == []


def test_every_topic_has_questions_in_each_language() -> None:
    counts = Counter((known.topic, known.language) for known in bank_questions())
    topics = {known.topic for known in bank_questions()}

    assert [topic for topic in topics for language in Language if counts[topic, language] < 3] == []


def test_the_topics_that_a_protocol_needs_are_there_and_so_is_what_none_answers() -> None:
    topics = {known.topic for known in bank_questions()}

    assert set(Topic) <= topics
    assert sum(topic.startswith(OUTSIDE) for topic in topics) >= 10


@pytest.mark.parametrize("language", Language)
def test_no_phrase_stands_for_more_than_two_concepts(language: Language) -> None:
    phrases = concepts().by_phrase[language]

    assert [(phrase, names) for phrase, names in phrases.items() if not 1 <= len(names) <= 2] == []


def test_every_phrase_is_found_in_its_own_language() -> None:
    known = concepts()

    lost = [
        phrase for language in Language for phrase, names in known.by_phrase[language].items()
        if not set(names) <= set(known.find(phrase, language))
    ]  # fmt: skip

    assert lost == []


def test_the_longest_phrase_is_told() -> None:
    assert concepts().longest == max(len(phrase) for table in concepts().by_phrase.values() for phrase in table)


def test_both_languages_lead_to_one_concept() -> None:
    dutch = concepts().find(words("word ik ontslagen om een tweet"), Language.NL)
    english = concepts().find(words("am I fired over a tweet"), Language.EN)

    assert dutch == english == ["dismissal", "twitter"]


def test_a_longer_phrase_comes_before_its_words() -> None:
    assert concepts().find(words("straks ben ik mijn baan kwijt"), Language.NL) == ["dismissal"]


@pytest.mark.parametrize(
    ("word", "language", "other"),
    [
        pytest.param("kind", Language.NL, Language.EN, id="English kind is no child"),
        pytest.param("wet", Language.NL, Language.EN, id="English wet is no law"),
        pytest.param("stage", Language.NL, Language.EN, id="an English stage is no traineeship"),
        pytest.param("links", Language.EN, Language.NL, id="Dutch links is a side"),
        pytest.param("file", Language.EN, Language.NL, id="a Dutch file is a traffic jam"),
    ],
)
def test_a_word_that_means_something_else_stands_for_nothing(word: str, language: Language, other: Language) -> None:
    assert concepts().find([word], language) != []
    assert concepts().find([word], other) == []


def test_a_word_of_the_other_language_counts_where_it_means_nothing_in_the_own() -> None:
    assert "story-reel" in concepts().find(words("een story plaatsen"), Language.NL)
    assert "client" in concepts().find(words("adding a klant"), Language.EN)


def test_the_digest_names_the_contents() -> None:
    assert len(bank_digest()) == 64
    assert bank_digest() == bank_digest.__wrapped__()


@pytest.mark.parametrize("language", Language)
def test_longer_phrases_come_first_and_no_word_counts_for_two(language: Language) -> None:
    meant = concepts()._meant_in[language]

    def plainly(text_words: list[str]) -> list[str]:
        found: list[str] = []
        free = [True] * len(text_words)
        for size in range(len(text_words), 0, -1):
            for start in range(len(text_words) - size + 1):
                here = meant.get(tuple(text_words[start : start + size]))
                if here and all(free[start : start + size]):
                    found.extend(here)
                    free[start : start + size] = [False] * size
        return found

    asked = [words(known.question) for known in bank_questions()]
    assert [concepts().find(each, language) for each in asked] == [plainly(each) for each in asked]
