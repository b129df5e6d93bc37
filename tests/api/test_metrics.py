"""Metrics: of all workers together, also of those that died; alive and quick without a database; no secrets."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from api.metrics import Metrics, Traffic
from core import accounts
from core.accounts import SYSTEM
from core.database import close_database, open_database
from tests.conftest import Bearer, Holder


def value(text: str, name: str, **labels: str) -> float:
    wanted = ",".join(f'{key}="{each}"' for key, each in labels.items())
    found = re.search(rf"^{name}{'{' + re.escape(wanted) + '}' if labels else ''} (\S+)$", text, re.MULTILINE)
    assert found, (name, labels, text)
    return float(found[1])


async def test_requests_and_calls_are_counted_by_route(
    client: httpx.AsyncClient, holder: Holder, bearer: Bearer
) -> None:
    for _ in range(3):
        await client.get("/v1/samples/ping", headers=holder.headers)
    await client.get("/v1/samples/ping", headers={"x-api-key": "wrong"})
    await client.get(f"/v1/users/{holder.user.id}", headers=bearer.headers)
    await client.get("/nowhere/at/all")
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    count = "keymeter_http_requests_total"
    assert value(text, count, method="GET", route="/v1/samples/ping", status="200") == 3
    assert value(text, count, method="GET", route="/v1/samples/ping", status="401") == 1
    assert value(text, count, method="GET", route="/v1/users/{user}", status="200") == 1
    assert value(text, count, method="GET", route="(none)", status="404") == 1
    assert value(text, "keymeter_http_request_seconds_count", route="/v1/samples/ping") == 4
    assert value(text, "keymeter_calls_recorded_total") == 3
    assert value(text, "keymeter_keys_malformed_total") == 1
    assert value(text, "keymeter_database_up") == 1
    assert holder.secret not in text and str(holder.user.id) not in text


async def test_counters_of_all_workers_add_up_also_of_those_that_died(app: FastAPI, tmp_path: Path) -> None:
    gate = app.state.gate
    for pid, count in (("1", 5), ("2", 7)):
        traffic = Traffic()
        for _ in range(count):
            traffic.count("GET", "/v1/x", 200, 0.02)
        (tmp_path / f"{pid}.json").write_bytes(msgspec.json.encode(Metrics(tmp_path, traffic, gate).snapshot()))
    (tmp_path / "3.json").write_text("half written")
    own = Traffic()
    own.count("GET", "/v1/x", 200, 30.0)
    whole = Metrics(tmp_path, own, gate).everybodys()
    assert whole.requests == {"GET /v1/x 200": 13}
    assert whole.buckets["/v1/x"][2] == 12 and whole.buckets["/v1/x"][-1] == 1 and sum(whole.buckets["/v1/x"]) == 13


async def test_without_a_database_it_says_so(client: httpx.AsyncClient, database: str) -> None:
    await close_database()
    await open_database("postgres://keymeter@127.0.0.1:1/nowhere")
    text = (await client.get("/metrics")).text
    assert value(text, "keymeter_database_up") == 0
    assert "keymeter_outbox_messages" not in text


async def test_a_token_can_be_asked_for(app: FastAPI, client: httpx.AsyncClient) -> None:
    app.state.metrics_token = "scrape-me"
    assert (await client.get("/metrics")).status_code == 401
    assert (await client.get("/metrics", headers={"authorization": "Bearer scrape-mE"})).status_code == 401
    assert (await client.get("/metrics", headers={"authorization": "Bearer scrape-me"})).status_code == 200


@pytest.mark.parametrize("sent", ["req-42", "", "with blank"])
async def test_an_error_names_its_request_as_the_audit_log_does(
    client: httpx.AsyncClient, bearer: Bearer, sent: str
) -> None:
    answer = await client.get(
        "/v1/keys/00000000-0000-7000-8000-000000000000", headers=bearer.headers | {"x-request-id": sent}
    )
    assert answer.status_code == 404
    named = answer.headers["x-request-id"]
    assert named == sent if sent == "req-42" else re.fullmatch(r"[0-9a-f]{32}", named)
    assert await accounts.list_admins(SYSTEM)
