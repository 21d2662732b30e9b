"""What to do with the ranked matches: answer, ask back, refer elsewhere, or abstain and say why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.circumstances import Course
from knowledge.protocol import Circumstance, Elsewhere, Language, OpenTopic


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
    CIRCUMSTANCE = "circumstance"
    """Which clause holds depends on something about the asker's situation that the question does not say."""
    NO_BRANCH = "no-branch"
    """The clauses that are about it do not hold in the asker's situation, and no other does."""


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
    """One of a few clauses may answer it; the asker chooses.

    Attributes:
        options: Best first, one to three; with the doubt ``CIRCUMSTANCE`` in the order in which they are tried.
        doubt: Why the first was not quoted at once.
        asks: With the doubt ``CIRCUMSTANCE``: what the asker is asked about.
    """

    options: tuple[Match, ...]
    doubt: Doubt
    asks: Circumstance | None = None


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


Found = str | Elsewhere | OpenTopic
"""What the matcher ranks: a clause by its id, a question that is answered elsewhere, or a topic left open."""


@dataclass(frozen=True, slots=True)
class Finding:
    """All that the matcher made of one question.

    Attributes:
        language: The language to answer in.
        matches: Best first, at most five; also where the decision was not to answer.
        course: How the asker's circumstances decided which clause holds; ``None`` where nothing about them does.
    """

    question: str
    language: Language
    matches: tuple[Match, ...]
    decision: Decision
    course: Course | None = None


ENOUGH_EXAMPLES = 3.0
"""So many a clause make the realistic case that ``Thresholds.answer`` was measured on."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What confidence is needed for what, all 0 to 1.

    Attributes:
        answer: To quote the clause at once, where clauses have ``ENOUGH_EXAMPLES`` or more.
        bare: The same where they have no examples: their confidence is less to be relied on.
        refer: To refer elsewhere, or to say that the topic was left open; no clause may be equally near.
        clarify: For the best clause, to ask back.
        option: For a clause, to be offered as a choice.
        near: How far below the best a clause still counts as equally near.
    """

    answer: float
    bare: float
    refer: float
    clarify: float
    option: float
    near: float

    def with_examples(self, examples: float) -> "Thresholds":
        """The same for clauses that have so many examples on average."""
        share = min(examples / ENOUGH_EXAMPLES, 1.0)
        return replace(self, answer=self.bare + share * (self.answer - self.bare))


MOST_OPTIONS = 3
"""More choices than this are not read on a phone."""


def decide(ranked: Sequence[tuple[Found, float]], thresholds: Thresholds) -> Decision:
    """Decide what to do with what was found.

    Args:
        ranked: Clauses, ``elsewhere`` entries and open topics with their confidence, best first; may be empty.
        thresholds: See there.
    """
    if not ranked:
        return Abstention(Doubt.NOTHING_NEAR)
    best, confidence = ranked[0]
    clauses = [(found, likely) for found, likely in ranked if isinstance(found, str)]
    if isinstance(best, str):
        if confidence >= thresholds.answer:
            return Answer(Match(best, confidence))
    else:
        nearest_clause = clauses[0][1] if clauses else 0.0
        if confidence >= thresholds.refer and confidence - nearest_clause >= thresholds.near:
            return _beside_the_clauses(best, confidence)
    options = tuple(Match(found, likely) for found, likely in clauses[:MOST_OPTIONS] if likely >= thresholds.option)
    if options and options[0].confidence >= thresholds.clarify:
        several = len(options) > 1 and options[0].confidence - options[1].confidence < thresholds.near
        return Clarification(options, Doubt.SEVERAL_NEAR if several else Doubt.TOO_WEAK)
    return Abstention(Doubt.TOO_WEAK if options else Doubt.NOTHING_NEAR)


def _beside_the_clauses(found: Elsewhere | OpenTopic, confidence: float) -> Decision:
    match found:
        case Elsewhere():
            return Referral(found, confidence)
        case OpenTopic():
            return Abstention(Doubt.LEFT_OPEN, open_topic=found)
