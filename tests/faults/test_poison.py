"""Calls that wait together share one commit, but not the fate of one whose data the database refuses."""

import asyncio
import random
from collections.abc import Callable

import asyncpg

from tests.support.checker import check_account
from tests.support.journal import Journal
from tests.support.patience import within
from tests.support.server import Server, serving
from tests.support.wire import Answer, Connection
from tests.support.world import World

Tell = Callable[[object], None]

TOGETHER = 64
APP = "tests.support.applications:create_poisonable_app"


async def test_a_poisoned_call_fails_alone(world: World, seed: int, full: bool, rng: random.Random, tell: Tell) -> None:
    journal = Journal(seed)
    async with serving(world.database_url, workers=1, app=APP) as server:
        for poisoned_count in [1, 5] * (10 if full else 1):
            poisoned = set(rng.sample(range(TOGETHER), poisoned_count))
            answers = await _call_together(server, world, journal, poisoned)
            for number, answer in enumerate(answers):
                assert answer.status == (500 if number in poisoned else 200), (number, poisoned, answer)
                if number in poisoned:
                    assert answer.json()["code"] == "call_not_recordable"
        account = await check_account(world, journal, server.port)
    tell(f"groups of {TOGETHER} with 1 and with 5 poisoned calls: {account}")


async def test_a_user_without_a_seal_row_fails_alone(world: World, seed: int, tell: Tell) -> None:
    """The statement finds out only when it has run, with the others' calls already in it."""
    connection = await asyncpg.connect(world.database_url)
    await connection.execute("DELETE FROM user_seals WHERE user_id = $1", world.user_ids[0])
    await connection.close()
    journal = Journal(seed)
    async with serving(world.database_url, workers=1, app=APP) as server:
        answers = await _call_together(server, world, journal, set())
        account = await check_account(world, journal, server.port)
    lost = {number for number in range(TOGETHER) if number % len(world.secrets) == 0}
    assert {number for number, answer in enumerate(answers) if answer.status != 200} == lost
    tell(account)


async def _call_together(server: Server, world: World, journal: Journal, poisoned: set[int]) -> list[Answer]:
    """Calls that the server records as one group; those of these numbers are poisoned."""

    async def call(number: int) -> Answer:
        entry = journal.begin(client=number)
        path = f"/together?count={TOGETHER}&poisoned={number in poisoned}"
        headers = {"x-api-key": world.secrets[number % len(world.secrets)], "x-request-id": entry.request_id}
        async with asyncio.timeout(within(20)), Connection(server.port, headers) as http:
            answer = await http.request("GET", path)
        journal.end(entry, answer.status)
        return answer

    return await asyncio.gather(*[call(number) for number in range(TOGETHER)])
