"""Partitions of the events: a month each, made ahead and on demand, by any number of processes at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

import core.metering.partitions as partitions_module
from core import accounts, metering
from core.accounts import SYSTEM
from core.database import connect_directly, fetch
from core.errors import Unavailable
from core.gate import EventDraft, record_events
from core.metering import ensure_partitions, months_ahead
from core.metering.partitions import partition_name
from core.settings import get_settings
from tests.support.patience import within

_RANGES = (
    "SELECT inhrelid::regclass::text AS name, pg_get_expr(c.relpartbound, c.oid) AS range FROM pg_inherits"
    " JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'usage_events'::regclass ORDER BY 1"
)
_INSERT = (
    "INSERT INTO usage_events (user_id, occurred_at, id_hash, source, type, key_id, live, billable, seal_no, catalogue,"
    " digest, properties) VALUES (gen_random_uuid(), $1, gen_random_uuid(), 's', 't', gen_random_uuid(), true, true, 0,"
    " 1, gen_random_uuid(), '{}') RETURNING tableoid::regclass::text AS partition"
)


def month(year: int, number: int) -> datetime:
    return datetime(year, number, 1, tzinfo=UTC)


def test_months_ahead_begin_with_this_one_and_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for now in (datetime(2024, 1, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)):
        monkeypatch.setattr(partitions_module, "now", lambda now=now: now)
        months = months_ahead(14)
        assert months[0] == now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        assert len(months) == 15
        assert all(
            (first.year * 12 + first.month + 1) == (then.year * 12 + then.month) for first, then in pairwise(months)
        )
        assert all(each.day == 1 for each in months)


async def test_every_instant_lies_in_the_partition_of_its_utc_month(database: str) -> None:
    last, first = month(2027, 3) - timedelta(microseconds=1), month(2027, 3)
    await ensure_partitions([last, first, month(2027, 12)])
    for at, name in (
        (last, "usage_events_202702"),
        (first, "usage_events_202703"),
        (month(2027, 12), "usage_events_202712"),
    ):
        assert (await fetch(_INSERT, at))[0]["partition"] == name == partition_name(at.replace(day=1))
    ranges = {row["name"]: row["range"] for row in await fetch(_RANGES)}
    assert ranges["usage_events_202712"] == "FOR VALUES FROM ('2027-12-01 00:00:00+00') TO ('2028-01-01 00:00:00+00')"


async def test_instants_of_any_zone_mean_the_same_month(database: str) -> None:
    there = datetime.fromisoformat("2027-05-01T05:00:00+05:30")  # April by UTC
    await ensure_partitions([there])
    assert "usage_events_202704" in {row["name"] for row in await fetch(_RANGES)}
    assert "usage_events_202705" not in {row["name"] for row in await fetch(_RANGES)}


async def test_a_partition_is_all_that_the_table_is(database: str) -> None:
    """Keys, not-nulls, collations and indexes: an event is checked alike in every month."""
    await ensure_partitions([month(2027, 7)])
    columns = (
        "SELECT attname, format_type(atttypid, atttypmod) AS type, attnotnull, attcollation,"
        " (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum) AS value"
        " FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert await fetch(columns, "usage_events") == await fetch(columns, "usage_events_202707")
    indexes = (
        "SELECT regexp_replace(pg_get_indexdef(indexrelid), '.* USING ', '') AS index, indisprimary FROM pg_index"
        " WHERE indrelid = $1::text::regclass ORDER BY 1"
    )
    assert await fetch(indexes, "usage_events") == await fetch(indexes, "usage_events_202707")


async def test_making_the_same_partitions_at_once_and_again_makes_them_once(database: str) -> None:
    wanted = [month(2028, number) for number in range(1, 5)]
    await asyncio.gather(*[ensure_partitions(wanted[:: 1 if turn % 2 else -1]) for turn in range(8)])
    await ensure_partitions(wanted)
    names = [row["name"] for row in await fetch(_RANGES) if row["name"].startswith("usage_events_2028")]
    assert names == [f"usage_events_2028{number:02}" for number in range(1, 5)]


async def test_what_exists_costs_a_look_and_no_lock(database: str) -> None:
    await ensure_partitions([month(2028, 1)])
    other = await connect_directly(database)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE usage_events IN SHARE UPDATE EXCLUSIVE MODE")
            await asyncio.wait_for(ensure_partitions([month(2028, 1)]), within(2))
    finally:
        await other.close()


async def test_making_one_lets_recordings_go_on(database: str) -> None:
    """A recording that is not yet committed is no reason to wait, nor is waiting a reason to stop others."""
    other = await connect_directly(database)
    try:
        async with other.transaction():
            await other.fetch(_INSERT, datetime.now(UTC))
            await asyncio.wait_for(ensure_partitions([month(2028, 2)]), within(2))
    finally:
        await other.close()


async def test_months_that_are_no_longer_kept_are_dropped_and_no_others(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions_module, "now", lambda: datetime(2026, 3, 31, 12, tzinfo=UTC))
    await ensure_partitions([month(2025, 11), month(2025, 12), month(2026, 1), month(2026, 2), month(2026, 3)])
    await fetch(_INSERT, datetime(2026, 1, 31, 23, tzinfo=UTC))
    assert await partitions_module.retire_partitions(0) == []
    told: list[str] = []
    retired = await partitions_module.retire_partitions(2, progress=told.append)
    assert retired == ["usage_events_202511", "usage_events_202512"]
    assert told == [f"{name} dropped" for name in retired]
    names = [row["name"] for row in await fetch(_RANGES)]
    assert "usage_events_202601" in names and not set(names) & set(retired)
    assert [row["n"] for row in await fetch("SELECT count(*) AS n FROM usage_events")] == [1]
    assert await partitions_module.retire_partitions(2) == []


async def test_a_month_that_is_being_read_is_left_for_the_next_run(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions_module, "now", lambda: datetime(2026, 3, 31, tzinfo=UTC))
    await ensure_partitions([month(2025, 12)])
    reader = await connect_directly(database)
    async with reader.transaction():
        await reader.execute("LOCK TABLE usage_events_202512 IN ACCESS SHARE MODE")
        with pytest.raises(Unavailable):
            await partitions_module.retire_partitions(2)
    await reader.close()
    assert await partitions_module.retire_partitions(2) == ["usage_events_202512"]


async def test_months_that_are_still_needed_are_not_retired(database: str) -> None:
    """Those of open invoice periods, those whose rollups wait to be settled, and all while a meter catches up."""
    months = [datetime(2020, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4)]
    await metering.ensure_partitions(months)
    user = await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    await metering.create_meter(
        SYSTEM, slug="most", name="Most", event_type="job", aggregation="max", value_property="n"
    )
    await record_events(SYSTEM, [EventDraft(str(user.id), "e", "job", months[1], properties={"n": 1})])
    needed = datetime(2020, 3, 15, tzinfo=UTC)
    assert await metering.retire_partitions(1, needed_from=needed) == ["usage_events_202001"]
    await metering.settle_hours()
    late = await metering.create_meter(SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="count")
    assert await metering.retire_partitions(1, needed_from=needed) == []
    await metering.run_backfills()
    assert await metering.retire_partitions(1, needed_from=needed) == ["usage_events_202002"]
    for slug in ("most", late.slug):
        usage = await metering.query_usage(SYSTEM, meters=[slug], start=months[0], end=months[2])
        assert usage.total() == 1
    assert await metering.retire_partitions(1) == ["usage_events_202003", "usage_events_202004"]


async def test_what_is_older_than_what_is_kept_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its month may be settled and gone: to count it again from what comes late would be wrong."""
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    monkeypatch.setattr(get_settings(), "events_kept_months", 2)
    oldest = metering.oldest_kept(2)
    drafts = [EventDraft(str(user.id), str(n), "job", oldest - timedelta(seconds=n)) for n in (0, 1)]
    result = await record_events(SYSTEM, drafts)
    assert (result.accepted, [each.index for each in result.rejected]) == (1, [1])
