"""Whether a long log makes anything slower: events taken in, usage queries and the overview beside the same when little
was stored; and whether a worker's memory grows over a million events.

What is stored is made by SQL, with random ids, by the same users over the same days: first a hundredth of it, but
enough for something in nearly every hour of every user, so that there are as many rollups; and then the rest. Events
are taken in when nothing is stored, and when all is.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core import accounts, billing, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch, transaction
from core.ids import NIL
from core.metering import hour_floor
from core.settings import Settings
from jobs.bench.events import EVENT_TYPE, EVENTS, USERS, issue_token, make_users, send_events
from jobs.preparation import open_prepared

__all__ = ["StoredFigures", "measure_stored"]

DAYS = 60
QUERIES = 21
FEW_MIN = 4 * 24 * DAYS * USERS
MEMORY_EVENTS = 1_000_000
_CHUNK = 250_000
_EVENTS = """
WITH made AS MATERIALIZED (
    SELECT ($6::uuid[])[1 + n % cardinality($6)] AS user_id,
           $2::timestamptz - random() * interval '1 day' * $3 AS occurred_at, gen_random_uuid() AS id_hash,
           100 + n % 1000 AS tokens
    FROM generate_series(1, $1) n
),
identity AS (
    INSERT INTO event_ids (user_id, id_hash, digest, occurred_at) SELECT user_id, id_hash, $4, occurred_at FROM made
),
event AS (
    INSERT INTO usage_events (user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no,
                              catalogue, digest, properties)
    SELECT user_id, occurred_at, id_hash, 'bench', id_hash::text, $5, $4, true, true, 0,
           (SELECT version FROM catalogue), $4,
           jsonb_build_object('tokens', tokens, 'model', 'large', 'region', 'eu-1') FROM made
),
hour AS (
    INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest)
    SELECT user_id, m.id, true, date_trunc('hour', occurred_at, 'UTC'), $4, '', 0, count(*), sum(tokens), min(tokens),
           max(tokens), 0
    FROM made, meters m WHERE m.event_type = $5 GROUP BY 1, 2, 4
    ON CONFLICT (user_id, meter_id, live, hour, key_id, dimensions, seal_no) DO UPDATE
    SET n = h.n + excluded.n, sum = h.sum + excluded.sum
)
INSERT INTO user_counters AS c (user_id, meter_id, live, period, period_start, n, used)
SELECT user_id, m.id, true, p, date_trunc(p, occurred_at, 'UTC'), count(*), sum(tokens)
FROM made, meters m, unnest(ARRAY['day', 'month']) p WHERE m.event_type = $5 GROUP BY 1, 2, 4, 5
ON CONFLICT (user_id, meter_id, live, period, period_start) DO UPDATE
SET n = c.n + excluded.n, used = c.used + excluded.used
"""


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """Medians: events a second, and milliseconds of a query and of the overview, with little stored and with much.
    `memory_mb` is that of the worker before and after a million events; nothing where the system does not tell it."""

    stored: int
    rates: tuple[float, float]
    query_ms: tuple[float, float]
    overview_ms: tuple[float, float]
    memory_mb: tuple[float, float] | None


async def measure_stored(
    base: str, settings: Settings, *, rounds: int, stored: int, worker: int, progress: Callable[[str], None]
) -> StoredFigures:
    """`worker` is the process that serves `base`."""
    async with open_prepared(settings):
        token, until = await issue_token(), hour_floor(now())  # what is sent meanwhile is not asked for
        await make_users()
        await metering.create_meter(
            SYSTEM, slug="bench_stored", name="Bench", event_type=EVENT_TYPE, aggregation="sum", value_property="tokens"
        )
        await metering.ensure_partitions(until - timedelta(days=day) for day in range(DAYS + 1))
        await send_events(base, token, 1000)  # warms up
        empty = await _rate(base, token, rounds)
        progress(f"{empty:,.0f} events/s with nothing stored")
        few_events = min(stored, max(stored // 100, FEW_MIN))
        await _store(few_events, until)
        few = await _reading(until)
        memory = [_memory_mb(worker)]
        for _ in range(MEMORY_EVENTS // EVENTS):
            await send_events(base, token, 1000)
        memory.append(_memory_mb(worker))
        progress(f"{MEMORY_EVENTS:,} events more through the worker")
        for first in range(few_events, stored, _CHUNK):
            await _store(min(_CHUNK, stored - first), until)
            progress(f"{min(first + _CHUNK, stored):,} events stored")
        await fetch("VACUUM ANALYZE")
        full = await _rate(base, token, rounds)
        many = await _reading(until)
    before, after = memory
    return StoredFigures(
        stored, (empty, full), (few[0], many[0]), (few[1], many[1]),
        None if before is None or after is None else (before, after),
    )  # fmt: skip


async def _store(count: int, until: datetime) -> None:
    users = [row["id"] for row in await fetch("SELECT id FROM users WHERE external_id LIKE 'bench-%'")]
    for first in range(0, count, _CHUNK):
        async with transaction():
            await fetch("SET LOCAL statement_timeout = 0")
            await fetch(_EVENTS, min(_CHUNK, count - first), until, DAYS, NIL, EVENT_TYPE, users)


async def _rate(base: str, token: str, rounds: int) -> float:
    return statistics.median([await send_events(base, token, 1000) for _ in range(rounds)])


async def _reading(until: datetime) -> tuple[float, float]:
    """Milliseconds of everybody's month by day and user with a user's by the hour, and of the overview."""
    user = await accounts.find_user(SYSTEM, "bench-0")

    async def ask() -> None:
        start = until - timedelta(days=30)
        await metering.query_usage(SYSTEM, start=start, end=until, window="day", group_by=["user"])
        await metering.query_usage(SYSTEM, start=start, end=until, window="hour", user_id=user.id)

    async def look() -> None:
        await billing.overview(SYSTEM)

    return await _milliseconds(ask), await _milliseconds(look)


async def _milliseconds(work: Callable[[], Awaitable[None]]) -> float:
    took = []
    for _ in range(QUERIES):
        began = time.perf_counter()
        await work()
        took.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(0)
    return statistics.median(took)


def _memory_mb(process: int) -> float | None:
    """What a process has in memory now; None where /proc does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024
