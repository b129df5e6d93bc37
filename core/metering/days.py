"""What all users together used, day by day: from the daily counters, so the cost grows with users and days only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor
from core.database import fetch
from core.periods import local_date, midnight_of

__all__ = ["DayUsage", "usage_by_day", "zones_in_use"]


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What was used of one meter on one date, and by how many users."""

    users: int
    quantity: Decimal


async def zones_in_use(actor: Actor) -> list[str]:
    """The time zones that users have."""
    actor.require_vendor("read")
    return [row["time_zone"] for row in await fetch("SELECT DISTINCT time_zone FROM users ORDER BY 1")]


async def usage_by_day(actor: Actor, *, first: date, last: date, zones: list[str]) -> dict[UUID, dict[date, DayUsage]]:
    """By meter and date, from `first` to `last`, both included. One statement.

    A day is each user's own, in its time zone, as its bill counts it: the sum over users of `query_usage` by day, each
    asked in its zone. Live keys only; days without use are absent.
    """
    actor.require_vendor("read")
    start, end = _bounds(first, last, zones)
    rows = await fetch(
        "SELECT holder.time_zone, counter.period_start, counter.meter_id,"
        " count(*) FILTER (WHERE counter.n > 0) AS users,"
        " sum(counter.used) AS used FROM user_counters counter JOIN users holder ON holder.id = counter.user_id"
        " WHERE counter.live AND counter.period = 'day' AND counter.period_start >= $1 AND counter.period_start < $2"
        " GROUP BY 1, 2, 3",
        start,
        end,
    )
    found: dict[UUID, dict[date, DayUsage]] = {}
    known: dict[tuple[datetime, str], date] = {}  # one midnight has a row for each meter
    for row in rows:
        midnight = (row["period_start"], row["time_zone"])
        day = known.get(midnight) or known.setdefault(midnight, local_date(*midnight))
        if first <= day <= last:
            days = found.setdefault(row["meter_id"], {})
            before = days.get(day, DayUsage(0, Decimal(0)))
            days[day] = DayUsage(before.users + row["users"], before.quantity + row["used"])
    return found


def _bounds(first: date, last: date, zones: list[str]) -> tuple[datetime, datetime]:
    """Instants between which all these local days of all these zones lie."""
    known = zones or ["UTC"]
    following = last + timedelta(days=1)
    return min(midnight_of(first, zone) for zone in known), max(midnight_of(following, zone) for zone in known)
