"""What a limit may be set on, whoever sets it: for a user, or in the draft of a plan."""

import re
from decimal import Decimal
from typing import Literal, get_args

from core.accounts import Actor
from core.clock import now
from core.errors import InvalidInput
from core.metering.catalogue import API_CALL
from core.metering.meters import get_meter
from core.metering.models import Meter
from core.money import parse_units

__all__ = ["LIMIT_PERIODS", "LimitPeriod", "check_limit", "is_limitable"]

LimitPeriod = Literal["hour", "day", "month", "billing", "packs"]
#: An hour is one of UTC; a day and a month are the user's own, in its time zone, and so is a billing period: that of
#: its subscription, and without one the calendar month. By packs: what its plan includes in the billing period and its
#: unit packs hold, and so many units beyond as the cap says.
LIMIT_PERIODS: tuple[LimitPeriod, ...] = get_args(LimitPeriod)
_UNITS = re.compile(r"units\.[^.]+")


async def check_limit(actor: Actor, *, meter: str, period: str, cap: Decimal | int) -> tuple[Meter, Decimal]:
    """The meter and the units of a limit as it is asked for. InvalidInput names what cannot be; NotFound an unknown
    meter."""
    if period not in LIMIT_PERIODS:
        raise InvalidInput(f"period must be one of {', '.join(LIMIT_PERIODS)}.", field="period")
    units = Decimal(parse_units(cap, field="cap"))
    found = await get_meter(actor, meter)
    if not is_limitable(found):
        raise InvalidInput(
            "Only meters of metered calls that have started can be limited: those that count them, or sum units.<name>"
            " of them, without filters.",
            field="meter",
        )
    return found, units


def is_limitable(meter: Meter) -> bool:
    """Whether the meter's usage is known before a call is made, so that a limit can hold on it."""
    if meter.starts_at is not None and meter.starts_at > now():
        return False
    by_units = meter.aggregation == "sum" and _UNITS.fullmatch(meter.value_property) is not None
    return meter.event_type == API_CALL and (meter.aggregation == "count" or by_units) and not meter.filters
