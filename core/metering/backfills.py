"""Counting what was recorded before a meter was made: in the background, exactly once, while recording goes on.

Events remember the version of the catalogue they were counted by. A new meter's own version parts them: those of older
versions are counted here, chunk by chunk in order of user and instant, each chunk in one transaction with the cursor
behind it, so a killed run goes on where it was (protocols.md S5). An event that is taken back meanwhile is counted away
by whoever takes it back if the cursor has passed it, else here (core/gate/retractions.py). When all are counted, the
meter's version becomes 0: from then on it is as if it had been there always.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from core.accounts import Actor
from core.clock import now
from core.database import fetch, transaction
from core.metering.catalogue import CatalogueRules, MeterRule, load_catalogue
from core.metering.dimensions import admit_values
from core.metering.meanings import ADDED_UP, SETTLED
from core.metering.models import Backfill
from core.metering.windows import hour_floor
from core.periods import calendar_day_at, calendar_month_at

__all__ = ["Backfilled", "Cursor", "backfills_of", "lock_cursors", "run_backfills", "unfinished_meters"]

CHUNK = 5000
_NIL = UUID(int=0)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_COUNT = """
SELECT count(*) AS n FROM usage_events
WHERE occurred_at >= coalesce((SELECT starts_at FROM meters WHERE id = $1), '-infinity')
"""
_LOCK = "SELECT * FROM backfills WHERE meter_id = $1 AND finished_at IS NULL FOR UPDATE"
# All events of an instant are in one chunk. Every event is looked at, so that a chunk is as long for a rare type.
_CHUNK = """
SELECT user_id, occurred_at, key_id, live, seal_no, digest, retracts,
       CASE WHEN type = $3 AND billable AND catalogue < $4 THEN properties::text END AS properties
FROM usage_events WHERE (user_id, occurred_at) > ($1, $2) AND occurred_at >= $6
ORDER BY user_id, occurred_at FETCH FIRST $5 ROWS WITH TIES
"""
_HOURS = """
INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest,
                              unsettled)
SELECT user_id, $1, live, hour, key_id, dimensions, seal_no, n, sum::numeric, min::numeric, max::numeric,
       digest::numeric, $2
FROM unnest($3::uuid[], $4::bool[], $5::timestamptz[], $6::uuid[], $7::text[], $8::int[], $9::bigint[], $10::text[],
            $11::text[], $12::text[], $13::text[])
    AS t (user_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest)
ORDER BY user_id, live, hour, key_id, dimensions, seal_no
ON CONFLICT (user_id, meter_id, live, hour, key_id, dimensions, seal_no) DO UPDATE
SET n = h.n + excluded.n, sum = h.sum + excluded.sum, min = least(h.min, excluded.min),
    max = greatest(h.max, excluded.max), digest = h.digest + excluded.digest,
    unsettled = greatest(h.unsettled, excluded.unsettled)
"""
_COUNTERS = """
INSERT INTO user_counters AS u (user_id, meter_id, live, period, period_start, n, used, next_threshold)
SELECT user_id, $1, live, period, period_start, n, used::numeric, CASE WHEN live THEN 0 END
FROM unnest($2::uuid[], $3::bool[], $4::text[], $5::timestamptz[], $6::bigint[], $7::text[])
    AS t (user_id, live, period, period_start, n, used)
ORDER BY user_id, live, period, period_start
ON CONFLICT (user_id, meter_id, live, period, period_start) DO UPDATE
SET n = u.n + excluded.n, used = u.used + excluded.used
"""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """How far a meter has counted events from before it: `done` of `total`, None while that is not known."""

    done: int
    total: int | None
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a backfill that goes on has passed, in order of user and instant."""

    user_id: UUID
    at: datetime

    def has_passed(self, user_id: UUID, at: datetime) -> bool:
        return (user_id.int, at) <= (self.user_id.int, self.at)


async def backfills_of(actor: Actor, meter_ids: Sequence[UUID]) -> dict[UUID, Backfilled]:
    """How far these meters are; those that had nothing to count are absent."""
    actor.require("read")
    return {
        each.meter_id: Backfilled(each.done, each.total, each.finished_at is not None)  # type: ignore[attr-defined]
        for each in await Backfill.filter(meter_id__in=list(meter_ids))
    }


async def unfinished_meters() -> set[UUID]:
    """Meters whose figures are not complete yet."""
    return {row["meter_id"] for row in await fetch("SELECT meter_id FROM backfills WHERE finished_at IS NULL")}


async def lock_cursors() -> dict[UUID, Cursor]:
    """By meter, what the backfills that go on have passed; they stay there until the transaction ends."""
    rows = await fetch(
        "SELECT meter_id, cursor_user, cursor_at FROM backfills WHERE finished_at IS NULL ORDER BY meter_id FOR SHARE"
    )
    return {row["meter_id"]: Cursor(row["cursor_user"] or _NIL, row["cursor_at"] or _EARLIEST) for row in rows}


async def run_backfills(*, progress: Callable[[str], None] = lambda _: None) -> int:
    """Count all that is to be counted; how many events were looked at. Killed, the next run goes on where it was."""
    seen = 0
    for meter_id in sorted(await unfinished_meters()):
        if not await fetch("SELECT 1 FROM backfills WHERE meter_id = $1 AND total IS NOT NULL", meter_id):
            total = (await fetch(_COUNT, meter_id))[0]["n"]
            await fetch("UPDATE backfills SET total = $2 WHERE meter_id = $1", meter_id, total)
        while (count := await count_chunk(meter_id)) is not None:
            seen += count
            progress(f"{seen:,} events counted")
    return seen


async def count_chunk(meter_id: UUID, *, rows_max: int | None = None) -> int | None:
    """Count the next events of a meter; how many it looked at. None: it is finished."""
    rules = await load_catalogue()
    async with transaction():
        found = await fetch(_LOCK, meter_id)
        if not found:
            return None
        state = found[0]
        rule = next(rule for rule in rules.all_rules() if rule.meter_id == meter_id)
        since = (state["cursor_user"] or _NIL, state["cursor_at"] or _EARLIEST)
        rows = await fetch(_CHUNK, *since, rule.event_type, state["catalogue"], rows_max or CHUNK,
                           rule.starts_at or _EARLIEST)  # fmt: skip
        if not rows:
            await _finish(meter_id)
            return None
        await _add(rules, rule, [row for row in rows if row["properties"] is not None])
        await fetch(
            "UPDATE backfills SET cursor_user = $2, cursor_at = $3, done = done + $4 WHERE meter_id = $1",
            meter_id, rows[-1]["user_id"], rows[-1]["occurred_at"], len(rows),
        )  # fmt: skip
    return len(rows)


async def _finish(meter_id: UUID) -> None:
    await fetch("UPDATE backfills SET finished_at = $2, total = done WHERE meter_id = $1", meter_id, now())
    await fetch("UPDATE meters SET catalogue = 0 WHERE id = $1", meter_id)
    # Who takes events back has to know that this meter counted them.
    await fetch("UPDATE catalogue SET version = version + 1 WHERE id = 1")


async def _add(rules: CatalogueRules, rule: MeterRule, rows: Sequence[Any]) -> None:
    said = [(row, _DECODE(row["properties"])) for row in rows]
    counted = [
        (row, properties, value) for row, properties in said if (value := rule.quantity_of(properties)) is not None
    ]
    if not counted:
        return
    if rule.dimensions:
        values = [rule.values_in(properties) for _, properties, _ in counted]
        unknown = dict.fromkeys(each for group in values for each in rules.unknown(rule, group))
        if unknown:
            await admit_values(rules, rule, unknown)
    hours: dict[tuple[Any, ...], list[Any]] = {}
    for row, properties, value in counted:
        sign = 1 if row["retracts"] is None else -1
        spelt = rules.spell(rule, rule.values_in(properties)) if rule.dimensions else ""
        key = (row["user_id"], row["live"], hour_floor(row["occurred_at"]), row["key_id"], spelt, row["seal_no"])
        sums = hours.setdefault(key, [0, Decimal(0), None, None, 0])
        sums[0] += sign
        sums[1] += sign * value
        sums[4] += sign * (int.from_bytes(row["digest"].bytes[:8]) >> 4)
        if sign > 0:
            sums[2] = value if sums[2] is None else min(sums[2], value)
            sums[3] = value if sums[3] is None else max(sums[3], value)
    columns = _columns([(*key, n, *map(_text, rest)) for key, (n, *rest) in hours.items()])
    await fetch(_HOURS, rule.meter_id, int(rule.aggregation in SETTLED), *columns)
    if rule.aggregation in ADDED_UP:
        await _add_counters(rule, counted)


async def _add_counters(rule: MeterRule, counted: Sequence[tuple[Any, Any, Decimal | int]]) -> None:
    users = list({row["user_id"] for row, _, _ in counted})
    zones = {
        row["id"]: row["time_zone"] for row in await fetch("SELECT id, time_zone FROM users WHERE id = ANY ($1)", users)
    }
    totals: dict[tuple[Any, ...], list[Any]] = {}
    for row, _, value in counted:
        sign, zone = 1 if row["retracts"] is None else -1, zones[row["user_id"]]
        for period, found in (("day", calendar_day_at), ("month", calendar_month_at)):
            key = (row["user_id"], row["live"], period, found(row["occurred_at"], zone).start)
            sums = totals.setdefault(key, [0, Decimal(0)])
            sums[0] += sign
            sums[1] += sign * value
    await fetch(_COUNTERS, rule.meter_id, *_columns([(*key, n, str(used)) for key, (n, used) in totals.items()]))


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
