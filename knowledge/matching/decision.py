"""What to do with the ranked matches: answer, ask back, refer elsewhere, or abstain and say why."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.protocol import Elsewhere, Language, OpenTopic


class Doubt(StrEnum):
    """Why a question was not answered at once."""

    UNREADABLE = "unreadable"
    """There are no words in it: empty, only signs or only emoji."""
    OTHER_LANGUAGE = "other-language"
    """It is written in a language that Magdat does not read."""
    NOTHING_NEAR = "nothing-near"
    """No clause comes near it."""
    TOO_WEAK = "too-weak"
    """A clause comes near, but not near enough to be quoted."""
    SEVERAL_NEAR = "several-near"
    """Two or three clauses are about equally near."""
    LEFT_OPEN = "left-open"
    """The protocol leaves this topic open on purpose."""


@dataclass(frozen=True, slots=True)
class Match:
    """A clause that may answer the question.

    Attributes:
        confidence: The estimated probability that a fair reader would accept the clause as the answer, 0 to 1.
    """

    clause_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One clause answers the question."""

    match: Match


@dataclass(frozen=True, slots=True)
class Clarification:
    """Two or three clauses may answer it; the asker chooses.

    Attributes:
        options: Best first.
        doubt: Why the first was not quoted at once.
    """

    options: tuple[Match, ...]
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Referral:
    """The question is known, and answered elsewhere."""

    elsewhere: Elsewhere
    confidence: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """Magdat does not answer.

    Attributes:
        open_topic: With the doubt ``LEFT_OPEN``: the topic and the reason the protocol gives.
    """

    doubt: Doubt
    open_topic: OpenTopic | None = None


Decision = Answer | Clarification | Referral | Abstention


@dataclass(frozen=True, slots=True)
class Finding:
    """All that the matcher made of one question.

    Attributes:
        language: The language to answer in.
        matches: Best first, at most five; also where the decision was not to answer.
    """

    question: str
    language: Language
    matches: tuple[Match, ...]
    decision: Decision
