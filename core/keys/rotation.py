"""Replacing a key by a fresh one while the old one still answers for a while."""

from datetime import timedelta
from uuid import UUID

from core.accounts import Actor, bump_epoch
from core.clock import now
from core.database import transaction
from core.errors import Conflict, InvalidInput
from core.ids import new_id
from core.keys.issuing import IssuedKey, audited, issue, key_status, lock_key, record_change
from core.keys.models import ApiKey

__all__ = ["GRACE_MAX", "rotate_key"]

GRACE_MAX = timedelta(days=30)


async def rotate_key(actor: Actor, key_id: UUID, *, grace: timedelta = timedelta(0)) -> IssuedKey:
    """Replace a live key. The old secret answers until the grace ends.

    Rotation never lengthens a life: the grace is capped at the old expiry, and the new key expires when the old one
    would have. A user rotates only what reaches no further than the key it does it by, since it gets the new secret.
    The quota belongs to the user, so rotating multiplies nothing. A key is rotated once: its successor is
    what to rotate next (`key_already_rotated`); a disabled, expired or revoked key is `key_not_live`.
    """
    if not timedelta(0) <= grace <= GRACE_MAX:
        raise InvalidInput(f"grace must be 0 to {GRACE_MAX.days} days.", field="grace_seconds")
    async with transaction():
        old = await lock_key(actor, key_id)
        at, before = now(), audited(old)
        if old.replaced_by_id is not None:  # type: ignore[attr-defined]
            raise Conflict("This key was rotated already; rotate its successor.", code="key_already_rotated")
        if (status := key_status(old, at)) != "active":
            raise Conflict(f"This key is {status}; only a live key can be rotated.", code="key_not_live")
        issued = await issue(actor, _successor_of(old))
        end = at + grace
        ends_before_grace = old.expires_at is not None and old.expires_at < end
        old.expires_at = old.expires_at if ends_before_grace else end
        old.replaced_by_id = issued.key.id
        old.epoch = await bump_epoch()
        old.updated_at = at
        await old.save()
        await record_change(actor, "key.rotate", old, before)
    return issued


def _successor_of(old: ApiKey) -> ApiKey:
    return ApiKey(
        id=new_id(),
        user_id=old.user_id,  # type: ignore[attr-defined]
        name=old.name,
        live=old.live,
        scopes=old.scopes,
        allowed_networks=old.allowed_networks,
        metadata=old.metadata,
        fail_open_calls=old.fail_open_calls,
        expires_at=old.expires_at,
    )
