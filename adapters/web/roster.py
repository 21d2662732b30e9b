"""Who is who on the web alone: an employee. Officers and admins come from the chat, and are known there."""

from bot.address import Person
from bot.case import Line


class WebRoster:
    """The port ``Roster`` for those who are known on the web alone: they have no rights."""

    def is_officer(self, person: Person, line: Line) -> bool:
        """Nobody is."""
        del person, line
        return False

    def is_admin(self, person: Person) -> bool:
        """Nobody is."""
        del person
        return False

    def officer_called(self, text: str, line: Line) -> Person | None:
        """Nobody is."""
        del text, line
        return None
