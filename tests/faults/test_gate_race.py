"""Many processes, one cap: killed and stopped at random, topped up in between, exact in the end.

Each repetition has users of its own, so nothing is left of one for the next. `make faults` makes fifty,
of sixteen processes and 10,000 calls.
"""

import asyncio
import contextlib
import json
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from core import accounts, alerts, billing, gate, keys, limits, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import close_database, fetch, open_database
from core.errors import KeymeterError
from core.settings import Settings
from tests.support.patience import within
from tests.support.world import World


class Size(NamedTuple):
    """`calls` of each process for each user. The day is the tighter limit until it was topped up twice."""

    repetitions: int
    processes: int
    calls: int
    day: int
    top_up: int
    month: int


SHORT = Size(1, 4, 120, 90, 15, 110)
FULL = Size(50, 16, 312, 900, 150, 1_100)  # 10,000 calls a repetition
STOPPED_SECONDS = 6.0


@pytest.fixture
async def opened(world: World) -> AsyncIterator[World]:
    await open_database(world.database_url)
    await metering.ensure_call_meters(["api_calls"])
    yield world
    await close_database()


async def _start(url: str) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.gate_caller", url, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None and await process.stdout.readline() == b"ready\n"
    return process


@asynccontextmanager
async def processes_of(url: str, count: int) -> AsyncIterator[list[Process]]:
    started = list(await asyncio.gather(*[_start(url) for _ in range(count)]))
    try:
        yield started
    finally:
        for each in started:
            if each.returncode is None:
                each.kill()
        await asyncio.gather(*[each.wait() for each in started])


async def _user(name: str, size: Size) -> tuple[UUID, str]:
    """One whose day does not end while the test runs, with a cap by the day and one by the month."""
    zone = "UTC" if 1 <= now().hour < 23 else "Etc/GMT-12"
    user = await accounts.create_user(SYSTEM, name=name, time_zone=zone)
    for period, cap in (("day", size.day), ("month", size.month)):
        await limits.set_limit(SYSTEM, user.id, meter="api_calls", period=period, cap=cap)  # type: ignore[arg-type]
    return user.id, (await keys.create_key(SYSTEM, user_id=user.id, name="k")).secret


async def test_many_processes_share_a_cap_exactly(
    opened: World, full: bool, seed: int, rng: random.Random, tell: Callable[[object], None]
) -> None:
    size, deadlocks, ages, told = FULL if full else SHORT, await _deadlocks(), list[float](), Counter[str]()
    async with processes_of(opened.database_url, size.processes) as processes:
        for number in range(size.repetitions):
            told += await _repeat(opened, number, processes, size, rng, ages)
            for place, each in enumerate(processes):
                if each.returncode is not None:
                    processes[place] = await _start(opened.database_url)
    assert await _deadlocks() == deadlocks
    ages.sort()
    tell(
        f"{size.repetitions} repetitions of {size.processes * size.calls * 2} calls by {size.processes} processes, {told.pop('killed')}"
        f" killed and {told.pop('stopped', 0)} stopped: {dict(told)}; 0 deadlocks; {len(ages)} alerts, each once, seen after"
        f" {ages[len(ages) // 2] * 1000:.0f} ms (p50), {ages[int(len(ages) * 0.99)] * 1000:.0f} ms (p99)"
    )


async def test_many_processes_share_a_pack_exactly(
    opened: World, seed: int, rng: random.Random, tell: Callable[[object], None]
) -> None:
    """One of them is killed; a second pack is sold meanwhile. Calls beyond are refused as not paid for."""
    user = await accounts.create_user(SYSTEM, name="Paid ahead")
    secret = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).secret
    sell = {"meter": "api_calls", "amount": "5.00", "reason": "A start.", "hard": True}
    await billing.add_unit_pack(SYSTEM, user.id, units="60", **sell)  # type: ignore[arg-type]
    async with processes_of(opened.database_url, 3) as processes:
        races = [
            asyncio.create_task(_race(each, f"60 {rng.randrange(10**9)} {secret} 1,3\n", "pack_empty"))
            for each in processes
        ]
        await billing.add_unit_pack(SYSTEM, user.id, units="40", **sell)  # type: ignore[arg-type]
        await asyncio.sleep(rng.uniform(0, 0.05))
        processes[0].kill()
        told = sum((Counter(each) for each in await asyncio.gather(*races)), Counter[str]())
        settings = Settings(database_url=opened.database_url, _env_file=None)  # type: ignore[call-arg]
        async with gate.open_gate(settings) as own, asyncio.timeout(within(30)):
            while await fetch("SELECT 1 FROM holds WHERE units > 0 LIMIT 1") or await _left(user.id):
                with contextlib.suppress(KeymeterError):
                    await own.record(await own.admit(secret.encode(), units={"api_calls": 1}), 200)
    (used,) = await fetch("SELECT sum(sum) AS units FROM usage_hours WHERE user_id = $1", user.id)
    assert used["units"] == 100
    tell(f"two packs of 60 and 40 units: {dict(told)}, one process killed, then used up: 100 in all")


async def _left(user_id: UUID) -> Decimal:
    return (await limits.list_limits(SYSTEM, user_id))[0].remaining


async def _repeat(
    world: World, number: int, processes: list[Process], size: Size, rng: random.Random, ages: list[float]
) -> Counter[str]:
    """One race; what came of its calls."""
    users = [await _user(f"One {number}", size), await _user(f"One or seven {number}", size)]
    line = f"{users[0][1]} 1 {users[1][1]} 1,7"
    races: list[Coroutine[Any, Any, Any]] = [
        _race(each, f"{size.calls} {rng.randrange(10**9)} {line}\n") for each in processes
    ]
    watch = _watch([user_id for user_id, _ in users], ages)
    watching, *racing = [asyncio.create_task(each) for each in (watch, *races)]
    await _top_up(users, rng, size)
    told = Counter({"killed": await _kill(processes, rng), "stopped": await _stop(processes, rng, number)})
    for outcome in await asyncio.gather(*racing):
        told.update(outcome)
    await _use_up(world, users, size)
    watching.cancel()
    ended = await asyncio.gather(watching, return_exceptions=True)
    assert isinstance(ended[0], asyncio.CancelledError), ended
    await _check(users, size)
    return told


async def _race(process: Process, line: str, refusal: str = "quota_exceeded") -> dict[str, int]:
    """What came of the calls of a process; nothing of one that was killed."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(line.encode())
    try:
        await process.stdin.drain()
        answer = await process.stdout.readline()
    except ConnectionError:
        answer = b""
    found: dict[str, int] = json.loads(answer) if answer else {}
    assert found.keys() <= {"ok", refusal, "database_unavailable", "overloaded"}, found
    return found


async def _top_up(users: list[tuple[UUID, str]], rng: random.Random, size: Size) -> None:
    for _ in range(2):
        await asyncio.sleep(rng.uniform(0.1, 0.5))
        for user_id, _secret in users:
            await limits.add_top_up(SYSTEM, user_id, meter="api_calls", period="day", units=size.top_up)


async def _kill(processes: list[Process], rng: random.Random) -> int:
    chosen = rng.sample(processes, rng.randint(1, len(processes) // 4))
    for each in chosen:
        await asyncio.sleep(rng.uniform(0, 0.3))
        if each.returncode is None:
            each.kill()
    await asyncio.gather(*[each.wait() for each in chosen])
    return len(chosen)


async def _stop(processes: list[Process], rng: random.Random, number: int) -> int:
    """Every other time one is stopped for so long that the others take it for dead."""
    alive = [each for each in processes if each.returncode is None]
    if number % 2 == 0 or not alive:
        return 0
    each = rng.choice(alive)
    each.send_signal(signal.SIGSTOP)
    await asyncio.sleep(STOPPED_SECONDS)
    each.send_signal(signal.SIGCONT)
    return 1


async def _use_up(world: World, users: list[tuple[UUID, str]], size: Size) -> None:
    """Call until all is used and nobody holds anything: what the dead held comes back some seconds after them, and so
    do calls that were recorded too late to be answered and are taken back."""
    settings = Settings(database_url=world.database_url, _env_file=None)  # type: ignore[call-arg]
    async with gate.open_gate(settings) as own, asyncio.timeout(within(30)):
        for user_id, secret in users:
            while True:
                held = await fetch("SELECT 1 FROM holds WHERE units > 0 LIMIT 1")
                try:
                    await own.record(await own.admit(secret.encode(), units={"api_calls": 1}), 200)
                except KeymeterError as error:
                    if error.code == "quota_exceeded" and not held and await _used(user_id) == size.month:
                        break
                    await asyncio.sleep(0.05)  # for a sweep, which nobody here is told of


async def _used(user_id: UUID) -> Decimal:
    """In the month that is running."""
    return (await limits.list_limits(SYSTEM, user_id))[1].used


async def _watch(user_ids: list[UUID], ages: list[float]) -> None:
    """At no instant is more used than the caps allow; and how old an alert is when it is seen first."""
    seen: set[UUID] = set()
    while True:
        for user_id in user_ids:
            for standing in await limits.list_limits(SYSTEM, user_id):
                assert standing.used <= standing.cap, standing
            rows = await fetch(
                "SELECT id, extract(epoch FROM clock_timestamp() - raised_at)::float8 AS age FROM raised_alerts"
                " WHERE user_id = $1",
                user_id,
            )
            ages += [row["age"] for row in rows if row["id"] not in seen]
            seen |= {row["id"] for row in rows}
        await asyncio.sleep(0.05)


async def _check(users: list[tuple[UUID, str]], size: Size) -> None:
    for user_id, _ in users:
        day, month = await limits.list_limits(SYSTEM, user_id)
        # The day allows more than the month by now, so that is what ends it: both or neither.
        assert (day.cap, month.cap) == (size.day + 2 * size.top_up, size.month)
        assert day.used == month.used == size.month
        raised = (await alerts.list_raised_alerts(SYSTEM, user_id=user_id)).items
        of_month = sorted(
            (each.threshold, each.used_before < each.units <= each.used_after)
            for each in raised
            if each.period == "month"
        )
        assert of_month == [(Decimal(80), True), (Decimal(100), True)]
        (events,) = await fetch(
            "SELECT sum((properties -> 'units' ->> 'api_calls')::int) AS units FROM usage_events"
            " WHERE user_id = $1 AND retracts IS NULL AND id_hash NOT IN"
            " (SELECT retracts FROM usage_events WHERE user_id = $1 AND retracts IS NOT NULL)",
            user_id,
        )
        assert events["units"] == size.month


async def _deadlocks() -> Any:
    (row,) = await fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return row["deadlocks"]
