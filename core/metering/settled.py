"""Quantities that are no sum of their hours: minimum, maximum, latest value, distinct values, and gauges.

What a retraction took back is not there. The aggregation is that of all events of a group, whosever they are; a gauge's
is the sum of its series.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from core.database import fetch
from core.errors import TooLarge
from core.metering.gauges import Stretch, hours_of, integrate, window_of
from core.metering.models import Meter
from core.metering.touched import Reading, has_values, touched_rows
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
    touched = touched_rows(meter, reading)
    if meter.aggregation == "time_weighted":
        statement = touched + _STRETCHES.format(groups=named, order="1, 2, 3, 4", limit=SAMPLES_MAX + 1)
        return _integrated(await fetch(statement, *arguments, list(reading.ragged)), reading, until)
    if meter.aggregation == "unique":
        end = _DISTINCT.format(groups=named, names=names, places=places, limit=limit)
    else:
        stored, quantity = _QUANTITY[meter.aggregation]
        end = _PARTS.format(groups=named, places=places, stored=stored, quantity=quantity, limit=limit)
    rows = await fetch(touched + end, *arguments)
    return [
        Found(row["ord"], tuple(row[name] for name, _ in groups), row["events"], row["quantity"], row["digest"])
        for row in rows
        if row["quantity"] is not None
    ]


def _arguments(meter: Meter, reading: Reading) -> list[Any]:
    columns: list[Any] = [list(column) for column in zip(*reading.ranges, strict=True)]
    return [*columns, meter.id, reading.live, reading.key_id, msgspec.json.encode(reading.values).decode()]


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
