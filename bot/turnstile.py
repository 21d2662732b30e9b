"""How often one person comes in a short while: enough for anyone who types, too little to keep others waiting.

Nothing of it is stored. A person is known here by a mark whose secret is made anew each day and is in memory alone, so
that nobody can tell afterwards who came, or that someone who came on two days was the same.
"""

import hashlib
import hmac
import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.address import Person

MOST = 30
"""How many messages and presses of a person are taken within ``WITHIN``; several times what anyone does by hand."""
WITHIN = timedelta(minutes=1)

_MOST_PERSONS = 10_000
"""Of so many the last visits are known; beyond that, those who came first are let in anew."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The person came too often.

    Attributes:
        wait_seconds: After so long they are let in again.
        was_told: They know it from an earlier event, and need not be told again.
    """

    wait_seconds: int
    was_told: bool


@dataclass(slots=True)
class _Visits:
    """The events of one person since a moment, and the one at which they were told that it was too many."""

    since: datetime
    events: set[str] = field(default_factory=set)
    told_at: str = ""


class Turnstile:
    """Counts the visits of each person in this process; may be used from any thread.

    Args:
        most: How many are taken within a time of ``within``.
        new_secret: Gives bytes that nobody can guess.
    """

    def __init__(
        self, most: int = MOST, within: timedelta = WITHIN, new_secret: Callable[[], bytes] = secrets.token_bytes
    ) -> None:
        self._most = most
        self._within = within
        self._new_secret = new_secret
        self._lock = threading.Lock()
        self._day: date | None = None
        self._secret = b""
        self._visits: dict[bytes, _Visits] = {}

    def admit(self, person: Person, event_id: str, now: datetime) -> TurnedAway | None:
        """Let the person in for this event, which counts once however often it comes; ``None`` when they are in."""
        with self._lock:
            visits = self._visits_of(person, now)
            if event_id in visits.events:
                return None
            if len(visits.events) < self._most:
                visits.events.add(event_id)
                return None
            visits.told_at = visits.told_at or event_id
            wait = (visits.since + self._within - now).total_seconds()
            return TurnedAway(max(math.ceil(wait), 1), was_told=visits.told_at != event_id)

    @property
    def size(self) -> int:
        """How many people it knows at this moment."""
        return len(self._visits)

    def _visits_of(self, person: Person, now: datetime) -> _Visits:
        if self._day != now.date():
            self._day, self._secret = now.date(), self._new_secret()
            self._visits.clear()
        mark = hmac.digest(self._secret, person.key.encode("utf-8", "surrogatepass"), hashlib.sha256)
        visits = self._visits.get(mark)
        if visits is None or now - visits.since >= self._within:
            self._visits.pop(mark, None)
            self._forget(now)
            visits = self._visits[mark] = _Visits(now)
        return visits

    def _forget(self, now: datetime) -> None:
        """Forget whose time is over, and make room; who came first stands first."""
        while self._visits:
            first, visits = next(iter(self._visits.items()))
            if len(self._visits) < _MOST_PERSONS and now - visits.since < self._within:
                return
            del self._visits[first]
