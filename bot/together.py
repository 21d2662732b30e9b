"""Doing together what many ask for at the same time, so that they wait for few writes, however slow these are."""

import asyncio
import collections
import threading
import typing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Item = typing.TypeVar("Item")
Outcome = typing.TypeVar("Outcome")
Waiting = tuple[Item, asyncio.Future[Outcome]]


class Together(typing.Generic[Item, Outcome]):
    """Does items in goes, each of all that waits at the moment when it comes to the point.

    Args:
        do: Does several, in a thread of its own. It is handed what gives it the items, to be called once, as late as it
            can be: whoever comes before that is among them. It gives what came of each, an error in its place where
            that one failed; what it raises fails all of them.
        name: Of the threads.
        most: How many are done in one go.
        at_once: How many goes may be under way; who comes beyond that waits for the next one.
    """

    def __init__(
        self,
        do: Callable[[Callable[[], Sequence[Item]]], Sequence[Outcome | Exception]],
        *,
        name: str,
        most: int,
        at_once: int = 1,
    ) -> None:
        self._do = do
        self._most = most
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, name)
        self._goes: set[asyncio.Task[None]] = set()
        self._lock = threading.Lock()
        """Held while any of what follows is looked at and changed: goes take in their threads."""
        self._waiting: collections.deque[Waiting[Item, Outcome]] = collections.deque()
        self._under_way = 0
        self._yet_to_take = 0
        """So many goes will take what waits; then no other is needed for it."""

    def __len__(self) -> int:
        """How many wait for a go."""
        return len(self._waiting)

    async def done(self, item: Item) -> Outcome:
        """What came of the item, once it is done; who stops waiting does not keep it from being done.

        Raises:
            Exception: whatever ``do`` raised, or gave, for it.
        """
        end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((item, end))
            needs_a_go = not self._yet_to_take and self._under_way < self._at_once
            if needs_a_go:
                self._under_way += 1
                self._yet_to_take += 1
        if needs_a_go:
            go = asyncio.create_task(self._go())
            self._goes.add(go)
            go.add_done_callback(self._goes.discard)
        return await end

    async def _go(self) -> None:
        """Do what waits, until nothing does that no other go will take."""
        loop = asyncio.get_running_loop()
        while True:
            for end, outcome in await loop.run_in_executor(self._threads, self._ends):
                _tell(end, outcome)
            with self._lock:
                if not self._waiting or self._yet_to_take:
                    self._under_way -= 1
                    return
                self._yet_to_take += 1

    def _ends(self) -> Sequence[tuple[asyncio.Future[Outcome], Outcome | Exception]]:
        """Do what waits; in a thread."""
        taken: list[Waiting[Item, Outcome]] | None = None

        def take() -> Sequence[Item]:
            nonlocal taken
            if taken is None:
                taken = self._first()
            return [item for item, _ in taken]

        try:
            outcomes = self._do(take)
            take()
            return [(end, outcome) for (_, end), outcome in zip(taken or (), outcomes, strict=True)]
        except Exception as error:  # noqa: BLE001 -- whatever it is, those who wait must hear of it
            take()
            return [(end, error) for _, end in taken or ()]

    def _first(self) -> list[Waiting[Item, Outcome]]:
        with self._lock:
            self._yet_to_take -= 1
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]


def _tell(end: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if end.done():
        return
    if isinstance(outcome, Exception):
        end.set_exception(outcome)
    else:
        end.set_result(outcome)
