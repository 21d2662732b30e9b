"""An encoder that was taught social media makes way where a protocol is about something else."""

from dataclasses import replace

import pytest

from knowledge.matching.decision import Answer
from knowledge.matching.index import index_protocol
from knowledge.matching.matcher import Matcher
from knowledge.matching.topics import EntryTopics
from knowledge.protocol import SocialMediaProtocol, Text
from tests.knowledge.matching.small_protocol import CLIENTS, EN, NL, SMALL, WordEncoder, small
from tests.remembering import MemoryArrayStore

ALARMS = small(
    replace(
        CLIENTS,
        topic=None,
        title=Text({NL: "Wekker", EN: "Alarm clock"}),
        rule=Text({NL: "De wekker gaat om zeven uur.", EN: "The alarm goes off at seven."}),
        conditions=(),
        terms={},
        examples={NL: ("zet de wekker op zeven uur",), EN: ("set the alarm for seven",)},
    )
)


class TaughtWordEncoder(WordEncoder):
    """One that was taught a domain, and knows which other to take elsewhere."""

    def __init__(self) -> None:
        super().__init__("taught-words-1")
        self.elsewhere = WordEncoder()


@pytest.fixture
def encoder() -> TaughtWordEncoder:
    return TaughtWordEncoder()


def find(protocol: SocialMediaProtocol, encoder: TaughtWordEncoder, question: str) -> tuple[list[str], list[str]]:
    """What either of the encoders is given of the question."""
    matcher = Matcher(protocol, encoder)
    del encoder.encoded[:], encoder.elsewhere.encoded[:]
    matcher.find(question)
    return encoder.encoded, encoder.elsewhere.encoded


def test_a_protocol_of_social_media_is_read_by_the_encoder_that_was_taught_it(encoder: TaughtWordEncoder) -> None:
    assert find(SMALL, encoder, "mag dat wel") == (["mag dat wel"], [])


def test_a_protocol_about_something_else_is_read_by_the_other(encoder: TaughtWordEncoder) -> None:
    assert find(ALARMS, encoder, "hoe laat is het") == ([], ["hoe laat is het"])


def test_a_protocol_about_something_else_is_matched_all_the_same(encoder: TaughtWordEncoder) -> None:
    found = Matcher(ALARMS, encoder).find("set the alarm for seven")

    assert isinstance(found.decision, Answer)


def test_an_encoder_that_was_taught_nothing_is_kept() -> None:
    other = WordEncoder()

    index = index_protocol(ALARMS, other)

    assert not index.is_of_the_domain
    assert index.name == index_protocol(ALARMS, WordEncoder()).name


def test_both_ways_are_kept_from_before(encoder: TaughtWordEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryArrayStore()
    Matcher(ALARMS, encoder, store)
    monkeypatch.setattr(EntryTopics, "learn", None)  # calling it fails
    del encoder.elsewhere.encoded[:]

    Matcher(ALARMS, encoder, store).find("hoe laat is het")

    assert encoder.elsewhere.encoded == ["hoe laat is het"]
