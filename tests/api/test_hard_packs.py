"""Units that are paid for ahead: exactly those are let through, every way of asking says so, and an invoice takes the
same units that the gate counted."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from core import billing, limits, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput
from core.periods import calendar_month_at
from core.plans import ChargeDraft
from core.settings import Settings
from main import create_app
from tests.conftest import Bearer, Holder
from tests.support.calls import call_of, record
from tests.support.door import serving
from tests.support.ledger import check_ledger

SECRET = "between us"
PING = "/v1/samples/ping"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"forward_auth_secret": SecretStr(SECRET), "forward_auth_proxies": ["127.0.0.0/8"]}
    )


@pytest.fixture
async def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
async def client(app: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(app, settings) as http:
        yield http


async def subscribe(holder: Holder, *, included: int, starts_at: datetime | None = None) -> None:
    calls = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(included))
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=[calls])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=starts_at or now())


async def pack(holder: Holder, units: int, **more: Any) -> billing.UnitPack:
    return await billing.add_unit_pack(
        SYSTEM, holder.user.id, meter="api_calls", units=str(units), reason="r", **{"hard": True} | more
    )


async def left(holder: Holder) -> Decimal:
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    return standing.remaining


async def test_exactly_the_units_of_the_plan_and_the_packs_are_let_through_however_many_ask(client, holder, database):
    await metering.ensure_call_meters(["api_calls"])
    await subscribe(holder, included=3)
    await pack(holder, 5)
    await pack(holder, 4, hard=False)
    statuses = [
        answer.status_code
        for answer in await asyncio.gather(*[client.get(PING, headers=holder.headers) for _ in range(40)])
    ]
    assert (statuses.count(200), statuses.count(402)) == (12, 28)
    assert await check_ledger(database) == 12
    assert not await fetch("SELECT 1 FROM holds WHERE units > 0")
    await pack(holder, 1)
    again = [(await client.get(PING, headers=holder.headers)).status_code for _ in range(2)]
    assert again == [200, 402]


async def test_without_a_plan_packs_are_all_there_is(client, holder):
    await metering.ensure_call_meters(["api_calls"])
    await pack(holder, 2, amount="1.00")
    assert [(await client.get(PING, headers=holder.headers)).status_code for _ in range(3)] == [200, 200, 402]
    await limits.remove_limit(SYSTEM, holder.user.id, meter="api_calls", period="packs")
    assert await limits.list_limits(SYSTEM, holder.user.id) == []


async def test_every_way_of_asking_says_that_the_units_are_used_up(
    client: httpx.AsyncClient, holder: Holder, bearer: Bearer
) -> None:
    await metering.ensure_call_meters(["api_calls"])
    await subscribe(holder, included=0)
    await pack(holder, 1)
    answer = await client.get(PING, headers=holder.headers)
    assert (answer.status_code, answer.headers["ratelimit"].split(";t")[0]) == (200, '"packs";r=0')
    refused = await client.get(PING, headers=holder.headers)
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["type"]) == (402, "pack_empty", "/problems/pack_empty")
    assert "1 by packs and the plan, and 1 are used" in problem["detail"]
    assert "retry-after" not in refused.headers and refused.headers["ratelimit-policy"] == '"packs";q=1'
    body = {"key": holder.secret, "meter": "api_calls"}
    verified = (await client.post("/v1/keys/verify", headers=bearer.headers, json=body)).json()
    assert (verified["allowed"], verified["code"]) == (False, "pack_empty")
    reserved = await client.post(
        "/v1/reservations", headers=bearer.headers, json=body | {"units": "1", "ttl_seconds": 60}
    )
    assert (reserved.status_code, reserved.json()["code"]) == (402, "pack_empty")
    for mode, status in (("forwarded", 402), ("nginx", 403)):
        said = {"x-keymeter-proxy": f"{SECRET}; mode={mode}", "x-api-key": holder.secret}
        asked = await client.get("/forward-auth/", headers=said)
        told = asked.headers.get("x-auth-status"), asked.headers.get("x-auth-code")
        assert (asked.status_code, told) == (status, ("402", "pack_empty") if mode == "nginx" else (None, None))
    page = await client.get("/problems/pack_empty")
    assert page.status_code == 200 and "402" in page.text


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_left_is_the_same_before_and_after_a_period_is_invoiced(holder, seed):
    """What a period that is over will take of packs is counted before its invoice takes it; which packs, too."""
    rng = random.Random(seed)
    await metering.ensure_call_meters(["api_calls"])
    month = calendar_month_at(now(), "UTC")
    before = calendar_month_at(month.start - timedelta(days=1), "UTC")
    await metering.ensure_partitions([before.start, month.start])
    await subscribe(holder, included=rng.randrange(8), starts_at=before.start)
    for expires_at in (None, None, now() + timedelta(hours=1), month.end + timedelta(days=40)):
        since = before.start + timedelta(days=rng.randrange(20))
        await pack(holder, rng.randrange(1, 12), effective_at=since, expires_at=expires_at)
    calls = [
        call_of(holder.user, holder.key, start + timedelta(seconds=n))
        for start in (before.start, month.start)
        for n in range(rng.randrange(25))
    ]
    await record(calls)
    found = await left(holder)
    await billing.run_invoices(SYSTEM, until=now())
    assert await fetch("SELECT 1 FROM invoices WHERE kind = 'period' AND status <> 'void'")
    assert await left(holder) == found


async def test_what_packs_limit_is_topped_up_by_packs_and_only_calls_can_be_limited(holder):
    await metering.ensure_call_meters(["api_calls"])
    await pack(holder, 2)
    with pytest.raises(InvalidInput, match="another pack"):
        await limits.add_top_up(SYSTEM, holder.user.id, meter="api_calls", period="packs", units=1)
    await metering.create_meter(
        SYSTEM, slug="gb", name="GB", event_type="stored", aggregation="sum", value_property="gb"
    )
    with pytest.raises(InvalidInput, match="Only meters of metered calls"):
        await billing.add_unit_pack(SYSTEM, holder.user.id, meter="gb", units="1", reason="r", hard=True)
    assert len(await billing.list_unit_packs(SYSTEM, holder.user.id)) == 1


async def test_revoking_takes_units_from_the_next_call(client, holder):
    await metering.ensure_call_meters(["api_calls"])
    given = await pack(holder, 5)
    assert (await client.get(PING, headers=holder.headers)).status_code == 200
    await billing.revoke_unit_pack(SYSTEM, given.id, reason="r")
    assert (await client.get(PING, headers=holder.headers)).status_code == 402
