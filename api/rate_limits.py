"""REST: how fast a user and its keys may call."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import RateLimitIn, RateLimitOut
from core import accounts, limits

router = APIRouter(route_class=ManagedRoute, prefix="/users/{user}/rate-limits", tags=["limits"])


@router.get("")
async def list_rate_limits(actor: AnyActor, user: str) -> list[RateLimitOut]:
    """The rate of a user and those of its keys, oldest first."""
    found = await accounts.find_user(actor, user)
    return [RateLimitOut.of(each) for each in await limits.list_rate_limits(actor, found.id)]


@router.put("")
async def set_rate_limit(actor: AdminActor, user: str, body: RateLimitIn) -> RateLimitOut:
    """Let a user, or one of its keys, make so many metered calls in so many seconds, in place of the rate it had.

    Exact over all processes and machines together, and in force within a second. A call that comes too soon is
    answered 429 `rate_limited`, with the seconds to wait in `Retry-After`, and counts nothing.
    """
    found = await accounts.find_user(actor, user)
    rate = await limits.set_rate_limit(
        actor, found.id, calls=body.calls, seconds=body.seconds, burst=body.burst, key_id=body.key_id
    )
    return RateLimitOut.of(rate)


@router.delete("", status_code=204)
async def remove_rate_limit(actor: AdminActor, user: str, key_id: UUID | None = None) -> None:
    """Take the rate of a user away, or that of the key that is named."""
    found = await accounts.find_user(actor, user)
    await limits.remove_rate_limit(actor, found.id, key_id=key_id)
