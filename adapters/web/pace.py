"""How often one computer may send something in a minute; in memory alone."""

from collections import OrderedDict
from datetime import datetime, timedelta

_WINDOW = timedelta(minutes=1)
_MOST_KNOWN = 10_000


class Pace:
    """Counts by the minute.

    Args:
        most: As often in a minute.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counted: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def admits(self, who: str, now: datetime) -> bool:
        """Whether this may go on; it counts as done."""
        began, count = self._counted.get(who, (now, 0))
        if now - began >= _WINDOW:
            began, count = now, 0
        self._counted[who] = (began, count + 1)
        self._counted.move_to_end(who)
        while len(self._counted) > _MOST_KNOWN:
            self._counted.popitem(last=False)
        return count < self._most
