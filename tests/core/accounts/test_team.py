"""A team of admins: roles, invitations, sessions that end, and the owner that there must be."""

import asyncio
from datetime import timedelta

import pytest

from core import accounts
from core.accounts import ROLE_SCOPES, SYSTEM, Actor, Admin
from core.audit import AuditEntry
from core.clock import now
from core.database import fetch
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.ids import new_id

PASSWORD = "correct horse battery"


async def make(role: str, name: str = "") -> tuple[Admin, Actor]:
    """Without a password: hashing one takes longer than all the rest."""
    label = name or role
    admin = await Admin.create(email=f"{label}@b.example", name=label, password_hash="none", role=role)
    return admin, Actor(kind="admin", id=admin.id, scopes=ROLE_SCOPES[role])


async def signed_in(admin: Admin) -> str:
    return (await accounts.open_session(admin, address="::1", browser="")).token


async def is_signed_in(token: str) -> bool:
    try:
        await accounts.find_session(token)
    except Unauthenticated:
        return False
    return True


async def test_another_role_ends_the_sessions_and_takes_the_tokens_rights(database: str) -> None:
    _, owner = await make("owner")
    admin, _ = await make("admin")
    token, issued = await signed_in(admin), await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
    await accounts.change_role(owner, admin.id, "admin")
    assert await is_signed_in(token), "no change ends nothing"
    await accounts.change_role(owner, admin.id, "reader")
    assert not await is_signed_in(token)
    assert (await accounts.authenticate_token(issued.secret)).scopes == {"read"}
    (entry,) = await AuditEntry.filter(action="admin.change_role")
    assert (entry.before, entry.after) == ({"role": "admin"}, {"role": "reader"})


async def test_a_disabled_admin_is_nobody_until_enabled_again(database: str) -> None:
    _, owner = await make("owner")
    admin, _ = await make("admin")
    token, issued = await signed_in(admin), await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
    first = (await accounts.disable_admin(owner, admin.id)).disabled_at
    assert (await accounts.disable_admin(owner, admin.id)).disabled_at == first
    assert not await is_signed_in(token)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate_token(issued.secret)
    await accounts.enable_admin(owner, admin.id)
    await accounts.authenticate_token(issued.secret)
    assert not await is_signed_in(token)


async def test_there_is_always_an_owner_who_may_sign_in(database: str) -> None:
    first, one = await make("owner", "one")
    second, two = await make("owner", "two")
    with pytest.raises(Forbidden):
        await accounts.disable_admin(one, first.id)
    # Both demote the other at the same moment.
    results = await asyncio.gather(
        accounts.change_role(one, second.id, "reader"), accounts.change_role(two, first.id, "reader"),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["Admin", "Conflict"]
    assert await Admin.filter(role="owner").count() == 1


@pytest.mark.parametrize("role", ["admin", "reader"])
async def test_only_owners_change_the_team(database: str, role: str) -> None:
    other, _ = await make("owner")
    _, actor = await make(role)
    token = Actor(kind="token", id=new_id(), scopes=accounts.ADMIN_SCOPES)
    invited = await accounts.invite_admin(SYSTEM, email="new@b.example", role="admin")
    session = await accounts.open_session(other, address="::1", browser="")
    for who in (actor, token):
        for attempt in (
            accounts.invite_admin(who, email="x@b.example", role="reader"),
            accounts.withdraw(who, invited.invitation.id),
            accounts.change_role(who, other.id, "reader"),
            accounts.disable_admin(who, other.id),
            accounts.enable_admin(who, other.id),
            accounts.reset_password(who, other.id, password=PASSWORD),
            accounts.create_admin(who, email="x@b.example", name="X", password=PASSWORD),
            accounts.revoke_session(who, session.session.id),
        ):
            with pytest.raises(Forbidden):
                await attempt
    assert await is_signed_in(session.token)


async def test_an_invitation_makes_the_admin_that_was_meant_once(database: str) -> None:
    _, owner = await make("owner")
    invited = await accounts.invite_admin(owner, email=" New@B.example ", role="reader")
    assert invited.secret not in repr(invited)
    with pytest.raises(InvalidInput):
        await accounts.accept_invitation(invited.secret, name="Nell", password="password123")
    results = await asyncio.gather(
        *(accounts.accept_invitation(invited.secret, name="Nell", password=PASSWORD) for _ in range(3)),
        return_exceptions=True,
    )
    made = [each for each in results if isinstance(each, Admin)]
    assert len(made) == 1 and (made[0].email, made[0].role) == ("new@b.example", "reader")
    assert all(isinstance(each, Admin | Unauthenticated | Conflict) for each in results)
    with pytest.raises(Unauthenticated):
        await accounts.find_invitation(invited.secret)
    with pytest.raises(Conflict):
        await accounts.invite_admin(owner, email="new@b.example", role="admin")
    rows = await fetch("SELECT i::text AS text FROM admin_invitations i")
    assert invited.secret not in rows[0]["text"]


async def test_an_invitation_ends_by_another_by_withdrawal_and_by_age(database: str) -> None:
    _, owner = await make("owner")
    first = await accounts.invite_admin(owner, email="new@b.example", role="reader")
    second = await accounts.invite_admin(owner, email="new@b.example", role="reader")
    third = await accounts.invite_admin(owner, email="old@b.example", role="reader")
    await fetch("UPDATE admin_invitations SET expires_at = $2 WHERE id = $1", third.invitation.id, now())
    assert [each.id for each in await accounts.list_invitations(owner)] == [second.invitation.id]
    await accounts.withdraw(owner, second.invitation.id)
    for each in (first.secret, second.secret, third.secret, "", "x", "\x00", "é" * 70):
        with pytest.raises(Unauthenticated) as ended:
            await accounts.find_invitation(each)
        assert ended.value.code == "invitation_ended"
    with pytest.raises(NotFound):
        await accounts.withdraw(owner, new_id())


async def test_another_password_ends_every_session_and_opens_one(database: str) -> None:
    admin = await accounts.create_admin(SYSTEM, email="m@b.example", name="Mina", password=PASSWORD, role="reader")
    actor = Actor(kind="admin", id=admin.id, scopes=frozenset({"read"}))
    here, there = await signed_in(admin), await signed_in(admin)
    with pytest.raises(InvalidInput) as wrong:
        await accounts.change_password(actor, current="wrong password!", new="another horse battery", address="::1")
    assert wrong.value.field == "current"
    opened = await accounts.change_password(actor, current=PASSWORD, new="another horse battery", address="::1")
    assert [await is_signed_in(token) for token in (here, there, opened.token)] == [False, False, True]
    reset = await accounts.reset_password(SYSTEM, admin.id)
    assert not await is_signed_in(opened.token)
    assert reset.password not in repr(reset)
    assert await accounts.sign_in(email="m@b.example", password=reset.password, address="::1")
    _, owner = await make("owner")
    with pytest.raises(Forbidden):  # a session must not be worth the account
        await accounts.reset_password(owner, owner.id)


async def test_one_session_can_be_ended_by_its_admin_and_by_an_owner(database: str) -> None:
    reader, actor = await make("reader")
    other, owner = await make("owner")
    mine, theirs = [await accounts.open_session(each, address="::1", browser="") for each in (reader, other)]
    with pytest.raises(Forbidden):
        await accounts.revoke_session(actor, theirs.session.id)
    with pytest.raises(Forbidden):
        await accounts.revoke_session(actor, new_id())
    await accounts.revoke_session(actor, mine.session.id)
    assert not await is_signed_in(mine.token)
    again = await accounts.open_session(reader, address="::1", browser="")
    await accounts.revoke_session(owner, again.session.id)
    assert not await is_signed_in(again.token)


async def test_tokens_are_listed_in_pages_without_secrets(database: str) -> None:
    owner, actor = await make("owner")
    made = [await accounts.issue_token(SYSTEM, admin_id=owner.id, name=f"t{number}") for number in range(3)]
    page = await accounts.list_tokens(actor, limit=2)
    rest = await accounts.list_tokens(actor, limit=2, cursor=page.next_cursor)
    assert [token.name for token in (*page.items, *rest.items)] == ["t2", "t1", "t0"]
    customer = Actor(kind="user", id=new_id(), scopes=frozenset({"read"}), user_id=new_id())
    for attempt in (accounts.list_tokens(customer), accounts.list_admins(customer)):
        with pytest.raises(Forbidden):
            await attempt
    assert made[0].token.expires_at is None
    ended = await accounts.issue_token(SYSTEM, admin_id=owner.id, name="e", expires_at=now() + timedelta(days=1))
    assert ended.token.expires_at is not None
