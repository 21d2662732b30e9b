"""Who is an officer in Teams: who is in the desk's conversation, in its group where one is set, and no guest.

Admins are set up by id.
"""

from collections.abc import Collection, Mapping

from adapters.teams.connector import Member
from adapters.teams.people import People
from adapters.teams.places import CHANNEL, chat_with
from bot.address import Address, Person
from bot.case import Line


class TeamsRoster:
    """The port ``Roster``.

    Args:
        people: Tells who is in a conversation.
        tenant: The organisation; empty for a client on this machine, whose tenant is taken as it comes.
        desks: The conversations of the desk, by line; a line that has none in Teams is missing.
        admins: The ids of people in the directory.
        groups: By line, a group of the directory in which officers must be as well; a line that has none is missing.
    """

    def __init__(
        self,
        people: People,
        tenant: str,
        desks: Mapping[Line, Address],
        admins: Collection[str],
        groups: Mapping[Line, str] | None = None,
    ) -> None:
        self._people = people
        self._tenant = tenant
        self._desks = desks
        self._admins = frozenset(admins)
        self._groups = groups or {}

    def is_officer(self, person: Person, line: Line) -> bool:
        """Whether the person is in the conversation of this line, in its group, and no guest.

        Raises:
            RightsUnknownError: Teams cannot be asked just now.
        """
        desk = self._desks.get(line)
        if desk is None or not self._is_here(person):
            return False
        member = self._people.members(desk).get(person.id)
        return member is not None and self._may_handle(member, line)

    def is_admin(self, person: Person) -> bool:
        """Whether the person was set up as an admin, and is no guest.

        Raises:
            RightsUnknownError: Teams cannot be asked just now.
        """
        if not self._is_here(person) or person.id not in self._admins:
            return False
        return not self._people.is_guest(chat_with(person.tenant, person.id), person.id)

    def officer_called(self, text: str, line: Line) -> Person | None:
        """The one officer of this line who is meant: by id or by name.

        Raises:
            RightsUnknownError: Teams cannot be asked just now.
        """
        desk = self._desks.get(line)
        if desk is None:
            return None
        members, called = self._people.members(desk), text.strip()
        name = called.removeprefix("@").casefold()
        found = [each for each in members.values() if each.id == called]
        found = found or [each for each in members.values() if each.name.casefold() == name]
        if len(found) != 1 or not self._may_handle(found[0], line):
            return None
        return Person(CHANNEL, desk.tenant, found[0].id, found[0].name)

    def _may_handle(self, member: Member, line: Line) -> bool:
        group = self._groups.get(line)
        return not member.is_guest and (group is None or member.id in self._people.in_group(group))

    def _is_here(self, person: Person) -> bool:
        return person.channel == CHANNEL and person.tenant == self._tenant
