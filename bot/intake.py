"""Handles what waits in the inbox: what a platform was told is taken must not be lost.

Several processes share one inbox; each leases what it handles. An event that fails is tried again when its lease ends,
while the others go on, but for what the same person did after it: that waits, for a while. One that keeps failing is
given up: the person hears so, and the audit has it for the operator. The tries are counted in storage, so that this
holds as well for one that ends the process each time.
"""

import asyncio
import contextlib
import logging
import typing
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.errors import StorageUnavailableError, UnreadableEventError
from bot.events import Happening, IncomingEvent, Origin, lane_of
from bot.handlers.reception import Command, make_ready
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.presenter.refusals import present_gone_wrong
from bot.waking import Waker

_log = logging.getLogger(__name__)

T = typing.TypeVar("T")
_Given = typing.ParamSpec("_Given")

_SOON = 0.05
"""What comes after a round that took all there was is announced; it is looked at anew after so long without that."""

_TRIES_AT_ONCE = 2
"""So many tries follow on each other as soon as a lease ends."""
UNFINISHED = "unfinished"
"""Noted as why an event is given up of which no try came to an end; else it is the kind of the mistake."""
_READINGS = 3
"""How often it is tried to read an event that is given up unfinished."""


class EventReader(typing.Protocol):
    """Knows how to read the events of one channel."""

    def read(self, event: IncomingEvent) -> Command | None:
        """The command in it, with the event's own id in its origin; ``None`` when it asks nothing of Magdat.

        Raises:
            UnreadableEventError: it is not what the channel sends.
        """


@dataclass(frozen=True, slots=True)
class Patience:
    """How patient the intake is.

    Attributes:
        lease: How long an event is kept from others, and how long one that failed waits for the next try.
        longest_wait: From the third try on it waits twice as long each time, up to so long.
        at_once: How many events one round takes; so many of different people are done at the same time.
        most_tries: After so many tries that failed the event is given up.
        most_unfinished: After so many tries that did not come to an end, because their process did, it is given up as
            well: more, for a process may be killed for any reason, and this event can have been at hand by chance.
        idle: How long to sleep at most when nothing is announced.
    """

    lease: timedelta = timedelta(seconds=4)
    longest_wait: timedelta = timedelta(seconds=15)
    at_once: int = 16
    most_tries: int = 5
    most_unfinished: int = 10
    idle: timedelta = timedelta(seconds=2)


class _Begin(typing.Protocol):
    """Begins to do something, as an executor's ``submit`` does."""

    def __call__(self, work: Callable[_Given, T], /, *given: _Given.args, **named: _Given.kwargs) -> "Future[T]":
        """What will come of it."""


def _at_once(work: Callable[_Given, T], /, *given: _Given.args, **named: _Given.kwargs) -> "Future[T]":
    """Do it here: one that is alone need not wait for a thread to take it up."""
    end: Future[T] = Future()
    try:
        end.set_result(work(*given, **named))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is for who asks what came of it
        end.set_exception(error)
    return end


class Intake:
    """Handles the events of the channels that it has readers for; those of others are left to who has theirs."""

    def __init__(self, ports: Ports, readers: Mapping[str, EventReader], patience: Patience | None = None) -> None:
        self._ports = ports
        self._readers = readers
        self._patience = patience or Patience()
        self._waker = Waker()
        self._rounds = ThreadPoolExecutor(1, "intake-round")
        """Of its own: a round lasts as long as a platform that hangs, and must not take what all others share."""
        self._hands = ThreadPoolExecutor(self._patience.at_once, "intake")
        self._more_may_wait = False
        self._not_their_fault: list[str] = []
        """The ids of events that were leased when storage went away."""

    def announce(self) -> None:
        """An event was stored: wake up, from whatever thread this is called."""
        self._waker.announce()

    async def run(self) -> None:
        """Handle events until cancelled. Storage that is away is waited for."""
        in_rounds = partial(asyncio.get_running_loop().run_in_executor, self._rounds)
        while True:
            self._waker.listen()
            wait = self._patience.idle.total_seconds()
            try:
                handled = await in_rounds(self.handle_waiting)
                if self._more_may_wait:
                    continue
                wait = _SOON if handled else min(await in_rounds(self._seconds_to_next), wait)
            except StorageUnavailableError:
                _log.warning("storage is unavailable; events wait")
            await self._waker.sleep(wait)

    def handle_waiting(self) -> int:
        """Handle what waits now, the one received first first; how many were tried.

        Raises:
            StorageUnavailableError: what was not handled waits still.
        """
        self._more_may_wait = False
        now = self._ports.clock.now()
        with self._ports.storage.begin() as uow:
            if self._not_their_fault:
                uow.inbox.forgive(self._not_their_fault)
            events = uow.inbox.lease(now, now + self._patience.lease, self._patience.at_once, self._readers)
            for event in events:
                if event.tries > _TRIES_AT_ONCE:
                    uow.inbox.put_off(event.id, now + self._wait(event.tries))
            uow.commit()
        # One that was tried before came alone, whatever waits behind it.
        self._more_may_wait = len(events) == self._patience.at_once or any(event.tries > 1 for event in events)
        self._not_their_fault = [event.id for event in events]
        begin = _at_once if len(events) == 1 else self._hands.submit
        readings = [begin(self._read, event) for event in events]
        under_way: dict[str, Future[bool]] = {}
        try:
            for event, reading in zip(events, readings, strict=True):
                self._handle(event, reading, under_way, begin)
        finally:
            wait(under_way.values())
        for each in under_way.values():
            each.result()
        return len(events)

    def _wait(self, tries: int) -> timedelta:
        """Longer each time, so that an event which ends its process leaves time for the others in between."""
        doublings: int = 2 ** min(tries - _TRIES_AT_ONCE, 20)
        return min(self._patience.lease * doublings, self._patience.longest_wait)

    def _seconds_to_next(self) -> float:
        """How long until an event can be leased, such as one that a process left behind."""
        now = self._ports.clock.now()
        with self._ports.storage.begin() as uow:
            next_at = uow.inbox.next_at(now, self._readers)
        return float("inf") if next_at is None else max((next_at - now).total_seconds(), 0.01)

    def _read(self, event: IncomingEvent) -> Command | None:
        """Read it, which may mean to ask its platform who that is; ``None`` also when it is to be given up unread."""
        if event.tries > self._patience.most_unfinished:
            return None
        return self._readers[event.channel].read(event)

    def _handle(
        self,
        event: IncomingEvent,
        reading: "Future[Command | None]",
        under_way: dict[str, "Future[bool]"],
        begin: "_Begin",
    ) -> None:
        """Make it ready, here, one after the other; what waits for the platform or for storage is done by hands.

        What one person did is done in order: the next is begun when the one before it is done. Where that one failed,
        the next is left to a later round, and this one does not count as a try at it.

        Args:
            event: What came in.
            reading: Gives the command in it.
            under_way: The last of each person that was begun, and whether it is done with.
            begin: Lets a hand do something.
        """
        if event.tries > self._patience.most_unfinished:
            self._give_up_unfinished(event)
            self._not_their_fault.remove(event.id)
            return
        command: Command | None = None
        broken: Exception | None = None
        try:
            command = reading.result()
        except StorageUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 -- one event that breaks a reader must not stop the others
            broken = error
        whose = event.lane or (event.id if command is None else lane_of(command.origin.person.key))
        if (earlier := under_way.get(whose)) is not None and not earlier.result():
            return
        under_way[whose] = begin(self._finish, event, command, self._work_on(event, command, broken))

    def _work_on(self, event: IncomingEvent, command: Command | None, broken: Exception | None) -> Callable[[], object]:
        """What is left to be done by a hand; it raises what went wrong before that."""
        try:
            if broken is not None:
                return partial(_raise, broken)
            return partial(self._settle, event) if command is None else make_ready(command, self._ports)
        except StorageUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 -- neither must one that cannot be made ready
            return partial(_raise, error)

    def _finish(self, event: IncomingEvent, command: Command | None, work: Callable[[], object]) -> bool:
        """Whether it is done with."""
        done = True
        try:
            work()
        except StorageUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 -- one event that breaks a handler must not stop the others
            done = self._fail(event, command, error)
        self._not_their_fault.remove(event.id)
        return done

    def _fail(self, event: IncomingEvent, command: Command | None, error: Exception) -> bool:
        """Leave it for the next try, unless it is given up, and whether it is.

        Only the kind of the error is logged, for what it says may hold the text of a question.
        """
        if isinstance(error, UnreadableEventError):
            self._give_up(event, None, type(error).__name__)
            return True
        _log.error("event %s failed: %s", event.id, type(error).__name__)
        if event.tries < self._patience.most_tries:
            return False
        self._give_up(event, None if command is None else command.origin, type(error).__name__)
        return True

    def _give_up_unfinished(self, event: IncomingEvent) -> None:
        """It was begun so often and never came to an end.

        Reading it tells whom to tell, and may be what ends the process; so that is tried a few times only.
        """
        origin: Origin | None = None
        if event.tries <= self._patience.most_unfinished + _READINGS:
            with contextlib.suppress(Exception):
                command = self._readers[event.channel].read(event)
                origin = None if command is None else command.origin
        self._give_up(event, origin, UNFINISHED)

    def _give_up(self, event: IncomingEvent, origin: Origin | None, why: str) -> None:
        _log.error("event %s given up: %s", event.id, why)
        ports = self._ports
        with ports.storage.begin() as uow:
            if uow.inbox.handle_once(event.id, ports.clock.now()):
                turn = Turn(uow, ports, ports.publications.live())
                turn.note(Happening.EVENT_GIVEN_UP, event.id, remark=why)
                if origin is not None:
                    turn.answer(origin, present_gone_wrong(turn.occasion(origin.language)))
            uow.commit()
        ports.announcer.announce()

    def _settle(self, event: IncomingEvent) -> None:
        """It asks nothing: it is handled by being read."""
        with self._ports.storage.begin() as uow:
            uow.inbox.handle_once(event.id, self._ports.clock.now())
            uow.commit()


def _raise(error: Exception) -> typing.NoReturn:
    raise error
