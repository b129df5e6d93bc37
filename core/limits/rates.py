"""Setting and taking away how fast a user, or one of its keys, may call."""

from collections.abc import Collection, Sequence
from uuid import UUID

from core import audit
from core.accounts import Actor, User, bump_epoch
from core.clock import now
from core.database import fetch, transaction
from core.errors import InvalidInput, NotFound
from core.keys import ApiKey
from core.limits.models import RateLimit

__all__ = ["find_rate_limits", "list_rate_limits", "remove_rate_limit", "set_rate_limit"]

CALLS_MAX = 1_000_000
SECONDS_MAX = 86_400
_AUDITED = ("key_id", "calls", "seconds", "burst")


async def set_rate_limit(
    actor: Actor, user_id: UUID, *, calls: int, seconds: int, burst: int | None = None, key_id: UUID | None = None
) -> RateLimit:
    """Let a user make so many metered calls in so many seconds, steadily, of which `burst` (else all) may come at once.

    For all of its keys together, or for one of them, in place of the rate it had. Exact over all processes and
    machines, and in force within a second. Calls refused by it count against no limit. Test keys have the same rate,
    and a pace of their own.
    """
    actor.require_vendor("billing:write")
    burst = calls if burst is None else burst
    given = (("calls", calls, CALLS_MAX), ("seconds", seconds, SECONDS_MAX), ("burst", burst, CALLS_MAX))
    for field, value, most in given:
        if not 1 <= value <= most:
            raise InvalidInput(f"{field} must be 1 to {most:,}.", field=field)
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        if user is None:
            raise NotFound("There is no such user.", code="user_not_found")
        if key_id is not None and not await ApiKey.exists(id=key_id, user_id=user_id):
            raise NotFound("The user has no such key.", code="key_not_found")
        rate = await RateLimit.get_or_none(user_id=user_id, key_id=key_id)
        before = None if rate is None else audit.snapshot(rate, _AUDITED)
        if rate is None:
            rate = RateLimit(user_id=user_id, key_id=key_id)
        rate.calls, rate.seconds, rate.burst, rate.updated_at = calls, seconds, burst, now()
        await rate.save(force_create=before is None, force_update=before is not None)
        await _settle(actor, user, rate, "rate_limit.set", before, audit.snapshot(rate, _AUDITED))
    return rate


async def remove_rate_limit(actor: Actor, user_id: UUID, *, key_id: UUID | None = None) -> None:
    """Take the rate of a user, or of one of its keys, away. NotFound if there is none."""
    actor.require_vendor("billing:write")
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        rate = await RateLimit.get_or_none(user_id=user_id, key_id=key_id)
        if user is None or rate is None:
            raise NotFound("There is no such rate limit.")
        await rate.delete()
        await fetch("DELETE FROM rate_states WHERE user_id = $1 AND rate_id = $2", user_id, rate.id)
        await _settle(actor, user, rate, "rate_limit.remove", audit.snapshot(rate, _AUDITED), None)


async def list_rate_limits(actor: Actor, user_id: UUID) -> Sequence[RateLimit]:
    """The rates of a user and of its keys, oldest first."""
    actor.require("read")
    actor.require_user(user_id)
    return await RateLimit.filter(user_id=user_id).order_by("id")


async def find_rate_limits(actor: Actor, user_ids: Collection[UUID]) -> dict[UUID, Sequence[RateLimit]]:
    """The same of many users, in one statement. Users that the actor may not see are absent."""
    actor.require("read")
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    found: dict[UUID, list[RateLimit]] = {owner: [] for owner in owners}
    for rate in await RateLimit.filter(user_id__in=owners).order_by("id"):
        found[rate.user_id].append(rate)  # type: ignore[attr-defined]
    return dict(found)


async def _settle(
    actor: Actor,
    user: User,
    rate: RateLimit,
    action: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    """Let every process look the user's keys up anew, and write the change down."""
    user.epoch = await bump_epoch()
    await user.save(update_fields=["epoch"])
    await audit.record(
        actor, action=action, entity="rate_limit", entity_id=rate.id, user_id=user.id, before=before, after=after
    )
