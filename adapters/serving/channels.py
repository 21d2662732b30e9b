"""Which channels are opened: those that are set up, each imported only then."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack

from adapters.channel import Channel, PlatformAwayError
from adapters.set_up import slack_is_set_up, teams_is_set_up
from adapters.settings import Settings

_log = logging.getLogger(__name__)


async def open_channels(settings: Settings, opened: AsyncExitStack) -> tuple[Sequence[Channel], Sequence[str]]:
    """The channels of the settings, connected, and the names of those that cannot be reached just now.

    Args:
        settings: Of one organisation.
        opened: Closes them.

    Raises:
        WrongSettingError: what is set up for a channel cannot be used.
    """
    channels: list[Channel] = []
    away: list[str] = []
    for name, (is_set_up, open_it) in _WAYS.items():
        if not is_set_up(settings):
            continue
        try:
            channel = await open_it(settings)
        except PlatformAwayError as error:
            _log.warning("%s is not served yet: %s", name, error)
            away.append(name)
            continue
        opened.push_async_callback(channel.close)
        channels.append(channel)
    return channels, away


async def _open_slack(settings: Settings) -> Channel:
    from adapters.slack.channel import open_slack  # noqa: PLC0415 -- imports Bolt

    return await open_slack(settings)


async def _open_teams(settings: Settings) -> Channel:
    from adapters.teams.channel import open_teams  # noqa: PLC0415 -- imports the Bot Framework

    return await open_teams(settings)


async def _open_web(settings: Settings) -> Channel:
    from adapters.serving.web import open_web  # noqa: PLC0415 -- imports the templates

    return open_web(settings)


_WAYS: Mapping[str, tuple[Callable[[Settings], bool], Callable[[Settings], Awaitable[Channel]]]] = {
    "slack": (slack_is_set_up, _open_slack),
    "teams": (teams_is_set_up, _open_teams),
    "web": (lambda settings: settings.web_url is not None, _open_web),
}
"""By name: whether it is set up, and what opens it. The web comes last: it answers whatever path is left."""
