"""The one web server: what the channels listen for, and what probes ask."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from adapters.settings import WrongSettingError


def make_app(routes: Sequence[BaseRoute], is_ready: Callable[[], bool]) -> Starlette:
    """The application: the channels' own routes, ``/healthz`` and ``/readyz``."""

    async def healthy(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ready\n") if is_ready() else PlainTextResponse("not ready\n", 503)

    probes = [Route("/healthz", healthy), Route("/readyz", ready)]
    return Starlette(routes=[*probes, *routes])


class WebServer:
    """Serves the application at one address until told to stop; signals are left to who runs it."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, host=host, port=port, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5
        )
        self._server = _QuietServer(config)
        self._where = f"{host}:{port}"

    async def run(self) -> None:
        """Serve until ``stop``.

        Raises:
            WrongSettingError: nobody can listen there.
        """
        try:
            await self._server.serve()
        except SystemExit as error:  # uvicorn's way to say so
            wrong = f"nobody can listen at {self._where}: it is taken, or not allowed. Choose another."
            raise WrongSettingError("MAGDAT_HTTP", wrong) from error

    def stop(self) -> None:
        """Take no new requests, and end when those that run have their answer."""
        self._server.should_exit = True

    async def started(self) -> int:
        """Wait until it listens; the port, which the system chose where 0 was asked for."""
        while not self._server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
            await asyncio.sleep(0.01)
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return port


class _QuietServer(uvicorn.Server):
    """uvicorn without its own handling of signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
