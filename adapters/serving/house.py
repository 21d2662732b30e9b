"""What all organisations of one process have in common: the front, the figures, and who keeps the work going."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from adapters.observability.metrics import Metrics
from adapters.observability.traces import NoTraces
from adapters.serving.front import Front
from adapters.serving.readiness import Readiness
from adapters.serving.supervision import Supervisor
from adapters.serving.web_server import WebServer, make_app
from adapters.storage.counting import count
from adapters.storage.opening import Kept
from adapters.storage.probing import try_writing
from bot.ports import Publications


@dataclass(frozen=True, slots=True)
class House:
    """One process.

    Attributes:
        metrics: Counts what happens.
        stopping: Set once it was told to stop.
        front: Where the ways in are.
        supervisor: Runs the work.
        traces: Tells what became of each event, where that is wanted.
    """

    metrics: Metrics
    stopping: asyncio.Event
    front: Front = field(default_factory=Front)
    supervisor: Supervisor = field(default_factory=Supervisor)
    traces: NoTraces = field(default_factory=NoTraces)

    def server(
        self,
        listen_at: tuple[str, int],
        kept: Kept,
        live: Callable[[], Sequence[Publications]],
        missing: Callable[[], Sequence[str]] = tuple,
    ) -> WebServer:
        """The web server, with what it tells of all that runs.

        Args:
            listen_at: Host and port; any free port for 0.
            kept: The database.
            live: Those who know a live protocol, one for each organisation.
            missing: The channels that could not be opened yet.
        """
        clock = SystemClock()

        def works() -> None:
            try_writing(kept.storage, clock.now())

        readiness = Readiness(self.stopping.is_set, works, lambda: self.supervisor.all, missing)
        self.metrics.watch(lambda: count(kept.engine, clock.now()), live, clock, lambda: self.supervisor.all)
        return WebServer(make_app(self.front, readiness.what_is_missing, self.metrics.written), *listen_at)
