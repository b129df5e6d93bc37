"""Admin tokens: bearer secrets for machines, made and ended by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from core import audit
from core.accounts.actor import ADMIN_SCOPES, ROLE_SCOPES, Actor
from core.accounts.models import Admin, AdminToken
from core.checks import check_text, check_words
from core.clock import now, require_utc
from core.database import fetch, transaction
from core.errors import InvalidInput, NotFound, Unauthenticated
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of
from core.pepper import current_pepper
from core.secret import is_well_formed, make_secret

__all__ = ["IssuedToken", "authenticate_token", "find_tokens", "issue_token", "list_tokens", "revoke_token"]


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token and its secret, shown once."""

    token: AdminToken
    secret: str

    def __repr__(self) -> str:
        return f"IssuedToken(token={self.token!r}, secret='…')"


async def issue_token(
    actor: Actor,
    *,
    admin_id: UUID,
    name: str,
    scopes: Sequence[str] = tuple(ADMIN_SCOPES),
    expires_at: datetime | None = None,
) -> IssuedToken:
    """A bearer secret for machines that may do what `scopes` say, and never more than its admin may."""
    actor.require_manager(admin_id)
    admin = await Admin.get_or_none(id=admin_id)
    if admin is None:
        raise NotFound("There is no such admin.")
    wanted = check_words(scopes, field="scopes")
    if not wanted:
        raise InvalidInput("A token needs a scope: without one it may do nothing.", field="scopes")
    if not set(wanted) <= ROLE_SCOPES[admin.role] & ADMIN_SCOPES:
        raise InvalidInput("A token cannot have scopes that its admin lacks.", field="scopes")
    expiry = require_utc(expires_at) if expires_at is not None else None
    if expiry is not None and expiry <= now():
        raise InvalidInput("expires_at is in the past.", field="expires_at")
    secret, pepper = make_secret("admin"), current_pepper()
    token = AdminToken(
        admin_id=admin_id,
        name=check_text(name, field="name", chars_max=100),
        digest=pepper.digest(secret),
        pepper_version=pepper.version,
        last4=secret[-4:],
        scopes=wanted,
        expires_at=expiry,
    )
    async with transaction():
        await token.save(force_create=True)
        await audit.record(
            actor,
            action="token.create",
            entity="token",
            entity_id=token.id,
            after=audit.snapshot(token, ("admin_id", "name", "last4", "scopes", "expires_at")),
        )
    return IssuedToken(token, secret)


async def authenticate_token(secret: str) -> Actor:
    """The actor of a live token, else Unauthenticated. A malformed one costs no database read."""
    if not is_well_formed(secret, "admin"):
        raise Unauthenticated("This is not an admin token.", code="unknown_token")
    rows = await fetch(
        "SELECT token.id, token.scopes::text AS scopes, admin.role FROM admin_tokens token"
        " JOIN admins admin ON admin.id = token.admin_id"
        " WHERE token.digest = ANY ($1::bytea[]) AND token.revoked_at IS NULL AND admin.disabled_at IS NULL"
        " AND (token.expires_at IS NULL OR token.expires_at > $2)",
        current_pepper().digests(secret),
        now(),
    )
    if not rows:
        raise Unauthenticated("This admin token is not valid.", code="unknown_token")
    granted = frozenset(msgspec.json.decode(rows[0]["scopes"])) & ROLE_SCOPES[rows[0]["role"]] & ADMIN_SCOPES
    return Actor(kind="token", id=rows[0]["id"], scopes=granted)


async def list_tokens(
    actor: Actor, *, admin_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[AdminToken]:
    """Tokens without their secrets, newest first, of one admin or of all."""
    actor.require_vendor("read")
    size = check_page_size(limit)
    query = AdminToken.all().order_by("-id").limit(size + 1)
    if admin_id is not None:
        query = query.filter(admin_id=admin_id)
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda token: (token.id,))


async def find_tokens(actor: Actor, token_ids: Sequence[UUID]) -> dict[UUID, AdminToken]:
    """By id, those of these that there are."""
    actor.require_vendor("read")
    return {token.id: token for token in await AdminToken.filter(id__in=list(token_ids))}


async def revoke_token(actor: Actor, token_id: UUID) -> AdminToken:
    """End a token for ever. Doing it twice changes nothing."""
    async with transaction():
        token = await AdminToken.select_for_update().get_or_none(id=token_id)
        actor.require_manager(token.admin_id if token is not None else None)  # type: ignore[attr-defined]
        if token is None:
            raise NotFound("There is no such token.")
        if token.revoked_at is None:
            token.revoked_at = now()
            await token.save(update_fields=["revoked_at"])
            await audit.record(
                actor,
                action="token.revoke",
                entity="token",
                entity_id=token.id,
                before={"revoked_at": None},
                after={"revoked_at": token.revoked_at},
            )
    return token
