"""What is measured, in the form that Prometheus reads: counted where work passes, and asked of storage when wanted.

The names are a promise to whoever drew a panel or set an alarm on them: ``deploy/grafana`` and ``deploy/prometheus``
use them, and a test holds those to what is here.
"""

from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from adapters.channel import Channel
from adapters.figures import Figures
from adapters.observability.collected import Collected, Task
from adapters.observability.measured import (
    GivenUp,
    MeasuredChannel,
    MeasuredDoor,
    MeasuredMessenger,
    MeasuredStorage,
    measured_publications,
)
from bot.ports import Clock, Messenger, Publications, Storage

FIGURES_TYPE = CONTENT_TYPE_PLAIN_1_0_0

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10)
_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))


class Metrics:
    """All that one process measures. The ports that work passes through are wrapped; what is within knows nothing."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._questions = Counter(
            "magdat_questions", "Questions that were answered or not.", ["decision", "language"], registry=registry
        )
        self._given_up = Counter(
            "magdat_events_given_up",
            "Events that were set aside after tries, by why.",
            ["why"],
            registry=registry,
        )
        for why in GivenUp:  # each is there from the start, so that the first one is seen as a rise
            self._given_up.labels(why.value)
        self._confidence = Histogram(
            "magdat_confidence", "Confidence of the best match, 0 to 1.", buckets=_TENTHS, registry=registry
        )
        self._match_seconds = Histogram(
            "magdat_match_seconds", "Time to match a question.", buckets=_QUICK, registry=registry
        )
        self._ack_seconds = Histogram(
            "magdat_ack_seconds",
            "Time until an event was stored and could be acknowledged.",
            ["channel"],
            buckets=_SLOW,
            registry=registry,
        )
        self._events = Counter(
            "magdat_events", "Events that came in, by what became of them.", ["channel", "outcome"], registry=registry
        )
        self._deliveries = Counter(
            "magdat_deliveries", "Tries to deliver, by what became of them.", ["channel", "outcome"], registry=registry
        )
        self._delivery_seconds = Histogram(
            "magdat_delivery_seconds",
            "Time that one try to deliver took.",
            ["channel"],
            buckets=_SLOW,
            registry=registry,
        )
        self._loop_delay = Histogram(
            "magdat_loop_delay_seconds",
            "How much too late the event loop came, looked at twenty times a second.",
            buckets=_SLOW,
            registry=registry,
        )
        self._longest_loop_delay = Gauge(
            "magdat_loop_longest_delay_seconds", "The longest of these delays since the start.", registry=registry
        )
        self._longest = 0.0

    def loop_delayed(self, seconds: float) -> None:
        """The event loop came so much too late."""
        self._loop_delay.observe(seconds)
        if seconds > self._longest:
            self._longest = seconds
            self._longest_loop_delay.set(seconds)

    def publications(self, publications: Publications) -> Publications:
        """The same, with the time of matching measured."""
        return measured_publications(publications, self._match_seconds)

    def storage(self, storage: Storage) -> Storage:
        """The same, with questions and given up events counted once they are kept."""
        return MeasuredStorage(storage, self._questions, self._confidence, self._given_up)

    def channel(self, channel: Channel) -> Channel:
        """The same, with deliveries counted."""
        return MeasuredChannel(channel, self.messenger(channel.messenger, channel.name))

    def messenger(self, messenger: Messenger, channel: str) -> Messenger:
        """The same, with what it delivers counted under the name of this channel."""
        return MeasuredMessenger(messenger, channel, self._deliveries, self._delivery_seconds)

    def door(self, storage: Storage, clock: Clock, announce: Callable[[], None]) -> MeasuredDoor:
        """A door that measures how long those wait who come in."""
        return MeasuredDoor(storage, clock, announce, seconds=self._ack_seconds, events=self._events)

    def watch(
        self,
        count: Callable[[], Figures],
        publications: Callable[[], Sequence[Publications]],
        clock: Clock,
        tasks: Callable[[], Sequence[Task]],
    ) -> None:
        """From here on ask as well for what is in storage, for the protocol and for what runs."""
        self._registry.register(Collected(count, publications, clock, tasks))

    def written(self) -> bytes:
        """All figures of this moment; asks storage, so not on the event loop."""
        return generate_latest(self._registry)
