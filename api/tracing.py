"""Traces by OpenTelemetry, where they are asked for: requests by FastAPI's own spans, statements by asyncpg's.

Where they go, and how many, say OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`).
What a caller wrote leaves in no span: neither a query string nor a path with a secret in it, no body, no header and no
parameter of a statement. The packages are the extra `otel`, and are imported only if there is something to trace.
"""

from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace

from core.secret import find_secrets

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

__all__ = ["close_tracing", "make_provider", "name_span", "open_tracing"]

HIDDEN = "(hidden)"


def open_tracing(provider: "TracerProvider | None") -> TelemetryConfig:
    """What FastAPI is to tell to whom. Without a provider nothing, whatever the environment says."""
    config: TelemetryConfig = {"metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}
    if provider is None:
        return config | {"tracing": False}
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor

    AsyncPGInstrumentor(capture_parameters=False).instrument(tracer_provider=provider)
    return config | {"tracing": True, "tracer_provider": provider}


def close_tracing(provider: "TracerProvider | None") -> None:
    """Send what is waiting, and stop."""
    if provider is None:
        return
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor

    AsyncPGInstrumentor().uninstrument()
    provider.shutdown()


def name_span(method: str, route: str) -> None:
    """Say which route the request met, as declared."""
    span = trace.get_current_span()
    span.update_name(f"{method} {route}")
    span.set_attribute("http.route", route)


def make_provider(exporter: "SpanExporter | None" = None) -> "TracerProvider":
    """Who makes spans and sends them: by OTLP over HTTP, or to this exporter. ModuleNotFoundError without `otel`."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("KEYMETER_TRACES needs the extra: install keymeter[otel].") from error

    class Discretion(SpanProcessor):
        """Takes what callers wrote out of a span at its start, when all of it is there."""

        def on_start(self, span: Any, parent_context: Any = None) -> None:
            if span.attributes.get("url.query"):
                span.set_attribute("url.query", HIDDEN)
            if find_secrets(span.attributes.get("url.path", "")):
                span.set_attribute("url.path", HIDDEN)

    provider = TracerProvider(resource=Resource.create({"service.name": "keymeter"}))
    provider.add_span_processor(Discretion())
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    return provider
