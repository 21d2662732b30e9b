from functools import cache

import numpy as np
import pytest

from knowledge.matching.bank import OUTSIDE, bank_questions
from knowledge.matching.topics import TopicSpace
from knowledge.matching.vocabulary import Vocabulary
from knowledge.protocol import Language
from tests.knowledge.matching.small_protocol import WordEncoder
from tests.remembering import MemoryArrayStore

VOCABULARY = Vocabulary(())


@cache
def space(*, with_encoder: bool = False) -> TopicSpace:
    return TopicSpace(WordEncoder() if with_encoder else None)


def topics_of(text: str, language: Language, *, with_encoder: bool = False) -> list[str]:
    """The topics of the bank, the likeliest first."""
    known = space(with_encoder=with_encoder)
    vectors = WordEncoder().encode([text]) if with_encoder else np.zeros((1, 1), dtype=np.float32)
    placed = known.place([VOCABULARY.read(text, language)], known.meaning(vectors))
    return [known.topics[place] for place in np.argsort(-placed.topics[0])]


@pytest.mark.parametrize("with_encoder", [False, True], ids=["by words", "with an encoder"])
@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("het wachtwoord van ons instagramaccount delen", Language.NL, "passwords"),
        ("sharing the password of our channel", Language.EN, "passwords"),
        ("hoeveel vakantiedagen heb ik nog", Language.NL, "oos-leave"),
        ("a journalist called me", Language.EN, "press"),
    ],
)
def test_a_text_is_about_the_topic_whose_questions_it_is_like(
    text: str, language: Language, topic: str, *, with_encoder: bool
) -> None:
    assert topic in topics_of(text, language, with_encoder=with_encoder)[:3]


@pytest.mark.parametrize("with_encoder", [False, True], ids=["by words", "with an encoder"])
def test_what_is_told_of_texts_are_log_probabilities_and_rows_of_length_one(*, with_encoder: bool) -> None:
    texts = ["", "mag ik klanten toevoegen", "xyzzy"]
    read = [VOCABULARY.read(text, Language.NL) for text in texts]
    vectors = WordEncoder().encode(texts) if with_encoder else np.zeros((1, 1), dtype=np.float32)

    known = space(with_encoder=with_encoder)
    placed = known.place(read, known.meaning(vectors))

    assert placed.likest.shape == placed.likeness.shape
    assert placed.likest.max() < len(bank_questions())
    np.testing.assert_allclose(np.exp(placed.topics).sum(axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(np.exp(placed.topics_by_look).sum(axis=1), 1, atol=1e-4)
    lengths = np.linalg.norm(placed.contrast, axis=1)
    assert lengths[1] == pytest.approx(1, abs=1e-4)
    assert (lengths <= 1 + 1e-4).all()


def test_most_questions_of_the_bank_are_about_their_own_topic() -> None:
    known = space()
    read = [VOCABULARY.read(one.question, one.language) for one in known.questions]
    placed = known.place(read, known.meaning(known.vectors))

    likeliest = [known.topics[place] for place in placed.topics.argmax(axis=1)]

    right = sum(found == one.topic for found, one in zip(likeliest, known.questions, strict=True))
    assert right > 0.9 * len(known.questions)


def test_the_bank_is_learned_once_and_then_kept() -> None:
    store = MemoryArrayStore()
    first = TopicSpace(WordEncoder(), store)
    encoder = WordEncoder()

    second = TopicSpace(encoder, store)

    assert encoder.encoded == []
    assert len(store.kept) == 1
    read = [VOCABULARY.read("mag ik klanten toevoegen", Language.NL)]
    vectors = WordEncoder().encode(["mag ik klanten toevoegen"])
    one, other = (known.place(read, known.meaning(vectors)) for known in (first, second))
    np.testing.assert_array_equal(one.topics, other.topics)


def test_another_encoder_has_a_bank_of_its_own() -> None:
    store = MemoryArrayStore()
    for encoder in (None, WordEncoder(), WordEncoder("words-2")):
        TopicSpace(encoder, store)

    assert len(store.kept) == 3


def test_what_no_protocol_answers_is_outside_unless_this_one_does() -> None:
    known = space(with_encoder=True)
    weather = [one.question for one in known.questions if one.topic == "oos-weather"]

    away = known.outside_of(WordEncoder().encode(["mag ik klanten toevoegen op linkedin"]))
    own = known.outside_of(WordEncoder().encode(weather))

    assert {known.topics[place] for place in np.flatnonzero(away.topics)} == {
        topic for topic in known.topics if topic.startswith(OUTSIDE)
    }
    assert not own.topics[known.topics.index("oos-weather")]
    assert not any(
        outside for outside, one in zip(own.questions, known.questions, strict=True) if one.topic == "oos-weather"
    )


def test_by_words_alone_nothing_is_taken_for_answered() -> None:
    known = space()
    nothing = np.zeros((1, 1), dtype=np.float32)

    np.testing.assert_array_equal(known.outside_of(nothing).questions, known.outside)


def test_a_text_of_social_media_is_liker_the_questions_about_it() -> None:
    known = space()
    texts = ["mag ik klanten toevoegen op linkedin", "hoeveel vakantiedagen heb ik"]
    read = [VOCABULARY.read(text, Language.NL) for text in texts]
    placed = known.place(read, known.meaning(known.vectors))

    about, other = placed.nearer

    assert about > 0 > other
