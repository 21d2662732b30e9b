"""How places in Teams are written as addresses.

The chat with one person is named after the person, not after its own id: what is pressed in a channel must lead to the
same chat, and an address then holds nothing but what Teams itself calls the person.
"""

from bot.address import Address

CHANNEL = "teams"
_PERSON = "person:"
_THREAD = ";messageid="


def chat_with(tenant: str, person_id: str) -> Address:
    """The chat with this one person."""
    return Address(CHANNEL, tenant, f"{_PERSON}{person_id}")


def person_in(conversation: str) -> str | None:
    """Whose chat it is; ``None`` when others are there as well."""
    return conversation.removeprefix(_PERSON) if conversation.startswith(_PERSON) else None


def parts_of(conversation_id: str) -> tuple[str, str]:
    """A conversation as Teams names it: the conversation, and the thread in it or nothing."""
    conversation, _, thread = conversation_id.partition(_THREAD)
    return conversation, thread


def with_thread(conversation_id: str, thread: str) -> str:
    """The thread as Teams names it."""
    return f"{conversation_id}{_THREAD}{thread}" if thread else conversation_id


def handle_on(conversation_id: str, activity_id: str) -> str:
    """The handle on a message (``Origin.message``)."""
    return f"{conversation_id}/{activity_id}" if activity_id else ""


def message_of(handle: str) -> tuple[str, str]:
    """The conversation, as Teams names it, and the message in it."""
    conversation_id, _, activity_id = handle.rpartition("/")
    return conversation_id, activity_id
