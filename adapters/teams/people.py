"""Who is in a conversation, remembered for a minute; asked from threads, while the calls are made on the event loop."""

import asyncio
import time
import typing
from collections.abc import Callable, Coroutine, Mapping

from adapters.teams.connector import Connector, Member
from adapters.teams.groups import Groups
from adapters.teams.reach import Reach
from bot.address import Address
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError, RightsUnknownError

_REMEMBERED_SECONDS = 50.0
"""Under the minute that a right may be remembered, with what a call takes."""
_WAIT_SECONDS = 10.0
_MOST_REMEMBERED = 1_000

_Found = typing.TypeVar("_Found")


class People:
    """The people in Teams.

    Args:
        connector: Calls Teams.
        reach: Knows how places are reached.
        loop: On which calls are made.
        groups: Of the directory; ``None`` where none is asked for.
        now: Seconds that only rise.
    """

    def __init__(
        self,
        connector: Connector,
        reach: Reach,
        loop: asyncio.AbstractEventLoop,
        *,
        groups: Groups | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connector = connector
        self._reach = reach
        self._loop = loop
        self._now = now
        self._rooms: dict[Address, tuple[float, Mapping[str, Member]]] = {}
        self._groups = groups
        self._in_groups: dict[str, tuple[float, frozenset[str]]] = {}

    def members(self, place: Address) -> Mapping[str, Member]:
        """Everyone there, by id.

        Raises:
            RightsUnknownError: Teams cannot be asked just now.
        """
        kept = self._rooms.get(place)
        if kept is not None and self._now() - kept[0] < _REMEMBERED_SECONDS:
            return kept[1]
        asked_at = self._now()
        found = {each.id: each for each in self._ask(self._connector.members(self._reach.to(place)))}
        if len(self._rooms) >= _MOST_REMEMBERED:
            self._rooms.clear()
        self._rooms[place] = (asked_at, found)
        return found

    def is_guest(self, chat: Address, person_id: str) -> bool:
        """Whether the person whose chat this is, is a guest of the organisation.

        Raises:
            RightsUnknownError: Teams cannot be asked just now, or never heard of the person.
        """
        if not self._reach.to(chat).conversation_id:
            raise RightsUnknownError
        member = self.members(chat).get(person_id)
        if member is None:
            raise RightsUnknownError
        return member.is_guest

    def in_group(self, group_id: str) -> frozenset[str]:
        """The ids of everyone in a group of the directory.

        Raises:
            RightsUnknownError: it cannot be asked just now.
        """
        kept = self._in_groups.get(group_id)
        if kept is not None and self._now() - kept[0] < _REMEMBERED_SECONDS:
            return kept[1]
        if self._groups is None:
            raise RightsUnknownError
        asked_at = self._now()
        found = self._ask(self._groups.members(group_id))
        self._in_groups[group_id] = (asked_at, found)
        return found

    def _ask(self, call: Coroutine[None, None, _Found]) -> _Found:
        asked = asyncio.run_coroutine_threadsafe(call, self._loop)
        try:
            return asked.result(_WAIT_SECONDS)
        except (DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError, TimeoutError) as error:
            asked.cancel()
            raise RightsUnknownError from error
