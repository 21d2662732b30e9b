"""R6: the disk full, the database gone, under load; what is acknowledged is stored, no restart is needed."""

import asyncio
import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.databases import mortal_postgres
from tests.load.serving import serving
from tests.load.slack import SlackStandIn, conversation, send, slack_stand_in

_DISK = "12m"
_FILL_BYTES = 512
_BACK_WITHIN_SECONDS = 60


@dataclass
class Told:
    """What the platform was told.

    Attributes:
        acknowledged: The questions that it was told are taken.
        meanwhile: How it was told no, while there was trouble: by status.
        unready: What the probe said meanwhile.
        longest_seconds: How long anyone waited for a no.
    """

    acknowledged: set[int] = field(default_factory=set)
    meanwhile: list[int | None] = field(default_factory=list)
    unready: str = ""
    longest_seconds: float = 0.0


async def disk_full(count: int) -> str:
    """The disk is filled to the last byte, and emptied again; SQLite."""
    with _small_disk() as folder, tempfile.TemporaryDirectory() as cache:
        ballast = folder / "ballast"
        database = {"MAGDAT_DATABASE_URL": f"sqlite:///{folder / 'magdat.sqlite3'}", "MAGDAT_CACHE_DIR": cache}
        return await _live_through(folder, database, count, lambda: _fill(ballast), ballast.unlink)


async def database_gone(count: int) -> str:
    """PostgreSQL is stopped, and started again."""
    with mortal_postgres() as (url, stop, start), tempfile.TemporaryDirectory() as folder:
        return await _live_through(Path(folder), {"MAGDAT_DATABASE_URL": url}, count, stop, start)


async def _live_through(
    folder: Path, database: dict[str, str], count: int, begin: Callable[[], object], end: Callable[[], object]
) -> str:
    """Ask before, meanwhile and afterwards; ``count`` each time."""
    told = Told()
    async with (
        slack_stand_in() as slack,
        serving(folder, slack.url, {"MAGDAT_ENCODER": "none", **database}) as one,
        ClientSession(timeout=ClientTimeout(total=60)) as session,
    ):
        await _ask(session, one.address, range(count), told)
        await asyncio.to_thread(begin)
        await _ask(session, one.address, range(count, 2 * count), told)
        told.unready = await _probe(session, one.address)
        await asyncio.to_thread(end)
        back = await _seconds_until_ready(session, one.address)
        await _ask(session, one.address, range(count, 3 * count), told)
        await _until_answered(slack, told)
        status, _ = await one.stop()
    lost = sum(slack.posts[conversation(number)] == 0 for number in told.acknowledged)
    twice = sum(many > 1 for many in slack.posts.values())
    refused = {status: told.meanwhile.count(status) for status in dict.fromkeys(told.meanwhile)}
    return (
        f"{3 * count} questions: {len(told.acknowledged)} acknowledged, {lost} of those lost, {twice} answered twice; "
        f"meanwhile {refused} within {told.longest_seconds:.1f} s, probe: {told.unready!r}; ready {back:.1f} s after "
        f"it was over, in the same process (exit {status})"
    )


async def _ask(session: ClientSession, address: str, numbers: range, told: Told) -> None:
    async def one(number: int) -> None:
        begun = asyncio.get_running_loop().time()
        status = await send(session, address, number)
        if status == 200:
            told.acknowledged.add(number)
        else:
            told.meanwhile.append(status)
            told.longest_seconds = max(told.longest_seconds, asyncio.get_running_loop().time() - begun)

    for number in numbers:
        await one(number)


async def _probe(session: ClientSession, address: str) -> str:
    async with session.get(f"{address}/readyz") as answer:
        return f"{answer.status} {(await answer.text()).strip()}"


async def _seconds_until_ready(session: ClientSession, address: str) -> float:
    begun = asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() - begun < _BACK_WITHIN_SECONDS:
        if (await _probe(session, address)).startswith("200"):
            break
        await asyncio.sleep(0.2)
    return asyncio.get_running_loop().time() - begun


async def _until_answered(slack: SlackStandIn, told: Told) -> None:
    for _ in range(_BACK_WITHIN_SECONDS * 5):
        if all(slack.posts[conversation(number)] for number in told.acknowledged):
            return
        await asyncio.sleep(0.2)


@contextmanager
def _small_disk() -> Iterator[Path]:
    """A file system of a few MiB; needs root."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "magdat-load", str(folder)], check=True)  # noqa: S603, S607 -- our own
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 -- our own
        folder.rmdir()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while os.write(file.fileno(), b"x" * _FILL_BYTES):
            pass
