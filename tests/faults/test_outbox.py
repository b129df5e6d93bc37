"""Processes that deliver the outbox, killed at every step under load: nothing is lost, changed or stuck."""

import random
from collections.abc import AsyncIterator, Callable

import pytest

from core.database import close_database, fetch, open_database, transaction
from core.outbox import publish
from tests.support.deliverers import delivering
from tests.support.patience import FULL
from tests.support.postgres import clone_template, drop_database, url_of

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


async def test_every_message_is_handled_with_its_id_and_body_and_none_is_stuck(
    database: str, rng: random.Random, tell: Callable[[object], None]
) -> None:
    dice = rng
    published: dict[str, dict[str, object]] = {}
    async with delivering(PROGRAM, database, dice, count=DELIVERERS) as deliverers:
        for number in range(MESSAGES):
            body: dict[str, object] = {"z": number, "a": {"text": f"message {number}", "amount": "0.10"}}
            async with transaction():
                message_id = await publish(topic="mail", payload=body, attempts_max=1000)
                if dice.random() < 0.1:  # its cause did not happen after all
                    await fetch("DELETE FROM outbox_messages WHERE id = $1", message_id)
                else:
                    published[str(message_id)] = body
        await deliverers.settle()
    rows = await fetch("SELECT id::text AS id, array_agg(DISTINCT body::jsonb) = ARRAY[min(message.payload::text)::jsonb]"
                       " AS same, count(*) AS times FROM handled JOIN outbox_messages message USING (id) GROUP BY id")  # fmt: skip
    assert {row["id"] for row in rows} == set(published)
    assert all(row["same"] for row in rows)
    assert deliverers.kills > 0
    times = sum(row["times"] for row in rows)
    tell(f"{len(published)} messages, {deliverers.kills} kills: each handled, {times - len(published)} more than once")
    assert len(await fetch("SELECT DISTINCT id FROM handled")) == len(published), "and nothing else was handled"
