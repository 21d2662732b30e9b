"""What came in, and what happened: where a command came from, and the past-tense names that the audit keeps."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.address import Address, Person, joined_key
from knowledge.protocol import Language


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command came from; the adapter has verified it.

    Attributes:
        event_id: The platform's id of the incoming event, made unique across channels and tenants by the adapter.
        where: The conversation, and the thread, in which it was said or pressed.
        language: Of the person's screen, or as they chose it; ``None`` when it is not known.
        language_is_chosen: The person wants every answer in ``language``, whatever that of the question is.
        message: The platform's own handle on the message that was pressed on, by which it can be replaced; empty where
            nothing was pressed, or where that message cannot be replaced.
        screen: The person's own screen, such as a dialog, on which answers to this are shown instead of in ``where``;
            ``None`` where none is open.
        privately: Others are in the conversation as well, and an answer is for the person alone, who can share it.
        outside: Magdat itself is not in that conversation, so that nothing can be shared there; ``None`` where that
            cannot be found out just now.
        share_at: Where an answer is shown to the others when it is shared; ``None`` for ``where``.
        direct: The conversation with this person alone, where that is another than ``where``: what HR answers to a
            question that was asked privately, or is taken to HR anonymously, comes there.
        thread: The thread in which others can take part as well, by one name for all of them; ``None`` where there is
            none, or where nobody else is.
    """

    event_id: str
    person: Person
    where: Address
    language: Language | None = None
    language_is_chosen: bool = False
    message: str = ""
    screen: Address | None = None
    privately: bool = False
    outside: bool | None = False
    share_at: Address | None = None
    direct: Address | None = None
    thread: Address | None = None

    @property
    def can_replace(self) -> bool:
        """Whether an answer can take the place of what was pressed on."""
        return bool(self.message) or self.screen is not None

    @property
    def can_share(self) -> bool:
        """Whether the person can share an answer with the others in the conversation."""
        return self.privately and self.outside is False


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """An event as an adapter stores it before acknowledging it.

    Attributes:
        id: Unique across channels and tenants; the same event delivered twice has the same id.
        payload: What the adapter needs to make a command of it; nobody else reads it, and it is erased once handled.
        received_at: Aware, UTC.
        lane: Those in one lane are handled in the order in which they came; empty for one that waits for no other. It
            is erased with the payload.
        tries: How often it was leased, this time included; 0 for one that was not.
    """

    id: str
    channel: str
    payload: bytes
    received_at: datetime
    lane: str = ""
    tries: int = field(default=0, compare=False)


def event_id(channel: str, *parts: str) -> str:
    """The id of an event that these parts tell from every other, as ``IncomingEvent`` has it.

    It is kept for days beside the moment, also of who takes a question to HR anonymously; so nobody reads in it in
    whose conversation that was.
    """
    return f"{channel}/{_digest(*parts)}"


def lane_of(person_key: str) -> str:
    """The lane of what this person does; empty for nobody.

    Who knows the person can tell that it is theirs, as from the payload beside it; it is there no longer than that.
    """
    return _digest("lane", person_key) if person_key else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256(joined_key(*parts).encode("utf-8", "surrogatepass")).hexdigest()


class Happening(StrEnum):
    """What can happen: the events of the audit."""

    QUESTION_ASKED = "question-asked"
    OPTION_CHOSEN = "option-chosen"
    FEEDBACK_GIVEN = "feedback-given"
    CASE_OPENED = "case-opened"
    CASE_CLAIMED = "case-claimed"
    CASE_HANDED_BACK = "case-handed-back"
    CASE_HANDED_OVER = "case-handed-over"
    ASKER_ASKED = "asker-asked"
    CASE_ANSWERED = "case-answered"
    CASE_ADDED_TO = "case-added-to"
    CASE_CLOSED = "case-closed"
    CASE_REOPENED = "case-reopened"
    CASE_SENT_TO_SECOND_LINE = "case-sent-to-second-line"
    CASE_WITHDRAWN = "case-withdrawn"
    ASKER_REVEALED = "asker-revealed"
    DESK_REMINDED = "desk-reminded"
    SECOND_LINE_REMINDED = "second-line-reminded"
    ASKER_ADDRESS_FORGOTTEN = "asker-address-forgotten"
    DELIVERY_PARKED = "delivery-parked"
    EVENT_GIVEN_UP = "event-given-up"
    PERSON_EXPORTED = "person-exported"
    PERSON_FORGOTTEN = "person-forgotten"
    RETENTION_APPLIED = "retention-applied"
    DRAFT_MADE = "draft-made"
    DRAFT_DISCARDED = "draft-discarded"
    APPROVAL_ASKED = "approval-asked"
    PROTOCOL_PUBLISHED = "protocol-published"
    PROTOCOL_ROLLED_BACK = "protocol-rolled-back"
    PUBLICATION_WITHDRAWN = "publication-withdrawn"
    TESTS_OVERRULED = "tests-overruled"
    CHANGE_TOLD = "change-told"
    PROPOSAL_MADE = "proposal-made"
    PROPOSAL_DROPPED = "proposal-dropped"
    REVIEWED = "reviewed"
    REVIEW_REMINDED = "review-reminded"
    CAMPAIGN_STARTED = "campaign-started"


HAND_OVERS = (Happening.CASE_HANDED_BACK, Happening.CASE_HANDED_OVER, Happening.CASE_SENT_TO_SECOND_LINE)
"""What brings a case to someone else at HR."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Which text was shown as the rule, so that it can be proved later what was said.

    Attributes:
        language: Of the text that was shown.
        sha256: Of the rule's text in UTF-8, in hexadecimal.
    """

    protocol_id: str
    protocol_version: str
    clause_id: str
    language: Language
    sha256: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that happened, without any text of a person.

    Attributes:
        at: Aware, UTC.
        subject: The id of the case, question, delivery or incoming event that it is about; empty when it is about none.
        actor: The key of the officer or operator who did it; ``None`` for an asker, whoever it was, and for Magdat.
        quoted: The clause that was shown, where one was.
        remark: A code, such as an outcome; never free text.
    """

    id: str
    at: datetime
    happening: Happening
    subject: str = ""
    actor: str | None = None
    quoted: Quoted | None = None
    remark: str = ""
