"""The look-up cache: what it may answer from memory, and for how long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

import core.keys.cache as cache_module
from core import accounts, keys
from core.accounts import SYSTEM
from core.clock import now
from core.database import connect_directly, fetch, raw_connection
from core.errors import KeymeterError, Unauthenticated
from core.keys import KeyCache, open_key_cache
from core.pepper import Pepper, current_pepper, use_pepper
from core.secret import make_secret
from tests.conftest import Holder
from tests.support.patience import within
from tests.support.statements import counted_statements
from tests.support.waiting import eventually

#: The promise of metering.md: a change holds everywhere within a second.
HOLDS_WITHIN_SECONDS = 1.0


@pytest.fixture
async def cache(database: str) -> AsyncIterator[KeyCache]:
    async with open_key_cache(current_pepper(), database) as opened:
        yield opened


@pytest.fixture
async def fresh(cache: KeyCache) -> KeyCache:
    """A cache whose first poll is done, so that it answers from memory."""
    await eventually(lambda: _is_fresh(cache))
    return cache


async def _is_fresh(cache: KeyCache) -> bool:
    return cache._fresh_until > 0


async def _refused(cache: KeyCache, secret: str, code: str) -> bool:
    try:
        identity = cache.peek(secret.encode()) or await cache.find(secret.encode())
        keys.check_identity(identity, at=now(), scope=None, address=None)
    except KeymeterError as error:
        return error.code == code
    return False


async def test_a_key_is_looked_up_once_and_then_known(fresh: KeyCache, holder: Holder) -> None:
    with counted_statements() as sent:
        found = await fresh.find(holder.secret.encode())
        again = [fresh.peek(holder.secret.encode()) for _ in range(100)]
    assert (found.key_id, found.user_id, found.live) == (holder.key.id, holder.user.id, True)
    assert all(each is found for each in again)
    assert len(sent) == 1


async def test_a_malformed_key_costs_no_statement(fresh: KeyCache, holder: Holder) -> None:
    with counted_statements() as sent:
        for secret in (holder.secret[:-1], holder.secret[:-1] + "!", "", "km_admin_x", make_secret("admin")):
            with pytest.raises(Unauthenticated) as refused:
                await fresh.find(secret.encode())
            assert refused.value.code == "malformed_key"
        with pytest.raises(Unauthenticated):
            await fresh.find(bytes(range(128, 256)))
    assert sent == []
    assert fresh.malformed_total == 6


async def test_an_unknown_key_is_asked_for_once_and_counted_each_time(fresh: KeyCache) -> None:
    secret = make_secret("live").encode()
    with counted_statements() as sent:
        for _ in range(10):
            with pytest.raises(Unauthenticated) as refused:
                await fresh.find(secret)
            assert refused.value.code == "unknown_key"
    assert len(sent) == 1
    assert fresh.unknown_total == 10


async def test_misses_at_the_same_time_share_one_statement(fresh: KeyCache, holder: Holder) -> None:
    issued = [await keys.create_key(SYSTEM, user_id=holder.user.id, name=str(n)) for n in range(20)]
    secrets = [each.secret.encode() for each in issued] * 3
    with counted_statements() as sent:
        found = await asyncio.gather(*[fresh.find(secret) for secret in secrets])
    assert [each.key_id for each in found] == [each.key.id for each in issued] * 3
    assert len(sent) == 1


async def test_a_caller_that_goes_away_takes_no_other_with_it(fresh: KeyCache, holder: Holder) -> None:
    leaver, stayer = (asyncio.create_task(fresh.find(holder.secret.encode())) for _ in range(2))
    await asyncio.sleep(0)
    leaver.cancel()
    assert (await stayer).key_id == holder.key.id
    await asyncio.gather(leaver, return_exceptions=True)


async def test_a_key_whose_row_cannot_be_read_fails_its_call_and_hangs_nobody(fresh: KeyCache, holder: Holder) -> None:
    await fetch("UPDATE api_keys SET allowed_networks = '[\"nonsense\"]' WHERE id = $1", holder.key.id)
    with pytest.raises(KeymeterError) as failed:
        await asyncio.wait_for(fresh.find(holder.secret.encode()), within(2))
    assert failed.value.code == "internal"


async def test_every_process_refuses_a_revoked_key_within_a_second(
    database: str, fresh: KeyCache, holder: Holder
) -> None:
    async with open_key_cache(current_pepper(), database) as other:
        for each in (fresh, other):
            await eventually(lambda each=each: _is_fresh(each))  # type: ignore[misc]
            await each.find(holder.secret.encode())
        await keys.revoke_key(SYSTEM, holder.key.id)
        for each in (fresh, other):
            assert await eventually(lambda e=each: _refused(e, holder.secret, "unknown_key")) < HOLDS_WITHIN_SECONDS  # type: ignore[misc]


async def test_polling_alone_finds_a_change_within_a_second(fresh: KeyCache, holder: Holder) -> None:
    """Behind a transaction-mode pooler no notification ever arrives: here none is sent."""
    await fresh.find(holder.secret.encode())
    await fetch(
        "WITH bumped AS (UPDATE access_epoch SET epoch = epoch + 1 RETURNING epoch)"
        " UPDATE api_keys SET revoked_at = now(), epoch = bumped.epoch FROM bumped WHERE id = $1",
        holder.key.id,
    )
    assert await eventually(lambda: _refused(fresh, holder.secret, "unknown_key")) < HOLDS_WITHIN_SECONDS


async def test_a_revoked_key_of_an_older_pepper_is_forgotten_too(database: str, holder: Holder) -> None:
    """The database names it by its old digest, the cache by its newest."""
    pepper = Pepper(((2, b"n" * 32), *current_pepper().versions))
    use_pepper(pepper)
    async with open_key_cache(pepper, database) as cache:
        await eventually(lambda: _is_fresh(cache))
        assert (await cache.find(holder.secret.encode())).key_id == holder.key.id
        assert cache.peek(holder.secret.encode()) is not None
        await keys.revoke_key(SYSTEM, holder.key.id)
        assert await eventually(lambda: _refused(cache, holder.secret, "unknown_key")) < HOLDS_WITHIN_SECONDS


@pytest.mark.parametrize("change", ["disable", "suspend", "expire", "rotate"])
async def test_every_change_of_rights_holds_within_a_second(fresh: KeyCache, holder: Holder, change: str) -> None:
    await fresh.find(holder.secret.encode())
    if change == "disable":
        await keys.disable_key(SYSTEM, holder.key.id)
    elif change == "suspend":
        await accounts.update_user(SYSTEM, holder.user.id, status="suspended")
    elif change == "expire":
        await keys.update_key(SYSTEM, holder.key.id, expires_at=now())
    else:
        await keys.rotate_key(SYSTEM, holder.key.id)
    code = {"disable": "disabled_key", "suspend": "user_suspended"}.get(change, "expired_key")
    assert await eventually(lambda: _refused(fresh, holder.secret, code)) < HOLDS_WITHIN_SECONDS


async def test_an_answer_from_before_a_change_is_not_kept(
    database: str, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look-up reads the key, then it is revoked and the poller hears of it, then the look-up's answer arrives."""
    has_read, may_go_on = asyncio.Event(), asyncio.Event()

    class Slow:
        def __init__(self, connection: Any) -> None:
            self.connection = connection

        async def fetch(self, *arguments: Any) -> Any:
            rows = await self.connection.fetch(*arguments)
            has_read.set()
            await may_go_on.wait()
            return rows

    @asynccontextmanager
    async def slow_connection(*_: str) -> AsyncIterator[Slow]:
        async with raw_connection() as connection:
            yield Slow(connection)

    monkeypatch.setattr(cache_module, "raw_connection", slow_connection)
    monkeypatch.setattr(cache_module, "LOOK_UP_SECONDS_MAX", 60.0)  # all that happens meanwhile is part of the look-up
    cache = KeyCache(current_pepper(), database)
    poller = await connect_directly(database)
    try:
        await cache.poll(poller)
        looking = asyncio.create_task(cache.find(holder.secret.encode()))
        await has_read.wait()
        await keys.revoke_key(SYSTEM, holder.key.id)
        await cache.poll(poller)
        may_go_on.set()
        await looking  # it began before the revocation: either answer is right
        assert cache.peek(holder.secret.encode()) is None
        with pytest.raises(Unauthenticated):
            await cache.find(holder.secret.encode())
    finally:
        await poller.close()


async def test_a_cache_that_cannot_poll_stops_answering(
    database: str, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = KeyCache(current_pepper(), database)
    await cache.find(holder.secret.encode())
    assert cache.peek(holder.secret.encode()) is None, "it was never polled"
    poller = await connect_directly(database)
    await cache.poll(poller)
    await poller.close()
    await cache.find(holder.secret.encode())
    assert cache.peek(holder.secret.encode()) is not None
    real = cache_module.monotonic
    monkeypatch.setattr(cache_module, "monotonic", lambda: real() + 0.76)
    assert cache.peek(holder.secret.encode()) is None
    with counted_statements() as sent:
        await cache.find(holder.secret.encode())
    assert len(sent) == 1, "it asked the database instead"


async def test_the_first_poll_is_told_of_no_key_however_many_there_are(database: str, holder: Holder) -> None:
    """Else a process beside a million keys would never finish a poll in time."""
    told: list[int] = []

    class Listening:
        async def fetchrow(self, *arguments: Any, **options: Any) -> Any:
            row = await poller.fetchrow(*arguments, **options)
            told.append(len(row["digests"]))
            return row

    poller, cache = await connect_directly(database), KeyCache(current_pepper(), database)
    try:
        await cache.poll(Listening())  # type: ignore[arg-type]
        await keys.create_key(SYSTEM, user_id=holder.user.id, name="another")
        await cache.poll(Listening())  # type: ignore[arg-type]
    finally:
        await poller.close()
    assert told == [0, 1]


async def test_it_closes_even_when_a_notification_arrives_at_that_moment(database: str) -> None:
    for turns in range(4):
        async with open_key_cache(current_pepper(), database) as cache:
            await eventually(lambda cache=cache: _is_fresh(cache))  # type: ignore[misc]
            cache._wake.set()
            for _ in range(turns):
                await asyncio.sleep(0)
            poller = next(task for task in asyncio.all_tasks() if "poll_forever" in repr(task.get_coro()))
            poller.cancel()
            assert await asyncio.wait([poller], timeout=2) != (set(), {poller})


async def test_memory_is_bounded_however_many_keys_are_tried(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "UNKNOWN_MAX", 50)
    cache = KeyCache(current_pepper(), database)
    for _ in range(3):
        tries = [cache.find(make_secret("live").encode()) for _ in range(40)]
        await asyncio.gather(*tries, return_exceptions=True)
    assert len(cache._unknown) <= 50
