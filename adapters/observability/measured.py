"""The ports that work passes through, with what passes measured; none of it changes."""

import time
import typing
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum

from prometheus_client import Counter, Histogram

from adapters.channel import Channel, Entrance, Listener
from adapters.observability.passing import Passing
from bot.address import Address
from bot.door import Door
from bot.errors import (
    CannotTellError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    NoFilesHereError,
    StorageUnavailableError,
    UnreadableEventError,
)
from bot.events import AuditEntry, Happening
from bot.intake import UNFINISHED, EventReader
from bot.outbox import Delivery, Receipt
from bot.ports import Clock, LiveProtocol, Matcher, Messenger, Publications, Roster, Storage, UnitOfWork
from bot.record import QuestionRecord
from bot.repositories import Audit, Questions
from knowledge.matching.decision import Finding
from knowledge.protocol import Language


def measured_publications(publications: Publications, seconds: Histogram) -> Publications:
    """The same; matching is timed."""
    return typing.cast("Publications", _MeasuredPublications(publications, seconds))


class _MeasuredPublications(Passing):
    def __init__(self, publications: Publications, seconds: Histogram) -> None:
        super().__init__(publications)
        self._publications = publications
        self._seconds = seconds

    def live(self) -> LiveProtocol:
        """The live version at this moment."""
        live = self._publications.live()
        return replace(live, matcher=_MeasuredMatcher(live.matcher, self._seconds))


class _MeasuredMatcher:
    def __init__(self, matcher: Matcher, seconds: Histogram) -> None:
        self._matcher = matcher
        self._seconds = seconds

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        with self._seconds.time():
            return self._matcher.find(question, otherwise=otherwise)

    def find_all(self, questions: Sequence[str]) -> Sequence[Finding]:
        return self._matcher.find_all(questions)


class GivenUp(StrEnum):
    """Why an event was set aside."""

    FAILED = "failed"
    """Each try ended by a mistake of ours."""
    UNFINISHED = "unfinished"
    """Each try ended its process."""
    UNREADABLE = "unreadable"
    """It is not what the platform sends."""


_WHY = {UNFINISHED: GivenUp.UNFINISHED, UnreadableEventError.__name__: GivenUp.UNREADABLE}
"""By the remark of the audit, which is else the kind of the mistake."""


class MeasuredStorage:
    """The port ``Storage``; questions, and events that were given up, are counted once that is kept."""

    def __init__(self, storage: Storage, questions: Counter, confidence: Histogram, given_up: Counter) -> None:
        self._storage = storage
        self._questions = questions
        self._confidence = confidence
        self._given_up = given_up

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work."""
        with self._storage.begin() as uow:
            yield typing.cast("UnitOfWork", _MeasuredUnitOfWork(uow, self._count))

    def _count(self, added: QuestionRecord | AuditEntry) -> None:
        match added:
            case QuestionRecord():
                self._questions.labels(added.made.value, added.language.value).inc()
                self._confidence.observe(added.confidence)
            case AuditEntry(happening=Happening.EVENT_GIVEN_UP):
                self._given_up.labels(_WHY.get(added.remark, GivenUp.FAILED).value).inc()
            case AuditEntry():
                pass  # what else happens is no trouble
            case _:
                typing.assert_never(added)


class _MeasuredQuestions(Passing):
    def __init__(self, questions: Questions, added: list[QuestionRecord | AuditEntry]) -> None:
        super().__init__(questions)
        self._questions = questions
        self._added = added

    def add(self, record: QuestionRecord) -> None:
        self._questions.add(record)
        self._added.append(record)


class _MeasuredAudit(Passing):
    def __init__(self, audit: Audit, added: list[QuestionRecord | AuditEntry]) -> None:
        super().__init__(audit)
        self._audit = audit
        self._added = added

    def append(self, entry: AuditEntry) -> None:
        self._audit.append(entry)
        self._added.append(entry)


class _MeasuredUnitOfWork(Passing):
    def __init__(self, uow: UnitOfWork, count: Callable[[QuestionRecord | AuditEntry], None]) -> None:
        super().__init__(uow)
        self._uow = uow
        self._count = count
        self._added: list[QuestionRecord | AuditEntry] = []
        self.questions = _MeasuredQuestions(uow.questions, self._added)
        self.audit = _MeasuredAudit(uow.audit, self._added)

    def commit(self) -> None:
        self._uow.commit()
        for each in self._added:
            self._count(each)
        self._added.clear()


class MeasuredDoor(Door):
    """A door that measures how long those wait who come in."""

    def __init__(
        self, storage: Storage, clock: Clock, announce: Callable[[], None], *, seconds: Histogram, events: Counter
    ) -> None:
        super().__init__(storage, clock, announce)
        self._seconds = seconds
        self._events = events

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str = "") -> bool:
        """Store the event; ``False`` when it was stored before.

        Raises:
            StorageUnavailableError: it was not stored, or nobody knows: it must not be acknowledged.
        """
        outcome = "failed"
        try:
            with self._seconds.labels(channel).time():
                fresh = await super().take(channel, event_id, payload, sender)
            outcome = "stored" if fresh else "repeated"
        except StorageUnavailableError:
            outcome = "turned-away"
            raise
        else:
            return fresh
        finally:
            self._events.labels(channel, outcome).inc()


class MeasuredChannel:
    """The protocol ``Channel``; deliveries are counted."""

    def __init__(self, channel: Channel, messenger: Messenger) -> None:
        self._channel = channel
        self._messenger = messenger

    @property
    def name(self) -> str:
        """As in the addresses on this channel."""
        return self._channel.name

    @property
    def tenant(self) -> str:
        """The organisation there."""
        return self._channel.tenant

    @property
    def messenger(self) -> Messenger:
        """Delivers there, counted."""
        return self._messenger

    @property
    def reader(self) -> EventReader:
        """Reads what came in there."""
        return self._channel.reader

    @property
    def roster(self) -> Roster:
        """Knows who has which rights there."""
        return self._channel.roster

    def complete(self, address: Address) -> Address:
        """The address with what a setting leaves out."""
        return self._channel.complete(address)

    def listen(self, entrance: Entrance) -> Listener:
        """The way in, to be opened."""
        return self._channel.listen(entrance)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._channel.close()


class MeasuredMessenger:
    """The port ``Messenger``; each try is counted and timed."""

    def __init__(self, messenger: Messenger, channel: str, deliveries: Counter, seconds: Histogram) -> None:
        self._messenger = messenger
        self._channel = channel
        self._deliveries = deliveries
        self._seconds = seconds

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Deliver, and count what became of it."""
        return await self._counted(self._messenger.deliver(to, delivery))

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Deliver it with its file, and count what became of it."""
        return await self._counted(self._messenger.deliver_file(to, delivery, content))

    async def _counted(self, delivering: Awaitable[Receipt]) -> Receipt:
        begun = time.perf_counter()
        outcome = "uncertain"  # also what is cancelled, or ends by a fault of ours, may have arrived
        try:
            receipt = await delivering
            outcome = "delivered"
        except DeliveryDelayedError:
            outcome = "delayed"
            raise
        except (DeliveryRefusedError, NoFilesHereError):
            outcome = "refused"
            raise
        else:
            return receipt
        finally:
            self._deliveries.labels(self._channel, outcome).inc()
            self._seconds.labels(self._channel).observe(time.perf_counter() - begun)

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Look it up, and count that."""
        outcome = "looked-up"
        try:
            return await self._messenger.was_delivered(to, delivery_id)
        except CannotTellError:
            outcome = "cannot-tell"
            raise
        finally:
            self._deliveries.labels(self._channel, outcome).inc()
