"""The rollups and events that a reading of a settled meter touches, as the beginning of a statement.

Hours that are settled are read from the rollups, and those that are not, or that a range cuts, from their events, in
one statement and so of one snapshot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.metering.models import Meter
from core.metering.rules_sql import MARK, SIGN, counts, dimensions_of, measure_of, value_of
from core.periods import Period

__all__ = ["Reading", "has_values", "touched_rows"]


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
{carried}
rolled AS MATERIALIZED (
    SELECT {row}
    FROM wanted JOIN usage_hours h ON {owner} h.meter_id = $7 AND h.live = $8
        AND h.hour > wanted.start - interval '1 hour' AND h.hour < wanted.stop
        AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to
    WHERE ($9::uuid IS NULL OR h.key_id = $9) AND {of_row}
    {more}
),
{hours}
sample AS MATERIALIZED (
    SELECT d.ord, d.start, event.user_id, event.key_id, {dimensions} AS dimensions, event.occurred_at,
           coalesce(event.retracts, event.id_hash) AS id, {measure} AS measure,
           sum({sign}) AS n, sum({sign} * {mark}) AS digest, min(event.value) AS value
    FROM (SELECT DISTINCT ord, user_id, hour, start, stop, seal_from, seal_to FROM touched WHERE by_events) d
    CROSS JOIN LATERAL (  -- OFFSET: by the index on user and time, whatever the statistics say of a young partition;
        SELECT *, {value} AS value FROM usage_events event  -- and so that what it says is read once
        WHERE event.user_id = d.user_id AND event.occurred_at >= {since}
          AND event.occurred_at < least(d.hour + interval '1 hour', d.stop) AND event.live = $8 AND {counts}
          AND event.seal_no > d.seal_from AND event.seal_no <= d.seal_to OFFSET 0
    ) event
    WHERE event.value IS NOT NULL AND ($9::uuid IS NULL OR event.key_id = $9) AND {of_event}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
"""
_ROW = """wanted.ord, wanted.start, wanted.stop, wanted.seal_from, wanted.seal_to, h.user_id, h.key_id, h.live, h.hour,
           h.meter_id, h.dimensions AS spelt, coalesce(nullif(h.dimensions, '')::jsonb, '{}') AS dimensions,
           h.seal_no, h.n, h.digest, h.min, h.max, h.first_at, h.last_at, h.last_id, h.last_value, h.area,
           h.unsettled"""
_HOURS = """
touched AS MATERIALIZED (
    SELECT *, bool_or(unsettled > 0) OVER (PARTITION BY ord, user_id, hour)
              OR hour < start OR hour + interval '1 hour' > stop AS by_events
    FROM rolled
),
"""
# Of each series, the last hour before the range in which anything is left is read too: its last value goes on. An index
# (`usage_hours_series`) leads from series to series and back from the range, so what lies before costs nothing.
_CARRIED = """
carried AS MATERIALIZED (
    SELECT wanted.ord, wanted.start, wanted.stop, wanted.seal_from, wanted.seal_to, owner.id AS user_id, series.key_id,
           series.dimensions, last.hour
    FROM wanted JOIN users owner ON {of_owner}
    CROSS JOIN LATERAL (
        WITH RECURSIVE found AS (
            (SELECT h.key_id, h.dimensions FROM usage_hours h
             WHERE h.user_id = owner.id AND h.meter_id = $7 AND h.live = $8 AND {is_settled}
             ORDER BY h.key_id, h.dimensions LIMIT 1)
            UNION ALL
            SELECT next.key_id, next.dimensions FROM found CROSS JOIN LATERAL (
                SELECT h.key_id, h.dimensions FROM usage_hours h
                WHERE h.user_id = owner.id AND h.meter_id = $7 AND h.live = $8 AND {is_settled}
                  AND (h.key_id, h.dimensions) > (found.key_id, found.dimensions)
                ORDER BY h.key_id, h.dimensions LIMIT 1
            ) next
        )
        SELECT * FROM found OFFSET 0
    ) series
    CROSS JOIN LATERAL (
        SELECT h.hour FROM usage_hours h
        WHERE h.user_id = owner.id AND h.meter_id = $7 AND h.live = $8 AND {is_settled}
          AND h.key_id = series.key_id AND h.dimensions = series.dimensions
          AND h.hour <= wanted.start - interval '1 hour'
          AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to
        GROUP BY h.hour HAVING sum(h.n) > 0 ORDER BY h.hour DESC LIMIT 1
    ) last
    WHERE $9::uuid IS NULL OR series.key_id = $9
),
"""
_MORE = """
    UNION ALL
    SELECT {row}
    FROM carried wanted CROSS JOIN LATERAL (  -- OFFSET: one by one, whatever the statistics say
        SELECT * FROM usage_hours h
        WHERE h.user_id = wanted.user_id AND h.meter_id = $7 AND h.live = $8 AND h.hour = wanted.hour
          AND h.key_id = wanted.key_id AND h.dimensions = wanted.dimensions
          AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to OFFSET 0
    ) h WHERE {of_row}
"""
#: What the index holds: rows of meters that are settled, all but those of which nothing is left.
_IS_SETTLED = "(h.unsettled > 0 OR h.last_at IS NOT NULL)"
# An hour that was recorded under two seals is read from events, since the samples of both lie between each other.
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


def touched_rows(meter: Meter, reading: Reading) -> str:
    """The beginning of a statement: `touched`, the rollups that a reading touches, and `sample`, the events of those
    that have to be read from them (`by_events`). $1 to $6 are the ranges, $7 to $10 the meter, `live`, a key and the
    values asked for, $11 the hours that a gauge's windows cut."""
    is_gauge = meter.aggregation == "time_weighted"
    dimensions = dimensions_of(meter)
    of_row = has_values("coalesce(nullif(h.dimensions, '')::jsonb, '{}')", reading.values, "$10")
    is_of_all = reading.ranges[0][1] is None
    of_owner = "true" if is_of_all else "owner.id = wanted.user_id"
    return _TOUCHED.format(
        carried=_CARRIED.format(of_owner=of_owner, is_settled=_IS_SETTLED) if is_gauge else "",
        more=_MORE.format(row=_ROW, of_row=of_row) if is_gauge else "",
        row=_ROW,
        owner="" if is_of_all else "h.user_id = wanted.user_id AND",
        hours=_HOURS_OF_GAUGE if is_gauge else _HOURS,
        since="d.hour" if is_gauge else "greatest(d.hour, d.start)",
        dimensions=dimensions,
        measure=measure_of(meter) if meter.aggregation == "unique" else "NULL::uuid",
        sign=SIGN,
        mark=MARK,
        value=f"({value_of(meter)})",
        counts=counts(meter),
        of_row=of_row,
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
