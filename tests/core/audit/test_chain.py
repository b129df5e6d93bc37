"""The chain: whatever is done to the log behind its back is named."""

from typing import Any

import asyncpg
import pytest

from core import accounts, audit
from core.accounts import SYSTEM
from core.audit import Head, check_chain, parse_head
from core.database import connect_directly, fetch
from core.pepper import Pepper, use_pepper


@pytest.fixture
async def burglar(database: str) -> Any:
    """Somebody who owns the database: triggers do not stop them."""
    for number in range(8):
        await accounts.create_user(SYSTEM, name=f"User {number}")
    await audit.seal_entries()
    connection = await connect_directly(database)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


async def problems(known: Head | None = None) -> list[str]:
    return [problem async for problem in check_chain(known=known)]


async def test_a_log_that_nobody_touched_is_sound_sealed_or_not(burglar: asyncpg.Connection) -> None:
    assert await problems() == []
    await accounts.create_user(SYSTEM, name="not sealed yet")
    assert await problems(await audit.get_head(SYSTEM)) == []


@pytest.mark.parametrize(
    "change",
    [
        "action = 'user.delete'", "actor_kind = 'token'", "actor_id = gen_random_uuid()", "entity_id = 'x'",
        "occurred_at = occurred_at - interval '1 s'", "door = 'web'", "request_id = 'r'", "after = NULL",
        """after = after || '{"name": "Somebody else"}'""", "before = '{}'", "user_id = NULL", "entity = 'key'",
        "id = gen_random_uuid()", "seal = decode(repeat('11', 32), 'hex')",
    ],
)  # fmt: skip
async def test_an_edited_entry_is_named(burglar: asyncpg.Connection, change: str) -> None:
    await burglar.execute(f"UPDATE audit_entries SET {change} WHERE number = 4")
    found = await problems()
    assert found and found[0].startswith("Entry 4 (")


@pytest.mark.parametrize("number", [1, 4, 8])
async def test_a_deleted_entry_is_named(burglar: asyncpg.Connection, number: int) -> None:
    await burglar.execute("DELETE FROM audit_entries WHERE number = $1", number)
    assert f"Entry {number} is missing." in await problems()


async def test_deleted_and_renumbered_entries_are_named(burglar: asyncpg.Connection) -> None:
    await burglar.execute("DELETE FROM audit_entries WHERE number = 4")
    for number in range(5, 9):
        await burglar.execute("UPDATE audit_entries SET number = number - 1 WHERE number = $1", number)
    assert (await problems())[0].startswith("Entry 4 (")


async def test_reordered_entries_are_named(burglar: asyncpg.Connection) -> None:
    for old, new in ((3, 99), (5, 3), (99, 5)):
        await burglar.execute("UPDATE audit_entries SET number = $2 WHERE number = $1", old, new)
    found = await problems()
    assert any(each.startswith("Entry 3 (") for each in found) and any(each.startswith("Entry 5 (") for each in found)


async def test_an_end_that_was_cut_off_is_told_by_a_head_that_was_kept(burglar: asyncpg.Connection) -> None:
    kept = parse_head(str(await audit.get_head(SYSTEM)))
    await burglar.execute("DELETE FROM audit_entries WHERE number > 5")
    assert await problems() == ["Entries 6 to 8 are missing."]
    await burglar.execute(
        "UPDATE audit_head SET (number, seal) = (SELECT number, seal FROM audit_entries WHERE number = 5)"
    )
    assert await problems() == [], "without a head that was kept, nobody can tell"
    assert await problems(kept) == ["The chain ends at 5, but a head of 8 was exported."]
    for number in range(4):
        await accounts.create_user(SYSTEM, name=f"Later {number}")
    await audit.seal_entries()
    assert await problems(kept) == ["Entry 8 has another seal than the head that was exported had."]


async def test_an_inserted_entry_has_no_seal_that_fits(burglar: asyncpg.Connection) -> None:
    await burglar.execute(
        "INSERT INTO audit_entries SELECT gen_random_uuid(), occurred_at, actor_kind, actor_id, door, request_id, action,"
        " entity, entity_id, user_id, before, after, 9, seal, pepper_version FROM audit_entries WHERE number = 8"
    )
    await burglar.execute("UPDATE audit_head SET number = 9")
    assert any(each.startswith("Entry 9 (") for each in await problems())


async def test_entries_that_nobody_seals_and_a_pepper_that_is_gone_are_told(burglar: asyncpg.Connection) -> None:
    await accounts.create_user(SYSTEM, name="late")
    await burglar.execute("UPDATE audit_entries SET occurred_at = occurred_at - interval '2 h' WHERE number IS NULL")
    assert ["1 entries since" in each for each in await problems()] == [True]
    await audit.seal_entries()
    use_pepper(Pepper(((2, bytes(range(32))),)))
    assert all("pepper version 1 is not configured" in each for each in await problems())


@pytest.mark.parametrize("text", ["", "x", "1", "1:zz", "-1:" + "00" * 32, "1:00"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_head(text)


async def test_a_rotated_pepper_goes_on_with_the_chain(burglar: asyncpg.Connection) -> None:
    use_pepper(Pepper(((2, bytes(range(32))), (1, bytes.fromhex("5a" * 32)))))
    await accounts.create_user(SYSTEM, name="after the rotation")
    await audit.seal_entries()
    assert await problems() == []
    rows = await fetch("SELECT pepper_version FROM audit_entries ORDER BY number")
    assert [row["pepper_version"] for row in rows] == [1] * 8 + [2]
