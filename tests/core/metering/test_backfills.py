"""A meter made later counts what was recorded before: exactly once, whoever is killed and whatever comes meanwhile."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest

from core import accounts, doctor, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch, transaction
from core.gate import EventDraft, record_events
from core.metering import backfills, settle_hours
from tests.support.event_stream import make_stream
from tests.support.every_meter import check_every_meter, make_meters, make_users
from tests.support.meter_oracle import Oracle
from tests.support.waiting import eventually

SLUGS = ("requests", "good", "cities", "most", "mean", "customers", "storage")


async def _waits_for_the_cursor() -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await fetch(f"{waiting} AND query LIKE '%FROM backfills%'"))


async def test_meters_made_half_way_agree_with_the_oracle_in_the_end(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = await make_users()
    stream = make_stream(900, list(users), until=now(), seed=11)
    middle = len(stream.drafts) // 2
    await record_events(SYSTEM, stream.drafts[:middle])
    await make_meters(SLUGS)
    monkeypatch.setattr(backfills, "CHUNK", 40)

    async def send_the_rest() -> None:
        for start in range(middle, len(stream.drafts), 30):
            await record_events(SYSTEM, stream.drafts[start : start + 30])

    async def count_and_be_killed() -> None:
        for chunks in (2, 5):
            counted: asyncio.Queue[str] = asyncio.Queue()
            counting = asyncio.create_task(metering.run_backfills(progress=counted.put_nowait))
            for _ in range(chunks):
                await counted.get()
            counting.cancel()
            assert isinstance((await asyncio.gather(counting, return_exceptions=True))[0], asyncio.CancelledError)

    await asyncio.gather(send_the_rest(), count_and_be_killed())
    assert (await metering.run_backfills()) > 0
    states = await metering.backfills_of(SYSTEM, [meter.id for meter in await metering.list_meters(SYSTEM)])
    assert len(states) == len(SLUGS)
    assert all(state.is_finished and state.done == state.total for state in states.values())
    assert await check_every_meter(Oracle(stream.known), users, SLUGS) > 300
    await settle_hours()
    await check_every_meter(Oracle(stream.known), users, SLUGS)
    assert await metering.run_backfills() == 0


async def test_what_is_taken_back_meanwhile_is_counted_away_once(database: str) -> None:
    user = await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    at = now() - timedelta(hours=3)
    events = [
        EventDraft("crm-1", f"e{n}", "job", at + timedelta(minutes=n // 2), properties={"n": n}) for n in range(10)
    ]
    await record_events(SYSTEM, events)
    meter = await metering.create_meter(
        SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="sum", value_property="n"
    )
    assert await backfills.count_chunk(meter.id, rows_max=5) == 6  # an instant is not parted
    assert not (await doctor.examine(SYSTEM, only=["events_rollups"])).total
    taken = [EventDraft("crm-1", f"r{n}", "", retracts=f"e{n}") for n in (1, 9)]
    assert (await record_events(SYSTEM, taken)).accepted == 2
    await metering.run_backfills()
    assert (await record_events(SYSTEM, [EventDraft("crm-1", "r2", "", retracts="e2")])).accepted == 1
    usage = await metering.query_usage(SYSTEM, meters=["jobs"], start=at - timedelta(days=1), user_id=user.id)
    assert usage.total() == sum(range(10)) - 1 - 9 - 2
    used = await fetch("SELECT used FROM user_counters WHERE period = 'month'")
    assert [row["used"] for row in used] == [usage.total()]
    assert not (await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters"])).total


async def test_what_is_taken_back_while_a_chunk_is_added_up_is_counted_away_once(database: str) -> None:
    """The chunk was read already, and waits for who takes back to let the cursor go."""
    await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    at = now() - timedelta(hours=3)
    events = [EventDraft("crm-1", f"e{n}", "job", at + timedelta(minutes=n), properties={"n": n}) for n in range(10)]
    await record_events(SYSTEM, [*events, EventDraft("crm-1", "r3", "", retracts="e3")])
    meter = await metering.create_meter(
        SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="sum", value_property="n"
    )
    async with transaction():
        await metering.lock_cursors()
        counting = asyncio.create_task(backfills.count_chunk(meter.id), context=Context())
        await asyncio.create_task(eventually(_waits_for_the_cursor), context=Context())
        # It shares the lock of the cursor, and is committed before the chunk goes on.
        taken = [EventDraft("crm-1", f"r{n}", "", retracts=f"e{n}") for n in (4, 5)]
        assert (await asyncio.create_task(record_events(SYSTEM, taken), context=Context())).accepted == 2
    assert await counting == 13
    await metering.run_backfills()
    usage = await metering.query_usage(SYSTEM, meters=["jobs"], start=at - timedelta(days=1))
    assert usage.total() == sum(range(10)) - 3 - 4 - 5
    assert not (await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters"])).total


async def test_a_meter_over_no_events_has_nothing_to_count(database: str) -> None:
    meter = await metering.create_meter(SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="count")
    assert await metering.backfills_of(SYSTEM, [meter.id]) == {}
    assert await metering.unfinished_meters() == set()
