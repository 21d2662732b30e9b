"""The process that serves: takes events in, handles them, delivers, does what is due; until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from adapters.bootstrap import database_url
from adapters.channel import Channel
from adapters.observability.metrics import Metrics
from adapters.observability.traces import NoTraces, Traces
from adapters.office import Office
from adapters.serving.apart import keep_apart
from adapters.serving.branch import Branch
from adapters.serving.front import Front
from adapters.serving.house import House
from adapters.serving.loop_watch import watched_loop
from adapters.serving.opening import Given, Opening
from adapters.serving.report import what_runs
from adapters.serving.warming import warm_up
from adapters.settings import Settings
from adapters.storage.opening import open_kept
from bot.ports import Publications


async def serve(
    settings: Settings,
    publications: Publications | None,
    say: Callable[[str], None],
    leaving: Callable[[], None],
    *,
    watched: Path | None = None,
) -> None:
    """Serve every organisation of the settings until SIGTERM or SIGINT; what was begun is ended first.

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
    front = Front(several=len(settings.each) > 1)
    with _traced(settings) as traces, closing(open_kept(database_url(settings), settings.vault_key)) as kept:
        house = House(Metrics(), _told_to_stop(leaving), front, traces=traces)
        given = Given(publications, watched, say)
        openings = [Opening(each, kept.of(each.organisation), given, house) for each in settings.each]
        live, missing, check = partial(_live, openings), partial(_missing, openings), partial(_keep_apart, openings)
        server = house.server(settings.listen_at, kept, live, missing)
        try:
            for each in openings:
                await each.open()
            check()
            warm_up()
            for each in openings:
                each.begin()
            async with watched_loop(house.metrics.loop_delayed), asyncio.TaskGroup() as running:
                serving = running.create_task(server.run())
                waiting = [running.create_task(each.open_again(check)) for each in openings]
                port = await server.started()
                for line in what_runs(settings, openings, port):
                    say(line)
                await house.stopping.wait()
                for task in waiting:
                    task.cancel()
                for each in openings:
                    await each.take_nothing_in()
                server.stop()
                await serving
        finally:
            for each in openings:
                await each.close()


@contextmanager
def _traced(settings: Settings) -> Iterator[NoTraces]:
    """What tells what became of each event; what waits to be sent is sent at the end."""
    if settings.traces is None:
        yield NoTraces()
        return
    from adapters.observability.sending import open_spans  # noqa: PLC0415 -- imports OpenTelemetry, which is an extra

    with closing(open_spans(settings.traces)) as spans:
        yield Traces(spans)


def _told_to_stop(leaving: Callable[[], None]) -> asyncio.Event:
    """Set by SIGTERM or SIGINT; ``leaving`` is called then."""
    stopping = asyncio.Event()

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            leaving()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    return stopping


def _live(openings: Sequence[Opening]) -> Sequence[Publications]:
    return [each.office.ports.publications for each in openings if each.office is not None]


def _missing(openings: Sequence[Opening]) -> Sequence[str]:
    return [name for each in openings for name in each.missing]


def _keep_apart(openings: Sequence[Opening]) -> None:
    keep_apart([(each.settings, each.channels) for each in openings])


async def serve_channels(  # noqa: PLR0913 -- what is put together here is what there is
    listen_at: tuple[str, int],
    office: Office,
    channels: Sequence[Channel],
    *,
    metrics: Metrics,
    stopping: asyncio.Event,
    started: Callable[[int], None],
) -> None:
    """Serve one organisation that is open already, until ``stopping`` is set; what was begun is ended first.

    Args:
        listen_at: Host and port of the web server; any free port for 0.
        office: What is served.
        channels: On which.
        metrics: Counts what happens.
        stopping: Ends it.
        started: Is told the port once it listens.

    Raises:
        WrongSettingError: nobody can listen there.
    """
    house = House(metrics, stopping)
    branch = Branch(office, channels, house)
    house.front.open("", branch.listeners)
    server = house.server(listen_at, office.kept, lambda: [office.ports.publications])
    branch.begin()
    try:
        async with watched_loop(metrics.loop_delayed), asyncio.TaskGroup() as running:
            serving = running.create_task(server.run())
            started(await server.started())
            await stopping.wait()
            await branch.take_nothing_in()
            server.stop()
            await serving
    finally:
        await branch.end()
