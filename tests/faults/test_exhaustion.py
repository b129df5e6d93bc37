"""Something is used up: connections, or the patience of a process that runs for long."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from core import keys
from core.accounts import SYSTEM
from core.database import close_database, open_database
from tests.support.checker import check_account
from tests.support.journal import Caller, Journal, load
from tests.support.patience import within
from tests.support.server import Server, serving
from tests.support.wire import Connection
from tests.support.world import World

Tell = Callable[[object], None]

REFUSED_WITHIN_SECONDS = within(3.0)
#: Longer than a connection is held by one request, so that every burst meets the same.
BURST_SECONDS = 2.0
GROWTH_MAX = 1.05


async def test_metered_calls_are_served_while_every_pooled_connection_waits_for_a_lock(
    world: World, seed: int, full: bool, rng: random.Random, tell: Tell
) -> None:
    bursts, requests = (10, 200) if full else (3, 60)
    journal = Journal(seed)
    async with serving(world.database_url, workers=2, KEYMETER_POOL_SIZE="4") as server:
        async with load(server.port, world.secrets, journal, clients=8):
            await journal.acknowledged_count(20)
            locker = await asyncpg.connect(world.database_url)
            try:
                async with locker.transaction():
                    await locker.execute("LOCK TABLE plans IN ACCESS EXCLUSIVE MODE")
                    alive = asyncio.create_task(_ask_livez(server))
                    answers = await asyncio.gather(
                        *[
                            _ask_for_plans(server, world, BURST_SECONDS * (number % bursts) + rng.uniform(0, 0.1))
                            for number in range(requests)
                        ],
                        _call_with_new_keys(server, world, journal, bursts),
                    )
            finally:
                await locker.close()
            alive.cancel()
            livez = await asyncio.gather(alive, return_exceptions=True)
        status, _ = await _ask_for_plans(server, world, 0.0)
        account = await check_account(world, journal, server.port)
    slowest = max(answer[1] for answer in answers if answer)
    tell(
        f"{requests} requests in {bursts * BURST_SECONDS:.0f} s for a locked table: slowest 503 after {slowest:.2f} s; {account}"
    )
    assert isinstance(livez[0], asyncio.CancelledError), f"/livez: {livez[0]!r}"
    assert {answer[0] for answer in answers if answer} == {503}
    assert slowest <= REFUSED_WITHIN_SECONDS
    assert status == 200, "it did not recover"
    journal.check_answers(allowed=(200,), seconds_max=REFUSED_WITHIN_SECONDS)


async def _ask_for_plans(server: Server, world: World, after_seconds: float) -> tuple[int, float]:
    """The status, and the seconds it took."""
    await asyncio.sleep(after_seconds)
    started = time.monotonic()
    async with asyncio.timeout(within(30)), Connection(server.port, world.headers) as http:
        answer = await http.request("GET", "/v1/plans")
    assert answer.status != 503 or "retry-after" in answer.headers
    return answer.status, time.monotonic() - started


async def _ask_livez(server: Server) -> None:
    """Fails when a process does not say at once that it is alive; never ends."""
    while True:
        async with asyncio.timeout(within(1.0)), Connection(server.port) as http:
            answer = await http.request("GET", "/livez")
        assert answer.status < 500
        await asyncio.sleep(0.1)


async def _call_with_new_keys(server: Server, world: World, journal: Journal, bursts: int) -> None:
    """After each burst of requests, a call with a key that no worker knows yet, so that it has to be looked up."""
    await open_database(world.database_url)
    try:
        for number in range(bursts):
            issued = await keys.create_key(SYSTEM, user_id=world.user_ids[0], name=f"New {number}")
            caller = Caller(server.port, issued.secret, journal, number=900 + number, pause_seconds=0)
            await asyncio.sleep(0.2)
            assert await caller.call()
            caller.close()
            await asyncio.sleep(BURST_SECONDS - 0.2)
    finally:
        await close_database()


@pytest.mark.only_in_full
async def test_the_memory_of_a_worker_stays_flat(world: World, seed: int, tell: Tell) -> None:
    warm_up, calls = 30_000, 100_000
    sizes = []
    async with serving(world.database_url, workers=1) as server:
        pid = server.workers()[0]
        for count in (warm_up, calls // 2, calls // 2):
            await _call_often(server, world, seed, count)
            sizes.append(_resident_mib(pid))
    growth = sizes[-1] / sizes[0]
    tell(
        f"resident after {warm_up:,} calls {sizes[0]:.1f} MiB, after {calls:,} more {sizes[-1]:.1f} MiB ({growth:.3f} x)"
    )
    assert growth <= GROWTH_MAX
    assert sizes[-1] <= 150


async def _call_often(server: Server, world: World, seed: int, count: int) -> None:
    left = iter(range(count))

    async def call(secret: str) -> None:
        async with Connection(server.port, {"x-api-key": secret}) as http:
            for _ in left:
                assert (await http.request("GET", "/v1/samples/ping")).status == 200

    await asyncio.gather(*[call(world.secrets[number % len(world.secrets)]) for number in range(48)])


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
