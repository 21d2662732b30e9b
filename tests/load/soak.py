"""R16: questions for a long time, while one in fifty goes wrong on its way out; nothing may be lost, or grow."""

import asyncio
import statistics
import tempfile
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.load.serving import Serving, serving
from tests.load.slack import conversation, send, slack_stand_in

PER_SECOND = 5
FAULTS_IN_A_HUNDRED = 2.0
_WARM_AFTER_SECONDS = 600
"""What is remembered for a while, for ten minutes at most, has begun to go by then."""
_LOOK_EVERY = 10 * PER_SECOND
_ANSWERED_WITHIN_SECONDS = 120


async def soak(count: int) -> str:
    """So many questions, five a second; what became of them, of memory and of open files."""
    loop, acknowledged, looks = asyncio.get_running_loop(), set[int](), list[tuple[float, float, int]]()
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log"
        with log.open("wb") as out:
            async with (
                slack_stand_in() as slack,
                serving(Path(name), slack.url, {"MAGDAT_ENCODER": "none", "MAGDAT_LOG_LEVEL": "warning"}, out) as one,
                ClientSession(timeout=ClientTimeout(total=30)) as session,
            ):
                slack.faults = FAULTS_IN_A_HUNDRED
                begun = loop.time()

                async def ask(number: int) -> None:
                    for _ in range(20):
                        if await send(session, one.address, number) == 200:
                            acknowledged.add(number)
                            return
                        await asyncio.sleep(1)

                async with asyncio.TaskGroup() as group:
                    for number in range(count):
                        group.create_task(ask(number))
                        if number % _LOOK_EVERY == 0:
                            looks.append((loop.time() - begun, one.resident_mib(), _open_files(one)))
                        await asyncio.sleep(max(0.0, begun + (number + 1) / PER_SECOND - loop.time()))
                ended = loop.time()
                while len(slack.posts) < len(acknowledged) and loop.time() - ended < _ANSWERED_WITHIN_SECONDS:  # noqa: ASYNC110 -- nobody tells
                    await asyncio.sleep(0.1)
                status, _ = await one.stop()
        forgotten = log.read_text(encoding="utf-8").count("never retrieved")
    lost = sum(slack.posts[conversation(number)] == 0 for number in acknowledged)
    twice = sum(many > 1 for many in slack.posts.values())
    warm = [look for look in looks if look[0] >= _WARM_AFTER_SECONDS]
    settled, since = (warm, "after ten minutes") if len(warm) > 1 else (looks[len(looks) // 2 :], "in the second half")
    slope = statistics.linear_regression([at for at, *_ in settled], [mib for _, mib, _ in settled]).slope
    return (
        f"{count} questions at {PER_SECOND} a second, {FAULTS_IN_A_HUNDRED:.0f} % of posts fail: {len(acknowledged)} "
        f"acknowledged, {lost} lost, {twice} twice; memory {looks[0][1]:.0f} -> {looks[-1][1]:.0f} MiB, {since} "
        f"{3600 * slope:+.1f} MiB an hour; open files {settled[0][2]} -> {looks[-1][2]}; "
        f"{forgotten} exceptions of tasks never retrieved; exit {status}"
    )


def _open_files(one: Serving) -> int:
    return len(list(Path(f"/proc/{one.process.pid}/fd").iterdir()))
