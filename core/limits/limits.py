"""Setting and taking away a user's limits."""

from decimal import Decimal
from uuid import UUID

from core import audit
from core.accounts import Actor, User, bump_epoch
from core.clock import now
from core.database import transaction
from core.errors import NotFound
from core.limits.models import Limit
from core.limits.standing import Standing, standing_of
from core.metering import LIMIT_PERIODS, LimitPeriod, check_limit, get_meter, look_anew

__all__ = ["LIMIT_PERIODS", "LimitPeriod", "remove_limit", "set_limit"]

_AUDITED = ("period", "cap", "hard")


async def set_limit(
    actor: Actor, user_id: UUID, *, meter: str, period: LimitPeriod, cap: Decimal | int, hard: bool = True
) -> Standing:
    """Cap what a user may use of a meter in each hour, day, month or billing period, in place of the limit it had.

    A hard limit holds for calls within a second: from then on, no call is let through whose units would take the
    period's usage past the cap, over all of the user's keys, processes and machines together. What was used already
    counts. By `packs`, what the plan includes in a billing period and unit packs hold is all there is, with `cap` units
    beyond; a call past it is refused as not paid for (402). Only meters of metered calls can have one; events that are
    sent are recorded however much there are.
    A soft limit lets everything through and is shown. Test keys have the same caps, and use of their own.
    """
    actor.require_vendor("billing:write")
    found, units = await check_limit(actor, meter=meter, period=period, cap=cap)
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        if user is None:
            raise NotFound("There is no such user.", code="user_not_found")
        limit = await Limit.get_or_none(user_id=user_id, meter_id=found.id, period=period)
        before = None if limit is None else audit.snapshot(limit, _AUDITED)
        if limit is None:
            limit = Limit(user_id=user_id, meter_id=found.id, period=period)
        limit.cap, limit.hard, limit.updated_at = units, hard, now()
        await limit.save(force_create=before is None)
        await look_anew(user_id, found.id)
        await _forget_keys(user)
        await audit.record(
            actor,
            action="limit.set",
            entity="limit",
            entity_id=limit.id,
            user_id=user_id,
            before=None if before is None else before | {"meter": meter},
            after=audit.snapshot(limit, _AUDITED) | {"meter": meter},
        )
    return await standing_of(user, found.id, period)


async def remove_limit(actor: Actor, user_id: UUID, *, meter: str, period: LimitPeriod) -> None:
    """Take a limit away. NotFound if there is none of this kind."""
    actor.require_vendor("billing:write")
    found = await get_meter(actor, meter)
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        limit = await Limit.get_or_none(user_id=user_id, meter_id=found.id, period=period)
        if user is None or limit is None:
            raise NotFound("The user has no such limit.")
        await limit.delete()
        await _forget_keys(user)
        await audit.record(
            actor,
            action="limit.remove",
            entity="limit",
            entity_id=limit.id,
            user_id=user_id,
            before=audit.snapshot(limit, _AUDITED) | {"meter": meter},
        )


async def _forget_keys(user: User) -> None:
    """Let every process look the user's keys up anew: which meters are limited is part of what they know of a key."""
    user.epoch = await bump_epoch()
    await user.save(update_fields=["epoch"])
