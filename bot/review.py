"""When the protocol and its clauses must be looked at again, and who looked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.address import Person
from knowledge.protocol import Clause, SocialMediaProtocol

WHOLE = ""
"""The subject of a review of the protocol as a whole; else it is the id of a clause."""
AGAIN_AFTER = timedelta(days=365)
"""From a review without a change until the next."""
_BEFORE = (timedelta(days=7), timedelta(days=30))
_AGAIN_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Review:
    """Someone looked, and nothing had to change.

    Attributes:
        subject: ``WHOLE``, or the id of a clause.
        until: The day by which it must be looked at again.
    """

    protocol_id: str
    subject: str
    on: date
    until: date
    by: Person


@dataclass(frozen=True, slots=True)
class Due:
    """What must be looked at, soon or at last.

    Attributes:
        clause: ``None`` for the protocol as a whole.
        stage: Which reminder it is; changes when the next one is due.
    """

    clause: Clause | None
    review_by: date
    stage: str

    def key(self, protocol_id: str) -> str:
        """One text that tells this reminder from every other."""
        return f"{protocol_id}/{WHOLE if self.clause is None else self.clause.id}/{self.review_by}/{self.stage}"


def with_reviews(protocol: SocialMediaProtocol, reviews: Iterable[Review]) -> SocialMediaProtocol:
    """The protocol with the dates that reviews without a change have set later than its file does."""
    until: dict[str, date] = {}
    for review in reviews:
        if review.protocol_id == protocol.id:
            until[review.subject] = max(review.until, until.get(review.subject, review.until))
    if not until:
        return protocol
    whole = protocol.review_by
    if whole is not None and WHOLE in until:
        whole = max(whole, until[WHOLE])
    clauses = tuple(_reviewed(clause, until.get(clause.id), whole) for clause in protocol.clauses)
    return replace(protocol, review_by=whole, clauses=clauses)


def due_reviews(protocol: SocialMediaProtocol, today: date) -> Iterator[Due]:
    """What must be looked at within 30 days or should have been; clauses only where they have a date of their own."""
    dates: list[tuple[Clause | None, date | None]] = [(None, protocol.review_by)]
    dates += [(clause, clause.review_by) for clause in protocol.clauses]
    for clause, review_by in dates:
        if review_by is not None and (stage := _stage(review_by - today)):
            yield Due(clause, review_by, stage)


def _reviewed(clause: Clause, until: date | None, whole: date | None) -> Clause:
    stands = clause.review_by or whole
    if until is None or stands is None or until <= stands:
        return clause
    return replace(clause, review_by=until)


def _stage(left: timedelta) -> str:
    """Which reminder is due with so much time left; empty when none is."""
    if left < timedelta(0):
        return f"late-{-left // _AGAIN_EVERY}"
    return next((f"{before.days}-days" for before in _BEFORE if left <= before), "")
