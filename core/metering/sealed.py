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
from core.clock import now
from core.database import fetch
from core.metering.meanings import SETTLED
from core.metering.meters import list_meters
from core.metering.models import Meter
from core.metering.rules_sql import MARK, SIGN, counts, dimensions_of, value_of
from core.metering.settled import SEAL_MAX, Reading, mean, read_settled
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
_EDGES = """
SELECT wanted.ord, $7::uuid AS meter_id, dimensions::text AS dimensions, sum(sign)::bigint AS events,
       sum(sign * value) AS quantity, sum(sign * mark) AS digest
FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[])
    AS wanted (ord, user_id, start, stop, seal_from, seal_to)
CROSS JOIN LATERAL (
    SELECT {value} AS value, {dimensions} AS dimensions, {sign} AS sign, {mark} AS mark
    FROM usage_events event
    WHERE user_id = wanted.user_id AND occurred_at >= wanted.start AND occurred_at < wanted.stop AND live AND {counts}
      AND seal_no > wanted.seal_from AND seal_no <= wanted.seal_to
) event
WHERE value IS NOT NULL GROUP BY 1, 3
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


async def sealed_usage(
    ranges: Sequence[SealedRange], *, meters: Sequence[Meter] | None = None
) -> list[dict[UUID, SealedUsage]]:
    """For each range, what was used by meter (all, if none is named); a meter that was not used is absent.

    A constant number of statements, one more per meter where a range does not begin and end with an hour, and one or
    two for each meter that cannot be added up.
    """
    chosen = await _meters() if meters is None else meters
    found: list[dict[UUID, SealedUsage]] = [{} for _ in ranges]
    await _add_up([meter for meter in chosen if meter.aggregation not in SETTLED], ranges, found)
    rows = [(n, r.user_id, r.start, r.end, r.seal_from, r.seal_to) for n, r in enumerate(ranges)]
    for meter in chosen:
        if meter.aggregation in SETTLED:
            await _settled(meter, rows, found)
    return found


async def _add_up(meters: Sequence[Meter], ranges: Sequence[SealedRange], found: list[dict[UUID, SealedUsage]]) -> None:
    if not meters:
        return
    whole, edges = [], []
    for number, wanted in enumerate(ranges):
        first, last = hour_ceiling(wanted.start), hour_floor(wanted.end)
        if first < last:
            whole.append((number, wanted.user_id, first, last, wanted.seal_from, wanted.seal_to))
        # Within one hour: the events of its part; else those of the two hours that the range cuts.
        cuts = [(wanted.start, wanted.end)] if first > last else [(wanted.start, first), (last, wanted.end)]
        edges += [(number, wanted.user_id, a, b, wanted.seal_from, wanted.seal_to) for a, b in cuts if a < b]
    rows = list(await fetch(_HOURS, *_columns(whole), [meter.id for meter in meters]) if whole else [])
    for meter in meters if edges else ():
        statement = _EDGES.format(
            value=value_of(meter), dimensions=dimensions_of(meter), sign=SIGN, mark=MARK, counts=counts(meter)
        )
        rows += await fetch(statement, *_columns(edges), meter.id)
    averaged = {meter.id for meter in meters if meter.aggregation == "avg"}
    sums: dict[tuple[int, UUID], dict[str, list[Any]]] = {}
    with exact():
        for number, meter_id, dimensions, events, quantity, digest in rows:
            spelt = "" if dimensions == "{}" else dimensions
            part = sums.setdefault((number, meter_id), {}).setdefault(spelt, [ZERO, 0, ZERO])
            part[0] += quantity
            part[1] += events
            part[2] += digest
        for (number, meter_id), parts in sums.items():
            total, events = sum((each[0] for each in parts.values()), ZERO), sum(each[1] for each in parts.values())
            is_mean = meter_id in averaged
            found[number][meter_id] = SealedUsage(
                mean(total, events) if is_mean else total,
                events,
                sum((each[2] for each in parts.values()), ZERO),
                tuple((key, mean(q, n) if is_mean else q, n) for key, (q, n, _) in parts.items()),
            )


async def _settled(meter: Meter, rows: Sequence[Any], found: list[dict[UUID, SealedUsage]]) -> None:
    whole = await read_settled(meter, Reading(rows), until=now())
    by_part = await read_settled(meter, Reading(rows, ("dimensions",)), until=now()) if meter.dimensions else []
    parts: dict[int, list[tuple[str, Decimal, int]]] = {}
    for each in by_part:
        parts.setdefault(each.number, []).append((each.group[0], each.quantity, each.events))
    for each in whole:
        shares = parts.get(each.number, [("", each.quantity, each.events)])
        found[each.number][meter.id] = SealedUsage(each.quantity, each.events, each.digest, tuple(shares))


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
