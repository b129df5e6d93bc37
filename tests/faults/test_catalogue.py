"""Meters are made while calls are recorded: from its version on, every event counts to the new meter, and none before."""

import asyncio
import random
from collections.abc import Callable

from core import metering
from core.accounts import SYSTEM
from core.database import close_database, open_database
from tests.support.checker import check_account
from tests.support.journal import Journal, load
from tests.support.patience import within
from tests.support.server import serving
from tests.support.world import World

Tell = Callable[[object], None]


async def test_meters_are_made_under_load(world: World, seed: int, full: bool, rng: random.Random, tell: Tell) -> None:
    journal = Journal(seed)
    count = 30 if full else 4
    async with serving(world.database_url, workers=2) as server:
        async with load(server.port, world.secrets, journal):
            await journal.acknowledged_count(50)
            await open_database(world.database_url)
            try:
                for number in range(count):
                    await asyncio.sleep(rng.uniform(0.0, 0.3))
                    counts = rng.random() < 0.5
                    await metering.create_meter(
                        SYSTEM,
                        slug=f"made_{number}",
                        name=f"Made {number}",
                        event_type="api.call",
                        aggregation="count" if counts else "sum",
                        value_property="" if counts else "units.words",
                    )
                    await journal.acknowledged_count(20)
            finally:
                await close_database()
        account = await check_account(world, journal, server.port)
    journal.check_answers(allowed=(200,), seconds_max=within(5))
    tell(f"{count} meters made under load: {account}")
