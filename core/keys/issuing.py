"""Making, listing and changing keys. Every change of what a key may do bumps the access epoch in its transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import audit
from core.accounts import Actor, Reach, bump_epoch, get_user
from core.checks import check_metadata, check_networks, check_text, check_words
from core.clock import now, require_utc
from core.database import fetch, transaction
from core.errors import Conflict, Forbidden, InvalidInput, NotFound
from core.ids import new_id
from core.keys.models import ApiKey
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of
from core.pepper import current_pepper
from core.secret import make_secret

__all__ = [
    "IssuedKey",
    "audited",
    "create_key",
    "disable_key",
    "enable_key",
    "get_key",
    "issue",
    "key_status",
    "last_uses",
    "list_keys",
    "lock_key",
    "record_change",
    "revoke_key",
    "update_key",
]

FAIL_OPEN_MAX = 10_000
_AUDITED = (
    "user_id",
    "name",
    "prefix",
    "last4",
    "live",
    "scopes",
    "allowed_networks",
    "metadata",
    "fail_open_calls",
    "expires_at",
    "disabled_at",
    "revoked_at",
    "replaced_by_id",
)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key and its secret: the only moment the secret exists outside its holder's hands."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"IssuedKey(key={self.key!r}, secret='…')"


async def create_key(
    actor: Actor,
    *,
    user_id: UUID,
    name: str,
    live: bool = True,
    scopes: Sequence[str] = (),
    allowed_networks: Sequence[str] = (),
    expires_at: datetime | None = None,
    metadata: Mapping[str, str] | None = None,
    fail_open_calls: int = 0,
) -> IssuedKey:
    """A key for a user. One that a user makes by a key of its own reaches no further than that key.

    `fail_open_calls` (the vendor's to give): how many calls of it are served, per outage and machine, while the
    database is away. They are on disk before their replies and recorded afterwards; limits are not promised for them.
    """
    actor.require("keys:write")
    actor.require_user(user_id)
    expiry = require_utc(expires_at) if expires_at is not None else None
    if expiry is not None and expiry <= now():
        raise InvalidInput("expires_at is in the past.", field="expires_at")
    key = ApiKey(
        id=new_id(),
        user_id=user_id,
        name=check_text(name, field="name", chars_max=100),
        live=live,
        scopes=check_words(scopes, field="scopes"),
        allowed_networks=check_networks(allowed_networks),
        metadata=check_metadata(metadata or {}),
        fail_open_calls=_check_fail_open(actor, fail_open_calls),
        expires_at=expiry,
    )
    async with transaction():
        return await issue(actor, key)


async def issue(actor: Actor, key: ApiKey) -> IssuedKey:
    """Give a new key its secret and store it. Call inside a transaction. NotFound if its user does not exist."""
    if actor.user_id is not None:
        refuse_excess(actor.reach, key, "The key you use does not reach that far, so it cannot make one that does.")
    # The user's row before the epoch's, the order in which `update_user` locks them: else the two meet in a deadlock.
    if not await fetch("SELECT 1 FROM users WHERE id = $1 FOR KEY SHARE", key.user_id):  # type: ignore[attr-defined]
        raise NotFound("There is no such user.", code="user_not_found")
    secret, pepper = make_secret("live" if key.live else "test"), current_pepper()
    key.digest = pepper.digest(secret)
    key.pepper_version = pepper.version
    key.prefix = secret[:12]
    key.last4 = secret[-4:]
    key.epoch = await bump_epoch()
    await key.save(force_create=True)
    await record_change(actor, "key.create", key)
    return IssuedKey(key, secret)


async def get_key(actor: Actor, key_id: UUID) -> ApiKey:
    """The key, or NotFound, also when its user is not this actor's to see."""
    actor.require("read")
    key = await ApiKey.get_or_none(id=key_id)
    if key is None or not actor.sees(key.user_id):  # type: ignore[attr-defined]
        raise NotFound("There is no such API key.", code="key_not_found")
    return key


async def list_keys(
    actor: Actor, *, user_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[ApiKey]:
    """Keys, newest first, of one user or of all that the actor may see."""
    actor.require("read")
    if user_id is not None:
        await get_user(actor, user_id)
    size = check_page_size(limit)
    query = ApiKey.all().order_by("-id").limit(size + 1)
    if owner := user_id or actor.user_id:
        query = query.filter(user_id=owner)
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    rows = await query
    return page_of(rows, size, key=lambda key: (key.id,))


async def update_key(actor: Actor, key_id: UUID, **changes: Any) -> ApiKey:
    """Change name, scopes, allowed_networks, metadata, fail_open_calls or expires_at (sooner only: a life is never
    lengthened)."""
    async with transaction():
        key = await lock_key(actor, key_id)
        reach, before = reach_of(key), audited(key)
        for field, value in changes.items():
            if field == "fail_open_calls":
                key.fail_open_calls = _check_fail_open(actor, value)
            else:
                _set(key, field, value)
        if actor.user_id is not None:
            refuse_excess(reach, key, "A user cannot widen what a key of its own may do; ask the vendor.")
        return await _save(actor, "key.update", key, before)


async def disable_key(actor: Actor, key_id: UUID) -> ApiKey:
    """Refuse it until it is enabled again. Doing it twice changes nothing."""
    async with transaction():
        key = await lock_key(actor, key_id)
        if key.disabled_at is not None:
            return key
        before = audited(key)
        key.disabled_at = now()
        return await _save(actor, "key.disable", key, before)


async def enable_key(actor: Actor, key_id: UUID) -> ApiKey:
    """Accept a disabled key again. Doing it twice changes nothing."""
    async with transaction():
        key = await lock_key(actor, key_id)
        if key.disabled_at is None:
            return key
        before = audited(key)
        key.disabled_at = None
        return await _save(actor, "key.enable", key, before)


async def revoke_key(actor: Actor, key_id: UUID) -> ApiKey:
    """End it for ever, in every process within 1 s. Doing it twice changes nothing."""
    async with transaction():
        key = await lock_key(actor, key_id, live_only=False)
        if key.revoked_at is not None:
            return key
        before = audited(key)
        key.revoked_at = now()
        return await _save(actor, "key.revoke", key, before)


async def lock_key(actor: Actor, key_id: UUID, *, live_only: bool = True) -> ApiKey:
    """The key's row, locked for the transaction. Conflict if it is revoked (and must not be)."""
    actor.require("keys:write")
    key = await ApiKey.select_for_update().get_or_none(id=key_id)
    if key is None or not actor.sees(key.user_id):  # type: ignore[attr-defined]
        raise NotFound("There is no such API key.", code="key_not_found")
    if live_only and key.revoked_at is not None:
        raise Conflict("This key is revoked; that cannot be undone. Create another.", code="key_not_live")
    return key


def reach_of(key: ApiKey) -> Reach:
    return Reach(frozenset(key.scopes), key.allowed_networks, key.expires_at)


def refuse_excess(limit: Reach, key: ApiKey, message: str) -> None:
    """Forbidden `missing_scope`, naming the field, if the key reaches further than the limit."""
    if (field := limit.excess_of(reach_of(key))) is not None:
        raise Forbidden(message, code="missing_scope", field=field)


def key_status(key: ApiKey, at: datetime) -> str:
    """active, disabled, expired, revoked, or rotating while its successor exists and its grace runs."""
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is not None and key.expires_at <= at:
        return "expired"
    if key.disabled_at is not None:
        return "disabled"
    return "rotating" if key.replaced_by_id is not None else "active"  # type: ignore[attr-defined]


async def last_uses(actor: Actor, key_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each key was last used, as far as written down (a few seconds behind). Unused keys are absent."""
    if "read" not in actor.scopes:  # who may only write is answered without: its writing has been done by now
        return {}
    rows = await fetch(
        "SELECT activity.key_id, activity.last_used_at FROM api_keys key"
        " JOIN key_activity activity ON activity.user_id = key.user_id AND activity.key_id = key.id"
        " WHERE key.id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR key.user_id = $2)",
        list(key_ids),
        actor.user_id,
    )
    return {row["key_id"]: row["last_used_at"] for row in rows}


def _check_fail_open(actor: Actor, calls: object) -> int:
    if isinstance(calls, bool) or not isinstance(calls, int) or not 0 <= calls <= FAIL_OPEN_MAX:
        raise InvalidInput(f"fail_open_calls must be 0 to {FAIL_OPEN_MAX:,}.", field="fail_open_calls")
    if calls:
        actor.require_vendor("keys:write")
    return calls


def _set(key: ApiKey, field: str, value: Any) -> None:
    if value is None:
        raise InvalidInput(f"{field} cannot be taken away.", field=field)
    if field == "name":
        key.name = check_text(value, field="name", chars_max=100)
    elif field == "scopes":
        key.scopes = check_words(value, field="scopes")
    elif field == "allowed_networks":
        key.allowed_networks = check_networks(value)
    elif field == "metadata":
        key.metadata = check_metadata(value)
    elif field == "expires_at":
        expiry = require_utc(value)
        if key.expires_at is not None and expiry > key.expires_at:
            raise InvalidInput("expires_at can only be brought forward; create another key.", field="expires_at")
        key.expires_at = expiry
    else:
        raise InvalidInput(f"A key's {field} cannot be changed.", field=field)


async def _save(actor: Actor, action: str, key: ApiKey, before: dict[str, Any]) -> ApiKey:
    key.epoch = await bump_epoch()
    key.updated_at = now()
    await key.save()
    await record_change(actor, action, key, before)
    return key


def audited(key: ApiKey) -> dict[str, Any]:
    """What of a key the audit log remembers."""
    return audit.snapshot(key, _AUDITED)


async def record_change(actor: Actor, action: str, key: ApiKey, before: dict[str, Any] | None = None) -> None:
    """Write a key's change into the audit log."""
    await audit.record(
        actor,
        action=action,
        entity="key",
        entity_id=key.id,
        user_id=key.user_id,  # type: ignore[attr-defined]
        before=before,
        after=audited(key),
    )
