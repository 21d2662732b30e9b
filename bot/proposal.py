"""What a closed case says of the protocol: a rule that is missing, or one that nobody found. Nothing of it is live."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.protocol import Language


class ProposalKind(StrEnum):
    """What the protocol needs."""

    NEW_RULE = "new-rule"
    NEW_PHRASING = "new-phrasing"
    """The rule is there; the question must lead to it."""


class ProposalState(StrEnum):
    """How it stands."""

    OPEN = "open"
    TAKEN = "taken"
    """A version with the question among its examples is live."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One question that HR answered and that the protocol should answer next time.

    It has no asker and no case: neither an id nor a mark leads back to them.

    Attributes:
        question: Without words that may tell who asked.
        answer: HR's last, without such words.
        nearest: Ids of the clauses that came nearest, the best first; may be empty.
        made_at: Aware, UTC.
    """

    id: str
    kind: ProposalKind
    question: str
    answer: str
    language: Language
    nearest: tuple[str, ...]
    made_at: datetime
    state: ProposalState = ProposalState.OPEN


@dataclass(frozen=True, slots=True)
class Follower:
    """Someone who asked to be told: of a rule that was proposed, or of a clause that changes.

    Attributes:
        id: Opaque.
        subject: ``proposal:ID`` or ``clause:ID``.
        mark: A keyed fingerprint of the person, so that nobody is told twice.
        key: As in ``SealedAddress``.
        box: As in ``SealedAddress``.
    """

    id: str
    subject: str
    mark: str
    key: bytes
    box: bytes
    asked_at: datetime
