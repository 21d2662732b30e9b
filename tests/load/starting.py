"""How soon the process is ready, and what it holds in memory when idle."""

import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.load.serving import serving
from tests.load.slack import slack_stand_in

_IDLE_SECONDS = 3


async def start(count: int) -> str:
    """Start so often, after a first time that makes the cache; with the sentence encoder and Slack."""
    ready, resident = [], []
    with tempfile.TemporaryDirectory() as name:
        async with slack_stand_in() as slack:
            for _ in range(count + 1):
                async with serving(Path(name), slack.url, {}) as one:
                    await asyncio.sleep(_IDLE_SECONDS)
                    ready.append(one.ready_seconds)
                    resident.append(one.resident_mib())
                    await one.stop()
    return (
        f"with Slack and the sentence encoder: first start {ready[0]:.1f} s, then least {min(ready[1:]):.2f} s, median "
        f"{statistics.median(ready[1:]):.2f} s; idle {statistics.median(resident[1:]):.0f} MiB"
    )
