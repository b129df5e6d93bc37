"""Units on top of a limit, for the period that runs."""

from decimal import Decimal
from uuid import UUID

from core import audit
from core.accounts import Actor, User
from core.clock import now
from core.database import transaction
from core.errors import InvalidInput, NotFound
from core.limits.limits import LimitPeriod
from core.limits.models import TopUp
from core.limits.standing import Standing, standing_of
from core.metering import get_meter
from core.money import parse_units

__all__ = ["add_top_up"]


async def add_top_up(actor: Actor, user_id: UUID, *, meter: str, period: LimitPeriod, units: Decimal | int) -> Standing:
    """Let a user use more of a meter until the hour, day, month or billing period that runs ends; where it stands then.

    It holds for the very next call, over all processes. It cannot be taken back. NotFound if the user has no limit of
    this kind.
    """
    actor.require_vendor("billing:write")
    if period == "packs":
        raise InvalidInput("What packs limit is topped up by another pack.", field="period")
    more = Decimal(parse_units(units, field="units"))
    if more == 0:
        raise InvalidInput("units must be above 0.", field="units")
    found = await get_meter(actor, meter)
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        if user is None:
            raise NotFound("There is no such user.", code="user_not_found")
        at = now()
        try:
            start = (await standing_of(user, found.id, period)).period.start
        except LookupError as error:
            raise NotFound("The user has no such limit.") from error
        top_up = await TopUp.create(
            user_id=user_id, meter_id=found.id, period=period, period_start=start, units=more, created_at=at
        )
        await audit.record(
            actor,
            action="limit.top_up",
            entity="top_up",
            entity_id=top_up.id,
            user_id=user_id,
            after=audit.snapshot(top_up, ("period", "period_start", "units")) | {"meter": meter},
        )
        return await standing_of(user, found.id, period)
