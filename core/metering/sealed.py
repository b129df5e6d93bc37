"""What was used between two seals: the one way in which usage becomes an invoice line, and a line its events.

Closing a period adds one to the seal of the user (protocols.md S3): what was recorded before carries a seal up to that
number, what comes after carries a higher one. A range of hours and a range of seals together name a set of events that
never changes again, without a list of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.accounts import SYSTEM
from core.database import fetch
from core.metering.meters import list_meters
from core.metering.models import Meter
from core.metering.usage import value_of
from core.metering.windows import hour_ceiling, hour_floor
from core.money import ZERO, exact

__all__ = ["SealedRange", "SealedUsage", "late_hours", "sealed_usage"]

_HOURS = """
SELECT wanted.ord, h.meter_id, h.dimensions, sum(h.n)::bigint AS events, sum(h.sum) AS quantity, sum(h.digest) AS digest
FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[])
    AS wanted (ord, user_id, start, stop, seal_from, seal_to)
CROSS JOIN unnest($7::uuid[]) AS meter (id)
JOIN usage_hours h ON h.user_id = wanted.user_id AND h.meter_id = meter.id AND h.live
    AND h.hour >= wanted.start AND h.hour < wanted.stop
    AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to
GROUP BY 1, 2, 3
"""
# The first 60 bits of an event's digest are its mark, as the recorder adds them up.
_EDGES = """
SELECT wanted.ord, $7::uuid AS meter_id, '' AS dimensions, sum(sign)::bigint AS events,
       sum(sign * value) AS quantity, sum(sign * mark) AS digest
FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[])
    AS wanted (ord, user_id, start, stop, seal_from, seal_to)
CROSS JOIN LATERAL (
    SELECT {value} AS value, CASE WHEN retracts IS NULL THEN 1 ELSE -1 END AS sign,
           ('x' || substr(replace(digest::text, '-', ''), 1, 15))::bit(60)::bigint::numeric AS mark
    FROM usage_events
    WHERE user_id = wanted.user_id AND occurred_at >= wanted.start AND occurred_at < wanted.stop AND live AND billable
      AND type = $8 AND catalogue >= $9 AND $11::text[] IS NOT NULL
      AND seal_no > wanted.seal_from AND seal_no <= wanted.seal_to AND $10::bool
) event
WHERE value IS NOT NULL GROUP BY 1
"""
_LATE = """
SELECT wanted.ord, min(h.hour) AS first, max(h.hour) AS last
FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[])
    AS wanted (ord, user_id, start, stop, seal_from, seal_to)
CROSS JOIN unnest($7::uuid[]) AS meter (id)
JOIN usage_hours h ON h.user_id = wanted.user_id AND h.meter_id = meter.id AND h.live
    AND h.hour >= wanted.start AND h.hour < wanted.stop
    AND h.seal_no > wanted.seal_from AND h.seal_no <= wanted.seal_to
GROUP BY 1
"""
#: Stands for "no end yet" among seals.
SEAL_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SealedRange:
    """Of a user what happened in `[start, end)`, recorded under `seal_from < seal <= seal_to`."""

    user_id: UUID
    start: datetime
    end: datetime
    seal_from: int = -1
    seal_to: int = SEAL_MAX


@dataclass(frozen=True, slots=True)
class SealedUsage:
    """What a range holds of one meter; `parts` are by the dimension values as the rollup spells them."""

    quantity: Decimal = ZERO
    events: int = 0
    digest: Decimal = ZERO
    parts: tuple[tuple[str, Decimal, int], ...] = ()


async def sealed_usage(ranges: Sequence[SealedRange]) -> list[dict[UUID, SealedUsage]]:
    """For each range, what was used by meter; a meter that was not used is absent. A constant number of statements,
    and one more per meter where a range does not begin and end with an hour."""
    whole, edges = [], []
    for number, wanted in enumerate(ranges):
        first, last = hour_ceiling(wanted.start), hour_floor(wanted.end)
        if first < last:
            whole.append((number, wanted.user_id, first, last, wanted.seal_from, wanted.seal_to))
        # Within one hour: the events of its part; else those of the two hours that the range cuts.
        cuts = [(wanted.start, wanted.end)] if first > last else [(wanted.start, first), (last, wanted.end)]
        edges += [(number, wanted.user_id, a, b, wanted.seal_from, wanted.seal_to) for a, b in cuts if a < b]
    found: list[dict[UUID, SealedUsage]] = [{} for _ in ranges]
    meters = await _meters()
    _add(found, await fetch(_HOURS, *_columns(whole), [meter.id for meter in meters]) if whole else [])
    for meter in meters if edges else ():
        value, path = value_of(meter)
        rows = await fetch(
            _EDGES.format(value=value), *_columns(edges), meter.id, meter.event_type, meter.catalogue, True, path
        )
        _add(found, rows)
    return found


async def late_hours(ranges: Sequence[SealedRange]) -> dict[int, tuple[datetime, datetime]]:
    """By number of the range, the first and the last hour in which it holds anything; ranges of nothing are absent."""
    rows = [(n, r.user_id, hour_floor(r.start), r.end, r.seal_from, r.seal_to) for n, r in enumerate(ranges)]
    columns = _columns(rows)
    found = await fetch(_LATE, *columns, [meter.id for meter in await _meters()])
    return {row["ord"]: (row["first"], row["last"]) for row in found}


async def _meters() -> list[Meter]:
    return await list_meters(SYSTEM)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(6)]


def _add(found: list[dict[UUID, SealedUsage]], rows: Sequence[Any]) -> None:
    with exact():
        for row in rows:
            number, meter_id, dimensions, events, quantity, digest = row
            before = found[number].get(meter_id, SealedUsage())
            found[number][meter_id] = SealedUsage(
                before.quantity + quantity,
                before.events + events,
                before.digest + digest,
                (*before.parts, (dimensions, quantity, events)),
            )
