"""Workers are killed and stopped: what was acknowledged is stored, once, and the others serve on."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable

import asyncpg
import pytest

from tests.support.checker import check_account
from tests.support.journal import LOST, Journal, load
from tests.support.patience import within
from tests.support.proxy import Proxy
from tests.support.server import Server, serving
from tests.support.wire import Connection
from tests.support.world import World

Tell = Callable[[object], None]


async def test_nothing_acknowledged_is_lost_or_doubled_when_workers_are_killed(
    world: World, full: bool, seed: int, rng: random.Random, tell: Tell
) -> None:
    kills = 100 if full else 4
    journal = Journal(seed)
    served_again: list[float] = []
    await _slow_down_commits(world)
    async with serving(world.database_url, workers=4) as server:
        async with load(server.port, world.secrets, journal, hang_up_share=0.05):
            await journal.acknowledged_count(50)
            for _ in range(kills):
                await asyncio.sleep(rng.uniform(0.2, 1.0))
                # Python starts in a second or two: killed any faster, there would be no server to speak of.
                await server.wait_ready(count=2)
                at, pid = await _kill_who_answered(server, journal)
                served_again.append(await _served_by_another(server, world, journal, pid) - at)
            await server.wait_ready()
        account = await check_account(world, journal, server.port)
    journal.check_answers(allowed=(200, LOST), seconds_max=within(5))
    tell(f"{kills} kills: {account}")
    tell(f"serving again after {max(served_again):.2f} s at worst; {len(server.ready_at)} workers in all")
    assert max(served_again) <= within(2.0)


async def _slow_down_commits(world: World) -> None:
    """By some milliseconds, in which a reply that does not wait for its commit would be caught."""
    connection = await asyncpg.connect(world.database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET commit_delay = 10000")
    await connection.execute(f"ALTER DATABASE {name} SET commit_siblings = 0")
    await connection.close()


async def _kill_who_answered(server: Server, journal: Journal) -> tuple[float, int]:
    """SIGKILL a worker in the very instant in which one of its replies was read."""
    holders = server.holders()
    killed: asyncio.Future[tuple[float, int]] = asyncio.get_running_loop().create_future()

    def kill(port: int) -> None:
        if port in holders and not killed.done():
            os.kill(holders[port], signal.SIGKILL)
            killed.set_result((time.monotonic(), holders[port]))

    journal.on_acknowledged = kill
    async with asyncio.timeout(within(20)):
        return await killed


async def _served_by_another(server: Server, world: World, journal: Journal, killed: int) -> float:
    """When a client that connects now has its first reply: what a visitor notices of the kill."""
    async with asyncio.timeout(within(20)):
        while True:
            entry = journal.begin(client=-1)
            http = Connection(server.port, {"x-api-key": world.secrets[0]})
            try:
                answer = await http.request("GET", "/v1/samples/ping", headers=f"x-request-id: {entry.request_id}\r\n")
                journal.end(entry, answer.status)
                if answer.status == 200:
                    return entry.ended
            except ConnectionError:
                journal.end(entry, LOST)
            finally:
                http.close()


async def test_sigterm_finishes_what_is_being_answered(world: World, seed: int, tell: Tell) -> None:
    journal = Journal(seed)
    async with serving(world.database_url, workers=2) as server:
        async with load(server.port, world.secrets, journal, pause_seconds=0.01):
            await journal.acknowledged_count(200)
            slow = [asyncio.create_task(_call_slowly(server, world, journal, number)) for number in range(8)]
            await journal.acknowledged_count(20)
            seconds = await server.stop()
        answers = await asyncio.gather(*slow)
    account = await check_account(world, journal, None)
    journal.check_answers(allowed=(200, LOST), seconds_max=within(5))
    tell(f"SIGTERM under load: ended after {seconds:.2f} s; {account}")
    assert answers == [200] * 8, "a call that was under way was not finished"
    assert seconds <= within(12)


@pytest.mark.only_in_full
async def test_sigterm_ends_the_server_although_the_database_is_silent(world: World, seed: int, tell: Tell) -> None:
    journal = Journal(seed)
    async with Proxy(world.database_url) as proxy, serving(proxy.url, workers=2) as server:
        async with load(server.port, world.secrets, journal):
            await journal.acknowledged_count(100)
            await proxy.at_recording("before", "hold")
            await asyncio.sleep(1.0)
            seconds = await server.stop()
        proxy.forget()
        account = await check_account(world, journal, None)
    journal.check_answers(allowed=(200, 503, LOST), seconds_max=within(5))
    tell(f"SIGTERM into silence: ended after {seconds:.2f} s; {account}")
    assert seconds <= 20


async def _call_slowly(server: Server, world: World, journal: Journal, number: int) -> int:
    entry = journal.begin(client=100 + number)
    async with asyncio.timeout(within(20)), Connection(server.port, {"x-api-key": world.secrets[0]}) as http:
        answer = await http.request(
            "GET", "/v1/samples/slow?milliseconds=1000", headers=f"x-request-id: {entry.request_id}\r\n"
        )
    journal.end(entry, answer.status)
    return answer.status
