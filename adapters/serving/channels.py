"""Which channels are opened: those that are set up, each imported only then."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.channel import Channel
from adapters.settings import Settings


@asynccontextmanager
async def open_channels(settings: Settings) -> AsyncIterator[tuple[Channel, ...]]:
    """The channels of the settings, connected; closed at the end.

    Raises:
        WrongSettingError: what is set up for a channel cannot be used.
    """
    async with AsyncExitStack() as opened:
        channels: list[Channel] = []
        if slack_is_set_up(settings):
            from adapters.slack.channel import open_slack  # noqa: PLC0415 -- imports Bolt

            channels.append(await open_slack(settings))
            opened.push_async_callback(channels[-1].close)
        if teams_is_set_up(settings):
            from adapters.teams.channel import open_teams  # noqa: PLC0415 -- imports the Bot Framework

            channels.append(await open_teams(settings))
            opened.push_async_callback(channels[-1].close)
        yield tuple(channels)


def slack_is_set_up(settings: Settings) -> bool:
    """Whether anything of Slack was set."""
    slack = settings.slack
    return _is_somewhere(settings, "slack") or any((slack.bot_token, slack.app_token, slack.signing_secret))


def teams_is_set_up(settings: Settings) -> bool:
    """Whether anything of Teams was set."""
    teams = settings.teams
    is_registered = any((teams.app_id, teams.app_password, teams.tenant_id))
    return _is_somewhere(settings, "teams") or is_registered or teams.insecure_local


def _is_somewhere(settings: Settings, channel: str) -> bool:
    places = (settings.desk, settings.second_line)
    return any(place is not None and place.channel == channel for place in places)
