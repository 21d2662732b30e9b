"""Whether the event loop gets its turn: what blocks it holds up every acknowledgement of the process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_LOOK_EVERY_SECONDS = 0.05


@asynccontextmanager
async def watched_loop(delayed: Callable[[float], None]) -> AsyncIterator[None]:
    """Watch the running loop meanwhile.

    Args:
        delayed: Is told, many times a second, by how many seconds the loop came too late.
    """
    watch = asyncio.create_task(_watch(delayed))
    try:
        yield
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch


async def _watch(delayed: Callable[[float], None]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LOOK_EVERY_SECONDS
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        delayed(max(0.0, loop.time() - due))
