"""What OpenTelemetry gets: one trace an event, and nothing that anybody said."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters.observability.sending import OtlpSpans
from adapters.observability.traces import NoTraces, Traces
from bot.address import Address
from bot.door import Door
from bot.errors import DeliveryRefusedError
from bot.events import IncomingEvent
from bot.handlers.reception import Command, Hear
from bot.intake import Intake
from bot.outbox import Delivery, Receipt
from tests.fakes import FakeMessenger
from tests.office import SANNE, Office, chat_with

CANARY = "Mag ik kanariegeel op de foto van mijn baas zetten?"
EVENT = "chat/T1/Ev-kanarie"


class Reading:
    """Reads every event as a question of Sanne."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def read(self, event: IncomingEvent) -> Command | None:
        return Hear(self._office.origin(SANNE, event_id=event.id), event.payload.decode())


class Refusing(FakeMessenger):
    """Delivers nothing."""

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        raise DeliveryRefusedError(f"{CANARY} {to} {delivery}")


class Chat:
    """Of a channel only what is traced."""

    name = "chat"

    def __init__(self, office: Office) -> None:
        self.messenger: FakeMessenger = office.chat
        self.reader = Reading(office)


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(sent: InMemorySpanExporter) -> Iterator[OtlpSpans]:
    spans = OtlpSpans(SimpleSpanProcessor(sent))
    yield spans
    spans.close()


async def told(office: Office, traces: NoTraces) -> None:
    """Someone asks, and the answer is delivered."""
    channel = traces.channel(Chat(office))  # type: ignore[arg-type]
    ports = replace(
        office.ports,
        storage=traces.storage(office.ports.storage),
        publications=traces.publications(office.ports.publications),
    )
    door = traces.door(Door(ports.storage, ports.clock, lambda: None))
    assert await door.take("chat", EVENT, CANARY.encode())
    assert Intake(ports, {"chat": channel.reader}).handle_waiting() == 1
    with office.ports.storage.begin() as work:
        now = office.clock.now()
        for leased in work.outbox.lease(now, now, 9, ["chat"]):
            await channel.messenger.deliver(chat_with(SANNE), leased.delivery)


def everything_in(spans: tuple[ReadableSpan, ...]) -> str:
    return "".join(json.dumps(json.loads(span.to_json())) for span in spans)


async def test_an_event_is_one_trace_from_door_to_delivery(spans: OtlpSpans, sent: InMemorySpanExporter) -> None:
    await told(Office(), Traces(spans))

    found = sent.get_finished_spans()
    assert [span.name for span in found] == ["take in", "read", "match", "handle", "deliver"]
    assert len({span.context.trace_id for span in found if span.context}) == 1
    first = found[0].context
    assert first is not None
    assert found[0].parent is None
    assert {span.parent.span_id for span in found[1:] if span.parent} == {first.span_id}
    assert all((span.end_time or 0) >= (span.start_time or 1) for span in found)


async def test_nothing_that_was_said_is_in_it_nor_who_said_it(spans: OtlpSpans, sent: InMemorySpanExporter) -> None:
    await told(Office(), Traces(spans))

    shown = everything_in(sent.get_finished_spans())
    assert "magdat.decision" in shown
    for secret in ("kanarie", SANNE.id, SANNE.name, chat_with(SANNE).conversation, EVENT):
        assert secret.lower() not in shown.lower()


async def test_what_fails_is_told_by_its_kind_alone(spans: OtlpSpans, sent: InMemorySpanExporter) -> None:
    office = Office()
    channel = Chat(office)
    channel.messenger = Refusing()
    traced = Traces(spans).channel(channel)  # type: ignore[arg-type]

    with pytest.raises(DeliveryRefusedError):
        await traced.messenger.deliver(chat_with(SANNE), Delivery("d1", chat_with(SANNE), None))  # type: ignore[arg-type]

    [span] = sent.get_finished_spans()
    assert span.attributes == {"magdat.channel": "chat", "magdat.outcome": "DeliveryRefusedError"}
    assert "kanarie" not in everything_in((span,))


def test_without_a_place_for_traces_everything_is_left_as_it_is() -> None:
    office, none = Office(), NoTraces()

    assert none.storage(office.ports.storage) is office.ports.storage
    assert none.publications(office.ports.publications) is office.ports.publications
