"""Whether the chat platforms that are set up do their part; each is imported only then."""

import asyncio
from collections.abc import Sequence

from adapters.finding import Finding
from adapters.set_up import slack_is_set_up, teams_is_set_up
from adapters.settings import Settings


def check_slack_set_up(settings: Settings) -> Sequence[Finding]:
    """What is right and wrong with Slack; nothing where nothing of it was set."""
    if not slack_is_set_up(settings):
        return []
    from adapters.slack.doctor import check_slack  # noqa: PLC0415 -- imports Bolt

    return asyncio.run(check_slack(settings))


def check_teams_set_up(settings: Settings) -> Sequence[Finding]:
    """What is right and wrong with Teams; nothing where nothing of it was set."""
    if not teams_is_set_up(settings):
        return []
    from adapters.teams.doctor import check_teams  # noqa: PLC0415 -- imports the Bot Framework

    return asyncio.run(check_teams(settings))
