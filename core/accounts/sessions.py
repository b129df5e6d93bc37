"""Sessions of admins who signed in to the dashboard.

The browser holds 256 random bits, the database their SHA-256; a dump opens no session. A session ends by sign-out,
12 hours after its last request, or 7 days after it was opened, whichever is first. Role and standing of the admin are
read with every request, so a change of either holds from the next one on.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from core import audit
from core.accounts.actor import ROLE_SCOPES, Actor
from core.accounts.models import Admin, AdminSession
from core.clock import now
from core.database import fetch, transaction
from core.errors import Forbidden, NotFound, Unauthenticated

__all__ = [
    "IDLE_MAX",
    "LIFE_MAX",
    "OpenedSession",
    "Session",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "find_session",
    "forget_sessions",
    "list_sessions",
    "open_session",
    "revoke_session",
]

IDLE_MAX = timedelta(hours=12)
LIFE_MAX = timedelta(days=7)
#: How exactly `last_seen_at` is kept: a page full of requests is one write.
_SEEN_STEP = timedelta(minutes=1)
_TOKEN_BYTES = 32
_TOKEN_CHARS_MAX = 64


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, as of this request."""

    id: UUID
    admin_id: UUID
    email: str
    name: str
    role: str

    @property
    def actor(self) -> Actor:
        return Actor(kind="admin", id=self.admin_id, scopes=ROLE_SCOPES[self.role])


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session and its token, which exists only here and in the browser."""

    session: Session
    token: str

    def __repr__(self) -> str:
        return f"OpenedSession(session={self.session!r}, token='…')"


async def open_session(admin: Admin, *, address: str, browser: str, replaces: str | None = None) -> OpenedSession:
    """A session for an admin whose credentials were checked. The token is always a fresh one; `replaces` is the token
    the browser had, whose session ends: nobody can plant a token and wait for a sign-in to make it worth something."""
    token, at = secrets.token_urlsafe(_TOKEN_BYTES), now()
    row = AdminSession(
        admin_id=admin.id,
        digest=_digest(token),
        address=_printable(address, chars_max=64),
        browser=_printable(browser, chars_max=200),
        created_at=at,
        last_seen_at=at,
        expires_at=at + LIFE_MAX,
    )
    async with transaction():
        if replaces:
            await end_session(replaces)
        await fetch(
            "DELETE FROM admin_sessions WHERE admin_id = $1 AND (expires_at <= $2 OR last_seen_at <= $3)",
            admin.id,
            at,
            at - IDLE_MAX,
        )
        await row.save(force_create=True)
        session = Session(row.id, admin.id, admin.email, admin.name, admin.role)
        await audit.record(
            session.actor,
            action="session.open",
            entity="session",
            entity_id=row.id,
            after=audit.snapshot(row, ("address", "browser", "expires_at")),
        )
    return OpenedSession(session, token)


async def find_session(token: str) -> Session:
    """The live session of a token, noted as seen now. Unauthenticated `signed_out` for any other."""
    if not token or len(token) > _TOKEN_CHARS_MAX:
        raise _signed_out()
    at = now()
    rows = await fetch(
        "SELECT session.id, session.last_seen_at, admin.id AS admin_id, admin.email, admin.name, admin.role"
        " FROM admin_sessions session JOIN admins admin ON admin.id = session.admin_id"
        " WHERE session.digest = $1 AND session.expires_at > $2 AND session.last_seen_at > $3"
        " AND admin.disabled_at IS NULL",
        _digest(token),
        at,
        at - IDLE_MAX,
    )
    if not rows:
        raise _signed_out()
    row = rows[0]
    if at - row["last_seen_at"] >= _SEEN_STEP:
        await fetch("UPDATE admin_sessions SET last_seen_at = greatest(last_seen_at, $2) WHERE id = $1", row["id"], at)
    return Session(row["id"], row["admin_id"], row["email"], row["name"], row["role"])


async def end_session(token: str) -> None:
    """Sign out. A token that opens nothing is no error: there is nothing left to end."""
    async with transaction():
        ended = await fetch("DELETE FROM admin_sessions WHERE digest = $1 RETURNING id, admin_id", _digest(token))
        await _record_ends(ended)


async def list_sessions(actor: Actor) -> Sequence[AdminSession]:
    """The admin's own live sessions, the last seen first."""
    at = now()
    return await AdminSession.filter(
        admin_id=_admin_of(actor), expires_at__gt=at, last_seen_at__gt=at - IDLE_MAX
    ).order_by("-last_seen_at", "-id")


async def end_other_sessions(actor: Actor, *, keep: UUID) -> int:
    """Sign the admin out everywhere but in the session `keep`, which must be its own; how many sessions ended."""
    admin_id = _admin_of(actor)
    async with transaction():
        if not await AdminSession.exists(id=keep, admin_id=admin_id):
            raise NotFound("There is no such session.")
        ended = await fetch(
            "DELETE FROM admin_sessions WHERE admin_id = $1 AND id <> $2 RETURNING id, admin_id", admin_id, keep
        )
        await _record_ends(ended)
        return len(ended)


async def revoke_session(actor: Actor, session_id: UUID) -> None:
    """End one session: one's own, or as an owner anybody's."""
    async with transaction():
        session = await AdminSession.select_for_update().get_or_none(id=session_id)
        actor.require_manager(session.admin_id if session is not None else None)  # type: ignore[attr-defined]
        if session is None:
            raise NotFound("There is no such session.")
        await session.delete()
        await audit.record(actor, action="session.end", entity="session", entity_id=session_id)


async def end_sessions_of(actor: Actor, admin_id: UUID) -> None:
    """Sign an admin out everywhere. Call it inside the transaction that changes what the admin may do."""
    ended = await fetch("DELETE FROM admin_sessions WHERE admin_id = $1 RETURNING id", admin_id)
    for row in ended:
        await audit.record(actor, action="session.end", entity="session", entity_id=row["id"])


async def forget_sessions() -> int:
    """Delete sessions that ended by themselves; how many."""
    at = now()
    rows = await fetch(
        "DELETE FROM admin_sessions WHERE expires_at <= $1 OR last_seen_at <= $2 RETURNING 1", at, at - IDLE_MAX
    )
    return len(rows)


async def _record_ends(rows: Sequence[Mapping[str, UUID]]) -> None:
    """Sessions that their own admin ended."""
    for row in rows:
        actor = Actor(kind="admin", id=row["admin_id"], scopes=frozenset())
        await audit.record(actor, action="session.end", entity="session", entity_id=row["id"])


def _admin_of(actor: Actor) -> Any:
    if actor.kind != "admin":
        raise Forbidden("Only somebody who signed in has sessions.", code="missing_scope")
    return actor.id


def _digest(token: str) -> bytes:
    # The token is random through and through, so nothing slower is needed and nothing has to be kept secret.
    return sha256(token.encode()).digest()


def _printable(text: str, *, chars_max: int) -> str:
    """What a client sent about itself, fit to be stored and shown."""
    return "".join(char for char in text if char.isprintable())[:chars_max]


def _signed_out() -> Unauthenticated:
    return Unauthenticated("Your session has ended. Sign in again.", code="signed_out")
