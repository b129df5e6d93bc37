"""The account of a fault: what clients were told, what is stored, what is billed, and what the API says, must agree.

acknowledged  ⊆  stored, billable and not retracted  ⊆  sent
refused       ∩  stored, billable and not retracted  =  ∅
nothing stored twice, nothing retracted twice
events  =  usage_hours (with their digests)  =  user_counters (days, months)  =  GET /v1/usage
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg

from tests.support.journal import Journal
from tests.support.wire import Connection
from tests.support.world import World

__all__ = ["Account", "check_account", "settle"]

_EVENTS = """
SELECT e.properties->>'request_id' AS request_id, e.id_hash, e.billable, e.retracts
FROM usage_events e WHERE e.type = 'api.call'
"""
_RAW = """
SELECT e.user_id, m.id AS meter_id, e.live, date_trunc('hour', e.occurred_at, 'UTC') AS hour, e.key_id,
       sum(s.sign)::bigint AS n, sum(s.sign * s.value) AS sum, sum(s.sign * s.mark) AS digest
FROM usage_events e
JOIN meters m ON m.event_type = e.type AND e.catalogue >= m.catalogue
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.retracts IS NULL THEN 1 ELSE -1 END AS sign,
           CASE m.aggregation WHEN 'count' THEN 1
                ELSE (e.properties #>> string_to_array(m.value_property, '.'))::numeric END AS value,
           ('x' || left(replace(e.digest::text, '-', ''), 15))::bit(60)::bigint::numeric AS mark
) s
WHERE e.billable AND s.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5
"""
_WRONG_HOURS = f"""
WITH raw AS ({_RAW}),
hour AS (SELECT user_id, meter_id, live, hour, key_id, sum(n)::bigint AS n, sum(sum) AS sum, sum(digest) AS digest
         FROM usage_hours GROUP BY 1, 2, 3, 4, 5)
SELECT *, raw.n AS raw_n, raw.sum AS raw_sum, raw.digest AS raw_digest,
       hour.n AS hour_n, hour.sum AS hour_sum, hour.digest AS hour_digest
FROM raw FULL JOIN hour USING (user_id, meter_id, live, hour, key_id)
WHERE (raw.n, raw.sum, raw.digest) IS DISTINCT FROM (hour.n, hour.sum, hour.digest)
"""
_WRONG_COUNTERS = f"""
WITH raw AS (SELECT user_id, meter_id, live, period, sum(n)::bigint AS n, sum(sum) AS sum
             FROM ({_RAW}) r CROSS JOIN (VALUES ('day'), ('month')) AS p (period) GROUP BY 1, 2, 3, 4),
counter AS (SELECT user_id, meter_id, live, period, sum(n)::bigint AS n, sum(used) AS sum
            FROM user_counters GROUP BY 1, 2, 3, 4)
SELECT *, raw.n AS raw_n, raw.sum AS raw_sum, counter.n AS counter_n, counter.sum AS counter_sum
FROM raw FULL JOIN counter USING (user_id, meter_id, live, period)
WHERE (raw.n, raw.sum) IS DISTINCT FROM (counter.n, counter.sum)
"""
_TOTALS = f"""
SELECT r.user_id, m.slug, r.live, sum(r.n)::bigint AS n, sum(r.sum) AS sum
FROM ({_RAW}) r JOIN meters m ON m.id = r.meter_id GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Account:
    """The figures of a test that passed. `unknown` requests had no answer; `unknown_stored` of them are billed."""

    sent: int
    acknowledged: int
    refused: int
    unknown: int
    unknown_stored: int
    retracted: int

    def __str__(self) -> str:
        return (
            f"{self.sent} sent, {self.acknowledged} acknowledged, {self.refused} refused, {self.unknown} unanswered"
            f" ({self.unknown_stored} of them stored), {self.retracted} retracted; 0 missing, 0 double"
        )


@dataclass(frozen=True, slots=True)
class _Stored:
    billed: set[str]
    known: set[str]
    retracted: int


async def settle(world: World, journal: Journal, *, seconds_max: float = 10.0) -> None:
    """Wait until nothing that was refused is billed: calls in doubt are taken back once the recorders recover."""
    deadline = time.monotonic() + seconds_max
    connection = await _connect(world)
    try:
        while True:
            stored = await _read_stored(connection)
            wrong = journal.refused & stored.billed
            if not wrong:
                return
            assert time.monotonic() < deadline, (
                f"seed {journal.seed}: {len(wrong)} calls were refused and are billed, such as"
                f" {[journal.entries[each] for each in sorted(wrong)[:3]]}"
            )
            await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def check_account(world: World, journal: Journal, port: int | None) -> Account:
    """Fail unless everything agrees. Call it when no client is under way; `port`: a server to ask for usage."""
    await settle(world, journal)
    connection = await _connect(world)
    try:
        stored = await _read_stored(connection)
        missing = journal.acknowledged - stored.billed
        assert not missing, (
            f"seed {journal.seed}: {len(missing)} of {len(journal.acknowledged)} acknowledged calls are not stored,"
            f" such as {[journal.entries[each] for each in sorted(missing)[:3]]}"
        )
        foreign = stored.known - journal.entries.keys()
        assert not foreign, f"seed {journal.seed}: stored but never sent: {sorted(foreign)[:3]}"
        for name, statement in (("usage_hours", _WRONG_HOURS), ("user_counters", _WRONG_COUNTERS)):
            wrong = await connection.fetch(statement)
            assert not wrong, f"seed {journal.seed}: {name} differs from the events: {[dict(row) for row in wrong[:3]]}"
        if port is not None:
            await _check_api(connection, world, port, journal.seed)
    finally:
        await connection.close()
    return Account(
        sent=len(journal.entries),
        acknowledged=len(journal.acknowledged),
        refused=len(journal.refused),
        unknown=len(journal.unknown),
        unknown_stored=len(journal.unknown & stored.billed),
        retracted=stored.retracted,
    )


async def _connect(world: World) -> asyncpg.Connection:
    return await asyncpg.connect(world.database_url, server_settings={"timezone": "UTC", "application_name": "checker"})


async def _read_stored(connection: asyncpg.Connection) -> _Stored:
    rows = await connection.fetch(_EVENTS)
    originals = {row["id_hash"]: row for row in rows if row["retracts"] is None}
    retracted = [row["retracts"] for row in rows if row["retracts"] is not None]
    request_ids = [row["request_id"] for row in originals.values()]
    doubles = len(request_ids) - len(set(request_ids))
    assert doubles == 0, f"{doubles} requests are stored twice"
    assert len(retracted) == len(set(retracted)), "a call is retracted twice"
    assert set(retracted) <= originals.keys(), "something is retracted that was never stored"
    gone = set(retracted)
    billed = {row["request_id"] for id_hash, row in originals.items() if row["billable"] and id_hash not in gone}
    return _Stored(billed, set(request_ids), len(gone))


async def _check_api(connection: asyncpg.Connection, world: World, port: int, seed: int) -> None:
    at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    span = f"from={(at - timedelta(days=1)):%Y-%m-%dT%H:%M:%SZ}&to={(at + timedelta(days=1)):%Y-%m-%dT%H:%M:%SZ}"
    expected = {
        (str(row["user_id"]), row["slug"], row["live"]): (row["n"], row["sum"])
        for row in await connection.fetch(_TOTALS)
        if row["n"] or row["sum"]
    }
    told = {}
    async with Connection(port, world.headers) as http:
        for live in (True, False):
            answer = await http.request("GET", f"/v1/usage?group_by=user&live={str(live).lower()}&{span}")
            assert answer.status == 200, answer
            for row in answer.json()["rows"]:
                told[row["user_id"], row["meter"], live] = (row["events"], Decimal(row["quantity"]))
    assert told == expected, f"seed {seed}: GET /v1/usage says {told}, the events say {expected}"
