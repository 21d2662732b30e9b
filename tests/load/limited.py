"""R14: the process under a limit of memory, as an orchestrator sets one; Linux, as root."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.load.serving import serving
from tests.load.slack import conversation, send, slack_stand_in

LIMIT_MIB = 512
"""As ``deploy/kubernetes`` asks for."""
_PER_SECOND = 5
_ANSWERED_WITHIN_SECONDS = 60
_IDLE_SECONDS = 3
_GROUPS = Path("/sys/fs/cgroup")
_ENTER = 'echo $$ > "$0" && exec "$@"'
"""A shell that puts itself into the group, and then becomes the process."""


@dataclass(frozen=True, slots=True)
class Group:
    """A control group of the kernel, of its first or second version, with a limit of memory.

    Attributes:
        folder: Where it is.
        used: The file that says how much is used; bytes.
        out_of_memory: The file that says how often it had to kill, in its line ``oom_kill``.
    """

    folder: Path
    used: Path
    out_of_memory: Path

    def used_mib(self) -> float:
        """What all its processes hold, with what the kernel keeps of files for them."""
        return int(self.used.read_text(encoding="ascii")) / 2**20

    def kills(self) -> int:
        """How often a process was killed for want of memory."""
        lines = self.out_of_memory.read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


async def limited(count: int) -> str:
    """A first start, which learns the protocol; then so many questions after another; with the sentence encoder."""
    acknowledged = set[int]()
    with limited_group(LIMIT_MIB) as group, tempfile.TemporaryDirectory() as name:
        enter = ("sh", "-c", _ENTER, str(group.folder / "cgroup.procs"))
        async with slack_stand_in() as slack:
            async with serving(Path(name), slack.url, {}, through=enter) as first:
                await asyncio.sleep(_IDLE_SECONDS)
                learned, kept = first.peak_mib(), first.resident_mib()
                await first.stop()
            async with (
                serving(Path(name), slack.url, {}, through=enter) as one,
                ClientSession(timeout=ClientTimeout(total=30)) as session,
            ):
                await asyncio.sleep(_IDLE_SECONDS)
                idle = one.resident_mib()
                for number in range(count):
                    if await send(session, one.address, number) == 200:
                        acknowledged.add(number)
                    await asyncio.sleep(1 / _PER_SECOND)
                for _ in range(_ANSWERED_WITHIN_SECONDS * 10):
                    if len(slack.posts) >= len(acknowledged):
                        break
                    await asyncio.sleep(0.1)
                busy, kills = one.peak_mib(), group.kills()
                status, took = await one.stop()
        lost = sum(slack.posts[conversation(number)] == 0 for number in acknowledged)
    return (
        f"at most {LIMIT_MIB} MiB, with the sentence encoder: the first start, which learns the protocol, takes "
        f"{learned:.0f} MiB, and {kept:.0f} when it is done; the next is ready after {one.ready_seconds:.1f} s and "
        f"idle with {idle:.0f} MiB; {len(acknowledged)} of {count} questions acknowledged, {lost} lost, with "
        f"{busy:.0f} MiB at most; killed for want of memory {kills} times; SIGTERM ended it in {took:.1f} s "
        f"with {status}"
    )


@contextmanager
def limited_group(mib: int) -> Iterator[Group]:
    """A control group whose processes together get so much memory and no swap; removed at the end.

    Raises:
        SystemExit: this machine lets nobody make one.
    """
    first, name = _GROUPS / "memory", f"magdat-{os.getpid()}"
    try:
        if first.is_dir():
            group = Group(first / name, first / name / "memory.usage_in_bytes", first / name / "memory.oom_control")
            group.folder.mkdir()
            (group.folder / "memory.limit_in_bytes").write_text(str(mib * 2**20), encoding="ascii")
        else:
            group = Group(_GROUPS / name, _GROUPS / name / "memory.current", _GROUPS / name / "memory.events")
            group.folder.mkdir()
            (group.folder / "memory.max").write_text(str(mib * 2**20), encoding="ascii")
            (group.folder / "memory.swap.max").write_text("0", encoding="ascii")
    except OSError as error:
        raise SystemExit(f"No group with a limit of memory can be made here (it takes root): {error}") from error
    try:
        yield group
    finally:
        group.folder.rmdir()
