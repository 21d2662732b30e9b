"""The one web server: what the channels listen for, and what probes ask."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.observability.metrics import FIGURES_TYPE
from adapters.serving.request_limits import RequestLimits
from adapters.settings import WrongSettingError

_MOST_AT_ONCE = 256
"""More connections than that are told to come back (503); platforms do."""
_FAREWELL_SECONDS = 3
"""So long requests that run may take to end once the server stops."""


def make_app(
    rest: ASGIApp, what_is_missing: Callable[[], Awaitable[Sequence[str]]], figures: Callable[[], bytes]
) -> RequestLimits:
    """The application: ``/healthz``, ``/readyz``, ``/metrics`` and the rest.

    Args:
        rest: Answers every other path.
        what_is_missing: A word for each reason why the process is not ready; none when it is.
        figures: What is measured, as Prometheus reads it; may take a moment.
    """

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        missing = await what_is_missing()
        return PlainTextResponse(f"not ready: {', '.join(missing)}\n", 503) if missing else PlainTextResponse("ready\n")

    async def measured(_: Request) -> Response:
        return Response(await asyncio.to_thread(figures), media_type=FIGURES_TYPE)

    own = [Route("/healthz", healthy), Route("/readyz", ready), Route("/metrics", measured)]
    app = Starlette(routes=own)
    app.router.default = rest
    return RequestLimits(app)


class WebServer:
    """Serves the application at one address until told to stop; signals are left to who runs it."""

    def __init__(self, app: RequestLimits, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            limit_concurrency=_MOST_AT_ONCE,
            timeout_graceful_shutdown=_FAREWELL_SECONDS,
        )
        self._server = _QuietServer(config)
        self._host, self._port = host, port

    async def run(self) -> None:
        """Serve until ``stop``.

        Raises:
            WrongSettingError: nobody can listen there.
        """
        try:
            await self._try_to_listen()
            await self._server.serve()
        except (OSError, SystemExit) as error:  # the latter is uvicorn's way to say so
            wrong = f"nobody can listen at {self._host}:{self._port}: it is taken, or not allowed. Choose another."
            raise WrongSettingError("MAGDAT_HTTP", wrong) from error

    async def _try_to_listen(self) -> None:
        """Listen and stop at once: uvicorn tells the log, in its own words, before it tells us that it cannot."""
        listening = await asyncio.get_running_loop().create_server(asyncio.Protocol, self._host, self._port)
        listening.close()
        await listening.wait_closed()

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
