"""Two matchers that are asked the same encode it once, and remember nothing afterwards."""

import numpy as np

from knowledge.matching.once import each_text_encoded_once, encode
from tests.knowledge.matching.small_protocol import WordEncoder

TEXTS = ["mag ik klanten toevoegen", "een foto", "mag ik klanten toevoegen"]


def test_a_text_is_encoded_once_within_and_anew_afterwards() -> None:
    encoder = WordEncoder()

    with each_text_encoded_once():
        first = encode(encoder, TEXTS)
        second = encode(encoder, ["nog iets", *TEXTS])
        asked = list(encoder.encoded)
    encode(encoder, TEXTS[:1])

    assert asked == [TEXTS[0], TEXTS[1], "nog iets"]
    assert encoder.encoded[len(asked) :] == TEXTS[:1]
    np.testing.assert_array_equal(first, encoder.encode(TEXTS))
    np.testing.assert_array_equal(second[1:], first)


def test_another_encoder_has_vectors_of_its_own() -> None:
    one, other = WordEncoder(), WordEncoder("words-2")

    with each_text_encoded_once():
        encode(one, TEXTS)
        encode(other, TEXTS)

    assert other.encoded == [TEXTS[0], TEXTS[1]]


def test_nothing_is_encoded_of_nothing() -> None:
    with each_text_encoded_once():
        found = encode(WordEncoder(), [])

    assert len(found) == 0
