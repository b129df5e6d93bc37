"""The audit log: written with the change or not at all, and never rewritten."""

import asyncio

import asyncpg
import pytest

from core import accounts, audit, keys, plans
from core.accounts import SYSTEM, Actor
from core.audit import AuditEntry
from core.database import connect_directly, fetch, transaction
from core.ids import new_id


async def entries(action: str) -> list[AuditEntry]:
    return await AuditEntry.filter(action=action).order_by("id")


async def test_a_change_is_written_with_actor_door_before_and_after(database: str) -> None:
    audit.enter_by("web", request_id="req-1")
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    actor = Actor(kind="token", id=new_id(), scopes=accounts.ADMIN_SCOPES)
    await accounts.update_user(actor, user.id, name="Basalt", status="suspended", email=None)
    (entry,) = await entries("user.update")
    assert (entry.actor_kind, entry.actor_id, entry.door, entry.request_id) == ("token", actor.id, "web", "req-1")
    assert (entry.entity, entry.entity_id, entry.user_id) == ("user", str(user.id), user.id)
    assert entry.before == {"name": "Basalt AI", "status": "active"}
    assert entry.after == {"name": "Basalt", "status": "suspended"}


async def test_a_change_that_changes_nothing_leaves_no_entry(database: str) -> None:
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    await accounts.update_user(SYSTEM, user.id, name="Basalt AI")
    assert await entries("user.update") == []


async def test_a_change_that_is_rolled_back_leaves_no_entry_and_one_without_its_entry_is_rolled_back(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await accounts.create_user(SYSTEM, name="Basalt AI")
            raise RuntimeError("after the change")
    assert await AuditEntry.all().count() == 0

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        await accounts.create_user(SYSTEM, name="Basalt AI")
    assert await accounts.User.all().count() == 0


async def test_no_entry_holds_a_secret_or_its_digest(database: str) -> None:
    admin = await accounts.create_admin(SYSTEM, email="m@b.example", name="M", password="correct horse battery")
    token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="Production")
    rotated = await keys.rotate_key(SYSTEM, issued.key.id)
    opened = await accounts.sign_in(email="m@b.example", password="correct horse battery", address="::1")
    rows = await fetch("SELECT entry::text AS text FROM audit_entries entry")
    text = "".join(row["text"] for row in rows)
    for secret in (token.secret, issued.secret, rotated.secret, opened.token, "correct horse", admin.password_hash):
        assert secret not in text
    assert issued.key.digest.hex() not in text
    with pytest.raises(ValueError, match="digest"):
        audit.snapshot(issued.key, ("name", "digest"))


async def test_every_change_that_there_is_leaves_its_entry(database: str) -> None:
    """All mutations of the features below, once each."""
    admin = await accounts.create_admin(SYSTEM, email="m@b.example", name="M", password="correct horse battery")
    token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
    await accounts.revoke_token(SYSTEM, token.token.id)
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="Production")
    await keys.update_key(SYSTEM, issued.key.id, name="Staging")
    for change in (keys.disable_key, keys.enable_key, keys.rotate_key, keys.revoke_key):
        await change(SYSTEM, issued.key.id)
    await plans.create_plan(SYSTEM, slug="p", name="P", currency="USD", charges=[])
    await plans.publish_plan(SYSTEM, "p")
    await plans.assign_plan(SYSTEM, user.id, plan="p")
    assert [entry.action for entry in await AuditEntry.all().order_by("id")] == [
        "admin.create", "token.create", "token.revoke", "user.create", "key.create", "key.update", "key.disable",
        "key.enable", "key.create", "key.rotate", "key.revoke", "plan.create", "plan_version.draft",
        "plan_version.publish", "subscription.create",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'user.delete'",
        "UPDATE audit_entries SET number = 1, seal = decode(repeat('00', 32), 'hex'), pepper_version = 1, door = 'web'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
    ],
)
async def test_the_database_itself_refuses_to_rewrite_the_log(database: str, statement: str) -> None:
    await accounts.create_user(SYSTEM, name="Basalt AI")
    connection = await connect_directly(database)
    try:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute(statement)
        await audit.seal_entries()
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute("UPDATE audit_entries SET number = number + 1")
    finally:
        await connection.close()


async def test_sealing_at_the_same_time_makes_one_chain_without_gaps(database: str) -> None:
    for number in range(12):
        await accounts.create_user(SYSTEM, name=f"User {number}")
    counts = await asyncio.gather(*(audit.seal_entries() for _ in range(4)))
    assert sum(counts) == 12
    rows = await fetch("SELECT number FROM audit_entries ORDER BY id")
    assert [row["number"] for row in rows] == list(range(1, 13))
