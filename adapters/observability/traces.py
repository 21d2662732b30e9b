"""Traces: what became of one event, from door to delivery, for who has a place to send them (OpenTelemetry).

The ports that work passes through are wrapped, as those that are measured are; without a place for traces they are
left as they are. A span holds kinds and outcomes, never a text, a name, an id of a person or a secret. What belongs to
one event is in one trace, in whatever thread or process it happens: the trace's own id is made of the event's.
"""

import hashlib
import threading
import time
import typing
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from adapters.channel import Channel
from adapters.observability.passing import Passing
from bot.address import Address
from bot.door import Door
from bot.events import IncomingEvent
from bot.handlers.reception import Command
from bot.intake import EventReader
from bot.outbox import Delivery, Receipt
from bot.ports import LiveProtocol, Matcher, Messenger, Publications, Storage, UnitOfWork
from bot.repositories import Inbox, Outbox
from knowledge.matching.decision import Finding
from knowledge.protocol import Language

_REMEMBERED = 2_000
"""Of so many deliveries that wait it is known which event they answer."""

Told = Mapping[str, str | int | float]


class Spans(typing.Protocol):
    """Takes spans, and sends them somewhere."""

    def keep(self, name: str, about: str, began: int, ended: int, told: Told) -> None:
        """Keep a span that has ended.

        Args:
            name: What was done.
            about: The event that it was done for; empty for none. Only a digest of it is kept.
            began: Nanoseconds since 1970.
            ended: The same.
            told: What else is said of it.
        """


class NoTraces:
    """Leaves everything as it is: nobody wants traces."""

    def door(self, door: Door) -> Door:
        """The same."""
        return door

    def storage(self, storage: Storage) -> Storage:
        """The same."""
        return storage

    def publications(self, publications: Publications) -> Publications:
        """The same."""
        return publications

    def channel(self, channel: Channel) -> Channel:
        """The same."""
        return channel


class Traces(NoTraces):
    """Wraps the ports.

    Args:
        spans: Where spans go.
    """

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._here = threading.local()
        self._answers: OrderedDict[str, str] = OrderedDict()

    def door(self, door: Door) -> Door:
        """The same; each event that is taken in is a span."""
        return typing.cast("Door", _TracedDoor(door, self))

    def storage(self, storage: Storage) -> Storage:
        """The same; each unit of work that handles an event is a span."""
        return _TracedStorage(storage, self)

    def publications(self, publications: Publications) -> Publications:
        """The same; each match is a span."""
        return typing.cast("Publications", _TracedPublications(publications, self))

    def reader(self, reader: EventReader) -> EventReader:
        """The same; what is matched after it, in this thread, is for the event that was read."""
        return _TracedReader(reader, self)

    def channel(self, channel: Channel) -> Channel:
        """The same; each try to deliver is a span."""
        return typing.cast("Channel", _TracedChannel(channel, self))

    @contextmanager
    def span(self, name: str, about: str = "", **told: str | int | float) -> Iterator[dict[str, str | int | float]]:
        """What happens meanwhile; what is put into it is said as well, and how it ended."""
        said, began = dict(told), time.time_ns()
        try:
            yield said
        except BaseException as error:
            said["outcome"] = type(error).__name__
            raise
        finally:
            self.keep(name, about, began, {"outcome": "done", **said})

    def keep(self, name: str, about: str, began: int, told: Told) -> None:
        """Keep a span that ends now."""
        self._spans.keep(name, about, began, time.time_ns(), told)

    def handles(self, event_id: str) -> None:
        """What is matched in this thread from here on is for this event."""
        self._here.event = event_id

    @property
    def handled(self) -> str:
        """The event that is handled in this thread; empty for none."""
        return getattr(self._here, "event", "")

    def answers(self, delivery_id: str, event_id: str) -> None:
        """The delivery was put while this event was handled."""
        self._answers[delivery_id] = event_id
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    def answered(self, delivery_id: str) -> str:
        """The event that the delivery answers; empty where that is not known here."""
        return self._answers.get(delivery_id, "")


def trace_id(about: str) -> int:
    """The id of the trace of an event: 128 bits from which nobody finds the event again."""
    return int.from_bytes(hashlib.sha256(f"magdat/trace/{about}".encode()).digest()[:16])


class _TracedDoor(Passing):
    def __init__(self, door: Door, traces: Traces) -> None:
        super().__init__(door)
        self._door, self._traces = door, traces

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str = "") -> bool:
        with self._traces.span("take in", event_id, channel=channel) as said:
            fresh = await self._door.take(channel, event_id, payload, sender)
            said["outcome"] = "stored" if fresh else "repeated"
            return fresh


class _TracedReader:
    def __init__(self, reader: EventReader, traces: Traces) -> None:
        self._reader, self._traces = reader, traces

    def read(self, event: IncomingEvent) -> Command | None:
        self._traces.handles(event.id)
        with self._traces.span("read", event.id, channel=event.channel, tries=event.tries):
            return self._reader.read(event)


class _TracedPublications(Passing):
    def __init__(self, publications: Publications, traces: Traces) -> None:
        super().__init__(publications)
        self._publications, self._traces = publications, traces

    def live(self) -> LiveProtocol:
        live = self._publications.live()
        return replace(live, matcher=typing.cast("Matcher", _TracedMatcher(live.matcher, self._traces)))


class _TracedMatcher(Passing):
    def __init__(self, matcher: Matcher, traces: Traces) -> None:
        super().__init__(matcher)
        self._matcher, self._traces = matcher, traces

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        with self._traces.span("match", self._traces.handled) as said:
            finding = self._matcher.find(question, otherwise=otherwise)
            said["decision"] = type(finding.decision).__name__.lower()
            return finding


class _TracedStorage:
    def __init__(self, storage: Storage, traces: Traces) -> None:
        self._storage, self._traces = storage, traces

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        began = time.time_ns()
        with self._storage.begin() as uow:
            traced, outcome = _TracedUnitOfWork(uow), "done"
            try:
                yield typing.cast("UnitOfWork", traced)
            except BaseException as error:
                outcome = type(error).__name__
                raise
            finally:
                if traced.inbox.event_id:
                    self._handled(traced, began, outcome)

    def _handled(self, traced: "_TracedUnitOfWork", began: int, outcome: str) -> None:
        event_id = traced.inbox.event_id
        for delivery_id in traced.outbox.put_ids:
            self._traces.answers(delivery_id, event_id)
        self._traces.keep("handle", event_id, began, {"outcome": outcome, "deliveries": len(traced.outbox.put_ids)})


class _TracedUnitOfWork(Passing):
    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow)
        self.inbox = _TracedInbox(uow.inbox)
        self.outbox = _TracedOutbox(uow.outbox)


class _TracedInbox(Passing):
    def __init__(self, inbox: Inbox) -> None:
        super().__init__(inbox)
        self._inbox = inbox
        self.event_id = ""

    def handle_once(self, event_id: str, now: datetime) -> bool:
        self.event_id = event_id
        return self._inbox.handle_once(event_id, now)


class _TracedOutbox(Passing):
    def __init__(self, outbox: Outbox) -> None:
        super().__init__(outbox)
        self._outbox = outbox
        self.put_ids: list[str] = []

    def put(self, delivery: Delivery, at: datetime) -> None:
        self._outbox.put(delivery, at)
        self.put_ids.append(delivery.id)


class _TracedChannel(Passing):
    def __init__(self, channel: Channel, traces: Traces) -> None:
        super().__init__(channel)
        self.messenger = _TracedMessenger(channel.messenger, channel.name, traces)
        self.reader = traces.reader(channel.reader)


class _TracedMessenger(Passing):
    def __init__(self, messenger: Messenger, channel: str, traces: Traces) -> None:
        super().__init__(messenger)
        self._messenger, self._channel, self._traces = messenger, channel, traces

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        with self._traces.span("deliver", self._traces.answered(delivery.id), channel=self._channel):
            return await self._messenger.deliver(to, delivery)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        with self._traces.span("deliver", self._traces.answered(delivery.id), channel=self._channel):
            return await self._messenger.deliver_file(to, delivery, content)
