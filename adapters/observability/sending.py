"""Sends spans where the operator wants them, by OpenTelemetry's own protocol; imported only then."""

import random
import threading

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, Tracer, set_span_in_context

from adapters.observability.traces import Told, trace_id

_MOST_WAITING = 2_048
_PATIENCE_SECONDS = 5
_FAREWELL_MILLISECONDS = 2_000
_SPAN_BITS = (1 << 64) - 1
_FIRST = "take in"
"""The span that all others of an event are below."""


class OtlpSpans:
    """The protocol ``Spans``: in batches, in a thread of its own; what cannot be sent is dropped, and delays nothing.

    Args:
        processor: Gets every span that has ended.
    """

    def __init__(self, processor: SpanProcessor) -> None:
        self._ids = _Ids()
        resource = Resource.create({"service.name": "magdat"})
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer: Tracer = self._provider.get_tracer("magdat")

    def keep(self, name: str, about: str, began: int, ended: int, told: Told) -> None:
        """Keep a span that has ended."""
        context = None
        if about:
            root = trace_id(about)
            first = SpanContext(root, root & _SPAN_BITS, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
            if name == _FIRST:
                self._ids.let_next_be(first)
            else:
                context = set_span_in_context(NonRecordingSpan(first))
        span = self._tracer.start_span(
            name, context, attributes={f"magdat.{key}": told[key] for key in told}, start_time=began
        )
        span.end(ended)

    def close(self) -> None:
        """Send what waits, as far as that takes no time, and end."""
        self._provider.force_flush(_FAREWELL_MILLISECONDS)
        self._provider.shutdown()


def open_spans(url: str) -> OtlpSpans:
    """Spans that go to the collector at this URL."""
    exporter = OTLPSpanExporter(endpoint=url, timeout=_PATIENCE_SECONDS)
    return OtlpSpans(BatchSpanProcessor(exporter, max_queue_size=_MOST_WAITING))


class _Ids(IdGenerator):
    """By chance, but for the first span of an event."""

    def __init__(self) -> None:
        self._here = threading.local()

    def let_next_be(self, which: SpanContext) -> None:
        """The next span in this thread has these ids."""
        self._here.which = which

    def generate_trace_id(self) -> int:
        """Of the next span, where it begins a trace."""
        which: SpanContext | None = getattr(self._here, "which", None)
        return random.getrandbits(128) if which is None else which.trace_id

    def generate_span_id(self) -> int:
        """Of the next span."""
        which: SpanContext | None = getattr(self._here, "which", None)
        self._here.which = None
        return random.getrandbits(64) if which is None else which.span_id
