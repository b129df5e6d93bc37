"""Rates at a guarded route: exact over keys and processes, and nothing of what is refused counts."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections import Counter

import httpx
import pytest
from fastapi import FastAPI

from core import keys, limits, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.settings import Settings
from tests.conftest import Bearer, Holder
from tests.support.door import built, serving
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

PING = "/v1/samples/ping"


@pytest.fixture
async def client(settings: Settings):
    app: FastAPI = built(settings)
    async with serving(app, settings) as http:
        yield http


async def rate(holder: Holder, *, calls: int = 1, seconds: int = 3600, **more) -> None:
    await limits.set_rate_limit(SYSTEM, holder.user.id, calls=calls, seconds=seconds, **more)


async def pass_time(seconds: float) -> None:
    """As if so much time had passed since the calls so far."""
    await fetch("UPDATE rate_states SET tat_us = tat_us - $1", int(seconds * 1_000_000))


async def asked(client: httpx.AsyncClient, *secrets: str) -> Counter[int]:
    replies = await asyncio.gather(*[client.get(PING, headers={"x-api-key": secret}) for secret in secrets])
    return Counter(reply.status_code for reply in replies)


async def test_a_burst_passes_and_then_the_steady_rate_over_all_keys(client, holder, database):
    await rate(holder, calls=60, seconds=3600, burst=5)
    second = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="second")).secret
    assert await asked(client, *[holder.secret, second] * 10) == {200: 5, 429: 15}
    await pass_time(59)
    assert await asked(client, holder.secret) == {429: 1}
    await pass_time(1)
    assert await asked(client, second, holder.secret) == {200: 1, 429: 1}
    await pass_time(3600)
    assert await asked(client, *[holder.secret] * 9) == {200: 5, 429: 4}
    assert await check_ledger(database) == 11


async def test_the_rate_of_a_key_binds_that_key_and_test_keys_have_a_pace_of_their_own(client, holder):
    await rate(holder, calls=4)
    await rate(holder, key_id=holder.key.id)
    second = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="second")).secret
    tester = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="test", live=False)).secret
    assert await asked(client, *[holder.secret] * 3) == {200: 1, 429: 2}
    assert await asked(client, *[second] * 5) == {200: 3, 429: 2}  # refused calls took nothing from the user's four
    assert await asked(client, *[tester] * 5) == {200: 4, 429: 1}


async def test_what_is_told_of_it(client, holder):
    await rate(holder, calls=10, seconds=1000, burst=3)
    first, *_, last = [await client.get(PING, headers=holder.headers) for _ in range(4)]
    assert (first.headers["ratelimit-policy"], first.headers["ratelimit"]) == ('"rate";q=3', '"rate";r=2;t=100')
    assert (last.status_code, last.json()["code"]) == (429, "rate_limited")
    assert last.headers["ratelimit"].startswith('"rate";r=0;t=')
    wait = int(last.headers["retry-after"])
    assert 95 <= wait <= 100
    await pass_time(wait)
    assert await asked(client, holder.secret) == {200: 1}


async def test_what_the_rate_refuses_counts_against_no_limit_and_the_other_way_round(client, holder, database):
    await rate(holder, calls=3)
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=2)
    told = [(await client.get(PING, headers=holder.headers)) for _ in range(4)]
    assert [each.json().get("code") for each in told] == [None, None, "quota_exceeded", "quota_exceeded"]
    assert told[0].headers["ratelimit"].startswith('"month";r=1;')
    assert '"rate";r=2;' in told[0].headers["ratelimit"]
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=4)
    told = [(await client.get(PING, headers=holder.headers)) for _ in range(2)]
    assert [each.json().get("code") for each in told] == [None, "rate_limited"]
    await limits.remove_rate_limit(SYSTEM, holder.user.id)
    await eventually(lambda: _passes(client, holder))
    assert (await client.get(PING, headers=holder.headers)).json()["code"] == "quota_exceeded"
    assert await check_ledger(database) == 4


async def _passes(client: httpx.AsyncClient, holder: Holder) -> bool:
    return (await client.get(PING, headers=holder.headers)).status_code == 200


async def test_processes_together_let_exactly_the_burst_through(database, holder):
    """Four of them begin at once; their decisions meet at the gate hundreds of times."""
    await metering.ensure_call_meters(["api_calls"])
    await rate(holder, calls=100, burst=500)
    command = (sys.executable, "-m", "tests.support.rate_caller", database, holder.secret, "400")
    started = [await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE) for _ in range(4)]
    assert [await each.stdout.readline() for each in started] == [b"ready\n"] * 4
    ended = await asyncio.gather(*[each.communicate(b"go\n") for each in started])
    told = sum((Counter(output.decode().split()) for output, _ in ended), Counter())
    assert told == {"ok": 500, "rate_limited": 1100}
    assert await check_ledger(database) == 500


async def test_over_rest(client, holder, bearer: Bearer):
    path = f"/v1/users/{holder.user.id}/rate-limits"
    body = {"calls": 600, "seconds": 60, "burst": 50}
    assert (await client.put(path, json=body, headers=bearer.headers)).json() == {"key_id": None, **body}
    of_key = {"calls": 1, "seconds": 1, "key_id": str(holder.key.id)}
    assert (await client.put(path, json=of_key, headers=bearer.headers)).json() == {**of_key, "burst": 1}
    assert (await client.put(path, json={**of_key, "calls": 2}, headers=bearer.headers)).json()["calls"] == 2
    assert [each["calls"] for each in (await client.get(path, headers=bearer.headers)).json()] == [600, 2]
    foreign = await client.put(path, json={**of_key, "key_id": str(holder.user.id)}, headers=bearer.headers)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "key_not_found")
    assert (await client.put(path, json={"calls": 0, "seconds": 1}, headers=bearer.headers)).status_code == 422
    gone = [await client.delete(path, params={"key_id": str(holder.key.id)}, headers=bearer.headers) for _ in range(2)]
    assert [each.status_code for each in gone] == [204, 404]
    rows = await fetch("SELECT action FROM audit_entries WHERE entity = 'rate_limit' ORDER BY id")
    assert [row["action"] for row in rows] == ["rate_limit.set"] * 3 + ["rate_limit.remove"]
