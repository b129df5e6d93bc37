"""Completing the rollups of hours that are over, where an hour's figure cannot be told event by event.

Recording marks such rollups as unsettled; whoever reads meanwhile reads the events instead, so nothing is ever wrong,
only slower. Settling recounts an hour under the lock of its rollups: a recorder that waits for it adds to what was
settled, and marks it again. An hour in which an event of another seal was retracted stays read from its events, since
what it holds depends on the seal that is asked for.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from core.clock import now
from core.database import fetch, transaction
from core.metering.meanings import SETTLED
from core.metering.models import Meter
from core.metering.rules_sql import SIGN, counts, dimensions_of, measure_of, value_of

__all__ = ["settle_hours"]

ROWS = 200
# The whole of an hour of a user at once, since its events are read for it.
_UNSETTLED = """
SELECT user_id, live, hour, key_id, dimensions, seal_no FROM usage_hours
WHERE meter_id = $1 AND unsettled = 1 AND hour <= $2
ORDER BY hour, user_id, live FETCH FIRST $3 ROWS WITH TIES
"""
# Nothing is known of these rows when the statements are planned, and joined row by row they would take time by the
# square of their number. That the users and hours are said twice lets the index find them, whatever the table's size.
_PLAN = "SET LOCAL enable_nestloop = off"
_LOCK = """
SELECT 1 FROM usage_hours h
JOIN unnest($2::uuid[], $3::bool[], $4::timestamptz[], $5::uuid[], $6::text[], $7::int[])
    AS wanted (user_id, live, hour, key_id, dimensions, seal_no)
    USING (user_id, live, hour, key_id, dimensions, seal_no)
WHERE h.meter_id = $1 AND h.user_id = ANY ($2) AND h.hour = ANY ($4)
ORDER BY h.user_id, h.meter_id, h.live, h.hour, h.key_id, h.dimensions, h.seal_no FOR UPDATE OF h
"""
# Every event of the hours once, split as the rollups are; `ord` is the number of the user's hour.
_SAMPLES = """
WITH wanted AS MATERIALIZED (
    SELECT *, coalesce(nullif(spelt, '')::jsonb, '{{}}') AS dimensions,
           dense_rank() OVER (ORDER BY user_id, live, hour) AS ord
    FROM unnest($2::uuid[], $3::bool[], $4::timestamptz[], $5::uuid[], $6::text[], $7::int[])
        AS t (user_id, live, hour, key_id, spelt, seal_no)
),
sample AS MATERIALIZED (
    SELECT each_hour.ord, event.key_id, event.seal_no, {dimensions} AS dimensions, event.occurred_at,
           coalesce(event.retracts, event.id_hash) AS id, {measure} AS measure,
           sum({sign})::bigint AS n, min(event.value) AS value
    FROM (SELECT DISTINCT ord, user_id, live, hour FROM wanted) each_hour
    CROSS JOIN LATERAL (  -- OFFSET: by the index on user and time, whatever the statistics say of a young partition;
        SELECT *, {value} AS value FROM usage_events event  -- and so that what it says is read once
        WHERE event.user_id = each_hour.user_id AND event.live = each_hour.live AND {counts}
          AND event.occurred_at >= each_hour.hour AND event.occurred_at < each_hour.hour + interval '1 hour' OFFSET 0
    ) event
    WHERE event.value IS NOT NULL AND $1::uuid IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6, 7
)
"""
_SETTLE = """
, spaced AS (  -- what was taken back, under this seal or another, spaces nothing
    SELECT *, value * (extract(epoch FROM lead(occurred_at) OVER series - occurred_at) * 1000000)::bigint AS area
    FROM sample WINDOW series AS (PARTITION BY ord, key_id, seal_no, dimensions, n > 0 ORDER BY occurred_at, id)
),
figure AS MATERIALIZED (
    SELECT ord, key_id, seal_no, dimensions, bool_or(n < 0) AS has_foreign_seal,
           min(value) FILTER (WHERE n > 0) AS min, max(value) FILTER (WHERE n > 0) AS max,
           min(occurred_at) FILTER (WHERE n > 0) AS first_at, max(occurred_at) FILTER (WHERE n > 0) AS last_at,
           coalesce(sum(area) FILTER (WHERE n > 0), 0) AS area,
           (array_agg(value ORDER BY occurred_at, id) FILTER (WHERE n > 0))[1] AS first_value,
           (array_agg(value ORDER BY occurred_at DESC, id DESC) FILTER (WHERE n > 0))[1] AS last_value,
           (array_agg(id ORDER BY occurred_at DESC, id DESC) FILTER (WHERE n > 0))[1] AS last_id
    FROM spaced GROUP BY 1, 2, 3, 4
)
UPDATE usage_hours h
SET min = figure.min, max = figure.max, first_at = figure.first_at, first_value = figure.first_value,
    last_at = figure.last_at, last_id = figure.last_id, last_value = figure.last_value, area = figure.area,
    unsettled = CASE WHEN figure.has_foreign_seal AND $8 THEN 2 ELSE 0 END
FROM wanted LEFT JOIN figure USING (ord, key_id, seal_no, dimensions)
WHERE h.meter_id = $1 AND h.user_id = ANY ($2) AND h.hour = ANY ($4)
  AND h.user_id = wanted.user_id AND h.live = wanted.live AND h.hour = wanted.hour
  AND h.key_id = wanted.key_id AND h.dimensions = wanted.spelt AND h.seal_no = wanted.seal_no
"""
_FORGET_VALUES = """
DELETE FROM usage_values v USING unnest($2::uuid[], $3::bool[], $4::timestamptz[], $5::uuid[], $6::text[], $7::int[])
    AS wanted (user_id, live, hour, key_id, dimensions, seal_no)
WHERE v.meter_id = $1 AND v.user_id = ANY ($2) AND v.hour = ANY ($4)
  AND v.user_id = wanted.user_id AND v.live = wanted.live AND v.hour = wanted.hour
  AND v.key_id = wanted.key_id AND v.dimensions = wanted.dimensions AND v.seal_no = wanted.seal_no
"""
_KEEP_VALUES = """
INSERT INTO usage_values (user_id, meter_id, live, hour, key_id, dimensions, seal_no, value, n)
SELECT user_id, $1, live, hour, key_id, spelt, seal_no, measure, n
FROM (
    SELECT ord, key_id, seal_no, dimensions, measure, sum(n) AS n FROM sample GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
) counted JOIN wanted USING (ord, key_id, seal_no, dimensions)
"""


async def settle_hours(*, progress: Callable[[str], None] = lambda _: None) -> int:
    """Settle what is unsettled of hours that are over; how many rollups. Doing it twice, or at once, does no harm."""
    done = 0
    for meter in await Meter.filter(aggregation__in=list(SETTLED)):
        while rows := await fetch(_UNSETTLED, meter.id, now() - timedelta(hours=1), ROWS):
            await _settle(meter, rows)
            done += len(rows)
            progress(f"{done:,} rollups settled")
            if len(rows) < ROWS:
                break
    return done


async def _settle(meter: Meter, rows: Sequence[Any]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    samples = _SAMPLES.format(
        measure=measure_of(meter) if meter.aggregation == "unique" else "NULL::uuid",
        sign=SIGN,
        value=f"({value_of(meter)})",
        dimensions=dimensions_of(meter),
        counts=counts(meter),
    )
    async with transaction():
        await fetch(_PLAN)
        await fetch(_LOCK, meter.id, *columns)
        if meter.aggregation == "unique":  # an event retracted under another seal is a number below zero
            await fetch(_FORGET_VALUES, meter.id, *columns)
            await fetch(samples + _KEEP_VALUES, meter.id, *columns)
        await fetch(samples + _SETTLE, meter.id, *columns, meter.aggregation != "unique")
