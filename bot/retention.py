"""How long anything is kept."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods after which things are deleted.

    Attributes:
        questions: After asking; a case keeps its own copy.
        cases: After closing or withdrawal.
        audit: After it happened.
        events: After handling: longer than any platform keeps sending the same event again. What waits for so long,
            because no process serves its channel any more, is erased.
        deliveries: After delivery or parking; what was delivered has lost its text and address at once. What waits
            for so long, because no process serves its channel any more, is parked.
        learning: Proposals after they were made, followers after they asked, counts of gaps after their month; files
            of the protocol that were never published after they were loaded, reviews after the day until which they
            held, campaigns with their confirmations after their deadline.
        askers: After a case is over, until the address of its asker is deleted: time for the last message to arrive.
    """

    questions: timedelta = timedelta(days=30)
    cases: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=365)
    events: timedelta = timedelta(days=7)
    deliveries: timedelta = timedelta(days=7)
    learning: timedelta = timedelta(days=365)
    askers: timedelta = timedelta(days=1)
