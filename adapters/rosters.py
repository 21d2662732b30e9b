"""Who is who on all channels: each channel is asked for its own people."""

from collections.abc import Mapping

from bot.address import Person
from bot.case import Line
from bot.desk import Desk
from bot.errors import RightsUnknownError
from bot.ports import Roster


class RosterByChannel:
    """The port ``Roster``, put together from those of the channels.

    Args:
        rosters: By the name of the channel; who is on any other is nobody.
        desk: Where cases are handled: colleagues are looked for there.
    """

    def __init__(self, rosters: Mapping[str, Roster], desk: Desk) -> None:
        self._rosters = rosters
        self._desk = desk

    def is_officer(self, person: Person, line: Line) -> bool:
        """As the person's own channel knows."""
        roster = self._rosters.get(person.channel)
        return roster is not None and roster.is_officer(person, line)

    def is_admin(self, person: Person) -> bool:
        """As the person's own channel knows."""
        roster = self._rosters.get(person.channel)
        return roster is not None and roster.is_admin(person)

    def officer_called(self, text: str, line: Line) -> Person | None:
        """As the channel knows on which the desk is."""
        roster = self._rosters.get(self._desk.at(line).channel)
        if roster is None:
            raise RightsUnknownError
        return roster.officer_called(text, line)
