"""A process of its own that invoices, or that records calls: `python -m tests.support.invoicing URL run POINT SEED`.

`run` kills itself, as SIGKILL does, when it has reached a point for the n-th time (n by the seed); with no point it runs
to its end. `advance` does so while it moves the only test clock to `THERE`. `write` records calls of a month that is being closed, for each user whose id it reads.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from core import billing
from core.accounts import SYSTEM, User
from core.database import close_database, open_database
from core.keys import ApiKey
from core.pepper import Pepper, use_pepper
from tests.support.calls import call_of, record

MAY = datetime(2026, 5, 1, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
THERE = datetime(2032, 4, 1, tzinfo=UTC)


def death(point: str, times: int) -> Callable[[str], None]:
    """Dies as it reaches a point for the n-th time."""
    left = times

    def reach(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reach


async def advance(point: str, dice: random.Random) -> None:
    (clock,) = await billing.list_test_clocks(SYSTEM)
    await billing.advance_test_clock(SYSTEM, clock.id, THERE, reach=death(point, dice.randint(1, 2)))


async def run_invoices(point: str, dice: random.Random) -> None:
    reach = death(point, dice.randint(1, 2))
    await billing.run_invoices(SYSTEM, until=UNTIL, chunk=dice.choice([3, 5]) if point else 50, reach=reach)


async def write_calls(seed: str) -> None:
    """For each user that standard input names: four writers at once, and then how many calls were acknowledged."""
    while user_id := (await asyncio.to_thread(sys.stdin.readline)).strip():
        user = await User.get(id=UUID(user_id))
        key = await ApiKey.filter(user_id=user.id).first()
        assert key is not None
        counts = await asyncio.gather(*[_write(user, key, random.Random(f"{seed}-{user_id}-{n}")) for n in range(4)])
        sys.stdout.write(f"{sum(counts)}\n")
        sys.stdout.flush()


async def _write(user: User, key: ApiKey, dice: random.Random) -> int:
    written = 0
    for _ in range(5):
        instants = [MAY + timedelta(days=25, seconds=dice.randrange(6 * 86_400)) for _ in range(dice.randint(1, 8))]
        outcomes = await record([call_of(user, key, instant) for instant in instants])
        written += sum(outcome is None for outcome in outcomes)
    return written


async def main(url: str, mode: str, what: str, seed: str) -> None:
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    try:
        dice = random.Random(seed)
        match mode:
            case "run":
                await run_invoices(what, dice)
            case "advance":
                await advance(what, dice)
            case _:
                await write_calls(seed)
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
