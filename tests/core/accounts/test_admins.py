"""Admins and their tokens: nobody makes anybody who may do more."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from core import accounts
from core.accounts import ADMIN_SCOPES, ROLE_SCOPES, SYSTEM, Actor
from core.clock import now
from core.database import fetch
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.pepper import current_pepper
from core.secret import make_secret
from tests.support.statements import counted_statements

PASSWORD = "correct horse battery"


async def make(role: str, email: str = "") -> Actor:
    """An admin of a role, as it acts when signed in."""
    admin = await accounts.create_admin(
        SYSTEM, email=email or f"{role}@b.example", name="A", password=PASSWORD, role=role
    )
    return Actor(kind="admin", id=admin.id, scopes=ROLE_SCOPES[role])


def id_of(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id


async def refused(call: object, kind: type[Exception]) -> Exception:
    with pytest.raises(kind) as caught:
        await call  # type: ignore[misc]
    return caught.value


async def test_a_token_is_its_scopes_and_its_digest(database: str) -> None:
    owner = await make("owner")
    issued = await accounts.issue_token(owner, admin_id=id_of(owner), name="ci", scopes=["read", "events:write"])
    assert issued.token.digest == current_pepper().digest(issued.secret)
    assert issued.secret not in repr(issued)
    actor = await accounts.authenticate_token(issued.secret)
    assert (actor.kind, actor.id, actor.user_id) == ("token", issued.token.id, None)
    assert actor.scopes == {"read", "events:write"}


async def test_a_token_mints_no_token_and_no_admin_and_ends_none(database: str) -> None:
    owner = await make("owner")
    issued = await accounts.issue_token(owner, admin_id=id_of(owner), name="all")
    token = await accounts.authenticate_token(issued.secret)
    assert token.scopes == ADMIN_SCOPES
    await refused(accounts.create_admin(token, email="x@y.z", name="x", password=PASSWORD), Forbidden)
    await refused(accounts.issue_token(token, admin_id=id_of(owner), name="x"), Forbidden)
    await refused(accounts.revoke_token(token, issued.token.id), Forbidden)
    await refused(accounts.revoke_token(token, uuid4()), Forbidden)


async def test_a_reader_makes_nobody_who_may_write(database: str) -> None:
    """Neither an admin, nor a token of somebody else; and its own tokens read."""
    owner, reader = await make("owner"), await make("reader")
    for role in ROLE_SCOPES:
        await refused(accounts.create_admin(reader, email="x@y.z", name="x", password=PASSWORD, role=role), Forbidden)
    await refused(accounts.issue_token(reader, admin_id=id_of(owner), name="x"), Forbidden)
    await refused(accounts.issue_token(reader, admin_id=id_of(reader), name="x"), InvalidInput)
    own = await accounts.issue_token(reader, admin_id=id_of(reader), name="x", scopes=["read"])
    theirs = await accounts.issue_token(owner, admin_id=id_of(owner), name="x")
    await refused(accounts.revoke_token(reader, theirs.token.id), Forbidden)
    assert (await accounts.revoke_token(reader, own.token.id)).revoked_at is not None
    assert (await accounts.authenticate_token(theirs.secret)).scopes == ADMIN_SCOPES


async def test_a_token_never_has_a_scope_that_its_admin_lacks(database: str) -> None:
    owner, reader = await make("owner"), await make("reader")
    await refused(accounts.issue_token(owner, admin_id=id_of(reader), name="x", scopes=["users:write"]), InvalidInput)
    issued = await accounts.issue_token(owner, admin_id=id_of(owner), name="x")
    # What is demoted later takes its tokens along.
    await fetch("UPDATE admins SET role = 'reader' WHERE id = $1", owner.id)
    assert (await accounts.authenticate_token(issued.secret)).scopes == {"read"}
    await fetch("UPDATE admins SET disabled_at = now() WHERE id = $1", owner.id)
    await refused(accounts.authenticate_token(issued.secret), Unauthenticated)


async def test_a_token_ends_by_revocation_and_by_its_expiry(database: str) -> None:
    owner = await make("owner")
    admin_id = id_of(owner)
    revoked = await accounts.issue_token(owner, admin_id=admin_id, name="a")
    ended = (await accounts.revoke_token(owner, revoked.token.id)).revoked_at
    assert (await accounts.revoke_token(owner, revoked.token.id)).revoked_at == ended
    await refused(accounts.authenticate_token(revoked.secret), Unauthenticated)
    expiring = await accounts.issue_token(owner, admin_id=admin_id, name="b", expires_at=now() + timedelta(hours=1))
    await accounts.authenticate_token(expiring.secret)
    await fetch("UPDATE admin_tokens SET expires_at = now() WHERE id = $1", expiring.token.id)
    await refused(accounts.authenticate_token(expiring.secret), Unauthenticated)
    await refused(accounts.issue_token(owner, admin_id=admin_id, name="c", expires_at=now()), InvalidInput)
    await refused(accounts.revoke_token(owner, uuid4()), NotFound)


async def test_what_is_no_token_costs_no_statement(database: str) -> None:
    with counted_statements() as sent:
        for secret in ("", "x", make_secret("live"), make_secret("admin")[:-1] + "!", "\ud800", "é" * 60):
            error = await refused(accounts.authenticate_token(secret), Unauthenticated)
            assert error.code == "unknown_token"  # type: ignore[attr-defined]
    assert sent == []
    await refused(accounts.authenticate_token(make_secret("admin")), Unauthenticated)


async def test_bad_values_are_refused_by_their_field(database: str) -> None:
    owner = await make("owner")
    for field, value in (
        ("email", "x"), ("name", ""), ("name", "a\0"), ("password", "short"), ("password", "x" * 201),
        ("password", "\ud800" * 12), ("role", "god"),
    ):  # fmt: skip
        arguments = {"email": "x@y.example", "name": "n", "password": PASSWORD} | {field: value}
        error = await refused(accounts.create_admin(SYSTEM, **arguments), InvalidInput)
        assert error.field == field  # type: ignore[attr-defined]
    for field, value in (("name", ""), ("scopes", ["god"]), ("scopes", ["A"])):
        arguments = {"admin_id": id_of(owner), "name": "n"} | {field: value}
        error = await refused(accounts.issue_token(SYSTEM, **arguments), InvalidInput)  # type: ignore[arg-type]
        assert error.field == field  # type: ignore[attr-defined]
    await refused(accounts.issue_token(SYSTEM, admin_id=uuid4(), name="n"), NotFound)
    await refused(accounts.create_admin(SYSTEM, email="OWNER@b.example", name="n", password=PASSWORD), Conflict)
    assert (await fetch("SELECT count(*) AS n FROM admins"))[0]["n"] == 1
