"""What was asked last in a conversation, for as long as a follow-up may refer to it.

It is kept in memory only, never stored, and no more than the last question: who restarts Magdat wipes it. Where several
processes serve one channel, a follow-up that another one gets stands by itself.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

REMEMBERED = timedelta(minutes=10)
MOST = 10_000
"""Conversations that are remembered at once; the one that was quiet longest is forgotten first."""


class Recollection:
    """The last question by conversation; shared by all threads of the process."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, mark: str, now: datetime) -> str | None:
        """The question asked last under ``mark``; ``None`` when that is too long ago, or never was."""
        with self._lock:
            self._forget(now)
            said = self._last.get(mark)
        return None if said is None else said[1]

    def remember(self, mark: str, question: str, now: datetime) -> None:
        """Keep the question in the place of the one before it."""
        with self._lock:
            self._forget(now)
            self._last[mark] = (now, question)
            self._last.move_to_end(mark)
            if len(self._last) > MOST:
                self._last.popitem(last=False)

    def forget(self, mark: str) -> None:
        """Wipe what was kept under ``mark``."""
        with self._lock:
            self._last.pop(mark, None)

    def _forget(self, now: datetime) -> None:
        """Wipe what is past its time; the oldest stand first."""
        while self._last and next(iter(self._last.values()))[0] <= now - REMEMBERED:
            self._last.popitem(last=False)
