"""Does what is due while Magdat runs: reminders at their time, retention once a day, and wiping what was deleted."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import CaseChangedError
from bot.handlers.campaigning import see_to_campaigns
from bot.handlers.going_live import tell_what_went_live
from bot.handlers.reminders import apply_retention, do_what_is_due
from bot.handlers.reviewing import remind_of_reviews
from bot.ports import Ports

LOOK_EVERY = timedelta(seconds=30)
CLEAN_EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


class Housekeeping:
    """Called as often as one likes; does something when it is time. Several processes may each have one.

    Args:
        ports: What the handlers need.
        scrub: Wipes what deleted rows left behind; whether all of it could be wiped.
        remove_posts: Deletes what was posted at terminals and on pages before a moment; how many there were.
    """

    def __init__(self, ports: Ports, scrub: Callable[[], bool], remove_posts: Callable[[datetime], int]) -> None:
        self._ports = ports
        self._scrub = scrub
        self._remove_posts = remove_posts
        self._looked_at: datetime | None = None
        self._cleaned_at: datetime | None = None
        self._dirty = False

    def tidy(self) -> None:
        """Do what is due.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment; it is due still.
        """
        now = self._ports.clock.now()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOK_EVERY:
            return  # unless the clock went back meanwhile
        self._looked_at = now
        self._do_what_is_due()
        tell_what_went_live(self._ports)
        remind_of_reviews(self._ports)
        see_to_campaigns(self._ports)
        if self._cleaned_at is None or now - self._cleaned_at >= CLEAN_EVERY:
            removed = apply_retention(self._ports)
            posts = self._remove_posts(now - self._ports.retention.questions)
            self._cleaned_at = now
            self._dirty = self._dirty or any((removed.questions, removed.cases, removed.deliveries, posts))
        if self._dirty:
            self._dirty = not self._scrub()

    def _do_what_is_due(self) -> None:
        try:
            while do_what_is_due(self._ports):
                self._dirty = True  # where an asker was may be among what was deleted
        except CaseChangedError:
            _log.info("a case changed while something was due for it; the next look will do it")
