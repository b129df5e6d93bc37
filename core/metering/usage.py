"""What was used: one query behind every door.

Whole UTC hours are read from the rollups; only the hours that a window boundary cuts, which half-hour zones have, are
read from events. So the cost does not grow with the number of events.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from core.accounts import Actor, get_user
from core.checks import check_zone
from core.clock import now, require_utc
from core.database import fetch
from core.errors import InvalidInput, TooLarge
from core.metering.meters import choose_meters
from core.metering.models import Meter
from core.metering.windows import Window, hour_ceiling, ragged_hours, windows_between
from core.money import exact
from core.periods import Period, calendar_month_at, local_date

__all__ = ["GroupBy", "Usage", "UsageRow", "daily_usage", "month_to_date", "query_usage", "usage_of_users"]

GroupBy = Literal["key", "user"]
#: What one answer may hold: a group of every user in every hour of a year would fill the memory.
ROWS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What one group used of one meter in one window. `user_id` and `key_id` are set if they were grouped by."""

    window: Period
    meter: Meter
    user_id: UUID | None
    key_id: UUID | None
    events: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """All windows of the range, and the rows of those in which something was used, in order of window and meter."""

    windows: Sequence[Period]
    rows: Sequence[UsageRow]

    def total(self) -> Decimal:
        with exact():
            return sum((row.quantity for row in self.rows), Decimal(0))


async def query_usage(
    actor: Actor,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    window: Window = "total",
    zone: str = "UTC",
    meters: Sequence[str] = (),
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    group_by: Sequence[GroupBy] = (),
    live: bool = True,
    rows_max: int = ROWS_MAX,
) -> Usage:
    """Usage in `[start, end)`, by default the calendar month of the zone so far.

    `meters` are slugs, none of them means all. A user sees its own usage only, whatever it asks for. More than
    `rows_max` rows are TooLarge.
    """
    actor.require("read")
    if unknown := set(group_by) - set(get_args(GroupBy)):
        raise InvalidInput(f"group_by knows key and user, not {min(unknown)!r}.", field="group_by")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    chosen = await choose_meters(actor, meters)
    windows = _windows(start, end, window, check_zone(zone, field="zone"))
    owners = [owner] if owner is not None else None
    found = await _read(windows, chosen, owners, key_id, group_by, live, rows_max)
    return Usage(windows, _rows(windows, chosen, found))


async def usage_of_users(
    actor: Actor,
    user_ids: Collection[UUID],
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    window: Window = "total",
    zone: str = "UTC",
    meters: Sequence[str] = (),
    by_key: bool = False,
    live: bool = True,
    rows_max: int = ROWS_MAX,
) -> dict[UUID, Usage]:
    """As `query_usage`, for each of these users on its own, in one go. Users that the actor may not see are absent."""
    actor.require("read")
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    chosen = await choose_meters(actor, meters)
    windows = _windows(start, end, window, check_zone(zone, field="zone"))
    groups: Sequence[GroupBy] = ("user", "key") if by_key else ("user",)
    found = await _read(windows, chosen, owners, None, groups, live, rows_max)
    by_user: dict[UUID, list[UsageRow]] = {owner: [] for owner in owners}
    for row in _rows(windows, chosen, found):
        assert row.user_id is not None
        by_user[row.user_id].append(row)
    return {owner: Usage(windows, rows) for owner, rows in by_user.items()}


def _rows(windows: Sequence[Period], meters: Sequence[Meter], found: "_Found") -> list[UsageRow]:
    by_id = {meter.id: meter for meter in meters}
    return [
        UsageRow(windows[number - 1], by_id[meter_id], user, key, events, quantity)
        for (number, meter_id, user, key), (events, quantity) in sorted(
            found.items(), key=lambda item: (item[0][0], by_id[item[0][1]].slug, str(item[0][2]), str(item[0][3]))
        )
        if events or quantity
    ]


async def month_to_date(
    actor: Actor, users: Sequence[tuple[UUID, str]], *, at: datetime
) -> dict[UUID, dict[UUID, Decimal]]:
    """By user and meter, what each used in the calendar month of its own zone so far: one statement for all.

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


def _windows(start: datetime | None, end: datetime | None, window: Window, zone: str) -> list[Period]:
    at = now()
    first = require_utc(start) if start is not None else calendar_month_at(at, zone).start
    last = require_utc(end) if end is not None else hour_ceiling(at)
    return windows_between(first, last, window, zone)


_Found = dict[tuple[int, UUID, UUID | None, UUID | None], tuple[int, Decimal]]


async def _read(
    windows: list[Period],
    meters: Sequence[Meter],
    owners: Sequence[UUID] | None,
    key_id: UUID | None,
    group_by: Sequence[GroupBy],
    live: bool,
    rows_max: int,
) -> _Found:
    starts, ragged = [window.start for window in windows], ragged_hours(windows)
    user = "user_id" if "user" in group_by else "NULL::uuid"
    key = "key_id" if "key" in group_by else "NULL::uuid"
    arguments = [starts, windows[0].start, windows[-1].end, live, owners, key_id, ragged]
    owner = " AND user_id = ANY ($5::uuid[])" if owners is not None else " AND $5::uuid[] IS NULL"
    where = f"live = $4{owner} AND ($6::uuid IS NULL OR key_id = $6)"
    found: _Found = {}
    rows = await fetch(
        f"SELECT width_bucket(hour, $1::timestamptz[]) AS number, meter_id, {user} AS user_id, {key} AS key_id,"
        f" sum(n)::bigint AS events, sum(sum) AS quantity FROM usage_hours"
        f" WHERE {where} AND hour >= $2 AND hour < $3 AND hour <> ALL ($7::timestamptz[])"
        f" AND meter_id = ANY ($8::uuid[]) GROUP BY 1, 2, 3, 4 LIMIT {rows_max + 1}",
        *arguments,
        [meter.id for meter in meters],
    )
    _add(found, rows, rows_max)
    for meter in meters if ragged else ():
        value, path = value_of(meter)
        rows = await fetch(
            f"SELECT width_bucket(occurred_at, $1::timestamptz[]) AS number, $8::uuid AS meter_id, {user} AS user_id,"
            f" {key} AS key_id, sum(sign)::bigint AS events, sum(sign * value) AS quantity"
            f" FROM unnest($7::timestamptz[]) AS ragged (hour)"
            f" CROSS JOIN LATERAL (SELECT user_id, key_id, live, occurred_at, {value} AS value,"
            f" CASE WHEN retracts IS NULL THEN 1 ELSE -1 END AS sign FROM usage_events"
            f" WHERE occurred_at >= ragged.hour AND occurred_at < ragged.hour + interval '1 hour'"
            f" AND type = $9 AND catalogue >= $10 AND billable{owner} AND $11::text[] IS NOT NULL) event"
            f" WHERE {where} AND occurred_at >= $2 AND occurred_at < $3 AND value IS NOT NULL GROUP BY 1, 2, 3, 4"
            f" LIMIT {rows_max + 1}",
            *arguments,
            meter.id,
            meter.event_type,
            meter.catalogue,
            path,
        )
        _add(found, rows, rows_max)
    return found


def value_of(meter: Meter) -> tuple[str, list[str]]:
    """The SQL of what an event adds to a meter, the same rule as `MeterRule.value_of`, and the path it reads."""
    path = meter.value_property.split(".") if meter.value_property else []
    if meter.aggregation == "count":
        return "1::numeric", path
    return (
        "CASE jsonb_typeof(properties #> $11::text[]) WHEN 'number' THEN (properties #>> $11::text[])::numeric END",
        path,
    )


def _add(found: _Found, rows: Sequence[Sequence[Any]], rows_max: int) -> None:
    with exact():
        for row in rows:
            *group, events, quantity = row
            before = found.get(tuple(group), (0, Decimal(0)))
            found[tuple(group)] = (before[0] + events, before[1] + quantity)
    if len(found) > rows_max:
        raise TooLarge(f"More than {rows_max} rows: ask for fewer windows, meters or groups.")
