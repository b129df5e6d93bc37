"""What users used by days and months of their own zones, from the counters that are kept of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor
from core.database import fetch
from core.metering.meanings import ADDED_UP
from core.metering.meters import list_meters
from core.metering.sealed import SealedRange, sealed_usage
from core.periods import calendar_month_at, local_date

__all__ = ["daily_usage", "look_anew", "month_to_date"]

# Locked in the recorders' order, as everything that touches several counters has to be.
_LOOK_ANEW = """
WITH touched AS MATERIALIZED (
    SELECT user_id, meter_id, live, period, period_start FROM user_counters
    WHERE ($1::uuid IS NULL OR user_id = $1) AND ($2::uuid IS NULL OR meter_id = $2)
    AND live AND period_start > clock_timestamp() - interval '33 days' AND next_threshold IS DISTINCT FROM 0
    ORDER BY user_id, meter_id, live, period, period_start FOR NO KEY UPDATE
)
UPDATE user_counters u SET next_threshold = 0 FROM touched
WHERE (u.user_id, u.meter_id, u.live, u.period, u.period_start)
    = (touched.user_id, touched.meter_id, touched.live, touched.period, touched.period_start)
"""


async def month_to_date(
    actor: Actor, users: Sequence[tuple[UUID, str]], *, at: datetime
) -> dict[UUID, dict[UUID, Decimal]]:
    """By user and meter, what each used in the calendar month of its own zone so far: one statement for all, and
    one for each meter that cannot be added up.

    `users` are ids and their zones. Users that used nothing are absent. It is the sum of the month's days: after a
    change of zone, days counted before it keep their old midnights, and none is lost or counted twice.
    """
    actor.require("read")
    months = [(user_id, calendar_month_at(at, zone)) for user_id, zone in users if actor.sees(user_id)]
    rows = await fetch(
        "SELECT c.user_id, c.meter_id, sum(c.used) AS used"
        " FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS t (user_id, month_start, month_end)"
        " CROSS JOIN meters JOIN user_counters c ON c.user_id = t.user_id AND c.meter_id = meters.id AND c.live"
        " AND c.period = 'day' AND c.period_start >= t.month_start AND c.period_start < t.month_end GROUP BY 1, 2",
        [user_id for user_id, _ in months],
        [month.start for _, month in months],
        [month.end for _, month in months],
    )
    used: dict[UUID, dict[UUID, Decimal]] = {}
    for row in rows:
        used.setdefault(row["user_id"], {})[row["meter_id"]] = row["used"]
    meters = [meter for meter in await list_meters(actor) if meter.aggregation not in ADDED_UP]
    if meters and months:
        ranges = [SealedRange(user_id, month.start, month.end) for user_id, month in months]
        for wanted, found in zip(ranges, await sealed_usage(ranges, meters=meters), strict=True):
            for meter_id, usage in found.items():
                used.setdefault(wanted.user_id, {})[meter_id] = usage.quantity
    return used


async def daily_usage(
    actor: Actor, users: Sequence[tuple[UUID, str]], *, since: datetime
) -> dict[tuple[UUID, UUID], dict[date, Decimal]]:
    """By user and meter, what each used on every day of its own zone that began at or after `since`."""
    actor.require("read")
    zones = {user_id: zone for user_id, zone in users if actor.sees(user_id)}
    # One row per user and meter, its days side by side: the driver takes ten times as long over a row for each day.
    rows = await fetch(
        "SELECT user_id, meter_id, array_agg(extract(epoch FROM period_start)::bigint) AS starts,"
        " string_agg(used::text, ' ') AS used FROM user_counters"
        " WHERE user_id = ANY ($1::uuid[]) AND live AND period = 'day' AND period_start >= $2 GROUP BY 1, 2",
        list(zones),
        since,
    )
    days: dict[str, dict[int, date]] = {zone: {} for zone in zones.values()}
    daily: dict[tuple[UUID, UUID], dict[date, Decimal]] = {}
    for row in rows:
        zone = zones[row["user_id"]]
        known, starts = days[zone], row["starts"]
        for start in starts:
            if start not in known:
                known[start] = local_date(datetime.fromtimestamp(start, UTC), zone)
        used = map(Decimal, row["used"].split())
        daily[row["user_id"], row["meter_id"]] = dict(zip(map(known.__getitem__, starts), used, strict=True))
    return daily


async def look_anew(user_id: UUID | None, meter_id: UUID | None) -> None:
    """Let the next recording look at what is used already, of one user or all, of one meter or all: a threshold of an
    alert may lie below it now."""
    await fetch(_LOOK_ANEW, user_id, meter_id)
