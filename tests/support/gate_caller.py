"""A process that calls through a gate of its own when it is told to: `python -m tests.support.gate_caller URL`.

A line on its input is `CALLS SEED SECRET COSTS [SECRET COSTS]...`, with costs as `1` or `1,7`. It then makes so many
calls for each secret, all callers side by side, and writes one line: what came of them, by code.
"""

import asyncio
import json
import random
import sys
from collections import Counter

from core.database import close_database, open_database
from core.errors import KeymeterError
from core.gate import Gate, open_gate
from core.pepper import Pepper, use_pepper
from core.settings import Settings

__all__: list[str] = []

CALLERS = 16


async def call(gate: Gate, secret: bytes, units: int, chance: random.Random) -> str:
    try:
        admitted = await gate.admit(secret, units={"api_calls": units})
        await asyncio.sleep(chance.uniform(0, 0.002))  # the endpoint
        await gate.record(admitted, 200)
    except KeymeterError as error:
        return error.code
    return "ok"


async def run(gate: Gate, line: str) -> Counter[str]:
    calls, seed, *pairs = line.split()
    chance, told = random.Random(int(seed)), Counter[str]()
    todo = [
        (secret.encode(), int(chance.choice(costs.split(","))))
        for secret, costs in zip(pairs[::2], pairs[1::2], strict=True)
        for _ in range(int(calls))
    ]
    chance.shuffle(todo)

    async def caller() -> None:
        while todo:
            secret, units = todo.pop()
            told[await call(gate, secret, units, chance)] += 1

    await asyncio.gather(*[caller() for _ in range(CALLERS)])
    return told


async def main(url: str) -> None:
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    async with open_gate(Settings(database_url=url, _env_file=None)) as gate:  # type: ignore[call-arg]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while line := await asyncio.to_thread(sys.stdin.readline):
            sys.stdout.write(json.dumps(await run(gate, line)) + "\n")
            sys.stdout.flush()
    await close_database()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
