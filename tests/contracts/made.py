"""One of each thing that is kept."""

from datetime import UTC, datetime, timedelta

from bot.address import Address, Person
from bot.case import Anonymous, Author, Case, Entry, Named
from bot.events import AuditEntry, Happening, IncomingEvent
from bot.message import Message, Paragraph, Quote
from bot.outbox import Delivery, Destination, ToDesk
from bot.record import Made, QuestionRecord
from knowledge.protocol import Language

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SANNE = Person("slack", "T1", "U1", "Sanne")
OMAR = Person("slack", "T1", "U2", "Omar")
DESK = Address("slack", "T1", "C-HR")
CHAT = Address("teams", "tenant", "19:chat")
CHANNELS = ("slack", "teams")


def minutes(count: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=count)


def case(case_id: str = "aaaa2345", **changes: object) -> Case:
    """A case that was just opened, by someone unknown unless ``changes`` say who."""
    given: dict[str, object] = {
        "id": case_id,
        "question_id": f"q-{case_id}",
        "asker": Anonymous("Vrolijke Otter"),
        "asker_mark": "mark-of-asker",
        "conversation_mark": "mark-of-conversation",
        "language": Language.NL,
        "entries": (Entry(Author.ASKER, "Mag ik 'dit' zeggen? 🦦 \x00\ud800", NOON),),
        "clause_id": None,
        "protocol_version": "2026.1",
        "opened_at": NOON,
        "expected_by": minutes(60),
        "changed_at": NOON,
    }
    return Case(**(given | changes))  # type: ignore[arg-type]


def named_asker() -> Named:
    """An asker who said who they are, after they had not."""
    return Named(Person("teams", "tenant", "29:1abc", "Noor"), formerly="Vrolijke Otter")


def question(question_id: str = "question-1", minute: float = 0) -> QuestionRecord:
    """A question that was asked."""
    return QuestionRecord(
        question_id, "Mag ik klanten toevoegen?", Language.NL, minutes(minute), "bakery", "2026.1", Made.ANSWER
    )


def event(
    event_id: str = "slack/T1/Ev1", minute: float = 0, payload: bytes = b'{"text": "\xc3\xa9"}', lane: str = ""
) -> IncomingEvent:
    """An event as it came in."""
    return IncomingEvent(event_id, "slack", payload, minutes(minute), lane)


def delivery(delivery_id: str, to: Destination = CHAT, text: str = "Dag") -> Delivery:
    """A message on its way."""
    return Delivery(delivery_id, to, Message(text, (Paragraph(text), Quote("Regel  één.")), Language.NL))


def to_desk(delivery_id: str, case_id: str = "aaaa2345") -> Delivery:
    """A message on its way to the desk."""
    return delivery(delivery_id, ToDesk(case_id))


def entry(entry_id: str, minute: float = 0, subject: str = "", actor: str | None = None) -> AuditEntry:
    """Something that happened."""
    return AuditEntry(entry_id, minutes(minute), Happening.CASE_CLAIMED, subject, actor)
