from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from adapters.figures import Figures
from adapters.observability.measured import MeasuredMessenger
from adapters.observability.metrics import Metrics
from adapters.serving.supervision import Supervised
from adapters.storage.counting import count
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.errors import (
    CannotTellError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
    NoFilesHereError,
    StorageUnavailableError,
    UnreadableEventError,
)
from bot.events import IncomingEvent
from bot.intake import Intake, Patience
from bot.message import Message
from bot.outbox import Delivery, Enclosed
from knowledge.protocol import Language
from tests.bakery import bakery, clock, published
from tests.databases import sqlite_database
from tests.fake_storage import FakeStorage
from tests.fakes import FakeMessenger, answered
from tests.office import QUESTION, SANNE, UNSURE, Office

CHAT = Address("chat", "kruim", "D-1")
DELIVERY = Delivery("d1", CHAT, Message("Hallo", (), Language.NL))

Values = dict[tuple[str, ...], float]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path) as engine:
        yield engine


def values(metrics: Metrics, name: str) -> Values:
    """The samples with this name, by the values of their labels."""
    families = text_string_to_metric_families(metrics.written().decode())
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(value for _, value in sorted(sample.labels.items())): sample.value for sample in samples}


def watching(figures: Figures | None = None, protocol_day: date = date(2026, 11, 23)) -> Metrics:
    """Metrics that look up these figures; ``None`` where storage is away."""

    def counted() -> Figures:
        if figures is None:
            raise StorageUnavailableError
        return figures

    metrics = Metrics()
    today = clock()
    today.day = protocol_day
    metrics.watch(
        counted, lambda: [published()], today, lambda: [Supervised("relay", _never, fault="ValueError", faults=3)]
    )
    return metrics


async def _never() -> None:
    """Work that is not begun."""


def test_questions_are_counted_by_decision_and_language_once_they_are_kept(engine: Engine) -> None:
    metrics = Metrics()
    office = Office(kept=metrics.storage(SqlStorage(engine)))

    for text in (QUESTION, QUESTION, UNSURE):
        office.say(SANNE, text)

    assert values(metrics, "magdat_questions_total") == {("answer", "nl"): 2, ("clarify", "nl"): 1}
    assert values(metrics, "magdat_confidence_count") == {(): 3}


def test_a_question_that_was_not_kept_is_not_counted() -> None:
    metrics, storage = Metrics(), FakeStorage()
    office = Office(kept=storage)
    office.say(SANNE, QUESTION)
    [record] = storage.tables.questions.values()

    with metrics.storage(FakeStorage()).begin() as uow:
        uow.questions.add(record)

    assert values(metrics, "magdat_questions_total") == {}


class Breaking:
    """Reads events of a platform in one way that goes wrong."""

    def __init__(self, how: Exception) -> None:
        self._how = how

    def read(self, _: IncomingEvent) -> None:
        """Never does."""
        raise self._how


@pytest.mark.parametrize(
    ("how", "tries", "why"),
    [
        pytest.param(ZeroDivisionError(), 5, "failed", id="a mistake each time"),
        pytest.param(ZeroDivisionError(), 4, None, id="another try to come"),
        pytest.param(UnreadableEventError(), 1, "unreadable", id="not what the platform sends"),
    ],
)
def test_an_event_that_was_given_up_is_counted_by_why(how: Exception, tries: int, why: str | None) -> None:
    metrics = Metrics()
    office = Office(kept=metrics.storage(FakeStorage()))
    with office.ports.storage.begin() as uow:
        uow.inbox.store(IncomingEvent("e1", "chat", b"x", office.clock.now()))
        uow.commit()
    intake = Intake(office.ports, {"chat": Breaking(how)})

    for _ in range(tries):
        intake.handle_waiting()
        office.clock.move(timedelta(minutes=1))

    counted = values(metrics, "magdat_events_given_up_total")
    assert counted == {(each,): float(each == why) for each in ("failed", "unfinished", "unreadable")}


def test_an_event_that_ended_its_process_each_time_is_counted_as_unfinished() -> None:
    metrics = Metrics()
    office = Office(kept=metrics.storage(FakeStorage()))
    with office.ports.storage.begin() as uow:
        uow.inbox.store(IncomingEvent("e1", "chat", b"x", office.clock.now()))
        uow.commit()
    for _ in range(Patience().most_unfinished):
        with office.ports.storage.begin() as uow:
            assert uow.inbox.lease(office.clock.now(), office.clock.now() + timedelta(seconds=4), 1, ["chat"])
            uow.commit()
        office.clock.move(timedelta(minutes=1))

    Intake(office.ports, {"chat": Breaking(ZeroDivisionError())}).handle_waiting()

    assert values(metrics, "magdat_events_given_up_total")[("unfinished",)] == 1


def test_matching_is_timed_and_finds_the_same() -> None:
    metrics, known = Metrics(), published(answered(QUESTION, "clients-on-linkedin"))

    found = metrics.publications(known).live().matcher.find(QUESTION)

    assert found == known.live().matcher.find(QUESTION)
    assert values(metrics, "magdat_match_seconds_count") == {(): 1}


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        pytest.param(None, "delivered", id="delivered"),
        pytest.param(DeliveryDelayedError(3), "delayed", id="delayed"),
        pytest.param(DeliveryRefusedError("gone"), "refused", id="refused"),
        pytest.param(DeliveryUncertainError(), "uncertain", id="uncertain"),
        pytest.param(ValueError("a mistake"), "uncertain", id="a mistake of ours"),
    ],
)
async def test_a_try_to_deliver_is_counted_by_what_became_of_it(failure: Exception | None, outcome: str) -> None:
    metrics = Metrics()
    messenger = metrics.messenger(FakeMessenger(failures=[failure]), "chat")

    with nullcontext() if failure is None else pytest.raises(type(failure)):
        await messenger.deliver(CHAT, DELIVERY)

    assert values(metrics, "magdat_deliveries_total") == {("chat", outcome): 1}
    assert values(metrics, "magdat_delivery_seconds_count") == {("chat",): 1}


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [(None, "delivered"), (DeliveryRefusedError("x"), "refused"), (NoFilesHereError(), "refused")],
)
async def test_a_file_is_counted_as_a_message_is(failure: Exception | None, outcome: str) -> None:
    metrics, enclosed = Metrics(), Enclosed("edition", "protocol.yaml", DELIVERY.message)
    messenger = metrics.messenger(FakeMessenger(failures=[failure]), "chat")

    with nullcontext() if failure is None else pytest.raises(type(failure)):
        await messenger.deliver_file(CHAT, replace(DELIVERY, enclosed=enclosed), b"magdat: 1")

    assert values(metrics, "magdat_deliveries_total") == {("chat", outcome): 1}


async def test_a_look_up_is_counted_apart() -> None:
    metrics = Metrics()
    messenger = metrics.messenger(FakeMessenger(can_tell=False), "chat")

    with pytest.raises(CannotTellError):
        await messenger.was_delivered(CHAT, "d1")

    assert isinstance(messenger, MeasuredMessenger)
    assert values(metrics, "magdat_deliveries_total") == {("chat", "cannot-tell"): 1}


async def test_what_comes_in_is_counted_and_timed(engine: Engine) -> None:
    metrics = Metrics()
    door = metrics.door(SqlStorage(engine), clock(), lambda: None)

    said = [await door.take("chat", event, b"x") for event in ("e1", "e1", "e2")]

    assert said == [True, False, True]
    assert values(metrics, "magdat_events_total") == {("chat", "repeated"): 1, ("chat", "stored"): 2}
    assert values(metrics, "magdat_ack_seconds_count") == {("chat",): 3}


def test_what_is_in_storage_is_looked_up() -> None:
    metrics = watching(Figures({"open": 2}, {"slack": 4}, {"slack": 7.5}, {"refused": 1}, 3, 1.5))

    assert values(metrics, "magdat_storage_up") == {(): 1}
    assert values(metrics, "magdat_cases")[("open",)] == 2
    assert values(metrics, "magdat_cases")[("closed",)] == 0
    assert values(metrics, "magdat_outbox_waiting") == {("slack",): 4}
    assert values(metrics, "magdat_outbox_oldest_seconds") == {("slack",): 7.5}
    assert values(metrics, "magdat_outbox_parked") == {("refused",): 1}
    assert values(metrics, "magdat_inbox_waiting") == {(): 3}
    assert values(metrics, "magdat_inbox_oldest_seconds") == {(): 1.5}


def test_storage_that_is_away_is_told_and_the_rest_is_still_there() -> None:
    metrics = watching(None)

    assert values(metrics, "magdat_storage_up") == {(): 0}
    assert values(metrics, "magdat_cases") == {}
    assert values(metrics, "magdat_task_up") == {("relay",): 0}
    assert values(metrics, "magdat_task_faults_total") == {("relay",): 3}


def test_the_protocol_and_its_reviews_are_told() -> None:
    review_by = bakery().review_by
    assert review_by is not None
    before, after = watching(Figures(), review_by), watching(Figures(), review_by + timedelta(days=1))

    assert values(before, "magdat_protocol") == {(bakery().id, bakery().version): 1}
    [overdue_before], [overdue_after] = (values(each, "magdat_reviews_overdue").values() for each in (before, after))
    assert overdue_after == overdue_before + 1
    [age_before], [age_after] = (values(each, "magdat_protocol_age_seconds").values() for each in (before, after))
    assert age_after - age_before == 86_400


def test_storage_is_counted_as_it_is(engine: Engine) -> None:
    office = Office(kept=SqlStorage(engine))
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with office.kept.begin() as uow:
        uow.outbox.put(DELIVERY, noon)
        uow.outbox.put(replace(DELIVERY, id="d2"), noon + timedelta(seconds=5))
        uow.commit()

    counted = count(engine, noon + timedelta(seconds=9))

    assert counted == Figures(waiting={"chat": 2}, oldest_waiting_seconds={"chat": 9.0})
