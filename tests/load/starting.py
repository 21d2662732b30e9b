"""How soon the process is ready, and what it holds in memory when idle."""

import asyncio
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.load.serving import serving
from tests.load.slack import slack_stand_in

_IDLE_SECONDS = 3
_TEAMS = {
    "MicrosoftAppId": "11111111-1111-1111-1111-111111111111",
    "MicrosoftAppPassword": "of-nobody",
    "MicrosoftAppTenantId": "22222222-2222-2222-2222-222222222222",
}
"""A registration that Microsoft does not know: keys and token are asked for when it is ready already."""


async def start(count: int) -> str:
    """Start so often, after a first time that makes the cache; with the sentence encoder, on Slack, then Teams too."""
    return "\n".join(["", await _start(count, "Slack", {}), await _start(count, "Slack and Teams", _TEAMS)])


async def _start(count: int, platforms: str, settings: Mapping[str, str]) -> str:
    ready, resident = [], []
    with tempfile.TemporaryDirectory() as name:
        async with slack_stand_in() as slack:
            for _ in range(count + 1):
                async with serving(Path(name), slack.url, settings) as one:
                    await asyncio.sleep(_IDLE_SECONDS)
                    ready.append(one.ready_seconds)
                    resident.append(one.resident_mib())
                    await one.stop()
    return (
        f"  with {platforms} and the sentence encoder: first start {ready[0]:.1f} s, then least {min(ready[1:]):.2f} "
        f"s, median {statistics.median(ready[1:]):.2f} s; idle {statistics.median(resident[1:]):.0f} MiB"
    )
