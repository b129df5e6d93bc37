"""A key with a budget passes while the database is away: exactly so many calls, over all workers, each recorded later."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

import httpx

from core import keys, metering
from core.accounts import SYSTEM
from core.database import close_database, open_database
from jobs.embedded_postgres import EmbeddedPostgres
from tests.support.server import serving
from tests.support.waiting import eventually
from tests.support.world import World

BUDGET, CALLS = 7, 60


async def test_a_budget_passes_without_the_database_and_not_one_call_more(
    victim: EmbeddedPostgres, victim_world: World, rng: random.Random, tell: Callable[[object], None]
) -> None:
    world = victim_world
    await open_database(world.database_url)
    await keys.update_key(SYSTEM, world.key_ids[0], fail_open_calls=BUDGET)
    await close_database()
    told = []
    async with serving(world.database_url, workers=3) as server, httpx.AsyncClient(timeout=10) as client:

        async def call(number: int) -> int:
            secret, url = world.secrets[number], f"http://127.0.0.1:{server.port}/v1/samples/ping"
            headers = {"x-api-key": secret, "connection": "close"}  # so that every worker is met
            return (await client.get(url, headers=headers)).status_code

        served = 0

        async def is_recorded() -> bool:
            url = f"http://127.0.0.1:{server.port}/v1/usage"
            answer = await client.get(url, headers=world.headers, params={"user": str(world.user_ids[0])})
            if answer.status_code != 200:
                return False
            counted = sum(int(row["quantity"]) for row in answer.json()["rows"] if row["meter"] == "api_calls")
            assert counted <= served
            return counted == served

        for outage in range(2):
            served += Counter(await asyncio.gather(*[call(0) for _ in range(CALLS)]))[200]  # every worker knows the key
            # A worker finds a lost connection only when it uses it: what passes by the budget meanwhile is recorded too,
            # and the budget whole again, before the next outage begins.
            await eventually(is_recorded)
            await asyncio.to_thread(victim.stop)
            await asyncio.sleep(rng.uniform(0, 1))
            statuses = Counter(await asyncio.gather(*[call(number) for number in (0, 1) for _ in range(CALLS)]))
            assert statuses == {200: BUDGET, 503: 2 * CALLS - BUDGET}, outage
            served += BUDGET
            await asyncio.to_thread(victim.start)
            told.append(await eventually(is_recorded))
    await open_database(world.database_url)
    meter = await metering.query_usage(SYSTEM, meters=["api_calls"], user_id=world.user_ids[0])
    await close_database()
    assert meter.total() == served
    tell(f"2 outages: {BUDGET} of {CALLS} calls each, recorded {max(told):.1f} s after the database was back at worst")


async def test_nobody_is_let_through_by_any_door_while_the_database_is_stopped(
    victim: EmbeddedPostgres, victim_world: World
) -> None:
    world, secret = victim_world, "between us"
    proxy = {"KEYMETER_FORWARD_AUTH_SECRET": secret, "KEYMETER_FORWARD_AUTH_PROXIES": '["127.0.0.0/8"]'}
    async with serving(world.database_url, workers=1, **proxy) as server, httpx.AsyncClient(timeout=10) as client:
        client.base_url = httpx.URL(f"http://127.0.0.1:{server.port}")

        async def ask() -> list[httpx.Response]:
            key, headers = {"key": world.secrets[0]}, world.headers
            said = {"x-keymeter-proxy": f"{secret}; mode=envoy", "x-api-key": world.secrets[0]}
            return [
                await client.get("/v1/samples/ping", headers={"x-api-key": world.secrets[0]}),
                await client.post("/v1/keys/verify", json=key, headers=headers),
                await client.post("/v1/keys/verify/batch", json={"items": [key]}, headers=headers),
                await client.post("/v1/reservations", json=key | {"units": 1}, headers=headers),
                await client.get("/forward-auth/v1/chat", headers=said),
            ]

        async def serves() -> bool:
            return [answer.status_code for answer in await ask()] == [200, 200, 200, 201, 200]

        await eventually(serves)
        await asyncio.to_thread(victim.stop)
        for _ in range(2):  # what is known of the key is a second old at most
            refused = await ask()
            assert [answer.status_code for answer in refused] == [503] * 5
            assert all("retry-after" in answer.headers for answer in refused)
            assert {answer.json()["code"] for answer in refused[:4]} == {"database_unavailable"}
        await asyncio.to_thread(victim.start)
        await eventually(serves)
