"""The watch over the event loop."""

import asyncio
import time

from adapters.serving.loop_watch import watched_loop


async def test_a_loop_that_is_blocked_is_seen() -> None:
    delays: list[float] = []

    async with watched_loop(delays.append):
        await asyncio.sleep(0.06)
        time.sleep(0.2)  # noqa: ASYNC251 -- it is what is to be seen
        await asyncio.sleep(0.06)

    assert max(delays) > 0.1


async def test_the_watch_ends_with_what_it_watched() -> None:
    async with watched_loop(lambda _: None):
        pass

    assert asyncio.all_tasks() == {asyncio.current_task()}
