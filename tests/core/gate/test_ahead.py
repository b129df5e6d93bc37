"""Units held ahead: fewer decisions, the same caps, and nothing kept back from others for long."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from core import gate, limits, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.errors import LimitReached
from core.gate import Gate
from core.gate.limiter import Limiter
from core.settings import Settings
from tests.conftest import Holder
from tests.support.waiting import eventually


@pytest.fixture
async def mine(settings: Settings, holder: Holder, tmp_path) -> AsyncIterator[Gate]:
    await metering.ensure_call_meters(["api_calls"])
    async with gate.open_gate(settings.model_copy(update={"spool_dir": tmp_path})) as found:
        yield found


async def call(found: Gate, holder: Holder, units: int = 1) -> None:
    await found.record(await found.admit(holder.secret.encode(), units={"api_calls": units}), 200)


async def cap(holder: Holder, units: int) -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=units)


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["api_calls"])).total()


async def held() -> Decimal:
    (row,) = await fetch("SELECT coalesce(sum(units), 0) AS units FROM holds")
    return row["units"]


async def test_calls_that_come_fast_ask_seldom_and_all_that_is_left_comes_back(mine, holder, monkeypatch) -> None:
    await cap(holder, 1_000_000)
    decisions = []
    decide = Limiter._decide

    async def counted(self, group) -> None:
        decisions.append(len(group))
        await decide(self, group)

    monkeypatch.setattr(Limiter, "_decide", counted)

    async def caller() -> None:
        for _ in range(100):
            await call(mine, holder)

    await asyncio.gather(*[caller() for _ in range(8)])
    assert await used() == 800 and len(decisions) < 200

    async def nothing_is_held() -> bool:
        return await held() == 0

    await eventually(nothing_is_held)
    await call(mine, holder, 5)
    assert await used() == 805


async def test_who_would_be_refused_waits_for_what_another_holds_ahead(mine, database, holder) -> None:
    await cap(holder, 1_000)
    program = [sys.executable, "-m", "tests.support.gate_caller", database]
    elsewhere = await asyncio.create_subprocess_exec(*program, stdin=PIPE, stdout=PIPE)
    assert elsewhere.stdin is not None and elsewhere.stdout is not None
    assert await elsewhere.stdout.readline() == b"ready\n"
    for _ in range(2):
        await asyncio.gather(*[call(mine, holder) for _ in range(40)])
    assert await held() > 0, "nothing is held ahead"
    elsewhere.stdin.write(f"1 7 {holder.secret} {1_000 - 80}\n".encode())
    assert json.loads(await elsewhere.stdout.readline()) == {"ok": 1}
    elsewhere.stdin.close()
    await elsewhere.wait()
    assert await used() == 1_000
    with pytest.raises(LimitReached):
        await call(mine, holder)


async def test_a_lowered_limit_holds_when_what_was_held_ahead_has_ended(mine, holder) -> None:
    await cap(holder, 1_000_000)
    for _ in range(2):
        await asyncio.gather(*[call(mine, holder) for _ in range(40)])
    await cap(holder, 10)

    async def refused() -> bool:
        try:
            await call(mine, holder)
        except LimitReached:
            return True
        return False

    await eventually(refused)
    for _ in range(20):
        assert await refused()
