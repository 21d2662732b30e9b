"""How fast messages may go out: one a second to a channel (docs.slack.dev, rate limits, chat.postMessage)."""

import time
from collections.abc import Callable

from bot.errors import DeliveryDelayedError

_LATE_SECONDS = 60.0
"""A delivery that did not come for its moment for so long is given another."""
_LOOK_FROM = 256
"""With so many channels it is first looked which moments are past, and then each time that twice as many came."""


class Pace:
    """Gives out moments at which to post, each channel's own a second apart.

    A delivery that comes too early is told when its moment is, which is kept for it: in that time others go out.

    Args:
        interval: Seconds between two messages in one channel.
        clock: Seconds that only grow.
    """

    def __init__(self, interval: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._clock = clock
        self._free_from: dict[str, float] = {}
        self._kept: dict[str, float] = {}
        self._look_at = _LOOK_FROM

    @property
    def size(self) -> int:
        """How many moments are known."""
        return len(self._free_from) + len(self._kept)

    def take(self, channel: str, delivery_id: str) -> None:
        """Go on when it is this delivery's moment.

        Raises:
            DeliveryDelayedError: it is not yet.
        """
        now = self._clock()
        moment = self._kept.pop(delivery_id, None)
        if moment is None:
            moment = max(now, self._free_from.get(channel, now))
            self._make_room(now)
            self._free_from[channel] = moment + self._interval
        if moment > now:
            self._kept[delivery_id] = moment
            raise DeliveryDelayedError(moment - now)

    def hold(self, channel: str, seconds: float) -> None:
        """Slack asked to wait: nothing goes to the channel until then."""
        self._free_from[channel] = max(self._free_from.get(channel, 0.0), self._clock() + seconds)

    def _make_room(self, now: float) -> None:
        """Forget what is past, so that neither grows without end."""
        if self.size < self._look_at:
            return
        self._free_from = {channel: at for channel, at in self._free_from.items() if at > now}
        self._kept = {delivery: at for delivery, at in self._kept.items() if at > now - _LATE_SECONDS}
        self._look_at = max(2 * self.size, _LOOK_FROM)
