"""What a channel brings to ``magdat serve``: a chat platform, or the web."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.settings import WrongSettingError
from bot.address import Address
from bot.door import Door
from bot.intake import EventReader
from bot.ports import Messenger, Ports, Roster

if typing.TYPE_CHECKING:
    from starlette.routing import BaseRoute

TOO_LONG = "magdat.too_long"
"""In the scope of a browser's request whose body was too long to be handed on."""


class Whereabouts(typing.Protocol):
    """Keeps how places on a channel are reached; knows each place by a keyed mark alone."""

    def remember(self, place: Address, how: str) -> None:
        """Keep how this place is reached, in place of what was known.

        Raises:
            StorageUnavailableError: it was not kept.
        """

    def recall(self, place: Address) -> str | None:
        """How it is reached; ``None`` when nothing is known.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """


class FleetingWhereabouts:
    """The same for as long as the process runs."""

    def __init__(self) -> None:
        self._known: dict[Address, str] = {}

    def remember(self, place: Address, how: str) -> None:
        """Keep it."""
        self._known[place] = how

    def recall(self, place: Address) -> str | None:
        """What was kept."""
        return self._known.get(place)


@dataclass(frozen=True, slots=True)
class Entrance:
    """What lies behind a way in.

    Attributes:
        door: Where events are stored before they are acknowledged.
        ports: For what a page or a screen shows at once; what changes anything comes in as an event.
        whereabouts: Where the channel can keep how its places are reached.
    """

    door: Door
    ports: Ports
    whereabouts: Whereabouts = field(default_factory=FleetingWhereabouts)


class PlatformAwayError(WrongSettingError):
    """A platform cannot be reached at this moment, or not under the address that was set; trying again may help."""


class Listener(typing.Protocol):
    """A way in that is open."""

    @property
    def routes(self) -> Sequence["BaseRoute"]:
        """What the one web server answers for this channel; may be none."""

    def is_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a request at one of the routes says that it is for the organisation that is served here.

        Asked only where several are served; whether it is true is found out when the request is answered.
        """

    async def run(self) -> None:
        """Keep the way in open until cancelled, such as a connection that the platform talks through."""


class Channel(typing.Protocol):
    """One channel, connected and known to work; nothing comes in before ``listen``."""

    @property
    def name(self) -> str:
        """As in the addresses on this channel."""

    @property
    def tenant(self) -> str:
        """The organisation there; of those that are served no two may have the same."""

    @property
    def messenger(self) -> Messenger:
        """Delivers there."""

    @property
    def reader(self) -> EventReader:
        """Reads what came in there."""

    @property
    def roster(self) -> Roster:
        """Knows who has which rights there."""

    def complete(self, address: Address) -> Address:
        """The address with what a setting leaves out, such as the organisation on this channel."""

    def listen(self, entrance: Entrance) -> Listener:
        """The way in, to be opened."""

    async def close(self) -> None:
        """Let go of every connection."""
