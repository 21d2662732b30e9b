"""The named moments at which a process can be made to die: around every commit and every send."""

import os
import signal
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.ports import Storage, UnitOfWork

_NAMED_AFTER = {
    "outbox.lease": "lease-delivery",
    "outbox.delivered": "settle-delivery",
    "inbox.store": "store-event",
    "inbox.lease": "lease-event",
    "inbox.handle_once": "handle-event",
}
"""By the call that a unit of work is for."""

POINTS = (
    *(f"{name}:{moment}-commit" for name in _NAMED_AFTER.values() for moment in ("before", "after")),
    "acknowledge:before",
    "acknowledge:after",
    "send:before",
    "send:after",
)
"""Every named point."""


class Reaper:
    """Kills this process when it reaches a point for the so many-th time.

    Args:
        point: One of ``POINTS``; ``None`` never kills.
        times: From 1.
    """

    def __init__(self, point: str | None, times: int) -> None:
        self._point = point
        self._times = times

    def reach(self, point: str) -> None:
        """The process is at this point; perhaps it ends here."""
        if point != self._point:
            return
        self._times -= 1
        if self._times == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStorage:
    """Storage whose commits are points at which the process can die."""

    def __init__(self, storage: Storage, reach: Callable[[str], None]) -> None:
        self._storage = storage
        self._reach = reach

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work as the real storage gives it."""
        with self._storage.begin() as work:
            yield typing.cast("UnitOfWork", _MortalWork(work, self._reach))


class _MortalWork:
    def __init__(self, work: UnitOfWork, reach: Callable[[str], None]) -> None:
        self._work = work
        self._reach = reach
        self._name: str | None = None

    def __getattr__(self, name: str) -> "_Repository":
        return _Repository(getattr(self._work, name), lambda called: self._called(f"{name}.{called}"))

    def commit(self) -> None:
        if self._name is not None:
            self._reach(f"{self._name}:before-commit")
        self._work.commit()
        if self._name is not None:
            self._reach(f"{self._name}:after-commit")

    def _called(self, call: str) -> None:
        self._name = self._name or _NAMED_AFTER.get(call)


class _Repository:
    def __init__(self, repository: object, called: Callable[[str], None]) -> None:
        self._repository = repository
        self._called = called

    def __getattr__(self, name: str) -> object:
        self._called(name)
        return getattr(self._repository, name)
