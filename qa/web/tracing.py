"""Answers as traces for an OpenTelemetry collector, where one is set: times and outcomes, never a text."""

from typing import Self
from urllib.parse import urlsplit

import qa
from qa.errors import SettingsError
from qa.web.observing import Observation

_SEND_SECONDS = 2  # at most for what is left at the end, so that a collector that is gone holds up nobody
_NANO = 1_000_000_000


class Tracing:
    """Sends a span for each answer, with one inside for each of its stages.

    Args:
        endpoint: of the collector, as ``http://127.0.0.1:4317``; speaks OTLP over gRPC.

    Raises:
        SettingsError: the address is none, or the libraries are missing.
    """

    def __init__(self, endpoint: str) -> None:
        address = urlsplit(endpoint)
        if address.scheme not in ("http", "https") or not address.hostname:
            said = f"QA_OTLP_ENDPOINT={endpoint}: is no address; write it as http://127.0.0.1:4317"
            raise SettingsError(said, variable="QA_OTLP_ENDPOINT", value=endpoint)
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            said = "QA_OTLP_ENDPOINT needs OpenTelemetry: .venv/bin/pip install -e '.[telemetry]'"
            raise SettingsError(said, variable="QA_OTLP_ENDPOINT", value=endpoint) from error
        # A provider of our own: what other libraries trace is theirs.
        resource = Resource.create({"service.name": "qa", "service.version": qa.__version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=endpoint, insecure=address.scheme == "http", timeout=_SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("qa", qa.__version__)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Sends what is left."""
        self._provider.shutdown()

    def observe(self, observation: Observation) -> None:
        """Sends an answer that has ended, in the background."""
        from opentelemetry import trace

        begin = int(observation.started * _NANO)
        facts = {
            "qa.answer_id": observation.answer_id,
            "qa.outcome": observation.outcome.value,
            "qa.reason": observation.reason,
            "qa.mode": observation.mode,
            "qa.citations": observation.citations,
        }
        span = self._tracer.start_span("answer", start_time=begin, attributes=facts)
        inside = trace.set_span_in_context(span)
        at = begin
        for name, seconds in observation.stages.items():
            stage = self._tracer.start_span(name, context=inside, start_time=at)
            at += int(seconds * _NANO)
            stage.end(end_time=at)
        span.end(end_time=begin + int(observation.seconds * _NANO))
