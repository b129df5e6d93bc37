"""Events = rollups = counters, and every event that was sent in has its identity."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from core.database import fetch
from core.doctor.users import users_in_chunks
from core.metering import CatalogueRules, hour_floor, load_catalogue, unfinished_meters
from core.settings import get_settings

__all__ = ["events_are_their_rollups", "identities_are_those_of_events", "rollups_are_counters"]

ROWS = 5000
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
#: meter, key, live, hour, seal number, dimension values -> how many events, their sum, their digests
_Hours = dict[tuple[UUID, UUID, bool, datetime, int, str], tuple[int, Decimal, int]]

_COUNTERS = """
WITH hours AS (
    SELECT user_id, meter_id, live, sum(n) AS n, sum(sum) AS used FROM usage_hours
    WHERE user_id = ANY ($1::uuid[]) AND meter_id IN (SELECT id FROM meters WHERE aggregation IN ('count', 'sum'))
    GROUP BY 1, 2, 3
),
counters AS (
    SELECT user_id, meter_id, live, period, sum(n) AS n, sum(used) AS used FROM user_counters
    WHERE user_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3, 4
)
SELECT user_id, meter_id, p.period, coalesce(hours.used, 0) AS rolled, coalesce(counters.used, 0) AS counted
FROM (hours CROSS JOIN (VALUES ('day'), ('month')) AS p (period))
FULL JOIN counters USING (user_id, meter_id, live, period)
WHERE (hours.n, hours.used) IS DISTINCT FROM (counters.n, counters.used)
ORDER BY 1, 2, 3
"""
_NO_IDENTITY = """
SELECT event.user_id, event.id_hash, event.occurred_at FROM usage_events event
LEFT JOIN event_ids identity USING (user_id, id_hash)
WHERE event.user_id = ANY ($1::uuid[]) AND event.source <> 'guard' AND identity.digest IS DISTINCT FROM event.digest
ORDER BY 1, 2
"""
_TWICE = """
SELECT user_id, id_hash, count(*) AS n FROM usage_events
WHERE user_id = ANY ($1::uuid[]) AND source <> 'guard' GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2
"""
_NO_EVENT = """
SELECT identity.user_id, identity.id_hash FROM event_ids identity
LEFT JOIN usage_events event USING (user_id, id_hash)
WHERE identity.user_id = ANY ($1::uuid[]) AND event.id_hash IS NULL ORDER BY 1, 2
"""


async def events_are_their_rollups() -> AsyncIterator[str]:
    """Every hour's quantity, number and digest are those of its events, counted anew.

    Month by month and user by user: hours that are over do not change but by late events, and where those came while
    we counted, the month is counted again. Meters that still count events from before them are left out.
    """
    rules = await load_catalogue()
    unfinished = await unfinished_meters()
    oldest = await _oldest_kept()
    async for users in users_in_chunks():
        months = await fetch(
            "SELECT DISTINCT user_id, date_trunc('month', hour, 'UTC') AS month FROM usage_hours"
            " WHERE user_id = ANY ($1::uuid[]) AND hour >= $2"
            " UNION SELECT DISTINCT user_id, date_trunc('month', occurred_at, 'UTC') FROM usage_events"
            " WHERE user_id = ANY ($1::uuid[]) AND billable AND occurred_at >= $2 ORDER BY 1, 2",
            users,
            oldest,
        )
        for row in months:
            async for problem in _check_month(rules, row["user_id"], row["month"], unfinished):
                yield problem


async def _check_month(
    rules: CatalogueRules, user_id: UUID, month: datetime, unfinished: Collection[UUID]
) -> AsyncIterator[str]:
    for _ in range(3):
        before = await _rolled(user_id, month)
        counted = await _recounted(rules, user_id, month)
        if before == counted:
            return
        rolled = await _rolled(user_id, month)
        if rolled == before:  # nothing was recorded meanwhile, so it is no matter of time
            break
    for key in sorted(rolled.keys() | counted.keys(), key=str):
        if key[0] not in unfinished and rolled.get(key) != counted.get(key):
            meter_id, _, _, hour, *_ = key
            has, should = rolled.get(key, (0, Decimal(0), 0)), counted.get(key, (0, Decimal(0), 0))
            where = f"User {user_id}, meter {meter_id}, hour {hour:%Y-%m-%d %H}"
            digests = "" if has[:2] != should[:2] else ", and their digests differ"
            yield f"{where}: {has[1]} of {has[0]} events are rolled up, logged are {should[1]} of {should[0]}{digests}."


async def _rolled(user_id: UUID, month: datetime) -> _Hours:
    rows = await fetch(
        "SELECT meter_id, key_id, live, hour, seal_no, dimensions, n, sum, digest"
        " FROM usage_hours WHERE user_id = $1 AND hour >= $2 AND hour < $3",
        user_id,
        month,
        _next(month),
    )
    return {
        (row["meter_id"], row["key_id"], row["live"], row["hour"], row["seal_no"], row["dimensions"]): (
            int(row["n"]), Decimal(row["sum"]), int(row["digest"]),
        )
        for row in rows
    }  # fmt: skip


async def _recounted(rules: CatalogueRules, user_id: UUID, month: datetime) -> _Hours:
    sums: dict[Any, list[Any]] = defaultdict(lambda: [0, Decimal(0), 0])
    async for event in _events(user_id, month):
        sign = -1 if event["retracts"] is not None else 1
        mark = sign * (int.from_bytes(event["digest"].bytes[:8]) >> 4)
        said = rules.contributions(
            event["type"], _DECODE(event["properties"]), event["occurred_at"], event["catalogue"]
        )
        for rule, value, dimensions in said:
            hour = hour_floor(event["occurred_at"])
            row = sums[rule.meter_id, event["key_id"], event["live"], hour, event["seal_no"], dimensions]
            row[0] += sign
            row[1] += sign * value
            row[2] += mark
    return {key: (n, total, marks) for key, (n, total, marks) in sums.items()}


async def _events(user_id: UUID, month: datetime) -> AsyncIterator[Mapping[str, Any]]:
    at, last = month, None
    while rows := await fetch(
        "SELECT occurred_at, id_hash, type, key_id, live, seal_no, catalogue, digest, retracts,"
        " properties::text AS properties FROM usage_events"
        " WHERE user_id = $1 AND occurred_at >= $2 AND occurred_at < $3 AND billable"
        " AND ($4::uuid IS NULL OR (occurred_at, id_hash) > ($2, $4)) ORDER BY occurred_at, id_hash LIMIT $5",
        user_id,
        at,
        _next(month),
        last,
        ROWS,
    ):
        for row in rows:
            yield row
        at, last = rows[-1]["occurred_at"], rows[-1]["id_hash"]


async def rollups_are_counters() -> AsyncIterator[str]:
    """What a user used in all is the same by hours, by days and by months."""
    async for users in users_in_chunks():
        for row in await fetch(_COUNTERS, users):
            yield (
                f"User {row['user_id']}, meter {row['meter_id']}: by {row['period']} {row['counted']} are counted,"
                f" rolled up are {row['rolled']}."
            )


async def identities_are_those_of_events() -> AsyncIterator[str]:
    """Every event that was sent in has one identity, with its digest, and every identity has its event."""
    async for users in users_in_chunks():
        for row in await fetch(_NO_IDENTITY, users):
            yield f"Event {row['id_hash']} of user {row['user_id']} has no identity, or that of another payload."
        for row in await fetch(_TWICE, users):
            yield f"Event {row['id_hash']} of user {row['user_id']} is stored {row['n']} times."
        if not get_settings().events_kept_months:  # else old events are gone, and their identities stay
            for row in await fetch(_NO_EVENT, users):
                yield f"The identity {row['id_hash']} of user {row['user_id']} has no event."


async def _oldest_kept() -> datetime:
    """From when on events are there. Rollups outlive them."""
    rows = await fetch(
        "SELECT min(substring(inhrelid::regclass::text FROM '[0-9]{6}$')) AS month FROM pg_inherits"
        " WHERE inhparent = 'usage_events'::regclass"
    )
    month = rows[0]["month"]
    if month is None or not get_settings().events_kept_months:
        return datetime(1900, 1, 1, tzinfo=UTC)
    return datetime(int(month[:4]), int(month[4:]), 1, tzinfo=UTC)


def _next(month: datetime) -> datetime:
    return (month + timedelta(days=32)).replace(day=1)
