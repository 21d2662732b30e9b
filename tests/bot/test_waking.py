import asyncio

from bot.waking import Waker


async def test_what_is_announced_wakes_at_once() -> None:
    waker = Waker()
    waker.listen()
    sleeping = asyncio.create_task(waker.sleep(60))
    await asyncio.sleep(0)

    waker.announce()

    await asyncio.wait_for(sleeping, 5)


async def test_being_told_to_stop_is_heard_also_in_the_moment_of_an_announcement() -> None:
    waker = Waker()

    async def work() -> None:
        while True:
            waker.listen()
            await waker.sleep(60)

    working = asyncio.create_task(work())
    for _ in range(3):
        await asyncio.sleep(0)

    waker._awake.set()
    await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working], timeout=1)

    assert working.cancelled()
