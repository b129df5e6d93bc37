"""Traces: a request and its statements are one trace when asked for, and nothing a caller wrote is in them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import main
from api.tracing import make_provider, open_tracing
from core.secret import make_secret
from core.settings import Settings
from main import create_app, running
from tests.conftest import Bearer


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def traced(
    settings: Settings, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    provider = make_provider(spans)
    monkeypatch.setattr(main, "make_provider", lambda: provider)
    app = create_app(settings.model_copy(update={"traces": True}))
    async with running(app, settings):
        yield app
    main.close_tracing(provider)


async def test_a_request_and_its_statements_are_one_trace_without_what_the_caller_wrote(
    traced: FastAPI, bearer: Bearer, spans: InMemorySpanExporter
) -> None:
    canary, password = make_secret("live"), "canary-Horse-battery-91"
    transport = httpx.ASGITransport(traced, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/v1/users?search=" + password, headers=bearer.headers)).status_code == 200
        await client.get(f"/v1/users/{canary}", headers=bearer.headers)
        await client.get(f"/invitation?secret={password}")
    traced._telemetry["tracer_provider"].force_flush()
    finished = spans.get_finished_spans()
    asked = next(span for span in finished if span.name == "GET /v1/users")
    statements = [span for span in finished if span.context.trace_id == asked.context.trace_id and span is not asked]
    assert any("FROM" in str(span.attributes.get("db.statement", "")) for span in statements)
    told = " ".join(span.to_json() for span in finished)
    assert "/invitation" in told
    assert [secret for secret in (canary, password, bearer.secret) if secret in told] == []


def test_nothing_is_traced_unasked(settings: Settings) -> None:
    config = open_tracing(None)
    assert not any(config.get(name) for name in ("tracing", "metrics", "logs", "auto_configure"))
    assert create_app(settings)._telemetry["tracing"] is False
