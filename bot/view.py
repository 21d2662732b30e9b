"""A case as lists and exports may show it: nothing in it leads to an anonymous asker."""

from dataclasses import dataclass
from datetime import datetime

from bot.case import Anonymous, Asker, Case, CaseState, Line, Named, Outcome
from knowledge.protocol import Language


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the desk may know of a case.

    Attributes:
        asker: The name, or the platform's id where there is none; the pseudonym of an anonymous asker.
        owner: The officer's name; ``None`` when nobody has claimed it.
    """

    id: str
    reference: str
    state: CaseState
    line: Line
    asker: str
    anonymous: bool
    language: Language
    question: str
    clause_id: str | None
    protocol_version: str
    opened_at: datetime
    expected_by: datetime
    changed_at: datetime
    owner: str | None
    outcome: Outcome | None


def view(case: Case) -> CaseView:
    """The case without its fingerprints."""
    return CaseView(
        id=case.id,
        reference=case.reference,
        state=case.state,
        line=case.line,
        asker=_name(case.asker),
        anonymous=isinstance(case.asker, Anonymous),
        language=case.language,
        question=case.question,
        clause_id=case.clause_id,
        protocol_version=case.protocol_version,
        opened_at=case.opened_at,
        expected_by=case.expected_by,
        changed_at=case.changed_at,
        owner=None if case.owner is None else case.owner.name or case.owner.id,
        outcome=case.outcome,
    )


def _name(asker: Asker) -> str:
    match asker:
        case Anonymous(pseudonym=pseudonym):
            return pseudonym
        case Named(person=person):
            return person.name or person.id
