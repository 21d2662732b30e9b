"""The places on the web: a person's try-out chat, and the screen of one who does something on a page."""

from bot.address import Address, Person

CHANNEL = "web"
_CHAT, _SCREEN = "chat/", "screen/"


def chat_of(person: Person) -> Address:
    """The try-out chat of the person."""
    return Address(CHANNEL, "", f"{_CHAT}{person.key}")


def screen_of(session_id: str) -> Address:
    """Where answers are shown to what is done on the pages of this session."""
    return Address(CHANNEL, "", f"{_SCREEN}{session_id}")
