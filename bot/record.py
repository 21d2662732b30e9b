"""A question as it is kept: what was asked and what became of it, and never who asked it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.protocol import Language


class Made(StrEnum):
    """What Magdat made of a question: the decision's name."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFER = "refer"
    ABSTAIN = "abstain"


class Feedback(StrEnum):
    """What the asker thought of the answer."""

    HELPED = "helped"
    NOT_MEANT = "not-meant"
    """It was an answer to another question."""


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question that was asked. It has no asker: no id, no fingerprint, no conversation.

    Attributes:
        id: Opaque and random; it stands in the buttons under the answer, so only who saw the answer knows it.
        asked_at: Aware, UTC.
        doubt: Why it was not answered at once, as ``Doubt`` names it; empty when it was.
        clause_id: The clause that was quoted, at once or after a choice; ``None`` where none was.
        options: Ids of the clauses that could be chosen from, in the order shown.
        confidence: Of the best match, 0 to 1.
    """

    id: str
    text: str
    language: Language
    asked_at: datetime
    protocol_id: str
    protocol_version: str
    made: Made
    doubt: str = ""
    clause_id: str | None = None
    options: tuple[str, ...] = ()
    confidence: float = 0.0
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How many questions there are of one week, one decision, one clause and one feedback.

    Attributes:
        week: Its Monday.
        clause_id: As in ``QuestionRecord``.
    """

    week: date
    made: Made
    clause_id: str | None
    feedback: Feedback | None
    count: int
