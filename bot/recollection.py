"""What was said last in a conversation, for as long as the next question may refer to it.

That is the last question, and what its asker chose to be so of themselves. It is kept in memory only, never stored, and
no more than that: who restarts Magdat wipes it. Where several processes serve one channel, a question that another one
gets stands by itself.
"""

import threading
import typing
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

REMEMBERED = timedelta(minutes=10)
MOST = 10_000
"""Conversations that are remembered at once; the one that was quiet longest is forgotten first."""

_T = typing.TypeVar("_T")
_NOTHING: Mapping[str, str] = {}


class _Memory(typing.Generic[_T]):
    """One value a conversation; shared by all threads of the process."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[datetime, _T]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, mark: str, now: datetime) -> _T | None:
        with self._lock:
            self._forget(now)
            said = self._last.get(mark)
        return None if said is None else said[1]

    def remember(self, mark: str, value: _T, now: datetime) -> None:
        with self._lock:
            self._forget(now)
            self._last[mark] = (now, value)
            self._last.move_to_end(mark)
            if len(self._last) > MOST:
                self._last.popitem(last=False)

    def forget(self, mark: str) -> None:
        with self._lock:
            self._last.pop(mark, None)

    def _forget(self, now: datetime) -> None:
        """Wipe what is past its time; the oldest stand first."""
        while self._last and next(iter(self._last.values()))[0] <= now - REMEMBERED:
            self._last.popitem(last=False)


class Recollection:
    """The last question and the last choices by conversation."""

    def __init__(self) -> None:
        self._questions = _Memory[str]()
        self._choices = _Memory[Mapping[str, str]]()

    def recall(self, mark: str, now: datetime) -> str | None:
        """The question asked last under ``mark``; ``None`` when that is too long ago, or never was."""
        return self._questions.recall(mark, now)

    def remember(self, mark: str, question: str, now: datetime) -> None:
        """Keep the question in the place of the one before it."""
        self._questions.remember(mark, question, now)

    def recall_choices(self, mark: str, now: datetime) -> Mapping[str, str]:
        """What the asker chose last under ``mark``: the id of an option, by the id of the circumstance."""
        return self._choices.recall(mark, now) or _NOTHING

    def remember_choices(self, mark: str, choices: Mapping[str, str], now: datetime) -> None:
        """Keep the choices in the place of those before them."""
        self._choices.remember(mark, choices, now)

    def forget(self, mark: str) -> None:
        """Wipe what was kept under ``mark``."""
        self._questions.forget(mark)
        self._choices.forget(mark)
