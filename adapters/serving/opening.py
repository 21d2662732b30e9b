"""Opens an organisation, and opens it again once a platform that could not be reached can be."""

import asyncio
import logging
import typing
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from adapters.office import Office, open_office
from adapters.serving.branch import Branch
from adapters.serving.channels import open_channels
from adapters.serving.house import House
from adapters.settings import Settings
from adapters.storage.opening import Kept
from adapters.watching import ProtocolWatch
from bot.ports import Publications

if typing.TYPE_CHECKING:
    from adapters.channel import Channel

_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What was asked for at the start.

    Attributes:
        publications: What answers; ``None`` for whatever is published in the database.
        watched: A protocol file to publish whenever it changes.
        say: Tells the operator a line.
    """

    publications: Publications | None
    watched: Path | None
    say: Callable[[str], None]


class Opening:
    """One organisation, from its settings to what runs.

    While a platform is away the others are served, but not where cases, their second line or notices are on the one
    that is away: what it is called there is not known yet. Then nothing runs, and nothing is taken in.

    Args:
        settings: Its own.
        kept: The database, as it is for this organisation.
        given: What was asked for at the start.
        house: The process.
    """

    def __init__(self, settings: Settings, kept: Kept, given: Given, house: House) -> None:
        self.settings = settings
        self.channels: Sequence[Channel] = ()
        self.away: Sequence[str] = ()
        self.office: Office | None = None
        self._kept = kept
        self._given = given
        self._house = house
        self._name = settings.organisation if house.front.several else ""
        self._opened = AsyncExitStack()
        self._branch: Branch | None = None

    async def open(self) -> None:
        """Open what can be reached; nothing runs before ``begin``.

        Raises:
            WrongSettingError: a setting cannot be used.
            StorageUnavailableError: the database cannot be used at this moment.
        """
        channels, self.away = await open_channels(self.settings, self._opened)
        if self.away and self._rests_on(self.away):
            await self._opened.aclose()
            self._house.front.open(self.settings.organisation, (), whole=False)
            return
        metrics, traces = self._house.metrics, self._house.traces
        self.channels = [traces.channel(metrics.channel(channel)) for channel in channels]
        given = self._given
        office = open_office(self.settings, given.publications, self.channels, kept=self._kept)
        self.office = self._opened.enter_context(office)
        watch = [] if given.watched is None else [ProtocolWatch(given.watched, self.office.ports, given.say).run]
        self._branch = Branch(self.office, self.channels, self._house, name=self._name, beside=watch)

    def begin(self) -> None:
        """Run what was opened."""
        if self._branch is not None:
            self._branch.begin()
            self._house.front.open(self.settings.organisation, self._branch.listeners, whole=not self.away)

    async def open_again(self, check: Callable[[], None]) -> None:
        """Wait until what is away can be reached, and open the organisation with it; ends when nothing is away.

        Args:
            check: Makes sure that all fits together before it runs.

        Raises:
            WrongSettingError: it can be reached, and does not take a setting.
        """
        wait = _FIRST_WAIT_SECONDS
        while self.away:
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
            if not await self._can_be_reached():
                continue
            await self.take_nothing_in()
            await self.close()
            await self.open()
            check()
            self.begin()
            if not self.away:
                _log.info("all channels%s are served", f" of {self._name}" if self._name else "")

    async def take_nothing_in(self) -> None:
        """Close the ways in."""
        if self._branch is not None:
            await self._branch.take_nothing_in()

    async def close(self) -> None:
        """End what runs, and let go of everything but the database."""
        if self._branch is not None:
            await self._branch.end()
        await self._opened.aclose()
        self._branch, self.office, self.channels = None, None, ()

    @property
    def missing(self) -> Sequence[str]:
        """The channels that are away, as operators call them."""
        return [f"{each} of {self._name}" if self._name else each for each in self.away]

    def _rests_on(self, away: Sequence[str]) -> bool:
        settings = self.settings
        places = (settings.desk, settings.second_line, settings.notice_to)
        return any(place is not None and place.channel in away for place in places)

    async def _can_be_reached(self) -> bool:
        async with AsyncExitStack() as tried:
            _, away = await open_channels(self.settings, tried)
        return set(away) < set(self.away)
