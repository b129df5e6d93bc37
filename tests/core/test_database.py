"""The pool: nobody waits long for a database that says nothing, and whoever gave up leaves no place in it taken."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from core.database import (
    close_database,
    drop_idle_connections,
    fetch,
    hang_up,
    open_database,
    raw_connection,
    transaction,
)
from core.errors import Unavailable
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.proxy import Proxy

#: What it may take to notice that nobody confirms a cancellation, generously.
GIVEN_UP_WITHIN_SECONDS = 5.0


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """The database of this process, with one connection in its pool, through a proxy."""
    name = await clone_template()
    async with Proxy(url_of(name)) as opened:
        await open_database(opened.url, pool_size=1)
        try:
            await fetch("SELECT 1")
            yield opened
        finally:
            await close_database()
    await drop_database(name)


async def test_giving_up_on_a_silent_statement_takes_no_longer_for_the_pool_than_for_the_caller(proxy: Proxy) -> None:
    proxy.hold()
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await fetch("SELECT 1")
    assert time.monotonic() - started < GIVEN_UP_WITHIN_SECONDS
    proxy.pass_on()
    assert await fetch("SELECT 1")


async def test_a_transaction_on_a_silent_database_is_not_waited_for_to_roll_back(proxy: Proxy) -> None:
    started = 0.0
    with pytest.raises((TimeoutError, Unavailable)):
        async with transaction():
            await fetch("SELECT 1")
            proxy.hold()
            started = time.monotonic()
            async with asyncio.timeout(0.3):
                await fetch("SELECT 2")
    assert time.monotonic() - started < GIVEN_UP_WITHIN_SECONDS
    proxy.pass_on()
    assert await fetch("SELECT 1")


async def test_a_transaction_given_up_at_its_begin_gives_its_connection_back(proxy: Proxy) -> None:
    async def begin() -> None:
        async with asyncio.timeout(0.3), transaction():
            pytest.fail("BEGIN was not answered")

    proxy.hold("to_client")
    asyncio.get_running_loop().call_later(0.4, proxy.pass_on)  # in time to confirm that BEGIN is cancelled
    with pytest.raises((TimeoutError, Unavailable)):
        await asyncio.create_task(begin())
    await asyncio.sleep(0.3)
    assert await fetch("SELECT 1")


async def test_a_task_that_gave_up_at_a_begin_is_not_in_a_transaction(proxy: Proxy) -> None:
    proxy.hold("to_client")
    asyncio.get_running_loop().call_later(0.4, proxy.pass_on)
    with pytest.raises((TimeoutError, Unavailable)):
        async with asyncio.timeout(0.3), transaction():
            pytest.fail("BEGIN was not answered")
    await asyncio.sleep(0.3)
    first, second = [(await fetch("SELECT now()"))[0][0] for _ in range(2)]
    assert first != second


async def test_a_connection_that_the_server_ended_can_be_hung_up(proxy: Proxy) -> None:
    async with raw_connection() as connection:
        killer = await asyncpg.connect(proxy.url)
        await killer.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
        await killer.close()
        # What the driver says depends on whether it has read of the end already, or reads of it meanwhile.
        with pytest.raises(
            (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.exceptions.InternalClientError, OSError)
        ):
            await connection.execute("SELECT pg_sleep(5)")
        hang_up(connection)
        hang_up(connection)
    assert await fetch("SELECT 1")


async def test_connections_that_died_unnoticed_are_dropped_when_the_database_was_silent(proxy: Proxy) -> None:
    proxy.forget()  # the pool's connection is dead, and nobody was told
    drop_idle_connections()
    async with asyncio.timeout(GIVEN_UP_WITHIN_SECONDS):
        assert await fetch("SELECT 1")


async def test_a_connection_in_use_is_not_dropped(proxy: Proxy) -> None:
    async with transaction():
        before = (await fetch("SELECT pg_backend_pid()"))[0][0]
        drop_idle_connections()
        assert (await fetch("SELECT pg_backend_pid()"))[0][0] == before
