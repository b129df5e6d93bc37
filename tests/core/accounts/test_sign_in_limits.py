"""What guessing costs: counted over all processes, and as long for names that exist as for those that do not."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core import accounts
from core.accounts import SYSTEM, passwords
from core.accounts.sign_in import _take_place
from core.database import fetch
from core.errors import Unauthenticated
from core.pepper import current_pepper
from tests.support.statements import counted_statements

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


NAMES = {"known": EMAIL, "unknown": "nobody@basalt.example", "no address": "nobody"}


async def test_a_name_that_does_not_exist_does_the_work_of_one_that_does(
    admin: accounts.Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements, and one hash by the same parameters. tests/faults measures the time."""
    verified: list[str] = []
    verify = passwords._verify

    def noted(password: str, stored: str) -> bool:
        verified.append(stored.rpartition("$")[0].rpartition("$")[0])  # without salt and hash
        return verify(password, stored)

    monkeypatch.setattr(passwords, "_verify", noted)
    work = {}
    for kind, email in NAMES.items():
        verified.clear()
        with counted_statements() as sent, pytest.raises(Unauthenticated):
            await accounts.sign_in(email=email, password="wrong password!", address="203.0.113.7")
        work[kind] = (verified[:], sent)
    assert len(work["known"][0]) == 1 and work["known"][1]
    assert work["unknown"] == work["known"]
    # What is no address is not looked up, which tells nothing about anybody.
    assert work["no address"] == (work["known"][0], work["known"][1][:-1])
