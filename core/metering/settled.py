"""Quantities that are no sum of their hours: minimum, maximum, latest value, distinct values, and gauges.

Hours that are settled are read from the rollups, and those that are not, or that a range cuts, from their events, in
one statement and so of one snapshot. What a retraction took back is not there. The aggregation is that of all events of
a group, whosever they are; a gauge's is the sum of its series.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from core.database import fetch
from core.errors import TooLarge
from core.metering.gauges import Stretch, hours_of, integrate, window_of
from core.metering.models import Meter
from core.metering.rules_sql import MARK, SIGN, counts, dimensions_of, measure_of, value_of
from core.money import ZERO, exact, exact_ratio, round_quantity
from core.periods import Period

__all__ = ["SEAL_MAX", "Found", "Reading", "has_values", "mean", "read_settled"]

#: Stands for "no end yet" among seals.
SEAL_MAX = 2**31 - 1
#: How many samples of gauges one answer may be computed from.
SAMPLES_MAX = 500_000


class Found(NamedTuple):
    """One group of one range, or of one of its windows: by what it was grouped, how many events, how much."""

    number: int
    group: tuple[Any, ...]
    events: int
    quantity: Decimal
    digest: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read of a meter. `ranges` are (number, user or None for all, start, end, seals above, seals up to);
    `groups` are "user", "key", "dimensions" or `dimension:<name>`."""

    ranges: Sequence[tuple[int, UUID | None, datetime, datetime, int, int]]
    groups: Sequence[str] = ()
    live: bool = True
    key_id: UUID | None = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: For gauges: what the one range is divided into, and the hours that are cut by that.
    windows: Sequence[Period] = ()
    ragged: Sequence[datetime] = ()
    rows_max: int = 1_000_000


_TOUCHED = """
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[])
        AS t (ord, user_id, start, stop, seal_from, seal_to)
),
rolled AS MATERIALIZED (
    SELECT wanted.ord, wanted.start, wanted.stop, wanted.seal_from, wanted.seal_to, h.user_id, h.key_id, h.live, h.hour,
           h.meter_id, h.dimensions AS spelt, coalesce(nullif(h.dimensions, '')::jsonb, '{{}}') AS dimensions,
           h.seal_no, h.n, h.digest, h.min, h.max, h.first_at, h.last_at, h.last_id, h.last_value, h.area, h.unsettled
    FROM wanted JOIN usage_hours h ON {owner} h.meter_id = $7 AND h.live = $8 AND h.hour > {earliest}
        AND h.hour < wanted.stop AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to
    WHERE ($9::uuid IS NULL OR h.key_id = $9) AND {of_row}
),
{hours}
sample AS MATERIALIZED (
    SELECT d.ord, d.start, event.user_id, event.key_id, {dimensions} AS dimensions, event.occurred_at,
           coalesce(event.retracts, event.id_hash) AS id, {measure} AS measure,
           sum({sign}) AS n, sum({sign} * {mark}) AS digest, min({value}) AS value
    FROM (SELECT DISTINCT ord, user_id, hour, start, stop, seal_from, seal_to FROM touched WHERE by_events) d
    CROSS JOIN LATERAL (  -- OFFSET: by the index on user and time, whatever the statistics say of a young partition
        SELECT * FROM usage_events event WHERE event.user_id = d.user_id AND event.occurred_at >= {since}
          AND event.occurred_at < least(d.hour + interval '1 hour', d.stop) OFFSET 0
    ) event
    WHERE event.live = $8 AND {counts} AND event.seal_no > d.seal_from AND event.seal_no <= d.seal_to
      AND {value} IS NOT NULL AND ($9::uuid IS NULL OR event.key_id = $9) AND {of_event}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
"""
_HOURS = """
touched AS MATERIALIZED (
    SELECT *, bool_or(unsettled > 0) OVER (PARTITION BY ord, user_id, hour)
              OR hour < start OR hour + interval '1 hour' > stop AS by_events
    FROM rolled
),
"""
# Of each series, the last hour before the range in which anything is left is read too: its last value goes on. An hour
# that was recorded under two seals is read from events, since the samples of both lie between each other.
_HOURS_OF_GAUGE = """
standing AS (
    SELECT *, sum(n) OVER each_hour AS standing, count(*) OVER each_hour AS seals
    FROM rolled WINDOW each_hour AS (PARTITION BY ord, user_id, key_id, spelt, hour)
),
series AS (
    SELECT *, max(hour) FILTER (WHERE standing > 0 AND hour + interval '1 hour' <= start)
              OVER (PARTITION BY ord, user_id, key_id, spelt) AS carried
    FROM standing
),
touched AS MATERIALIZED (
    SELECT *, bool_or(parted) OVER (PARTITION BY ord, user_id, hour) AS by_events
    FROM (
        SELECT *, unsettled > 0 OR seals > 1 OR (hour < start AND hour + interval '1 hour' > start)
               OR hour + interval '1 hour' > stop OR hour = ANY ($11::timestamptz[]) AS parted
        FROM series WHERE hour + interval '1 hour' > start OR hour = carried
    ) each_row
),
"""
_PARTS = """
, part AS (
    SELECT ord, user_id, key_id, dimensions, n, digest, {stored} AS value, last_at AS at, last_id AS id
    FROM touched WHERE NOT by_events
    UNION ALL
    SELECT ord, user_id, key_id, dimensions, n, digest, CASE WHEN n > 0 THEN value END, occurred_at, id FROM sample
)
SELECT ord{groups}, sum(n)::bigint AS events, {quantity} AS quantity, sum(digest) AS digest
FROM part GROUP BY ord{places} LIMIT {limit}
"""
# Events and values are counted apart and added up, not joined: who plans a join knows neither number.
_DISTINCT = """
, part AS (
    SELECT ord{groups}, n::numeric AS events, 0 AS quantity, digest FROM (
        SELECT ord, user_id, key_id, dimensions, n, digest FROM touched WHERE NOT by_events
        UNION ALL SELECT ord, user_id, key_id, dimensions, n, digest FROM sample
    ) counted
    UNION ALL
    SELECT ord{names}, 0, 1, 0 FROM (
        SELECT ord{groups}, value FROM (
            SELECT ord, user_id, key_id, touched.dimensions, stored.value, stored.n
            FROM touched JOIN usage_values stored USING (user_id, meter_id, live, hour, key_id, seal_no)
            WHERE NOT by_events AND stored.dimensions = touched.spelt
            UNION ALL SELECT ord, user_id, key_id, dimensions, measure, n FROM sample
        ) said GROUP BY ord{places}, value HAVING sum(n) > 0
    ) standing
)
SELECT ord{names}, sum(events)::bigint AS events, sum(quantity)::numeric AS quantity, sum(digest) AS digest
FROM part GROUP BY ord{names} LIMIT {limit}
"""
_STRETCHES = """
SELECT ord, user_id, key_id, dimensions::text AS dimensions{groups}, hour AS at, last_id AS id, first_at, last_at,
       last_value, area, n::bigint AS n, digest, hour >= start AS is_inside
FROM touched WHERE NOT by_events
UNION ALL
SELECT ord, user_id, key_id, dimensions::text{groups}, occurred_at, id,
       CASE WHEN n > 0 THEN occurred_at END, CASE WHEN n > 0 THEN occurred_at END, value, 0, n::bigint, digest,
       occurred_at >= start
FROM sample ORDER BY {order}, at, id LIMIT {limit}
"""
_LAST = "(array_agg(value ORDER BY at DESC, id DESC) FILTER (WHERE value IS NOT NULL))[1]"
_QUANTITY = {"min": ("min", "min(value)"), "max": ("max", "max(value)"), "latest": ("last_value", _LAST)}


async def read_settled(meter: Meter, reading: Reading, *, until: datetime) -> list[Found]:
    """What the groups of each range hold. Of a gauge, the one range is told by its windows; nothing is after `until`.
    Groups without any event are absent, but a gauge goes on."""
    if not reading.ranges:
        return []
    groups = [(f"g{number}", _group(name)) for number, name in enumerate(reading.groups)]
    named = "".join(f", {expression} AS {name}" for name, expression in groups)
    names = "".join(f", {name}" for name, _ in groups)
    places = "".join(f", {number}" for number in range(2, len(groups) + 2))
    limit = reading.rows_max + 1
    arguments = _arguments(meter, reading)
    if meter.aggregation == "time_weighted":
        statement = _base(meter, reading) + _STRETCHES.format(groups=named, order="1, 2, 3, 4", limit=SAMPLES_MAX + 1)
        return _integrated(await fetch(statement, *arguments, list(reading.ragged)), reading, until)
    if meter.aggregation == "unique":
        end = _DISTINCT.format(groups=named, names=names, places=places, limit=limit)
    else:
        stored, quantity = _QUANTITY[meter.aggregation]
        end = _PARTS.format(groups=named, places=places, stored=stored, quantity=quantity, limit=limit)
    rows = await fetch(_base(meter, reading) + end, *arguments)
    return [
        Found(row["ord"], tuple(row[name] for name, _ in groups), row["events"], row["quantity"], row["digest"])
        for row in rows
        if row["quantity"] is not None
    ]


def _arguments(meter: Meter, reading: Reading) -> list[Any]:
    columns: list[Any] = [list(column) for column in zip(*reading.ranges, strict=True)]
    return [*columns, meter.id, reading.live, reading.key_id, msgspec.json.encode(reading.values).decode()]


def _base(meter: Meter, reading: Reading) -> str:
    is_gauge = meter.aggregation == "time_weighted"
    dimensions = dimensions_of(meter)
    return _TOUCHED.format(
        owner="" if reading.ranges[0][1] is None else "h.user_id = wanted.user_id AND",
        earliest="'-infinity'" if is_gauge else "wanted.start - interval '1 hour'",
        hours=_HOURS_OF_GAUGE if is_gauge else _HOURS,
        since="d.hour" if is_gauge else "greatest(d.hour, d.start)",
        dimensions=dimensions,
        measure=measure_of(meter) if meter.aggregation == "unique" else "NULL::uuid",
        sign=SIGN,
        mark=MARK,
        value=f"({value_of(meter)})",
        counts=counts(meter),
        of_row=has_values("coalesce(nullif(h.dimensions, '')::jsonb, '{}')", reading.values, "$10"),
        of_event=has_values(dimensions, reading.values, "$10"),
    )


def has_values(dimensions: str, values: Mapping[str, Sequence[str]], argument: str) -> str:
    """Whether dimensions have one of the values that are asked for; `argument` is a JSON object of lists."""
    if not values:
        return f"{argument}::jsonb IS NOT NULL"
    return (
        f"NOT EXISTS (SELECT FROM jsonb_each({argument}::jsonb) asked"
        f" WHERE NOT asked.value ? coalesce({dimensions} ->> asked.key, ''))"
    )


def _group(name: str) -> str:
    kind, _, dimension = name.partition(":")
    return {
        "user": "user_id",
        "key": "key_id",
        "dimensions": "dimensions::text",
        "dimension": f"coalesce(dimensions ->> '{dimension}', '')",
    }[kind]


def _integrated(rows: Sequence[Any], reading: Reading, until: datetime) -> list[Found]:
    if len(rows) > SAMPLES_MAX:
        raise TooLarge("Too many samples of a gauge: ask for a shorter range, or for whole hours.")
    bounds = {number: (start, end) for number, _, start, end, _, _ in reading.ranges}
    sums: dict[tuple[int, tuple[Any, ...]], list[Any]] = {}
    names = [f"g{number}" for number in range(len(reading.groups))]
    for series, mine in groupby(rows, key=lambda row: (row["ord"], row["user_id"], row["key_id"], row["dimensions"])):
        each = list(mine)
        windows = reading.windows or [Period(*bounds[series[0]])]
        stretches = [
            Stretch(row["first_at"], row["last_at"], row["last_value"], row["area"])
            for row in each
            if row["first_at"] is not None
        ]
        group = tuple(each[0][name] for name in names)
        areas = integrate(stretches, windows, until=until)
        with exact():
            for number, area in enumerate(areas):
                if area:
                    _sum_of(sums, reading, series[0], number, group)[1] += area
            for row in each:
                if row["is_inside"]:
                    found = _sum_of(sums, reading, series[0], window_of(windows, row["at"]), group)
                    found[0] += row["n"]
                    found[2] += row["digest"]
    return [
        Found(number, group, events, hours_of(area), digest) for (number, group), (events, area, digest) in sums.items()
    ]


def _sum_of(sums: Any, reading: Reading, ord: int, number: int, group: tuple[Any, ...]) -> list[Any]:
    found: list[Any] = sums.setdefault((number if reading.windows else ord, group), [0, ZERO, ZERO])
    return found


def mean(total: Decimal, events: int) -> Decimal:
    """A sum divided by a number, to six decimals; nothing of nothing."""
    return round_quantity(exact_ratio(total) / events) if events else ZERO
