"""What guessing costs: counted over all processes, and as long for names that exist as for those that do not."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core import accounts
from core.accounts import SYSTEM
from core.accounts.sign_in import _take_place
from core.database import fetch
from core.errors import Unauthenticated
from core.pepper import current_pepper

EMAIL, PASSWORD = "mina@basalt.example", "correct horse battery"
PROJECT = Path(__file__).parents[3]
PROCESSES = 3


@pytest.fixture
async def admin(database: str) -> accounts.Admin:
    return await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="owner")


@asynccontextmanager
async def caller(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.sign_in_caller", url, cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def ask(process: asyncio.subprocess.Process, password: str) -> str:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps({"email": EMAIL, "password": password}).encode() + b"\n")
    return (await process.stdout.readline()).decode().strip()


async def test_the_eleventh_wrong_one_is_refused_over_all_processes_even_with_the_right_password(
    admin: accounts.Admin, database: str
) -> None:
    async with caller(database) as a, caller(database) as b, caller(database) as c:
        processes = [a, b, c]
        for _ in range(6):  # as if so many had been wrong: hashing each would make the test slow
            await _take_place(current_pepper().digest(EMAIL), "203.0.113.7")
        told = [await ask(processes[number % PROCESSES], "wrong password!") for number in range(4)]
        assert told == ["wrong_credentials"] * 4
        assert [await ask(process, PASSWORD) for process in processes] == ["too_many_attempts"] * PROCESSES
        await fetch("UPDATE sign_in_attempts SET at = at - interval '5 minutes'")
        assert await ask(c, PASSWORD) == "ok"


async def test_a_name_that_does_not_exist_takes_as_long_as_one_that_does(admin: accounts.Admin) -> None:
    """Method: 5 wrong sign-ins of each kind, in turn, after one of each to warm up. What is measured is the time of
    the processor over all threads of this process, which other processes do not stretch; the medians are compared.
    A look-up without the password's hash would be a ratio near 0.02."""

    async def measure(email: str) -> float:
        await fetch("DELETE FROM sign_in_attempts")
        started = time.process_time()
        with pytest.raises(Unauthenticated):
            await accounts.sign_in(email=email, password="wrong password!", address="203.0.113.7")
        return time.process_time() - started

    names = {"known": EMAIL, "unknown": "nobody@basalt.example", "no address": "nobody"}
    taken: dict[str, list[float]] = {kind: [] for kind in names}
    for turn in range(6):
        for kind, email in names.items():
            seconds = await measure(email)
            if turn:
                taken[kind].append(seconds)
    medians = {kind: statistics.median(seconds) for kind, seconds in taken.items()}
    for kind in ("unknown", "no address"):
        assert 0.8 < medians[kind] / medians["known"] < 1.25, medians
