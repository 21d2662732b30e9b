"""The pages for trying out, served beside a terminal by a thread of its own."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from adapters.channel import Channel
from adapters.observability.metrics import Metrics
from adapters.office import open_office
from adapters.serving.process import serve_channels
from adapters.serving.web import open_demo
from adapters.settings import Settings
from bot.ports import Publications
from knowledge.protocol import Language

_HERE = "127.0.0.1"
_LONGEST_START_SECONDS = 30


@contextmanager
def demo_beside(settings: Settings, publications: Publications, language: Language) -> Iterator[str]:
    """Serve the pages on this computer alone, for as long as this lasts; gives their address.

    Args:
        settings: What the operator chose; the port, where it is free.
        publications: What answers.
        language: Of the visitor's name at the desk.
    """
    with served_beside(settings, publications, open_demo(settings, language)) as address:
        yield address


@contextmanager
def served_beside(settings: Settings, publications: Publications | None, pages: Channel) -> Iterator[str]:
    """Serve these pages at a port of this computer alone, for as long as this lasts; gives their address.

    Without ``publications`` what is published in the database answers.
    """
    address: Future[str] = Future()
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def serve() -> None:
        metrics = Metrics()
        channel = metrics.channel(pages)
        try:
            with open_office(settings, publications, [channel]) as office:
                await serve_channels(
                    (_HERE, _free(settings.listen_at[1])),
                    office,
                    [channel],
                    metrics=metrics,
                    stopping=stopping,
                    started=lambda port: address.set_result(f"http://{_HERE}:{port}/"),
                )
        finally:
            await channel.close()

    def run() -> None:
        with contextlib.closing(loop):
            try:
                loop.run_until_complete(serve())
            except BaseException as error:  # noqa: BLE001 -- whoever waits for the address hears of it
                if not address.done():
                    address.set_exception(error)

    thread = threading.Thread(target=run, name="pages", daemon=True)
    thread.start()
    try:
        yield address.result(_LONGEST_START_SECONDS)
    finally:
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(stopping.set)
        thread.join()


def _free(port: int) -> int:
    """The port where nobody listens there, else 0 for any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HERE, port))
        except OSError:
            return 0
    return port
