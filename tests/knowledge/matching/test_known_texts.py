"""The vectors that come with Magdat are those of its texts."""

import numpy as np
import pytest

from knowledge.matching.e5.encoder import SmallE5
from knowledge.matching.e5.known_texts import KnownTexts
from tests.quality.e5_known_texts import texts_that_come_with_magdat

AGAIN = "write them anew: python -m tests.quality.e5_known_texts"
MOST_APART = 0.01
"""Processors do not multiply in 8 bits alike: cosines differ by 0.006 on average between two of them, by 0.03 at most,
and from those of the untaught model by 0.05 and 0.29."""
SOME = ["Mag ik klanten toevoegen?", "May I add clients?", "foto 👍"]


def test_all_texts_that_come_with_magdat_are_known() -> None:
    assert (KnownTexts.shipped().places(texts_that_come_with_magdat()) >= 0).all(), AGAIN


def test_no_text_is_known_that_does_not_come_with_magdat() -> None:
    assert len(KnownTexts.shipped()) == len(texts_that_come_with_magdat()), AGAIN


def test_their_vectors_are_what_the_model_computes() -> None:
    texts = texts_that_come_with_magdat()[::60]
    known = KnownTexts.shipped()

    found, computed = known.vectors(known.places(texts)), SmallE5().differing(texts)

    apart = np.abs(found @ found.T - computed @ computed.T)
    assert (found * computed).sum(axis=1).min() > 0.995, AGAIN
    assert apart.mean() < MOST_APART, AGAIN
    assert apart.max() < 5 * MOST_APART, AGAIN


def test_known_and_strange_texts_may_come_together() -> None:
    encoder, texts = SmallE5(), [*texts_that_come_with_magdat()[:40], *SOME]

    together = encoder.encode(texts)

    np.testing.assert_array_equal(together[-len(SOME) :], encoder.encode(SOME))
    assert (together[:40] * np.concatenate([encoder.encode([text]) for text in texts[:40]])).sum(axis=1).min() > 0.995


def test_what_is_written_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(1).normal(size=(3, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    written = KnownTexts.of(SOME, vectors).written()
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: written)

    known = KnownTexts.shipped()

    assert known.places([*reversed(SOME), "another"]).tolist()[-1] == -1
    assert ((known.vectors(known.places(SOME)) * vectors).sum(axis=1) > 0.99).all()
