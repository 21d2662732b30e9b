"""Who is an officer in a terminal: whoever opened the desk there. The rights to the database's file guard it."""

from collections.abc import Collection

from adapters.console.posts import CHANNEL
from bot.address import Address, Person
from bot.case import Line

_OFFICER = "desk/"
_LONGEST_NAME = 60


class TerminalRoster:
    """The port ``Roster`` for terminals.

    Args:
        admins: The logins of those who may load a protocol.
    """

    def __init__(self, admins: Collection[str] = ()) -> None:
        self._admins = frozenset(admins)

    def is_officer(self, person: Person, line: Line) -> bool:
        """Whether the person opened a desk; in a terminal officers are of every line."""
        del line
        return person.channel == CHANNEL and person.id.startswith(_OFFICER)

    def is_admin(self, person: Person) -> bool:
        """Whether the person has one of the logins."""
        return person.channel == CHANNEL and person.id in self._admins

    def officer_called(self, text: str, line: Line) -> Person | None:
        """The officer with this name; anyone can open a desk under any name."""
        del line
        name = text.strip()
        return officer(name) if name.isprintable() and 0 < len(name) <= _LONGEST_NAME else None


def officer(name: str) -> Person:
    """The officer with this name; another person than the employee with that login."""
    return Person(CHANNEL, "", f"{_OFFICER}{name}", name)


def employee(login: str) -> Person:
    """The employee with this login."""
    return Person(CHANNEL, "", login, login)


def chat_of(person: Person) -> Address:
    """The conversation between Magdat and the person."""
    return Address(CHANNEL, "", f"chat/{person.id}")
