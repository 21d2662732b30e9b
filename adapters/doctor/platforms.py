"""Whether the platforms that are set up let Magdat do its work: each knows how to find out."""

import asyncio
from collections.abc import Sequence

from adapters.finding import Finding
from adapters.serving.channels import slack_is_set_up
from adapters.settings import Settings


def check_platforms(settings: Settings) -> Sequence[Finding]:
    """What each platform finds; nothing of those that are not set up."""
    return asyncio.run(_found(settings))


async def _found(settings: Settings) -> Sequence[Finding]:
    found: list[Finding] = []
    if slack_is_set_up(settings):
        from adapters.slack.doctor import check_slack  # noqa: PLC0415 -- imports Slack's SDK

        found += await check_slack(settings)
    return found
