"""What the tests of the relay put in its outbox, and what came of it."""

from bot.message import Message, Paragraph
from bot.outbox import Delivery, Destination, ParkReason
from knowledge.protocol import Language
from tests.office import SANNE, Office, chat_with

CHAT = chat_with(SANNE)


def put(office: Office, *ids: str, to: Destination = CHAT, repeatable: bool = True) -> None:
    """Put these deliveries in the outbox, in this order."""
    with office.storage.begin() as uow:
        for delivery_id in ids:
            message = Message(delivery_id, (Paragraph(f"text of {delivery_id}"),), Language.NL)
            uow.outbox.put(Delivery(delivery_id, to, message, repeatable=repeatable), office.clock.now())
        uow.commit()


def got(office: Office) -> list[str]:
    """What became visible, in order."""
    return [delivery.id for _, delivery in office.chat.got]


def parked(office: Office) -> list[tuple[str, ParkReason]]:
    """What was set aside, and why."""
    with office.storage.begin() as uow:
        return [(each.delivery_id, each.reason) for each in uow.outbox.parked(10)]
