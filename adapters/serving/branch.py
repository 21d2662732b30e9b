"""One organisation at work: its ways in, and what takes in, handles, delivers and does what is due for it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace

from adapters.channel import Channel, Entrance, Listener
from adapters.housekeeping import Housekeeping
from adapters.office import Office
from adapters.serving.house import House
from adapters.serving.supervision import Supervised
from bot.errors import StorageUnavailableError
from bot.intake import Intake

_LOOK_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Branch:
    """Begun once, and ended in two steps: first nothing comes in any more, then what is inside ends.

    What comes in on one channel is handled apart from all others: reading it may mean to ask a platform that hangs.

    Args:
        office: What is served.
        channels: On which.
        house: The process.
        name: Of the organisation, where several are served; it stands in the names of the work.
        beside: What else runs meanwhile.
    """

    def __init__(
        self,
        office: Office,
        channels: Sequence[Channel],
        house: House,
        *,
        name: str = "",
        beside: Sequence[Callable[[], Coroutine[None, None, None]]] = (),
    ) -> None:
        metrics, traces = house.metrics, house.traces
        ports = replace(
            office.ports,
            storage=traces.storage(metrics.storage(office.ports.storage)),
            publications=traces.publications(metrics.publications(office.ports.publications)),
        )
        intakes = {channel.name: Intake(ports, {channel.name: channel.reader}) for channel in channels}
        doors = {
            name: traces.door(metrics.door(office.kept.storage.ahead(), ports.clock, intake.announce))
            for name, intake in intakes.items()
        }
        self._listeners = {
            channel.name: channel.listen(Entrance(doors[channel.name], ports, office.whereabouts))
            for channel in channels
        }
        self._supervisor = house.supervisor
        self._of = f" of {name}" if name else ""
        self._inside = [
            self._work("relay", office.relay.run, needed=True),
            *(self._work(f"intake from {name}", intake.run, needed=True) for name, intake in intakes.items()),
            self._work("housekeeping", lambda: _tidy(office.housekeeping)),
            *(self._work("watch", each) for each in beside),
        ]
        self._within: list[asyncio.Task[None]] = []
        self._outside: list[asyncio.Task[None]] = []

    @property
    def listeners(self) -> Sequence[Listener]:
        """The ways in."""
        return tuple(self._listeners.values())

    def begin(self) -> None:
        """Run it."""
        run = self._supervisor.run
        self._within = [asyncio.create_task(run(each)) for each in self._inside]
        ways_in = [self._work(name, each.run) for name, each in self._listeners.items()]
        self._outside = [asyncio.create_task(run(each)) for each in ways_in]

    async def take_nothing_in(self) -> None:
        """Close the ways in."""
        await _end(self._outside)

    async def end(self) -> None:
        """Let what is inside end what it does."""
        await _end([*self._outside, *self._within])

    def _work(self, name: str, work: Callable[[], Coroutine[None, None, None]], *, needed: bool = False) -> Supervised:
        return Supervised(f"{name}{self._of}", work, needed)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let them end what they do."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def _tidy(housekeeping: Housekeeping) -> None:
    while True:
        try:
            await asyncio.to_thread(housekeeping.tidy)
        except StorageUnavailableError:
            _log.warning("storage is unavailable; what is due waits")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
