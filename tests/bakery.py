"""The protocol of a small bakery: one of everything that an answer can show."""

from datetime import date
from functools import cache
from pathlib import Path

from bot.ports import LiveProtocol
from bot.presenter.occasion import Occasion
from knowledge.loader import read_protocol
from knowledge.matching.decision import Finding
from knowledge.protocol import Clause, Language, SocialMediaProtocol
from tests.fakes import FakeClock, FakeMatcher, FakePublications

BAKERY = Path(__file__).parent / "data" / "protocols" / "bakery.yaml"


@cache
def bakery() -> SocialMediaProtocol:
    """The bakery's protocol, as its file has it."""
    return read_protocol(BAKERY).protocol


def clause(clause_id: str) -> Clause:
    """A clause of the bakery's protocol."""
    return bakery().clause(clause_id)


def occasion(
    language: Language = Language.NL, today: date = date(2026, 11, 23), protocol: SocialMediaProtocol | None = None
) -> Occasion:
    """A moment at which the bakery's protocol is in force."""
    return Occasion(protocol or bakery(), language, today)


def published(*findings: Finding, protocol: SocialMediaProtocol | None = None) -> FakePublications:
    """The bakery's protocol live, with a matcher that finds this."""
    matcher = FakeMatcher({finding.question: finding for finding in findings})
    return FakePublications(LiveProtocol(protocol or bakery(), matcher))


def clock() -> FakeClock:
    """A day on which the bakery's protocol is in force."""
    return FakeClock()
