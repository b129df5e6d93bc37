"""Between the workers and PostgreSQL, messages are late, cut, lost or delivered long after anybody waits for them."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Literal

import pytest

from tests.faults.outage import Outage, outage
from tests.support.proxy import Point, Proxy
from tests.support.world import World

Tell = Callable[[object], None]
Fault = Callable[[Outage, Proxy], Awaitable[None]]

#: Longer than the recorder lets a call wait, so that calls are refused whose statement is still on its way.
HOLE_SECONDS = 3.2


@pytest.fixture
async def proxy(world: World) -> AsyncIterator[Proxy]:
    async with Proxy(world.database_url) as opened:
        yield opened


async def reset_at_commit(stage: Outage, proxy: Proxy, *, point: Point, times: int = 5) -> None:
    """The connection is reset before PostgreSQL has the statement, or after it has committed and nobody is told."""
    for _ in range(times):
        await asyncio.sleep(stage.rng.uniform(0.0, 0.3))
        await asyncio.wait_for(proxy.at_recording(point, "reset"), 10)
    await stage.healed()


async def reset_everything(stage: Outage, proxy: Proxy) -> None:
    proxy.reset_all()
    await stage.healed()


async def fall_into_a_hole(stage: Outage, proxy: Proxy, *, point: Point, ending: Literal["pass_on", "forget"]) -> None:
    """From the commit on, nothing passes. What was held is delivered when nobody waits for it any more, or never is."""
    await asyncio.wait_for(proxy.at_recording(point, "hold"), 10)
    await asyncio.sleep(HOLE_SECONDS + stage.rng.uniform(0.0, 1.0))
    getattr(proxy, ending)()
    await stage.healed()


async def be_slow(stage: Outage, proxy: Proxy, *, seconds: float) -> None:
    """Every message takes so long, in both directions."""
    proxy.latency_seconds = seconds
    await stage.journal.acknowledged_count(40)
    proxy.latency_seconds = 0.0
    await stage.healed()


async def be_sliced(stage: Outage, proxy: Proxy) -> None:
    """Messages arrive byte by byte, also those of new connections."""
    proxy.sliced = True
    await stage.journal.acknowledged_count(20)
    proxy.reset_all()
    await stage.journal.acknowledged_count(20)
    proxy.sliced = False
    await stage.healed()


async def test_the_network_fails_in_every_way_once(
    world: World, proxy: Proxy, seed: int, rng: random.Random, tell: Tell
) -> None:
    holes: list[tuple[Point, Literal["pass_on", "forget"]]] = [("before", "pass_on"), ("after", "forget")]
    point, ending = rng.choice(holes)
    faults: list[Fault] = [
        partial(reset_at_commit, point="before", times=2),
        partial(reset_at_commit, point="after", times=2),
        reset_everything,
        partial(fall_into_a_hole, point=point, ending=ending),
        partial(be_slow, seconds=0.05),
        be_sliced,
    ]
    rng.shuffle(faults)
    what = f"resets, a black hole {point} the commit and {ending}, 50 ms a message, 1-byte slices"
    async with outage(world, proxy.url, seed=seed, rng=rng, tell=tell, what=what, workers=2, clients=12) as stage:
        for fault in faults:
            await fault(stage, proxy)


@pytest.mark.only_in_full
@pytest.mark.parametrize("point", ["before", "after"])
async def test_the_connection_is_reset_at_the_commit(
    world: World, proxy: Proxy, seed: int, rng: random.Random, tell: Tell, point: Point
) -> None:
    what = f"100 resets {point} the commit"
    async with outage(world, proxy.url, seed=seed, rng=rng, tell=tell, what=what, workers=4) as stage:
        for _ in range(20):
            await reset_at_commit(stage, proxy, point=point)


@pytest.mark.only_in_full
@pytest.mark.parametrize("ending", ["pass_on", "forget"])
@pytest.mark.parametrize("point", ["before", "after"])
async def test_a_black_hole_opens_at_the_commit(
    world: World,
    proxy: Proxy,
    seed: int,
    rng: random.Random,
    tell: Tell,
    point: Point,
    ending: Literal["pass_on", "forget"],
) -> None:
    what = f"8 black holes {point} the commit, then {ending}"
    async with outage(world, proxy.url, seed=seed, rng=rng, tell=tell, what=what, workers=4) as stage:
        for _ in range(8):
            await fall_into_a_hole(stage, proxy, point=point, ending=ending)


@pytest.mark.only_in_full
async def test_a_far_database_and_a_sliced_one(
    world: World, proxy: Proxy, seed: int, rng: random.Random, tell: Tell
) -> None:
    what = "20 to 100 ms a message, 1-byte slices"
    async with outage(world, proxy.url, seed=seed, rng=rng, tell=tell, what=what, workers=2, clients=8) as stage:
        for seconds in (0.02, 0.05, 0.1):
            await be_slow(stage, proxy, seconds=seconds)
        for _ in range(5):
            await be_sliced(stage, proxy)
