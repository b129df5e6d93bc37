"""Every call that a metered route lets through is committed before its reply leaves, and counts what it should."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from core import keys, metering
from core.accounts import SYSTEM
from core.database import connect_directly, fetch
from core.settings import Settings
from tests.api.own_routes import PREFIXES, add_own_routes
from tests.conftest import Holder
from tests.support.door import built, serving
from tests.support.ledger import check_ledger, raw_events


@pytest.fixture
async def other(database: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's connection: it sees what is committed and nothing more."""
    connection = await connect_directly(database)
    yield connection
    await connection.close()


class Ledgered:
    """How many events another connection saw when each reply started, and when its last byte left."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.at_start: list[int] = []
        self.at_end: list[int] = []

    async def __call__(self, message: Message) -> None:
        seen = await self.connection.fetchval("SELECT count(*) FROM usage_events")
        if message["type"] == "http.response.start":
            self.at_start.append(seen)
        elif not message.get("more_body"):
            self.at_end.append(seen)


@pytest.fixture
async def seen(other: asyncpg.Connection) -> Ledgered:
    return Ledgered(other)


@pytest.fixture
async def client(settings: Settings, seen: Ledgered) -> AsyncIterator[httpx.AsyncClient]:
    app: FastAPI = built(settings)
    add_own_routes(app)
    async with serving(app, settings, before=seen) as http:
        yield http


both_ways = pytest.mark.parametrize("own", PREFIXES)


async def last_event(connection: asyncpg.Connection) -> dict[str, Any]:
    return (await raw_events(connection))[-1]


@both_ways
async def test_the_event_is_committed_before_the_reply_starts(
    database: str, client: httpx.AsyncClient, holder: Holder, seen: Ledgered, own: str
) -> None:
    """Whatever the reply is: success, refusal by the endpoint, invalid body, error or exception."""
    asked = [
        client.build_request("GET", path, headers=holder.headers)
        for path in (f"{own}/ok", f"{own}/status/404", f"{own}/status/500", f"{own}/raises/http404", f"{own}/raises/conflict",
                     f"{own}/raises/bug", f"{own}/bad/NaN", f"{own}/status/204")
    ]  # fmt: skip
    asked.append(client.build_request("POST", f"{own}/use", headers=holder.headers, json={"tokens": "many"}))
    statuses = [(await client.send(request)).status_code for request in asked]
    assert statuses == [200, 404, 500, 404, 409, 500, 422, 204, 422]
    assert seen.at_start == list(range(1, 10))
    assert await check_ledger(database) == 9


@both_ways
async def test_an_event_says_what_happened(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, own: str
) -> None:
    await client.post(f"{own}/use?secret=in-the-query", headers=holder.headers, json={"tokens": 7})
    event = await last_event(other)
    assert (event["user_id"], event["key_id"], event["live"]) == (holder.user.id, holder.key.id, True)
    assert (event["type"], event["source"], event["billable"], event["retracts"]) == ("api.call", "guard", True, None)
    properties = event["properties"]
    assert UUID(properties.pop("request_id")) == event["id_hash"]
    assert 0 <= properties.pop("duration_ms") < 5000
    assert properties == {
        "method": "POST", "route": f"{own}/use", "status": 200, "units": {"own_calls": 1, "own_tokens": 7},
    }  # fmt: skip
    assert event["occurred_at"] <= event["recorded_at"]


@both_ways
async def test_below_500_is_billed_and_from_there_on_logged(
    database: str, client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, own: str
) -> None:
    paths = ["status/200", "status/301", "status/404", "status/499", "status/500", "status/503", "raises/http503",
             "raises/bug", "raises/conflict"]  # fmt: skip
    for path in paths:
        await client.get(f"{own}/{path}", headers=holder.headers)
    logged = [(event["properties"]["status"], event["billable"]) for event in await raw_events(other)]
    assert logged == [
        (200, True), (301, True), (404, True), (499, True), (500, False), (503, False), (503, False), (500, False),
        (409, True),
    ]  # fmt: skip
    usage = await metering.query_usage(SYSTEM, meters=["own_calls"])
    assert [(row.events, row.quantity) for row in usage.rows] == [(5, 5)]
    assert await check_ledger(database) == 9


@both_ways
async def test_an_exception_is_a_500_problem_that_says_nothing_of_the_inside(
    client: httpx.AsyncClient, holder: Holder, own: str
) -> None:
    answer = await client.get(f"{own}/raises/bug", headers=holder.headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "bug in the endpoint" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@both_ways
async def test_units_are_what_the_endpoint_said_last_exactly(
    database: str, client: httpx.AsyncClient, holder: Holder, own: str
) -> None:
    await client.get(f"{own}/decimal", headers=holder.headers)
    await client.get(f"{own}/none", headers=holder.headers)
    await client.get(f"{own}/ok", headers=holder.headers)
    usage = await metering.query_usage(SYSTEM, meters=["own_calls", "own_tokens"])
    assert [(row.meter.slug, row.events, row.quantity) for row in usage.rows] == [
        ("own_calls", 3, Decimal(4)),
        ("own_tokens", 1, Decimal("2.500001")),
    ]
    assert await check_ledger(database) == 3


@both_ways
async def test_units_that_are_none_are_the_endpoints_error_and_change_nothing(
    database: str, client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, own: str
) -> None:
    for units in ("NaN", "Infinity", "-1", "0.0000001", "1000000000001", "1E+13", "-0.000001"):
        answer = await client.get(f"{own}/bad/{units}", headers=holder.headers)
        assert (answer.status_code, answer.json()["field"]) == (422, "units"), units
    assert all("own_tokens" not in event["properties"]["units"] for event in await raw_events(other))
    assert await check_ledger(database) == 7


@both_ways
async def test_live_and_test_keys_are_counted_apart(
    database: str, client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, own: str
) -> None:
    trial = await keys.create_key(SYSTEM, user_id=holder.user.id, name="t", live=False)
    await client.get(f"{own}/ok", headers=holder.headers)
    for _ in range(2):
        await client.get(f"{own}/ok", headers={"x-api-key": trial.secret})
    for live, events in ((True, 1), (False, 2)):
        usage = await metering.query_usage(SYSTEM, meters=["own_calls"], live=live)
        assert [row.events for row in usage.rows] == [events]
        rows = await fetch("SELECT used FROM user_counters WHERE live = $1 AND period = 'month'", live)
        assert [row["used"] for row in rows] == [events]
    assert [event["live"] for event in await raw_events(other)] == [True, False, False]
    assert await check_ledger(database) == 3


@both_ways
async def test_one_call_counts_on_as_many_meters_as_look_at_it(
    database: str, client: httpx.AsyncClient, holder: Holder, own: str
) -> None:
    """Also on meters made while the process runs, from then on, and of any property."""
    await client.post(f"{own}/use", headers=holder.headers, json={"tokens": 5})
    for slug, aggregation, path in (
        ("all_calls", "count", ""),
        ("again_tokens", "sum", "units.own_tokens"),
        ("statuses", "sum", "status"),
        ("methods", "sum", "method"),  # no number: nobody's
    ):
        await metering.create_meter(
            SYSTEM, slug=slug, name=slug, event_type="api.call", aggregation=aggregation, value_property=path
        )
    await client.post(f"{own}/use", headers=holder.headers, json={"tokens": 6})
    usage = await metering.query_usage(SYSTEM)
    assert {row.meter.slug: (row.events, row.quantity) for row in usage.rows} == {
        "own_calls": (2, 2), "own_tokens": (2, 11), "all_calls": (1, 1), "again_tokens": (1, 6), "statuses": (1, 200),
    }  # fmt: skip
    assert await check_ledger(database) == 2


@both_ways
async def test_a_request_id_is_kept_if_it_is_plain_else_the_calls_own(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, own: str
) -> None:
    for sent, kept in (
        (b"req_0123-abc", True), (b"x" * 128, True), (b"x" * 129, False), (b"", False), (b"a b", False),
        (b"a\xffb", False), (b"<script>", True), (b"\\u0000", True), (b"'\"", True),
    ):  # fmt: skip
        headers = {b"x-api-key": holder.secret.encode(), b"x-request-id": sent}
        assert (await client.get(f"{own}/ok", headers=headers)).status_code == 200
        event = await last_event(other)
        assert event["properties"]["request_id"] == (sent.decode() if kept else event["id_hash"].hex), sent


@both_ways
async def test_calls_at_the_same_time_share_commits_and_none_is_lost(
    database: str, client: httpx.AsyncClient, holder: Holder, seen: Ledgered, own: str
) -> None:
    secrets = [holder.secret]
    for number in range(3):
        secrets.append((await keys.create_key(SYSTEM, user_id=holder.user.id, name="k", live=number > 0)).secret)
    seen.connection = _Idle()  # type: ignore[assignment]
    sent = [
        client.post(f"{own}/use", headers={"x-api-key": secrets[number % 4]}, json={"tokens": number})
        for number in range(120)
    ]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {200}
    assert await check_ledger(database) == 120
    usage = [await metering.query_usage(SYSTEM, meters=["own_tokens"], live=live) for live in (True, False)]
    assert sum(each.total() for each in usage) == sum(range(120))


class _Idle:
    async def fetchval(self, *_: Any) -> int:
        return 0
