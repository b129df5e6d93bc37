"""A hard limit is exact while workers are killed and stopped: never a unit above it, and in the end not one below."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from decimal import Decimal

import asyncpg

from core import limits
from core.accounts import SYSTEM
from core.database import close_database, open_database
from tests.support.checker import check_account
from tests.support.journal import LOST, Journal, load
from tests.support.patience import within
from tests.support.server import Server, serving
from tests.support.world import World

Tell = Callable[[object], None]
#: Above what makes the others take a stopped worker for dead.
STOPPED_SECONDS = 6.0


async def test_a_cap_lets_exactly_as_many_through_while_workers_die(
    world: World, full: bool, seed: int, rng: random.Random, tell: Tell
) -> None:
    """One user's calls cost 1 each. Another's have up to 19 words, which are known only when the endpoint has run."""
    calls, words, kills, stops = (4000, 20_000, 40, 8) if full else (200, 1_000, 2, 1)
    journal = Journal(seed)
    async with serving(world.database_url, workers=4) as server:
        await _set_limits(world, calls=calls, words=words)
        watch, watch_calls = [await asyncpg.connect(world.database_url) for _ in range(2)]
        watching = asyncio.create_task(_watch(world))
        async with load(server.port, world.secrets[:2], journal, hang_up_share=0.03):
            await journal.acknowledged_count(20)
            await asyncio.gather(_kill(server, rng, kills), _stop_for_a_while(server, rng, stops))
            async with asyncio.timeout(within(90)):
                await asyncio.gather(
                    _use_up(watch_calls, world, 0, "api_calls", calls), _use_up(watch, world, 1, "words", words - 18)
                )
        watching.cancel()
        ended = await asyncio.gather(watching, return_exceptions=True)
        assert isinstance(ended[0], asyncio.CancelledError), ended
        used = [await _used(watch, world, 0, "api_calls"), await _used(watch, world, 1, "words")]
        held = await watch.fetchval("SELECT coalesce(sum(units), 0) FROM holds")
        await asyncio.gather(watch.close(), watch_calls.close())
        account = await check_account(world, journal, server.port)
    journal.check_answers(allowed=(200, 429, 503, LOST), seconds_max=within(STOPPED_SECONDS + 5))
    tell(
        f"{kills} kills and {stops} stops: {used[0]:.0f} of {calls} calls and {used[1]:.0f} of {words} words; {account}"
    )
    assert used[0] == calls
    assert words - 19 < used[1] <= words  # less than the longest text is left
    assert held == 0


async def _set_limits(world: World, *, calls: int, words: int) -> None:
    await open_database(world.database_url)
    try:
        await limits.set_limit(SYSTEM, world.user_ids[0], meter="api_calls", period="month", cap=calls)
        await limits.set_limit(SYSTEM, world.user_ids[1], meter="words", period="month", cap=words)
    finally:
        await close_database()


async def _used(connection: asyncpg.Connection, world: World, user: int, meter: str) -> Decimal:
    found = await connection.fetchval(
        "SELECT sum(h.sum) FROM usage_hours h JOIN meters m ON m.id = h.meter_id"
        " WHERE h.user_id = $1 AND m.slug = $2 AND h.live",
        world.user_ids[user],
        meter,
    )
    return Decimal(found or 0)


async def _use_up(connection: asyncpg.Connection, world: World, user: int, meter: str, units: int) -> None:
    """Wait until so much was used. What dead workers held comes back by itself, some seconds after them."""
    while await _used(connection, world, user, meter) < units:  # noqa: ASYNC110 - nobody here could set an event
        await asyncio.sleep(0.1)


async def _watch(world: World) -> None:
    """At no instant is there more than was capped."""
    connection = await asyncpg.connect(world.database_url)
    try:
        while True:
            above = await connection.fetch(
                "SELECT m.slug, l.cap, sum(h.sum) AS used FROM limits l JOIN meters m ON m.id = l.meter_id"
                " JOIN usage_hours h ON h.user_id = l.user_id AND h.meter_id = l.meter_id AND h.live"
                " GROUP BY 1, 2 HAVING sum(h.sum) > l.cap"
            )
            assert above == []
            await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def _kill(server: Server, rng: random.Random, kills: int) -> None:
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.3, 1.0))
        await server.wait_ready(count=3)
        os.kill(rng.choice(server.workers()), signal.SIGKILL)


async def _stop_for_a_while(server: Server, rng: random.Random, stops: int) -> None:
    for _ in range(stops):
        await asyncio.sleep(rng.uniform(0.1, 0.5))
        pid = rng.choice(server.workers())
        try:
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(STOPPED_SECONDS)
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            continue
