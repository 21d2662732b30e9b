"""``magdat serve`` as a process of its own, as an operator starts it."""

import asyncio
import os
import re
import sys
import typing
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.load.slack import SECRET, TOKEN

VAULT_KEY = "bG9hZC10ZXN0LWtleS1sb2FkLXRlc3Qta2V5LTMyYiE="
READY_WITHIN_SECONDS = 120.0


def cpu_seconds(pid: int) -> float:
    """How long a process kept a processor busy: user and system, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(process: Path, which: str = "VmRSS") -> float:
    """What a process holds in memory; ``process`` is its folder under ``/proc``, ``VmHWM`` the most so far."""
    lines = (process / "status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(which))) / 1024


@dataclass
class Serving:
    """One process.

    Attributes:
        address: Where it listens.
        ready_seconds: From its start until it said so.
    """

    process: asyncio.subprocess.Process
    address: str
    ready_seconds: float

    def resident_mib(self) -> float:
        """What it holds in memory."""
        return resident_mib(Path(f"/proc/{self.process.pid}"))

    def peak_mib(self) -> float:
        """The most that it held in memory."""
        return resident_mib(Path(f"/proc/{self.process.pid}"), "VmHWM")

    def cpu_seconds(self) -> float:
        """How long it kept a processor busy since its start, in its own work and in the system's for it."""
        return cpu_seconds(self.process.pid)

    async def stop(self) -> tuple[int, float]:
        """Tell it to stop; its exit status, and the seconds until it ended."""
        begun = asyncio.get_running_loop().time()
        self.process.terminate()
        status = await asyncio.wait_for(self.process.wait(), 30)
        return status, asyncio.get_running_loop().time() - begun


@asynccontextmanager
async def serving(
    folder: Path,
    slack_url: str | None,
    settings: Mapping[str, str],
    log: typing.IO[bytes] | None = None,
    *,
    module: Sequence[str] = ("adapters",),
    through: Sequence[str] = (),
) -> AsyncIterator[Serving]:
    """A process on the database of the settings, else on SQLite in the folder; killed at the end if it still runs.

    Args:
        folder: Its own.
        slack_url: Where Slack is; ``None`` without it.
        settings: More of them.
        log: Where it logs to.
        module: What takes the place of ``python -m adapters``, with its own arguments.
        through: A command that becomes the one that it is given.
    """
    at_slack = (
        {}
        if slack_url is None
        else {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "MAGDAT_SLACK_API_URL": slack_url,
        }
    )
    environment = {
        "PATH": os.environ["PATH"],
        "MAGDAT_HTTP": "127.0.0.1:0",
        "MAGDAT_CACHE_DIR": str(folder / "cache"),
        "MAGDAT_DATABASE_URL": f"sqlite:///{folder / 'magdat.sqlite3'}",
        "MAGDAT_VAULT_KEY": VAULT_KEY,
        "MAGDAT_LOG_LEVEL": "error",
        **at_slack,
        **settings,
    }
    begun = asyncio.get_running_loop().time()
    command = (*through, sys.executable, "-m", *module, "serve")
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
    )
    try:
        assert process.stdout is not None
        said = (await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_SECONDS)).decode()
        where = re.search(r"Listening at ([\d.]+:\d+)", said)
        assert where is not None, said
        yield Serving(process, f"http://{where[1]}", asyncio.get_running_loop().time() - begun)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
