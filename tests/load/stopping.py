"""R12: many times SIGTERM under load; what was acknowledged is answered, once."""

import asyncio
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from adapters.storage.counting import count
from adapters.storage.engine import open_engine, sqlite_url
from tests.load.serving import serving
from tests.load.slack import SlackStandIn, conversation, send, slack_stand_in

PER_SECOND = 20
_NOTHING_SECONDS = 30


class Asking:
    """Asks at a steady pace, and asks again what nobody took, as Slack does."""

    def __init__(self) -> None:
        self.address = ""
        self.asked = 0
        self.acknowledged: set[int] = set()
        self.server_errors = 0

    async def run(self) -> None:
        """Ask until cancelled."""
        async with ClientSession(timeout=ClientTimeout(total=5)) as session, asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._ask(session, self.asked))
                self.asked += 1
                await asyncio.sleep(1 / PER_SECOND)

    async def finish(self) -> None:
        """Ask once more whatever nobody took."""
        async with ClientSession(timeout=ClientTimeout(total=5)) as session:
            for number in set(range(self.asked)) - self.acknowledged:
                await self._ask(session, number)

    async def _ask(self, session: ClientSession, number: int) -> None:
        for _ in range(100):
            status = await send(session, self.address, number)
            if status == 200:
                self.acknowledged.add(number)
                return
            self.server_errors += status is not None and status >= 500
            await asyncio.sleep(0.25)


async def stop_under_load(times: int) -> str:
    """Start, ask, stop; as often as told. What came of it."""
    chance = random.Random(7)  # noqa: S311 -- when to stop, alike in each run
    asking, exits, seconds = Asking(), [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with slack_stand_in() as slack:
            questions: asyncio.Task[None] | None = None
            for _ in range(times):
                async with serving(folder, slack.url, {"MAGDAT_ENCODER": "none"}) as one:
                    asking.address = one.address
                    questions = questions or asyncio.create_task(asking.run())
                    await asyncio.sleep(chance.uniform(0.2, 1.5))
                    status, took = await one.stop()
                    exits.append(status)
                    seconds.append(took)
            assert questions is not None
            questions.cancel()
            await asyncio.wait([questions])
            async with serving(folder, slack.url, {"MAGDAT_ENCODER": "none"}) as last:
                asking.address = last.address
                await asking.finish()
                await _while_it_goes_on(slack, len(asking.acknowledged))
                left = _left(folder)
    lost = sum(slack.posts[conversation(number)] == 0 for number in asking.acknowledged)
    twice = sum(many > 1 for many in slack.posts.values())
    return (
        f"{times} SIGTERMs under {PER_SECOND} questions a second: {exits.count(0)} exits with 0, at most "
        f"{max(seconds):.1f} s; {len(asking.acknowledged)} acknowledged of {asking.asked}, {lost} lost, {twice} twice, "
        f"{asking.server_errors} answers of 5xx; left behind: {left}"
    )


async def _while_it_goes_on(slack: SlackStandIn, wanted: int) -> None:
    """Wait until so many were answered, as long as ever more are: after many short lives a lot may wait."""
    loop = asyncio.get_running_loop()
    seen, at = 0, loop.time()
    while len(slack.posts) < wanted and loop.time() - at < _NOTHING_SECONDS:
        if len(slack.posts) > seen:
            seen, at = len(slack.posts), loop.time()
        await asyncio.sleep(0.1)


def _left(folder: Path) -> str:
    """What still waits in the database, or was set aside."""
    engine = open_engine(sqlite_url(folder / "magdat.sqlite3"))
    figures = count(engine, datetime.now(UTC))
    engine.dispose()
    return f"{figures.inbox_waiting} events, {sum(figures.waiting.values())} deliveries, set aside {figures.parked}"
