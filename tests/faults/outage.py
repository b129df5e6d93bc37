"""A server under load while PostgreSQL is away, in whatever way, and what has to be true afterwards."""

import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from tests.support.checker import check_account, settle
from tests.support.journal import Journal, load
from tests.support.management import Management, managing
from tests.support.patience import within
from tests.support.server import Server, serving
from tests.support.world import World

__all__ = ["Outage", "outage"]

#: Every request ends within this, whatever happens (proof.md).
ANSWER_SECONDS_MAX = within(5.0)
BACK_SECONDS_MAX = within(5.0)


@dataclass
class Outage:
    """What a fault acts on. `back` has, for each fault, the seconds until everybody was served again."""

    server: Server
    world: World
    journal: Journal
    management: Management
    rng: random.Random
    back: list[float] = field(default_factory=list)

    async def healed(self) -> None:
        """Wait until everybody is served again."""
        self.back.append(await self.journal.everybody_is_served())


@contextlib.asynccontextmanager
async def outage(
    world: World,
    database_url: str,
    *,
    seed: int,
    rng: random.Random,
    tell: Callable[[object], None],
    what: str,
    workers: int,
    clients: int = 32,
) -> AsyncIterator[Outage]:
    """A server on `database_url` (perhaps a proxy's), with callers and administrators at work while it is open.

    At its end every request must have been answered in time with 200 or 503, the accounts must agree, the workers must
    be the same, and no pooled connection may be missing.
    """
    journal = Journal(seed)
    async with serving(database_url, workers=workers) as server:
        same = set(server.workers())
        async with (
            managing(server.port, world) as management,
            load(server.port, world.secrets, journal, clients=clients),
        ):
            await journal.acknowledged_count(2 * clients)
            stage = Outage(server, world, journal, management, rng)
            yield stage
        started = time.monotonic()
        await settle(world, journal)
        settled = time.monotonic() - started
        account = await check_account(world, journal, server.port)
        tell(f"{what}: {account}")
        tell(
            f"slowest call {journal.slowest():.2f} s, slowest management request {management.slowest():.2f} s;"
            f" everybody served again after {max(stage.back):.2f} s at worst; nothing refused was billed"
            f" {settled:.2f} s after the end"
        )
        journal.check_answers(allowed=(200, 503), seconds_max=ANSWER_SECONDS_MAX)
        management.check_answers(seconds_max=ANSWER_SECONDS_MAX)
        await management.check_pool()
        assert max(stage.back) <= BACK_SECONDS_MAX
        assert set(server.workers()) == same, "a worker was restarted"
