"""What all tests share: steady times, and a matcher of each kind on the starter protocol, built when first needed."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: two threads on busy cores take turns

import pytest

from knowledge.loader import read_protocol
from knowledge.matching.encoders import load_encoder
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder
from knowledge.protocol import SocialMediaProtocol
from knowledge.starter import STARTER_PROTOCOL
from tests.remembering import RememberingEncoder


@pytest.fixture(scope="session")
def starter() -> SocialMediaProtocol:
    """The starter protocol."""
    return read_protocol(STARTER_PROTOCOL).protocol


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The sentence encoder that ships; a text that several tests encode is encoded once."""
    shipped = load_encoder()
    assert shipped is not None, "the sentence encoder is a dependency"
    return RememberingEncoder(shipped)


@pytest.fixture(scope="session")
def starter_matcher(starter: SocialMediaProtocol, encoder: Encoder) -> Matcher:
    """Matches the starter protocol with the encoder."""
    return Matcher(starter, encoder)


@pytest.fixture(scope="session")
def words_matcher(starter: SocialMediaProtocol) -> Matcher:
    """Matches the starter protocol by words alone."""
    return Matcher(starter)
