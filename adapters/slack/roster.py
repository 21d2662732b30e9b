"""Who is an officer in Slack: a full member of the workspace who is in the desk's channel. Admins are set up by id."""

import re
from collections.abc import Collection, Mapping

from adapters.slack.directory import Directory
from adapters.slack.places import CHANNEL
from bot.address import Person
from bot.case import Line

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_ID = re.compile(r"[UW][A-Z0-9]+")
_MOST_LOOKED_AT = 500
"""Of the members of a desk's channel, to find one by name."""


class SlackRoster:
    """The port ``Roster``.

    Args:
        directory: Tells who is in a channel.
        team: The workspace.
        desks: The channels of the desk, by line; a line that has none in Slack is missing.
        admins: Ids of people and of user groups.
    """

    def __init__(self, directory: Directory, team: str, desks: Mapping[Line, str], admins: Collection[str]) -> None:
        self._directory = directory
        self._team = team
        self._desks = desks
        self._admins = frozenset(admins)

    def is_officer(self, person: Person, line: Line) -> bool:
        """Whether the person is in the channel of this line, and no guest.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        channel = self._desks.get(line)
        if channel is None or not self._is_here(person):
            return False
        return person.id in self._directory.members(channel) and not self._directory.user(person.id).is_guest

    def is_admin(self, person: Person) -> bool:
        """Whether the person, or a user group they are in, was set up as an admin.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        if not self._is_here(person):
            return False
        groups = (each for each in self._admins if each.startswith("S"))
        named = person.id in self._admins or any(person.id in self._directory.in_group(group) for group in groups)
        return named and not self._directory.user(person.id).is_guest

    def officer_called(self, text: str, line: Line) -> Person | None:
        """The one officer of this line who is meant: by id, by mention or by name.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        channel = self._desks.get(line)
        if channel is None:
            return None
        called = text.strip()
        members = self._directory.members(channel)
        if (mention := _MENTION.fullmatch(called)) is not None:
            called = mention[1]
        if _ID.fullmatch(called) and called in members:
            return self._officer(called)
        name = called.removeprefix("@").casefold()
        found = [each for each in sorted(members)[:_MOST_LOOKED_AT] if self._name_of(each).casefold() == name]
        return self._officer(found[0]) if len(found) == 1 else None

    def _officer(self, user_id: str) -> Person | None:
        user = self._directory.user(user_id)
        return None if user.is_guest else Person(CHANNEL, self._team, user.id, user.name)

    def _name_of(self, user_id: str) -> str:
        return self._directory.user(user_id).name

    def _is_here(self, person: Person) -> bool:
        return person.channel == CHANNEL and person.tenant == self._team
