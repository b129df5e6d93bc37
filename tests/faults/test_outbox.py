"""Processes that deliver the outbox, killed at every step under load: nothing is lost, changed or stuck."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from core.database import close_database, fetch, open_database, transaction
from core.outbox import publish
from tests.support.patience import FULL, within
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.waiting import eventually

PROJECT = Path(__file__).parents[2]
MESSAGES = 2000 if FULL else 120
DELIVERERS = 3
# Delivers for ever, and kills itself now and then: after the claim, before the effect, after the effect and before it is
# settled, and after that. Leases are short, so that nobody has to wait for them.
PROGRAM = """
import asyncio, json, os, random, signal, sys
from datetime import timedelta
from core.database import fetch, open_database
from core.outbox import delivery
delivery.LEASE, delivery.PAUSE_MIN = timedelta(seconds=1), timedelta(milliseconds=20)
dice = random.Random(sys.argv[2])

def perhaps_die():
    if dice.random() < 0.02:
        os.kill(os.getpid(), signal.SIGKILL)

async def handle(message):
    perhaps_die()
    await asyncio.sleep(dice.random() / 50)
    perhaps_die()
    if dice.random() < 0.1:
        raise ConnectionError("the receiver is away")
    await fetch("INSERT INTO handled VALUES ($1, $2, $3)", message.id, json.dumps(message.payload), message.attempt)
    perhaps_die()

async def main():
    await open_database(sys.argv[1], pool_size=16)
    print("ready", flush=True)
    while True:
        tried = await delivery.deliver({"mail": handle}, at_once=8)
        perhaps_die()
        if not tried:
            await asyncio.sleep(0.05)

asyncio.run(main())
"""


@pytest.fixture
async def database() -> AsyncIterator[str]:
    name = await clone_template()
    await open_database(url_of(name))
    await fetch("CREATE TABLE handled (id uuid, body text, attempt int)")
    yield url_of(name)
    await close_database()
    await drop_database(name)


class Deliverers:
    """So many processes; one that dies is replaced, as its supervisor would."""

    def __init__(self, url: str, dice: random.Random) -> None:
        self._url = url
        self._dice = dice
        self.kills = 0

    async def keep_one(self) -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", PROGRAM, self._url, str(self._dice.random()), cwd=PROJECT,
                stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                os.kill(process.pid, signal.SIGKILL)
                await process.wait()
                raise
            assert code == -signal.SIGKILL, code
            self.kills += 1


async def test_every_message_is_handled_with_its_id_and_body_and_none_is_stuck(
    database: str, rng: random.Random, tell: Callable[[object], None]
) -> None:
    dice = rng
    deliverers = Deliverers(database, dice)
    tasks = [asyncio.create_task(deliverers.keep_one()) for _ in range(DELIVERERS)]
    published: dict[str, dict[str, object]] = {}
    try:
        for number in range(MESSAGES):
            body: dict[str, object] = {"z": number, "a": {"text": f"message {number}", "amount": "0.10"}}
            async with transaction():
                message_id = await publish(topic="mail", payload=body, attempts_max=1000)
                if dice.random() < 0.1:  # its cause did not happen after all
                    await fetch("DELETE FROM outbox_messages WHERE id = $1", message_id)
                else:
                    published[str(message_id)] = body

        async def is_done() -> bool:
            for task in tasks:
                if task.done():
                    task.result()
            return not await fetch("SELECT 1 FROM outbox_messages WHERE state <> 'done' LIMIT 1")

        await eventually(is_done, seconds_max=within(600 if FULL else 90))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    rows = await fetch("SELECT id::text AS id, array_agg(DISTINCT body::jsonb) = ARRAY[min(message.payload::text)::jsonb]"
                       " AS same, count(*) AS times FROM handled JOIN outbox_messages message USING (id) GROUP BY id")  # fmt: skip
    assert {row["id"] for row in rows} == set(published)
    assert all(row["same"] for row in rows)
    assert deliverers.kills > 0
    times = sum(row["times"] for row in rows)
    tell(f"{len(published)} messages, {deliverers.kills} kills: each handled, {times - len(published)} more than once")
    assert len(await fetch("SELECT DISTINCT id FROM handled")) == len(published), "and nothing else was handled"
