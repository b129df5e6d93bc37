"""A process that calls when it is told to, a few at a time: `python -m tests.support.rate_caller URL SECRET CALLS`."""

import asyncio
import sys

from core.database import close_database, open_database
from core.errors import KeymeterError
from core.gate import Gate, open_gate
from core.pepper import Pepper, use_pepper
from core.settings import Settings

__all__: list[str] = []

#: So few that their groups are small and those of several processes meet.
CALLERS = 4


async def call(gate: Gate, secret: bytes) -> str:
    try:
        await gate.record(await gate.admit(secret, units={"api_calls": 1}), 200)
    except KeymeterError as error:
        return error.code
    return "ok"


async def main(url: str, secret: str, calls: int) -> None:
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    async with open_gate(Settings(database_url=url, _env_file=None)) as gate:  # type: ignore[call-arg]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        told: list[str] = []

        async def caller() -> None:
            for _ in range(calls // CALLERS):
                told.append(await call(gate, secret.encode()))

        await asyncio.gather(*[caller() for _ in range(CALLERS)])
    await close_database()
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
