"""Which channels are opened: those that are set up, each imported only then."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.channel import Channel
from adapters.set_up import slack_is_set_up, teams_is_set_up
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
        if settings.web_url is not None:
            from adapters.serving.web import open_web  # noqa: PLC0415 -- imports the templates

            channels.append(open_web(settings))
            opened.push_async_callback(channels[-1].close)
        yield tuple(channels)
