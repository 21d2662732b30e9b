"""What is counted in storage for operators."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers only: nothing of who asked, or of what was said.

    Attributes:
        cases: How many there are, by state.
        waiting: Deliveries that wait, by channel; the channel is empty where it is not known.
        oldest_waiting_seconds: The age of the oldest of those, by channel.
        parked: Deliveries that were set aside and not released, by reason.
        inbox_waiting: Events that came in and are not handled.
        oldest_event_seconds: The age of the oldest of those; zero when there is none.
    """

    cases: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    oldest_waiting_seconds: Mapping[str, float] = field(default_factory=dict)
    parked: Mapping[str, int] = field(default_factory=dict)
    inbox_waiting: int = 0
    oldest_event_seconds: float = 0.0
