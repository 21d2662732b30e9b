"""Replicas on one PostgreSQL: questions come at a steady pace over HTTP; how soon each is acknowledged and answered."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.databases import postgres_database, postgres_server
from tests.load.serving import serving
from tests.load.slack import conversation, send, slack_stand_in

PER_SECOND = 100
REPLICAS = (1, 2, 4)
_ANSWERED_WITHIN_SECONDS = 120


async def replicas(count: int) -> str:
    """So many questions, for each number of replicas."""
    with postgres_server() as server:
        lines = [await _with_replicas(server, many, count) for many in REPLICAS]
    return "\n".join(["", *lines])


async def _with_replicas(server: str, many: int, count: int) -> str:
    loop = asyncio.get_running_loop()
    acknowledged: dict[int, float] = {}
    with postgres_database(server, f"load{many}") as url, tempfile.TemporaryDirectory() as name:
        async with slack_stand_in() as slack, AsyncExitStack() as stack:
            at_postgres = {"MAGDAT_DATABASE_URL": url, "MAGDAT_ENCODER": "none"}
            processes = [
                await stack.enter_async_context(serving(Path(name), slack.url, at_postgres)) for _ in range(many)
            ]
            session = await stack.enter_async_context(ClientSession(timeout=ClientTimeout(total=30)))
            asked: dict[int, float] = {}

            async def ask(number: int) -> None:
                asked[number] = loop.time()
                if await send(session, processes[number % many].address, number) == 200:
                    acknowledged[number] = loop.time() - asked[number]

            before, own_before = sum(each.cpu_seconds() for each in processes), time.process_time()
            begun = loop.time()
            async with asyncio.TaskGroup() as group:
                for number in range(count):
                    group.create_task(ask(number))
                    await asyncio.sleep(max(0.0, begun + (number + 1) / PER_SECOND - loop.time()))
            sent = loop.time() - begun
            while len(slack.posts) < len(acknowledged) and loop.time() - begun < _ANSWERED_WITHIN_SECONDS:  # noqa: ASYNC110 -- nobody tells
                await asyncio.sleep(0.05)
            answered = loop.time() - begun
            waits = [
                slack.posted_at[conversation(number)] - asked[number]
                for number in acknowledged
                if conversation(number) in slack.posted_at
            ]
            used, own = sum(each.cpu_seconds() for each in processes) - before, time.process_time() - own_before
            resident = max(each.resident_mib() for each in processes)
    twice = sum(posts > 1 for posts in slack.posts.values())
    return (
        f"  {many} replicas: asked {count / sent:.0f}/s, answered {len(waits) / answered:.0f}/s; acknowledged "
        f"{_quantiles(list(acknowledged.values()))}; answered {_quantiles(waits)}; "
        f"{len(acknowledged) - len(waits)} lost, {twice} twice; at most {resident:.0f} MiB each; a question "
        f"takes {1000 * used / len(waits):.1f} ms of a processor in the replicas, and {1000 * own / count:.1f} ms in "
        "what asks and stands in for Slack"
    )


def _quantiles(seconds: Sequence[float]) -> str:
    """The median and the 99th percentile, in milliseconds."""
    if len(seconds) < 2:
        return "never"
    hundredths = statistics.quantiles(seconds, n=100)
    return f"{1000 * statistics.median(seconds):.0f} / {1000 * hundredths[98]:.0f} ms"
