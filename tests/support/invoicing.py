"""A process of its own that invoices, or that records calls: `python -m tests.support.invoicing URL run POINT SEED`.

`run` kills itself, as SIGKILL does, when it has reached a point for the n-th time (n by the seed); with no point it runs
to its end. `write` records calls of a month that may be closed at any moment, and prints how many were acknowledged.
"""

import asyncio
import os
import random
import signal
import sys
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


async def run_invoices(point: str, dice: random.Random) -> None:
    left = dice.randint(1, 3)

    def reach(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    await billing.run_invoices(SYSTEM, until=UNTIL, chunk=dice.choice([7, 20, 50]), reach=reach)


async def write_calls(user_id: str, dice: random.Random) -> None:
    user = await User.get(id=UUID(user_id))
    key = await ApiKey.filter(user_id=user.id).first()
    assert key is not None
    for _ in range(6):
        instants = [MAY + timedelta(days=25, seconds=dice.randrange(6 * 86_400)) for _ in range(dice.randint(1, 40))]
        outcomes = await record([call_of(user, key, instant) for instant in instants])
        sys.stdout.write(f"{sum(outcome is None for outcome in outcomes)}\n")
        sys.stdout.flush()


async def main(url: str, mode: str, what: str, seed: str) -> None:
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    try:
        dice = random.Random(seed)
        await (run_invoices(what, dice) if mode == "run" else write_calls(what, dice))
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
