"""One event loop for the short runs of a thread: making one, with its threads, takes longer than most of them."""

import asyncio
import atexit
import threading
import typing
from collections.abc import Coroutine

Result = typing.TypeVar("Result")


class _Kept(threading.local):
    """The loop of a thread; it is not set as the thread's own, so that a test that asks for one gets another."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        atexit.register(self.runner.close)


_KEPT = _Kept()


def run(coroutine: Coroutine[object, object, Result]) -> Result:
    """What ``asyncio.run`` gives; it leaves nothing that goes on, as that does."""
    return _KEPT.runner.run(_alone(coroutine))


async def _alone(coroutine: Coroutine[object, object, Result]) -> Result:
    try:
        return await coroutine
    finally:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
