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
from core.metering.calendar import clock
from core.metering.catalogue import CatalogueRules, MeterRule, load_catalogue
from core.metering.dimensions import admit_values
from core.metering.meanings import ADDED_UP, SETTLED
from core.metering.models import Backfill
from core.money import exact

__all__ = ["Backfilled", "Cursor", "backfills_of", "lock_cursors", "run_backfills", "unfinished_meters"]

#: Small, because what a chunk adds to is locked until its commit, and recording waits for it.
CHUNK = 2000
_NIL = UUID(int=0)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_COUNT = """
SELECT count(*) AS n FROM usage_events
WHERE occurred_at >= coalesce((SELECT starts_at FROM meters WHERE id = $1), '-infinity')
"""
_STATE = "SELECT * FROM backfills WHERE meter_id = $1 AND finished_at IS NULL"
_EVENTS = """
SELECT user_id, occurred_at, id_hash, key_id, live, seal_no, digest, retracts,
       CASE WHEN type = $3 AND billable AND catalogue < $4 THEN properties::text END AS properties
FROM usage_events WHERE (user_id, occurred_at) > ($1, $2) AND occurred_at >= $5
"""
# All events of an instant are in one chunk. Every event is looked at, so that a chunk is as long for a rare type.
_CHUNK = f"{_EVENTS} ORDER BY user_id, occurred_at FETCH FIRST $6 ROWS WITH TIES"
# Nothing of an older catalogue comes any more, but what takes it back.
_TAKEN_BACK = f"""
{_EVENTS} AND (user_id, occurred_at) <= ($6, $7) AND retracts IS NOT NULL AND id_hash <> ALL ($8::uuid[])
"""
_ZONES = "SELECT id, time_zone FROM users WHERE id = ANY ($1)"
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
    return {row["meter_id"]: _cursor_of(row) for row in rows}


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
    """Count the next events of a meter; how many it looked at. None: it is finished.

    They are read and added up before anything is locked: an event that is taken back waits for the cursor, and what is
    recorded meanwhile for the rollups and counters that are added to.
    """
    rules = await load_catalogue()
    rule = next((rule for rule in rules.all_rules() if rule.meter_id == meter_id), None)
    state = await fetch(_STATE, meter_id)
    if rule is None or not state:
        return None
    since = _cursor_of(state[0])
    wanted = (since.user_id, since.at, rule.event_type, state[0]["catalogue"], rule.starts_at or _EARLIEST)
    rows = await fetch(_CHUNK, *wanted, rows_max or CHUNK)
    chunk = _Chunk(rules, rule)
    counted = chunk.counted(rows)
    await chunk.learn(counted)
    chunk.add(counted)
    until = Cursor(rows[-1]["user_id"], rows[-1]["occurred_at"]) if rows else since
    seen = [row["id_hash"] for row in rows if row["retracts"] is not None]
    async with transaction():
        state = await fetch(f"{_STATE} FOR UPDATE", meter_id)
        if not state:
            return None
        if _cursor_of(state[0]) != since:  # another run was faster
            return 0
        if not rows:
            await _finish(meter_id)
            return None
        late = await fetch(_TAKEN_BACK, *wanted, until.user_id, until.at, seen)
        chunk.add(chunk.counted(late))
        await chunk.store()
        await fetch(
            "UPDATE backfills SET cursor_user = $2, cursor_at = $3, done = done + $4 WHERE meter_id = $1",
            meter_id, until.user_id, until.at, len(rows) + len(late),
        )  # fmt: skip
    return len(rows) + len(late)


def _cursor_of(state: Any) -> Cursor:
    return Cursor(state["cursor_user"] or _NIL, state["cursor_at"] or _EARLIEST)


async def _finish(meter_id: UUID) -> None:
    await fetch("UPDATE backfills SET finished_at = $2, total = done WHERE meter_id = $1", meter_id, now())
    await fetch("UPDATE meters SET catalogue = 0 WHERE id = $1", meter_id)
    # Who takes events back has to know that this meter counted them.
    await fetch("UPDATE catalogue SET version = version + 1 WHERE id = 1")


#: An event, its values of the meter's dimensions, and what it adds.
_Counted = tuple[Any, tuple[str, ...], Decimal | int]


class _Chunk:
    """What events add to the rollups and counters of one meter."""

    def __init__(self, rules: CatalogueRules, rule: MeterRule) -> None:
        self._rules = rules
        self._rule = rule
        self._zones: dict[UUID, str] = {}
        self._hours: dict[tuple[Any, ...], list[Any]] = {}
        self._counters: dict[tuple[Any, ...], list[Any]] = {}

    def counted(self, rows: Sequence[Any]) -> list[_Counted]:
        """Those of these events that say something to the meter, and what."""
        said = [(row, _DECODE(row["properties"])) for row in rows if row["properties"] is not None]
        return [
            (row, self._rule.values_in(properties), value)
            for row, properties in said
            if (value := self._rule.quantity_of(properties)) is not None
        ]

    async def learn(self, counted: Sequence[_Counted]) -> None:
        """All that `add` has to know of them. What takes one of them back says nothing else."""
        said = {values for _, values, _ in counted}
        unknown = dict.fromkeys(each for values in said for each in self._rules.unknown(self._rule, values))
        if unknown:
            await admit_values(self._rules, self._rule, unknown)
        users = list({row["user_id"] for row, _, _ in counted})
        self._zones = {row["id"]: row["time_zone"] for row in await fetch(_ZONES, users)}

    def add(self, counted: Sequence[_Counted]) -> None:
        with exact():
            for row, values, value in counted:
                self._add(row, self._rules.spell(self._rule, values) if values else "", value)

    def _add(self, row: Any, spelt: str, value: Decimal | int) -> None:
        sign = 1 if row["retracts"] is None else -1
        at, owner, live = row["occurred_at"], row["user_id"], row["live"]
        sums = self._hours.setdefault(
            (owner, live, clock.hour_of(at), row["key_id"], spelt, row["seal_no"]), [0, Decimal(0), None, None, 0]
        )
        sums[0] += sign
        sums[1] += sign * value
        sums[4] += sign * (int.from_bytes(row["digest"].bytes[:8]) >> 4)
        if sign > 0:
            sums[2] = value if sums[2] is None else min(sums[2], value)
            sums[3] = value if sums[3] is None else max(sums[3], value)
        if self._rule.aggregation in ADDED_UP:
            day, month = clock.day_and_month_of(at, self._zones[owner])
            for period, start in (("day", day), ("month", month)):
                sums = self._counters.setdefault((owner, live, period, start), [0, Decimal(0)])
                sums[0] += sign
                sums[1] += sign * value

    async def store(self) -> None:
        rule = self._rule
        if self._hours:
            hours = [(*key, n, *map(_text, rest)) for key, (n, *rest) in self._hours.items()]
            await fetch(_HOURS, rule.meter_id, int(rule.aggregation in SETTLED), *_columns(hours))
        if self._counters:
            counters = [(*key, n, str(used)) for key, (n, used) in self._counters.items()]
            await fetch(_COUNTERS, rule.meter_id, *_columns(counters))


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
