"""Where users stand against their limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.accounts import User
from core.database import fetch
from core.limits.models import Limit
from core.metering import hour_floor
from core.money import ZERO
from core.periods import Period, calendar_day_at, calendar_month_at

__all__ = ["Standing", "period_of", "standing_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A limit, what was used of it in the period that is running, and when that ends. Live keys only."""

    limit: Limit
    used: Decimal
    period: Period

    @property
    def remaining(self) -> Decimal:
        """Never below zero, though what is used may be above the cap: it was lowered, or is a soft one."""
        return max(ZERO, self.limit.cap - self.used)


def period_of(kind: str, at: datetime, zone: str) -> Period:
    """The hour, day or month that an instant lies in."""
    if kind == "hour":
        return Period(hour_floor(at), hour_floor(at) + timedelta(hours=1))
    return calendar_day_at(at, zone) if kind == "day" else calendar_month_at(at, zone)


async def standing_of(limit: Limit, user: User, *, at: datetime) -> Standing:
    """What was recorded against a limit of this user. Calls that are being answered just now, and hold their units
    already, are not in it."""
    period = period_of(limit.period, at, user.time_zone)
    return Standing(limit, await _used(limit, period), period)


async def _used(limit: Limit, period: Period) -> Decimal:
    if limit.period == "hour":
        rows = await fetch(
            "SELECT sum(sum) AS used FROM usage_hours WHERE user_id = $1 AND meter_id = $2 AND live AND hour = $3",
            limit.user_id,  # type: ignore[attr-defined]
            limit.meter_id,  # type: ignore[attr-defined]
            period.start,
        )
    else:
        rows = await fetch(
            "SELECT used FROM user_counters"
            " WHERE user_id = $1 AND meter_id = $2 AND live AND period = $4 AND period_start = $3",
            limit.user_id,  # type: ignore[attr-defined]
            limit.meter_id,  # type: ignore[attr-defined]
            period.start,
            limit.period,
        )
    used: Decimal | None = rows[0]["used"] if rows else None
    return used or ZERO
