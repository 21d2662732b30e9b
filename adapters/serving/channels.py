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
    del settings  # no platform is there yet
    async with AsyncExitStack() as opened:
        channels: list[Channel] = []
        for channel in channels:
            opened.push_async_callback(channel.close)
        yield tuple(channels)
