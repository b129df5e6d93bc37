"""PostgreSQL is killed, stopped, frozen and cut off: calls get 503 in time, nothing is lost, and it heals by itself."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from jobs.embedded_postgres import EmbeddedPostgres
from jobs.embedded_postgres.postmaster import processes_of, recorded
from tests.faults.outage import Outage, outage
from tests.support.world import World

Tell = Callable[[object], None]
Fault = Callable[[Outage, EmbeddedPostgres], Awaitable[None]]


async def kill(stage: Outage, victim: EmbeddedPostgres) -> None:
    """SIGKILL of the server process, in the middle of commits, and crash recovery."""
    await asyncio.sleep(stage.rng.uniform(0.1, 0.8))
    await stage.journal.next_acknowledged()
    record = recorded(victim.data_dir)
    assert record is not None
    os.kill(record.pid, signal.SIGKILL)
    await asyncio.sleep(stage.rng.choice([0.0, 0.3, 1.5]))
    await asyncio.to_thread(_start_again, victim)
    await stage.healed()


async def terminate(stage: Outage, _: EmbeddedPostgres) -> None:
    """pg_terminate_backend of every session, again and again."""
    killer = await asyncpg.connect(stage.world.database_url)
    try:
        for _ in range(5):
            await asyncio.sleep(stage.rng.uniform(0.0, 0.5))
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    finally:
        await killer.close()
    await stage.healed()


async def freeze(stage: Outage, victim: EmbeddedPostgres) -> None:
    """SIGSTOP of every process: the kernel accepts connections, and nobody ever answers."""
    await asyncio.sleep(stage.rng.uniform(0.1, 0.5))
    await stage.journal.next_acknowledged()
    for pid in processes_of(victim.data_dir):
        os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(6.0)
    for pid in reversed(processes_of(victim.data_dir)):
        os.kill(pid, signal.SIGCONT)
    await stage.healed()


async def restart(stage: Outage, victim: EmbeddedPostgres) -> None:
    """A clean stop, which cuts sessions off, and a start."""
    await asyncio.sleep(stage.rng.uniform(0.1, 0.5))
    await stage.journal.next_acknowledged()
    await asyncio.to_thread(victim.stop)
    await asyncio.sleep(stage.rng.uniform(0.0, 1.0))
    await asyncio.to_thread(victim.start)
    await stage.healed()


def _start_again(victim: EmbeddedPostgres) -> None:
    victim.stop()
    victim.start()


async def test_postgresql_fails_in_every_way_once(
    victim: EmbeddedPostgres, victim_world: World, seed: int, rng: random.Random, tell: Tell
) -> None:
    faults: list[Fault] = [kill, kill, terminate, freeze, restart]
    rng.shuffle(faults)
    what = ", ".join(fault.__name__ for fault in faults)
    async with outage(
        victim_world, victim_world.database_url, seed=seed, rng=rng, tell=tell, what=what, workers=2
    ) as stage:
        for fault in faults:
            await fault(stage, victim)


@pytest.mark.only_in_full
@pytest.mark.parametrize(("fault", "times"), [(kill, 20), (terminate, 20), (freeze, 5), (restart, 10)])
async def test_postgresql_fails_again_and_again(
    victim: EmbeddedPostgres, victim_world: World, seed: int, rng: random.Random, tell: Tell, fault: Fault, times: int
) -> None:
    what = f"{fault.__name__} x {times}"
    async with outage(
        victim_world, victim_world.database_url, seed=seed, rng=rng, tell=tell, what=what, workers=4
    ) as stage:
        for _ in range(times):
            await fault(stage, victim)
