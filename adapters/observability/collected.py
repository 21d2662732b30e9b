"""Figures that are looked up when they are wanted: what is in storage, the protocol, what runs."""

import typing
from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from adapters.figures import Figures
from bot.case import CaseState
from bot.errors import StorageUnavailableError
from bot.ports import Clock, Publications

_DAY_SECONDS = 86_400


class Task(typing.Protocol):
    """A piece of work that should run."""

    @property
    def name(self) -> str:
        """What operators call it."""

    @property
    def fault(self) -> str | None:
        """Why it does not run; ``None`` while it does."""

    @property
    def faults(self) -> int:
        """How often it ended by a fault."""


class Collected(Collector):
    """Looks figures up.

    Args:
        count: Counts what is in storage.
        publications: Those who know a live protocol, one for each organisation.
        clock: Tells the time.
        tasks: What should run.
    """

    def __init__(
        self,
        count: Callable[[], Figures],
        publications: Callable[[], Sequence[Publications]],
        clock: Clock,
        tasks: Callable[[], Sequence[Task]],
    ) -> None:
        self._count = count
        self._publications = publications
        self._clock = clock
        self._tasks = tasks

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: storage is not asked at the start."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All of it; of storage that is away only that it is."""
        yield from self._of_protocol()
        yield from self._of_tasks()
        try:
            figures = self._count()
        except StorageUnavailableError:
            yield GaugeMetricFamily("magdat_storage_up", "Whether the database can be read.", 0)
            return
        yield GaugeMetricFamily("magdat_storage_up", "Whether the database can be read.", 1)
        yield from _of_storage(figures)

    def _of_protocol(self) -> Iterator[Metric]:
        protocols, today = [each.live().protocol for each in self._publications()], self._clock.today()
        live = GaugeMetricFamily("magdat_protocol", "The live version of the protocol.", labels=["id", "version"])
        for protocol in protocols:
            live.add_metric([protocol.id, protocol.version], 1)
        yield live
        begun = [protocol.effective_from for protocol in protocols if protocol.effective_from is not None]
        if begun:
            age = (today - min(begun)).days * _DAY_SECONDS
            yield GaugeMetricFamily("magdat_protocol_age_seconds", "Since the day from which it is in force.", age)
        clauses = [clause.review_by for protocol in protocols for clause in protocol.clauses]
        reviews = [*(protocol.review_by for protocol in protocols), *clauses]
        overdue = sum(day is not None and day < today for day in reviews)
        yield GaugeMetricFamily("magdat_reviews_overdue", "Reviews of the protocol or a clause that are due.", overdue)

    def _of_tasks(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("magdat_task_up", "Whether a piece of work runs.", labels=["task"])
        faults = CounterMetricFamily("magdat_task_faults", "How often it ended by a fault.", labels=["task"])
        for task in self._tasks():
            up.add_metric([task.name], float(task.fault is None))
            faults.add_metric([task.name], task.faults)
        yield up
        yield faults


def _of_storage(figures: Figures) -> Iterator[Metric]:
    cases = {state.value: figures.cases.get(state.value, 0) for state in CaseState}
    yield _by("magdat_cases", "Cases, by state.", "state", cases)
    yield _by("magdat_outbox_waiting", "Deliveries that wait.", "channel", figures.waiting)
    oldest = "Age of the delivery that waits the longest."
    yield _by("magdat_outbox_oldest_seconds", oldest, "channel", figures.oldest_waiting_seconds)
    yield _by("magdat_outbox_parked", "Deliveries that were set aside.", "reason", figures.parked)
    yield GaugeMetricFamily("magdat_inbox_waiting", "Events that wait to be handled.", figures.inbox_waiting)
    age = "Age of the event that waits the longest."
    yield GaugeMetricFamily("magdat_inbox_oldest_seconds", age, figures.oldest_event_seconds)


def _by(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
