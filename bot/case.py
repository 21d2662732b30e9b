"""A case: a question that a person at HR handles. A pure state machine: every step gives a case, or a reason why not.

``open -> claimed -> answered -> closed``; back from claimed to open, to and fro between claimed and waiting-on-asker,
from closed to open again; withdrawn by the asker is the end. ``steps.py`` has what each step changes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.address import Person
from knowledge.protocol import Language

LONGEST_TEXT = 4_000
"""In characters, of one reply or addition: as long as a question."""

MOST_ENTRIES = 200
"""More than anybody writes about one case; a bound on what one case can hold."""

MOST_RUNNING = 10
"""As many cases one asker can have at once: more than anyone waits for, too few to bury the desk."""


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING_ON_ASKER = "waiting-on-asker"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


HELD = frozenset({CaseState.CLAIMED, CaseState.WAITING_ON_ASKER})
"""A person is busy with it: in the asker's conversation Magdat leaves the word to that person."""

OVER = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})
"""Nothing is done about it any more; the retention period runs from here."""


class Line(StrEnum):
    """Which officers a case is for."""

    FIRST = "first"
    SECOND = "second"
    """A specialist, where the organisation has one."""


class Outcome(StrEnum):
    """What a closed case says about the protocol; the first two are proposals for its next version."""

    NEW_RULE = "new-rule"
    NEW_PHRASING = "new-phrasing"
    ONE_OFF = "one-off"
    SPECIALIST = "specialist"


@dataclass(frozen=True, slots=True)
class Named:
    """The asker is known to the desk.

    Attributes:
        formerly: The pseudonym before the asker revealed themselves; ``None`` when they asked by name at once.
    """

    person: Person
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class Anonymous:
    """The asker is known to the desk by a pseudonym of this case alone."""

    pseudonym: str


Asker = Named | Anonymous


class Author(StrEnum):
    """Who wrote an entry."""

    ASKER = "asker"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something written in a case, kept word for word.

    Attributes:
        at: Aware, UTC.
        name: Of the officer who wrote it; empty for the asker, whose name stands in the case.
        officer_key: The officer's key, by which the entry is found when they are forgotten; shown to nobody.
    """

    author: Author
    text: str
    at: datetime
    name: str = ""
    officer_key: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A question at the desk.

    Attributes:
        id: Opaque, random from the first character on.
        question_id: The question that it began with, which may have been deleted since.
        asker: As the desk may know them. An anonymous asker appears nowhere in a case.
        asker_mark: A keyed fingerprint of the asker, for the asker's own rights; never shown, in no view and no export.
        conversation_mark: A keyed fingerprint of the conversation where the asker is; never shown either.
        language: The asker's.
        entries: All that was written, the question first.
        clause_id: The clause that Magdat had quoted in answer; ``None`` where it had not.
        expected_by: When the asker was told to expect an answer. Aware, UTC, as is every time here.
        owner: The officer who has claimed it; ``None`` in the states open and withdrawn, kept after closing.
        outcome: Set when closed, and only then.
        over_since: When it was closed or withdrawn; ``None`` while it runs.
        thread_mark: A keyed fingerprint of the thread, with others in it, where a named asker asked; never shown. Empty
            where there is none, and always for an anonymous asker, whom it would give away.
        version: How often it was saved; the repository saves only the version that it gave out last.
    """

    id: str
    question_id: str
    asker: Asker
    asker_mark: str
    conversation_mark: str
    language: Language
    entries: tuple[Entry, ...]
    clause_id: str | None
    protocol_version: str
    opened_at: datetime
    expected_by: datetime
    changed_at: datetime
    state: CaseState = CaseState.OPEN
    line: Line = Line.FIRST
    owner: Person | None = None
    outcome: Outcome | None = None
    over_since: datetime | None = None
    thread_mark: str = ""
    version: int = 0

    @property
    def reference(self) -> str:
        """A short name to speak of it: the first characters of its id."""
        return self.id[:6].upper()

    @property
    def question(self) -> str:
        """What was asked, word for word."""
        return self.entries[0].text
