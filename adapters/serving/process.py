"""The process that serves: takes events in, handles them, delivers, does what is due; until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from starlette.routing import BaseRoute

from adapters.channel import Channel, Entrance, Listener
from adapters.housekeeping import Housekeeping
from adapters.observability.metrics import Metrics
from adapters.office import Office, open_office
from adapters.serving.channels import open_channels
from adapters.serving.readiness import Readiness
from adapters.serving.report import what_runs
from adapters.serving.supervision import Supervised, Supervisor
from adapters.serving.web_server import WebServer, make_app
from adapters.settings import Settings
from adapters.storage.counting import count
from adapters.storage.probing import try_writing
from adapters.watching import ProtocolWatch
from bot.errors import StorageUnavailableError
from bot.intake import Intake
from bot.ports import Publications

_LOOK_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


async def serve(
    settings: Settings,
    publications: Publications | None,
    say: Callable[[str], None],
    leaving: Callable[[], None],
    *,
    watched: Path | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; what was begun is ended first.

    Args:
        settings: What the operator chose.
        publications: What answers; ``None`` for whatever is published in the database.
        say: Tells the operator a line.
        leaving: Called once it was told to stop.
        watched: A protocol file to publish whenever it changes.

    Raises:
        WrongSettingError: a setting cannot be used.
        DatabaseUnusableError: the database, or the vault's key, cannot be used.
        StorageUnavailableError: the database cannot be reached at this moment.
    """
    stopping = asyncio.Event()

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            leaving()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    metrics = Metrics()
    async with open_channels(settings) as opened:
        channels = [metrics.channel(channel) for channel in opened]
        with open_office(settings, publications, channels) as office:
            watch = [] if watched is None else [ProtocolWatch(watched, office.ports, say).run]

            def tell(port: int) -> None:
                for line in what_runs(settings, channels, office.ports.publications.live().protocol, port):
                    say(line)

            await serve_channels(
                settings.listen_at, office, channels, metrics=metrics, stopping=stopping, started=tell, beside=watch
            )


async def serve_channels(  # noqa: PLR0913 -- what is put together here is what there is
    listen_at: tuple[str, int],
    office: Office,
    channels: Sequence[Channel],
    *,
    metrics: Metrics,
    stopping: asyncio.Event,
    started: Callable[[int], None],
    beside: Sequence[Callable[[], Coroutine[None, None, None]]] = (),
) -> None:
    """Serve until ``stopping`` is set; what was begun is ended first.

    Args:
        listen_at: Host and port of the web server; any free port for 0.
        office: What is served.
        channels: On which.
        metrics: Counts what happens.
        stopping: Ends it.
        started: Is told the port once it listens.
        beside: What else runs meanwhile.

    Raises:
        WrongSettingError: nobody can listen there.
    """
    storage = office.kept.storage
    ports = replace(
        office.ports,
        storage=metrics.storage(office.ports.storage),
        publications=metrics.publications(office.ports.publications),
    )
    intake = Intake(ports, {channel.name: channel.reader for channel in channels})
    entrance = Entrance(metrics.door(ports.storage, ports.clock, intake.announce), ports, office.whereabouts)
    listeners = {channel.name: channel.listen(entrance) for channel in channels}
    supervisor = Supervisor()
    readiness = Readiness(stopping.is_set, lambda: try_writing(storage, ports.clock.now()), lambda: supervisor.all)
    metrics.watch(
        lambda: count(office.kept.engine, ports.clock.now()), ports.publications, ports.clock, lambda: supervisor.all
    )
    app = make_app(_routes(listeners.values()), readiness.what_is_missing, metrics.written)
    server = WebServer(app, *listen_at)
    inside = [
        Supervised("relay", office.relay.run, needed=True),
        Supervised("intake", intake.run, needed=True),
        Supervised("housekeeping", lambda: _tidy(office.housekeeping)),
        *(Supervised("watch", each) for each in beside),
    ]
    async with asyncio.TaskGroup() as running:
        serving = running.create_task(server.run())
        within = [running.create_task(supervisor.run(each)) for each in inside]
        outside = [running.create_task(supervisor.run(Supervised(name, each.run))) for name, each in listeners.items()]
        started(await server.started())
        await stopping.wait()
        # First nothing comes in any more, then what is inside ends.
        await _end(outside)
        server.stop()
        await serving
        await _end(within)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let them end what they do."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def _routes(listeners: Iterable[Listener]) -> list[BaseRoute]:
    return [route for listener in listeners for route in listener.routes]


async def _tidy(housekeeping: Housekeeping) -> None:
    while True:
        try:
            await asyncio.to_thread(housekeeping.tidy)
        except StorageUnavailableError:
            _log.warning("storage is unavailable; what is due waits")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
