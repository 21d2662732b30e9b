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
        yield tuple(channels)


def slack_is_set_up(settings: Settings) -> bool:
    """Whether anything of Slack was set."""
    slack = settings.slack
    places = (settings.desk, settings.second_line)
    at_slack = any(place is not None and place.channel == "slack" for place in places)
    return at_slack or any((slack.bot_token, slack.app_token, slack.signing_secret))
