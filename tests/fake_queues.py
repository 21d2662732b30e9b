"""What is kept in memory, and the two queues on it: what came in, and what is to go out."""

import copy
import itertools
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.address import Address
from bot.campaign import Campaign
from bot.case import Case
from bot.events import AuditEntry, IncomingEvent
from bot.outbox import Delivery, Leased, Parked, ParkReason, ToAsker, ToCard, ToDesk
from bot.proposal import Follower, Proposal
from bot.publication import Edition, Publication
from bot.record import QuestionRecord
from bot.reminder import Reminder, ReminderKind
from bot.repositories import SealedAddress
from bot.repositories.queues import TRIES_IN_THE_WAY
from bot.review import Review
from bot.tally import Cell


@dataclass(frozen=True)
class Queued:
    """A delivery and how it stands."""

    delivery: Delivery
    put_at: datetime
    not_before: datetime
    tries: int = 0
    leased_until: datetime | None = None
    uncertain: bool = False
    unended: int = 0
    settled_at: datetime | None = None
    parked: Parked | None = None

    def is_free(self, now: datetime) -> bool:
        return self.not_before <= now and (self.leased_until is None or self.leased_until <= now)


@dataclass(frozen=True)
class Received:
    """An event and how it stands; ``None`` as event when it was erased."""

    event: IncomingEvent | None
    leased_until: datetime | None = None
    handled_at: datetime | None = None
    tries: int = 0


@dataclass
class Tables:
    """Everything that is kept."""

    cases: dict[str, Case] = field(default_factory=dict)
    questions: dict[str, QuestionRecord] = field(default_factory=dict)
    inbox: dict[str, Received] = field(default_factory=dict)
    outbox: dict[str, Queued] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    reminders: dict[tuple[str, ReminderKind], Reminder] = field(default_factory=dict)
    addresses: dict[str, SealedAddress] = field(default_factory=dict)
    threads: dict[str, Address] = field(default_factory=dict)
    editions: dict[str, tuple[Edition, bytes]] = field(default_factory=dict)
    publications: list[Publication] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    followers: dict[tuple[str, str], Follower] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    reminded: set[str] = field(default_factory=set)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    confirmed: set[tuple[str, str]] = field(default_factory=set)
    tallies: set[tuple[Cell, int]] = field(default_factory=set)

    def copied(self) -> "Tables":
        return Tables(**{name: copy.copy(table) for name, table in vars(self).items()})


def case_of(delivery: Delivery) -> str | None:
    """The case that the delivery belongs to."""
    return delivery.to.case_id if isinstance(delivery.to, ToAsker | ToDesk | ToCard) else None


@dataclass
class FakeInbox:
    tables: Tables

    def store(self, event: IncomingEvent) -> bool:
        if event.id in self.tables.inbox:
            return False
        self.tables.inbox[event.id] = Received(event)
        return True

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str] | None = None
    ) -> tuple[IncomingEvent, ...]:
        waiting = [
            received.event
            for received in self.tables.inbox.values()
            if received.event is not None
            and received.handled_at is None
            and (channels is None or received.event.channel in channels)
            and (received.leased_until is None or received.leased_until <= now)
            and not self._is_held_up(received.event, now)
        ]
        found = sorted(waiting, key=lambda event: (event.received_at, event.id))[:limit]
        leased = list(itertools.takewhile(lambda event: not self.tables.inbox[event.id].tries, found)) or found[:1]
        for event in leased:
            received = self.tables.inbox[event.id]
            self.tables.inbox[event.id] = replace(received, leased_until=until, tries=received.tries + 1)
        return tuple(replace(event, tries=self.tables.inbox[event.id].tries) for event in leased)

    def put_off(self, event_id: str, until: datetime) -> None:
        received = self.tables.inbox[event_id]
        if received.leased_until is not None:
            self.tables.inbox[event_id] = replace(received, leased_until=until)

    def forgive(self, event_ids: Collection[str]) -> None:
        for event_id in event_ids:
            received = self.tables.inbox[event_id]
            if received.handled_at is None and received.tries:
                self.tables.inbox[event_id] = replace(received, tries=received.tries - 1)

    def next_at(self, now: datetime, channels: Collection[str] | None = None) -> datetime | None:
        waiting = [
            received
            for received in self.tables.inbox.values()
            if received.event is not None
            and (channels is None or received.event.channel in channels)
            and not self._is_held_up(received.event, now)
        ]
        return min((max(received.leased_until or now, now) for received in waiting), default=None)

    def _is_held_up(self, event: IncomingEvent, now: datetime) -> bool:
        return any(
            ahead.event is not None
            and event.lane
            and ahead.event.lane == event.lane
            and (ahead.event.received_at, ahead.event.id) < (event.received_at, event.id)
            and ahead.tries <= TRIES_IN_THE_WAY
            and ahead.leased_until is not None
            and ahead.leased_until > now
            for ahead in self.tables.inbox.values()
        )

    def handle_once(self, event_id: str, now: datetime) -> bool:
        received = self.tables.inbox.get(event_id)
        if received is not None and received.handled_at is not None:
            return False
        self.tables.inbox[event_id] = Received(None, handled_at=now)
        return True

    def give_up_received_before(self, moment: datetime, now: datetime) -> int:
        past = [
            event_id
            for event_id, received in self.tables.inbox.items()
            if received.event is not None and received.event.received_at < moment
        ]
        for event_id in past:
            self.tables.inbox[event_id] = Received(None, handled_at=now)
        return len(past)

    def remove_handled_before(self, moment: datetime) -> int:
        past = [
            event_id
            for event_id, received in self.tables.inbox.items()
            if received.handled_at is not None and received.handled_at < moment
        ]
        for event_id in past:
            del self.tables.inbox[event_id]
        return len(past)


@dataclass
class FakeOutbox:
    tables: Tables

    def put(self, delivery: Delivery, at: datetime) -> None:
        assert delivery.id not in self.tables.outbox
        self.tables.outbox[delivery.id] = Queued(delivery, at, at)

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str], *, doubtful: bool = True
    ) -> tuple[Leased, ...]:
        leased: list[Leased] = []
        for queued in self._heads(channels):
            died = queued.leased_until is not None
            in_doubt = died or queued.unended > 0
            if len(leased) < limit and queued.is_free(now) and (doubtful or not in_doubt):
                doubtful = doubtful and not in_doubt
                tries, unended = queued.tries + 1, queued.unended + died
                leased.append(Leased(queued.delivery, tries, queued.uncertain or died, unended))
                self._set(
                    replace(
                        queued, tries=tries, leased_until=until, uncertain=queued.uncertain or died, unended=unended
                    )
                )
        return tuple(leased)

    def delivered(self, delivery_id: str, now: datetime) -> None:
        if (queued := self._waiting(delivery_id)) is not None:
            self._set(replace(queued, settled_at=now, leased_until=None))

    def delay(self, delivery_id: str, not_before: datetime, *, uncertain: bool) -> None:
        if (queued := self._waiting(delivery_id)) is not None:
            self._set(replace(queued, not_before=not_before, leased_until=None, uncertain=uncertain, unended=0))

    def park(self, delivery_id: str, reason: ParkReason, code: str, now: datetime) -> None:
        if (queued := self._waiting(delivery_id)) is None:
            return
        parked = Parked(delivery_id, case_of(queued.delivery), queued.delivery.to.channel, reason, code, now)
        self._set(replace(queued, settled_at=now, leased_until=None, parked=parked))

    def parked(self, limit: int) -> tuple[Parked, ...]:
        parked = [queued.parked for queued in self.tables.outbox.values() if queued.parked is not None]
        return tuple(sorted(parked, key=lambda each: each.parked_at, reverse=True)[:limit])

    def release(self, delivery_id: str) -> bool:
        queued = self.tables.outbox.get(delivery_id)
        if queued is None or queued.parked is None:
            return False
        self._set(replace(queued, settled_at=None, parked=None, tries=0, unended=0))
        return True

    def renew(self, delivery_ids: Collection[str], until: datetime) -> None:
        for delivery_id in delivery_ids:
            queued = self._waiting(delivery_id)
            if queued is not None and queued.leased_until is not None:
                self._set(replace(queued, leased_until=max(queued.leased_until, until)))

    def next_at(self, now: datetime, channels: Collection[str]) -> datetime | None:
        moments = [max(queued.not_before, queued.leased_until or now, now) for queued in self._heads(channels)]
        return min(moments, default=None)

    def park_put_before(self, moment: datetime, now: datetime) -> int:
        waiting = [
            delivery_id
            for delivery_id, queued in self.tables.outbox.items()
            if queued.settled_at is None and queued.put_at < moment
        ]
        for delivery_id in waiting:
            self.park(delivery_id, ParkReason.NO_CHANNEL, "", now)
        return len(waiting)

    def remove_for(self, person_mark: str) -> int:
        theirs = [
            queued.delivery.id
            for queued in self.tables.outbox.values()
            if queued.delivery.person_mark == person_mark and (queued.settled_at is None or queued.parked is not None)
        ]
        for delivery_id in theirs:
            del self.tables.outbox[delivery_id]
        return len(theirs)

    def remove_settled_before(self, moment: datetime) -> int:
        past = [
            delivery_id
            for delivery_id, queued in self.tables.outbox.items()
            if queued.settled_at is not None and queued.settled_at < moment
        ]
        for delivery_id in past:
            del self.tables.outbox[delivery_id]
        return len(past)

    def _heads(self, channels: Collection[str]) -> list[Queued]:
        heads: dict[str, Queued] = {}
        for queued in self.tables.outbox.values():
            if queued.settled_at is None:
                heads.setdefault(queued.delivery.lane, queued)
        return [queued for queued in heads.values() if queued.delivery.to.channel in ("", *channels)]

    def _waiting(self, delivery_id: str) -> Queued | None:
        queued = self.tables.outbox.get(delivery_id)
        return None if queued is None or queued.settled_at is not None else queued

    def _set(self, queued: Queued) -> None:
        self.tables.outbox[queued.delivery.id] = queued
