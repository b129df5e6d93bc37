"""Making, changing, disabling and revoking keys."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from core import accounts, keys
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import connect_directly, fetch, transaction
from core.errors import Conflict, Forbidden, InvalidInput, NotFound
from core.keys import ApiKey
from core.pepper import current_pepper
from tests.conftest import Holder
from tests.support.statements import counted_statements
from tests.support.waiting import eventually

READER = Actor(kind="token", id=uuid4(), scopes=frozenset({"read"}))
KEY_MAKER = Actor(kind="token", id=uuid4(), scopes=frozenset({"keys:write"}))


async def test_no_table_holds_the_secret_or_a_part_that_would_help(holder: Holder) -> None:
    """Every column of every table that can hold text or bytes, and the log of the statements is not asked: it is off."""
    admin = await accounts.create_admin(SYSTEM, email="a@b.example", name="A", password="correct horse battery")
    token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
    rotated = await keys.rotate_key(SYSTEM, holder.key.id, grace=timedelta(hours=1))
    secrets = (holder.secret, rotated.secret, token.secret, "correct horse battery")
    columns = await fetch(
        "SELECT c.relname AS table, a.attname AS column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        " AND a.attnum > 0 AND NOT a.attisdropped"
    )
    assert len(columns) > 50
    for row in columns:
        table, column = row["table"], row["column"]
        stored = await fetch(f'SELECT "{column}" AS value FROM "{table}"')
        for value in (each["value"] for each in stored):
            haystack = value if isinstance(value, bytes) else str(value).encode()
            for secret in secrets:
                middle = secret[12:-4] if secret.startswith("km_") else secret  # prefix and last four are shown
                for needle in (middle.encode(), middle.encode().hex().encode(), middle[:12].encode()):
                    assert needle not in haystack, f"{table}.{column} holds a secret"
    key = await keys.get_key(SYSTEM, holder.key.id)
    assert key.digest == current_pepper().digest(holder.secret)
    assert (key.prefix, key.last4) == (holder.secret[:12], holder.secret[-4:])


async def test_a_secret_shows_in_no_repr(holder: Holder) -> None:
    issued = await keys.create_key(SYSTEM, user_id=holder.user.id, name="k")
    assert issued.secret not in repr(issued) + str(issued) + repr(issued.key) + repr(current_pepper())


async def test_a_key_is_made_for_a_user_that_exists(database: str) -> None:
    with pytest.raises(NotFound) as missing:
        await keys.create_key(SYSTEM, user_id=uuid4(), name="k")
    assert missing.value.code == "user_not_found"


BAD = [
    ("name", ""), ("name", "  "), ("name", "x" * 101), ("name", "a\0b"), ("name", "a\ud800b"), ("name", "a\x1bb"),
    ("scopes", ["UPPER"]), ("scopes", [""]), ("scopes", ["x" * 65]), ("scopes", [f"s{n}" for n in range(51)]),
    ("allowed_networks", ["10.0.0.0/33"]), ("allowed_networks", ["example.org"]),
    ("allowed_networks", ["10.0.0.1"] * 101), ("allowed_networks", ["fe80::1%eth0"]),
    ("metadata", {"a": "b\0"}), ("metadata", {"": "b"}), ("metadata", {str(n): "" for n in range(51)}),
    ("metadata", {"a": "x" * 501}),
    ("expires_at", datetime(2020, 1, 1, tzinfo=UTC)),
    ("expires_at", datetime.max.replace(tzinfo=timezone(-timedelta(hours=14)))),
]  # fmt: skip


async def test_a_bad_value_is_refused_by_its_field_and_stores_nothing(holder: Holder) -> None:
    for field, value in BAD:
        with pytest.raises(InvalidInput) as refused:
            await keys.create_key(SYSTEM, **{"user_id": holder.user.id, "name": "k"} | {field: value})
        assert refused.value.field in (field, None), (field, value)
    assert (await fetch("SELECT count(*) AS n FROM api_keys"))[0]["n"] == 1


async def test_only_who_may_write_keys_makes_and_changes_them(holder: Holder) -> None:
    with pytest.raises(Forbidden):
        await keys.create_key(READER, user_id=holder.user.id, name="k")
    for change in (keys.disable_key, keys.enable_key, keys.revoke_key, keys.rotate_key, keys.update_key):
        with pytest.raises(Forbidden):
            await change(READER, holder.key.id)
    with pytest.raises(Forbidden):
        await keys.get_key(KEY_MAKER, holder.key.id)
    # Writing alone is enough to write: a sign-up service need not be able to read everybody's keys.
    assert (await keys.create_key(KEY_MAKER, user_id=holder.user.id, name="k")).key.user_id == holder.user.id
    assert await keys.last_uses(KEY_MAKER, [holder.key.id]) == {}


async def test_disable_enable_and_revoke_twice_change_nothing_more(holder: Holder) -> None:
    async def state() -> tuple[Any, ...]:
        key = await keys.get_key(SYSTEM, holder.key.id)
        epoch = (await fetch("SELECT epoch FROM access_epoch"))[0]["epoch"]
        return key.disabled_at, key.revoked_at, key.epoch, key.updated_at, epoch

    for change, status in (
        (keys.enable_key, "active"),
        (keys.disable_key, "disabled"),
        (keys.enable_key, "active"),
        (keys.disable_key, "disabled"),
        (keys.revoke_key, "revoked"),
    ):
        key = await change(SYSTEM, holder.key.id)
        assert keys.key_status(key, now()) == status
        once = await state()
        await change(SYSTEM, holder.key.id)
        assert await state() == once


async def test_a_revoked_key_stays_revoked_whatever_is_asked(holder: Holder) -> None:
    await keys.revoke_key(SYSTEM, holder.key.id)
    for change in (keys.enable_key, keys.disable_key, keys.rotate_key, keys.update_key):
        with pytest.raises(Conflict) as refused:
            await change(SYSTEM, holder.key.id)
        assert refused.value.code == "key_not_live"


async def test_expiry_is_only_ever_brought_forward(holder: Holder) -> None:
    first, sooner, later = (now() + timedelta(days=days) for days in (10, 5, 11))
    assert (await keys.update_key(SYSTEM, holder.key.id, expires_at=first)).expires_at == first
    for value in (later, first + timedelta(microseconds=1), None):
        with pytest.raises(InvalidInput) as refused:
            await keys.update_key(SYSTEM, holder.key.id, expires_at=value)
        assert refused.value.field == "expires_at"
    assert (await keys.update_key(SYSTEM, holder.key.id, expires_at=sooner)).expires_at == sooner
    assert (await keys.get_key(SYSTEM, holder.key.id)).expires_at == sooner


async def test_nothing_of_a_key_can_be_taken_away_nor_what_it_is_be_changed(holder: Holder) -> None:
    gone: dict[str, Any] = dict.fromkeys(("name", "scopes", "allowed_networks", "metadata", "expires_at"))
    fixed = dict.fromkeys(("user_id", "live", "digest", "revoked_at", "epoch", "id", "replaced_by_id", "nonsense"), "x")
    for field, value in (gone | fixed).items():
        with pytest.raises(InvalidInput) as refused:
            await keys.update_key(SYSTEM, holder.key.id, **{field: value})
        assert refused.value.field == field


async def test_an_update_that_fails_changes_nothing(holder: Holder) -> None:
    with pytest.raises(InvalidInput):
        await keys.update_key(SYSTEM, holder.key.id, name="New", scopes=["NO"])
    assert (await keys.get_key(SYSTEM, holder.key.id)).name == "Production"


def test_status_says_the_strongest_reason() -> None:
    at, key = now(), ApiKey(name="k")
    assert keys.key_status(key, at) == "active"
    key.replaced_by_id = uuid4()  # type: ignore[attr-defined]
    assert keys.key_status(key, at) == "rotating"
    key.disabled_at = at
    assert keys.key_status(key, at) == "disabled"
    key.expires_at = at
    assert keys.key_status(key, at) == "expired"
    assert keys.key_status(key, at - timedelta(microseconds=1)) == "disabled"
    key.revoked_at = at
    assert keys.key_status(key, at) == "revoked"


async def test_pages_of_keys_are_complete_and_stable_under_inserts(holder: Holder) -> None:
    made = [(await keys.create_key(SYSTEM, user_id=holder.user.id, name=str(n))).key.id for n in range(7)]
    expected = [*reversed(made), holder.key.id]
    page = await keys.list_keys(SYSTEM, limit=3)
    seen = [key.id for key in page.items]
    while page.next_cursor:
        await keys.create_key(SYSTEM, user_id=holder.user.id, name="meanwhile")
        page = await keys.list_keys(SYSTEM, limit=3, cursor=page.next_cursor)
        seen += [key.id for key in page.items]
    assert seen == expected


async def test_making_a_key_while_its_user_changes_meets_in_no_deadlock(database: str, holder: Holder) -> None:
    """Both lock the user's row and the epoch's. Whoever waits for the user must not hold the epoch."""
    other = await connect_directly(database)
    try:
        changing = other.transaction()
        await changing.start()
        await other.execute("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", holder.user.id)
        making = asyncio.create_task(keys.create_key(SYSTEM, user_id=holder.user.id, name="k"))
        await eventually(lambda: _somebody_waits_for(other))
        await other.execute("SET LOCAL lock_timeout = '500ms'")
        await other.execute("UPDATE access_epoch SET epoch = epoch + 1")
        await changing.commit()
        assert (await making).key.user_id == holder.user.id
    finally:
        await other.close()


async def _somebody_waits_for(connection: Any) -> bool:
    mine = connection.get_server_pid()
    waiting = await connection.fetchval("SELECT count(*) FROM pg_locks WHERE $1 = ANY (pg_blocking_pids(pid))", mine)
    return bool(waiting)


async def test_a_change_that_is_rolled_back_tells_nobody(holder: Holder) -> None:
    before = (await fetch("SELECT epoch FROM access_epoch"))[0]["epoch"]
    with pytest.raises(RuntimeError):
        async with transaction():
            await keys.revoke_key(SYSTEM, holder.key.id)
            raise RuntimeError
    assert (await fetch("SELECT epoch FROM access_epoch"))[0]["epoch"] == before
    assert (await keys.get_key(SYSTEM, holder.key.id)).revoked_at is None


async def test_listing_keys_costs_the_same_however_many_there_are(holder: Holder) -> None:
    counts = []
    for _ in range(2):
        with counted_statements() as sent:
            page = await keys.list_keys(SYSTEM, limit=100)
            await keys.last_uses(SYSTEM, [key.id for key in page.items])
        counts.append(len(sent))
        for number in range(10):
            await keys.create_key(SYSTEM, user_id=holder.user.id, name=str(number))
    assert counts[0] == counts[1]
