"""What waits: the events that came in, and the deliveries that go out."""

import typing
from collections.abc import Collection
from datetime import datetime

from bot.events import IncomingEvent
from bot.outbox import Delivery, Leased, Parked, ParkReason

TRIES_IN_THE_WAY = 3
"""So many tries at an event keep those behind it in its lane waiting; after that they go on without it. What fails each
time costs its sender no more than the waits after so many: 16 seconds with the ``Patience`` of the intake."""


class Inbox(typing.Protocol):
    """The events that came in."""

    def store(self, event: IncomingEvent) -> bool:
        """Keep the event until it is handled; ``False`` when one with this id was kept before, which then stays."""

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str] | None = None
    ) -> tuple[IncomingEvent, ...]:
        """Events that wait to be handled, the one received first first; nobody else gets them until ``until``.

        Only those of ``channels``, of every channel when none are given.

        One that was leased before and is not handled yet comes alone: should it have ended the process that had it,
        it takes no other along, and those others are not counted as tried each time.

        In a lane none overtakes another that is not handled: it is leased together with that one, or after it. Only one
        that was tried more than ``TRIES_IN_THE_WAY`` is overtaken.
        """

    def put_off(self, event_id: str, until: datetime) -> None:
        """Keep an event that is leased from everyone until then."""

    def forgive(self, event_ids: Collection[str]) -> None:
        """Count one try less of each that is not handled: that it failed was no fault of the event."""

    def next_at(self, now: datetime, channels: Collection[str] | None = None) -> datetime | None:
        """When an event can be leased next, which may be ``now``; ``None`` when none waits."""

    def handle_once(self, event_id: str, now: datetime) -> bool:
        """Mark the event handled and erase its payload, in this unit of work.

        It need not have been stored before. ``False`` when it was handled before: then nothing may be done again.
        Two units of work that do this at the same time for one event: the second waits for the first, and gets
        ``False`` when the first commits.
        """

    def give_up_received_before(self, moment: datetime, now: datetime) -> int:
        """Mark handled, and erase, what came before then and waits still; how many there were."""

    def remove_handled_before(self, moment: datetime) -> int:
        """Delete the ids of events handled before then; how many there were."""


class Outbox(typing.Protocol):
    """The deliveries that wait, in the order in which they were put."""

    def put(self, delivery: Delivery, at: datetime) -> None:
        """Keep the delivery, to be delivered after the commit."""

    def lease(
        self, now: datetime, until: datetime, limit: int, channels: Collection[str], *, doubtful: bool = True
    ) -> tuple[Leased, ...]:
        """Deliveries on these channels that may go out now, the oldest first; nobody else gets them until ``until``.

        One whose channel is not known counts as on each of them. Of each lane only the one put first, and only when it
        neither waits for a later moment nor is leased. A lease that ended without ``delivered``, ``delay`` or ``park``
        makes the delivery uncertain, and counts as a try that never came to an end.

        Of those that had such a try only the oldest, and only when ``doubtful``: should one end the process that has
        it, it takes no other of them along each time.
        """

    def delivered(self, delivery_id: str, now: datetime) -> None:
        """It arrived: erase its message and destination, keep that it was."""

    def delay(self, delivery_id: str, not_before: datetime, *, uncertain: bool) -> None:
        """It did not go out, or perhaps it did (``uncertain``): free it, to be leased again from ``not_before`` on.

        The try came to an end: those before it that did not are forgotten.
        """

    def park(self, delivery_id: str, reason: ParkReason, code: str, now: datetime) -> None:
        """Set it aside; what stands behind it in its lane goes on."""

    def parked(self, limit: int) -> tuple[Parked, ...]:
        """What was set aside, the last first."""

    def release(self, delivery_id: str) -> bool:
        """Let a parked delivery wait anew, from its place in the order, with no tries counted; whether it was there."""

    def renew(self, delivery_ids: Collection[str], until: datetime) -> None:
        """Keep from others until then, or longer where that was said before, what is leased and not settled."""

    def next_at(self, now: datetime, channels: Collection[str]) -> datetime | None:
        """When something on these channels can be leased next, which may be ``now``; ``None`` when nothing waits."""

    def park_put_before(self, moment: datetime, now: datetime) -> int:
        """Set aside as ``NO_CHANNEL`` what was put before then and waits still; how many there were."""

    def remove_for(self, person_mark: str) -> int:
        """Delete what answers this person and was not delivered, whether it waits or was parked; how many there were.

        ``person_mark`` is not empty.
        """

    def remove_settled_before(self, moment: datetime) -> int:
        """Delete deliveries that were delivered or parked before then; how many there were."""
