"""The process that serves: takes events in, handles them, delivers, does what is due; until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from adapters.channel import Channel, Entrance, Listener
from adapters.housekeeping import Housekeeping
from adapters.office import Office, open_office
from adapters.serving.channels import open_channels
from adapters.serving.web_server import WebServer, make_app
from adapters.settings import Settings
from adapters.watching import ProtocolWatch
from bot.errors import StorageUnavailableError
from bot.intake import Door, Intake
from bot.ports import Publications

_LOOK_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


async def serve(
    settings: Settings,
    publications: Publications | None,
    say: Callable[[str], None],
    *,
    watched: Path | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; what was begun is ended first.

    Args:
        settings: What the operator chose.
        publications: What answers; ``None`` for whatever is published in the database.
        say: Tells the operator a line.
        watched: A protocol file to publish whenever it changes.

    Raises:
        WrongSettingError: a setting cannot be used.
        DatabaseUnusableError: the database, or the vault's key, cannot be used.
        StorageUnavailableError: the database cannot be reached at this moment.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with open_channels(settings) as channels:
        with open_office(settings, publications, channels) as office:
            watch = [] if watched is None else [ProtocolWatch(watched, office.ports, say).run()]
            await _serve(settings, office, channels, stopping, say, watch)


async def _serve(  # noqa: PLR0913, PLR0917 -- everything that runs, put together by the one caller
    settings: Settings,
    office: Office,
    channels: Sequence[Channel],
    stopping: asyncio.Event,
    say: Callable[[str], None],
    beside: Sequence[Coroutine[None, None, None]],
) -> None:
    ports = office.ports
    intake = Intake(ports, {channel.name: channel.reader for channel in channels})
    entrance = Entrance(Door(ports.storage, ports.clock, intake.announce), ports)
    listeners = [channel.listen(entrance) for channel in channels]
    server = WebServer(make_app(_routes(listeners), lambda: not stopping.is_set()), *settings.listen_at)
    async with asyncio.TaskGroup() as running:
        serving = running.create_task(server.run())
        inside = [
            running.create_task(_until_cancelled(each))
            for each in (office.relay.run(), intake.run(), _tidy(office.housekeeping), *beside)
        ]
        outside = [running.create_task(_until_cancelled(listener.run())) for listener in listeners]
        port = await server.started()
        say(f"Listening at {settings.listen_at[0]}:{port}. Channels: {_names(channels)}.")
        await stopping.wait()
        # First nothing comes in any more, then what is inside ends.
        for task in outside:
            task.cancel()
        server.stop()
        await serving
        for task in inside:
            task.cancel()


async def _until_cancelled(work: Coroutine[None, None, None]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await work


def _routes(listeners: Sequence[Listener]) -> list[BaseRoute]:
    return [route for listener in listeners for route in listener.routes]


def _names(channels: Sequence[Channel]) -> str:
    return ", ".join(channel.name for channel in channels) or "none but the terminal"


async def _tidy(housekeeping: Housekeeping) -> None:
    while True:
        try:
            await asyncio.to_thread(housekeeping.tidy)
        except StorageUnavailableError:
            _log.warning("storage is unavailable; what is due waits")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
