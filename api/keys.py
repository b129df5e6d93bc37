"""REST: API keys."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from api.auth import AnyActor
from api.idempotency import ManagedRoute
from api.schemas import IssuedKeyOut, KeyChange, KeyIn, KeyOut, PageOut, Rotation
from api.users import Cursor, Limit
from core import keys
from core.accounts import Actor
from core.clock import now

router = APIRouter(route_class=ManagedRoute, prefix="/keys", tags=["keys"])


@router.post("", status_code=201)
async def create_key(actor: AnyActor, body: KeyIn) -> IssuedKeyOut:
    """Create a key. The secret stands in this answer only."""
    issued = await keys.create_key(actor, **body.model_dump())
    return IssuedKeyOut(key=KeyOut.of(issued.key, at=now()), secret=issued.secret)


@router.get("")
async def list_keys(
    actor: AnyActor, user_id: UUID | None = None, limit: Limit = None, cursor: Cursor = None
) -> PageOut[KeyOut]:
    """Keys, newest first, of one user or of all."""
    page = await keys.list_keys(actor, user_id=user_id, limit=limit, cursor=cursor)
    return PageOut(items=await _describe(actor, page.items), next_cursor=page.next_cursor)


@router.get("/{key_id}")
async def get_key(actor: AnyActor, key_id: UUID) -> KeyOut:
    """One key, by id."""
    return (await _describe(actor, [await keys.get_key(actor, key_id)]))[0]


@router.patch("/{key_id}")
async def update_key(actor: AnyActor, key_id: UUID, body: KeyChange) -> KeyOut:
    """Change what is named. A key's life can be shortened, never lengthened."""
    key = await keys.update_key(actor, key_id, **body.model_dump(exclude_unset=True))
    return (await _describe(actor, [key]))[0]


@router.post("/{key_id}/rotate", status_code=201)
async def rotate_key(actor: AnyActor, key_id: UUID, body: Rotation) -> IssuedKeyOut:
    """Replace a key. The old secret answers until the grace ends; the new one stands in this answer only."""
    issued = await keys.rotate_key(actor, key_id, grace=timedelta(seconds=body.grace_seconds))
    return IssuedKeyOut(key=KeyOut.of(issued.key, at=now()), secret=issued.secret)


@router.post("/{key_id}/disable")
async def disable_key(actor: AnyActor, key_id: UUID) -> KeyOut:
    """Refuse it until it is enabled again."""
    return (await _describe(actor, [await keys.disable_key(actor, key_id)]))[0]


@router.post("/{key_id}/enable")
async def enable_key(actor: AnyActor, key_id: UUID) -> KeyOut:
    """Accept a disabled key again."""
    return (await _describe(actor, [await keys.enable_key(actor, key_id)]))[0]


@router.post("/{key_id}/revoke")
async def revoke_key(actor: AnyActor, key_id: UUID) -> KeyOut:
    """End it for ever, everywhere within a second."""
    return (await _describe(actor, [await keys.revoke_key(actor, key_id)]))[0]


async def _describe(actor: Actor, found: Sequence[keys.ApiKey]) -> list[KeyOut]:
    used, at = await keys.last_uses(actor, [key.id for key in found]), now()
    return [KeyOut.of(key, at=at, last_used_at=used.get(key.id)) for key in found]
