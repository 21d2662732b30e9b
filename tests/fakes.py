"""Stand-ins for the world around the bot: they do what their port says, and what they are told to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from bot.ports import LiveProtocol
from knowledge.matching.decision import (
    Abstention,
    Answer,
    Clarification,
    Decision,
    Doubt,
    Finding,
    Match,
    Referral,
)
from knowledge.protocol import Language, SocialMediaProtocol


@dataclass
class FakeClock:
    """A clock that stands still until it is set."""

    day: date = date(2026, 11, 23)

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        return self.day


@dataclass
class FakeMatcher:
    """A matcher that knows beforehand what it will find; for any other question it finds nothing near.

    Attributes:
        findings: By question.
        asked: The questions it got, in their order.
    """

    findings: Mapping[str, Finding] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        self.asked.append(question)
        nothing = Finding(question, otherwise or Language.NL, (), Abstention(Doubt.NOTHING_NEAR))
        return self.findings.get(question, nothing)


@dataclass
class FakePublications:
    """One live version, which a test can swap."""

    version: LiveProtocol

    def live(self) -> LiveProtocol:
        return self.version


def found(question: str, decision: Decision, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """A finding with these clauses as its matches, the first the most confident."""
    matches = tuple(Match(clause_id, 0.9 - 0.1 * place) for place, clause_id in enumerate(clause_ids))
    return Finding(question, language, matches, decision)


def answered(question: str, clause_id: str, language: Language = Language.NL) -> Finding:
    """The clause answers the question."""
    return found(question, Answer(Match(clause_id, 0.9)), clause_id, language=language)


def clarified(question: str, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """These clauses are about equally near."""
    options = tuple(Match(clause_id, 0.5) for clause_id in clause_ids)
    return found(question, Clarification(options, Doubt.SEVERAL_NEAR), *clause_ids, language=language)


def referred(question: str, protocol: SocialMediaProtocol, language: Language = Language.NL) -> Finding:
    """The first entry under ``elsewhere`` answers the question."""
    return found(question, Referral(protocol.elsewhere[0], 0.8), language=language)


def abstained(question: str, doubt: Doubt, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """There is this doubt."""
    return found(question, Abstention(doubt), *clause_ids, language=language)
