"""Group commit: calls that wait together share a statement, and one that cannot be recorded fails alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import accounts, keys, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import connect_directly, fetch
from core.errors import KeymeterError, Unavailable, Unrecordable
from core.gate import Call, Recorder, open_recorder
from tests.conftest import Holder
from tests.support.calls import call_of, record
from tests.support.ledger import check_ledger, raw_events


@pytest.fixture
async def meters(database: str) -> None:
    await metering.ensure_call_meters(["api_calls", "words"])


def poison(call: Call) -> Call:
    """What PostgreSQL refuses: text with a NUL."""
    call.route = "/\0"
    call.properties = None
    return call


async def test_calls_that_wait_together_are_one_group(database: str, meters: None, holder: Holder) -> None:
    async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
        await recorder.record(call_of(holder.user, holder.key, now()))
        before = recorder.groups_total
        await asyncio.gather(*[recorder.record(call_of(holder.user, holder.key, now())) for _ in range(64)])
        assert (recorder.groups_total - before, recorder.recorded_total) == (1, 65)
    assert await check_ledger(database) == 65


@pytest.mark.parametrize("place", [0, 31, 63])
async def test_one_poisoned_call_of_64_fails_alone(database: str, meters: None, holder: Holder, place: int) -> None:
    other = await accounts.create_user(SYSTEM, name="Another", time_zone="Asia/Kolkata")
    key = (await keys.create_key(SYSTEM, user_id=other.id, name="k")).key
    calls = [
        call_of(*((holder.user, holder.key) if number % 2 else (other, key)), now(), {"api_calls": 1, "words": number})
        for number in range(64)
    ]
    poison(calls[place])
    told = await record(calls)
    assert [number for number, each in enumerate(told) if each is not None] == [place]
    failed = told[place]
    assert isinstance(failed, Unrecordable)
    assert failed.code == "call_not_recordable"
    assert await check_ledger(database) == 63
    usage = await metering.query_usage(SYSTEM, meters=["words"])
    assert usage.total() == sum(range(64)) - place


async def test_calls_poisoned_in_every_way_fail_and_their_siblings_do_not(
    database: str, meters: None, holder: Holder
) -> None:
    unsealed = await accounts.create_user(SYSTEM, name="Without a seal")
    await fetch("DELETE FROM user_seals WHERE user_id = $1", unsealed.id)
    calls = [call_of(holder.user, holder.key, now()) for _ in range(9)]
    bad = {
        1: poison(calls[1]),
        3: call_of(unsealed, holder.key, now()),
        4: call_of(holder.user, holder.key, now(), {"\ud800": 1}),
        6: call_of(holder.user, holder.key, now(), {"api_calls": Decimal(10) ** 60}),
        8: call_of(holder.user, holder.key, now(), {"a\0b": 1}),
    }
    for number, call in bad.items():
        calls[number] = call
    told = await record(calls)
    assert [number for number, each in enumerate(told) if isinstance(each, Unrecordable)] == sorted(bad)
    assert [each for number, each in enumerate(told) if number not in bad] == [None] * 4
    assert await check_ledger(database) == 4


async def test_after_a_poisoned_call_the_recorder_goes_on(database: str, meters: None, holder: Holder) -> None:
    async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
        for _ in range(3):
            with pytest.raises(Unrecordable):
                await recorder.record(poison(call_of(holder.user, holder.key, now())))
            recorder.reserve()
            await recorder.record(call_of(holder.user, holder.key, now()))
    assert await check_ledger(database) == 3


async def test_a_large_burst_is_recorded_in_groups(database: str, meters: None, holder: Holder) -> None:
    at = now()
    calls = [
        call_of(holder.user, holder.key, at - timedelta(seconds=number), {"api_calls": number}) for number in range(700)
    ]
    assert await record(calls) == [None] * 700
    assert await check_ledger(database) == 700


async def test_a_call_in_a_month_without_a_partition_is_recorded(database: str, meters: None, holder: Holder) -> None:
    """And so are its siblings of this month, in the same group."""
    long_ago, far_ahead = datetime(2019, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    times = (now(), long_ago, far_ahead, long_ago + timedelta(microseconds=1))
    assert await record([call_of(holder.user, holder.key, at) for at in times]) == [None] * 4
    assert await check_ledger(database) == 4
    partitions = {row["name"] for row in await fetch("SELECT inhrelid::regclass::text AS name FROM pg_inherits")}
    assert partitions >= {"usage_events_201912", "usage_events_202001", "usage_events_203101"}


async def test_a_meter_made_meanwhile_counts_every_call_that_is_recorded_after_it(
    database: str, meters: None, holder: Holder
) -> None:
    """A recorder that knew the older catalogue stores nothing by it (protocols.md S5)."""
    async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
        await recorder.record(call_of(holder.user, holder.key, now()))
        for number in range(3):
            slug = f"meter_{number}"
            await metering.create_meter(SYSTEM, slug=slug, name=slug, event_type="api.call", aggregation="count")
            await recorder.record(call_of(holder.user, holder.key, now()))
    usage = await metering.query_usage(SYSTEM)
    counted = {row.meter.slug: row.events for row in usage.rows}
    assert counted == {"api_calls": 4, "meter_0": 3, "meter_1": 2, "meter_2": 1}
    versions = {row["catalogue"] for row in await fetch("SELECT catalogue FROM usage_events")}
    assert len(versions) == 4
    assert await check_ledger(database) == 4


async def test_calls_and_new_meters_at_the_same_time_agree(database: str, meters: None, holder: Holder) -> None:
    async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:

        async def calls() -> None:
            for _ in range(40):
                await recorder.record(call_of(holder.user, holder.key, now()))

        async def new_meters() -> None:
            for number in range(4):
                await metering.create_meter(
                    SYSTEM, slug=f"m{number}", name="m", event_type="api.call", aggregation="count"
                )

        await asyncio.gather(calls(), calls(), calls(), new_meters())
    assert await check_ledger(database) == 120


async def test_recorders_at_the_same_time_lose_nothing_and_meet_in_no_deadlock(
    database: str, meters: None, holder: Holder
) -> None:
    """As the workers of one server do: the same few users, in every order."""
    made = [holder.user] + [await accounts.create_user(SYSTEM, name=str(number)) for number in range(4)]

    async def worker(seed: int) -> None:
        async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
            for turn in range(12):
                order = made[(seed + turn) % 5 :] + made[: (seed + turn) % 5]
                await asyncio.gather(
                    *[recorder.record(call_of(user, holder.key, now())) for user in order[:: 1 if seed % 2 else -1]]
                )

    await asyncio.gather(worker(0), worker(1), worker(2))
    assert await check_ledger(database) == 180
    deadlocks = await fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert deadlocks[0]["deadlocks"] == 0


async def test_a_retraction_takes_back_what_its_event_added(database: str, meters: None, holder: Holder) -> None:
    """The event and its retraction both stay in the log; together they count nothing."""
    kept, gone = (call_of(holder.user, holder.key, now(), {"api_calls": units}) for units in (Decimal("2.5"), 4))
    assert await record([kept, gone]) == [None, None]
    back = gone.retraction()
    assert await record([back]) == [None]
    connection = await connect_directly(database)
    events = await raw_events(connection)
    await connection.close()
    assert sorted(event["retracts"] is not None for event in events) == [False, False, True]
    assert next(event for event in events if event["retracts"])["retracts"] == gone.id
    for window in ("total", "hour"):
        usage = await metering.query_usage(SYSTEM, window=window, start=now() - timedelta(hours=2))  # type: ignore[arg-type]
        assert [(row.events, row.quantity) for row in usage.rows] == [(1, Decimal("2.5"))]
    used = await fetch("SELECT n, used FROM user_counters")
    assert {(row["n"], row["used"]) for row in used} == {(1, Decimal("2.5"))}
    digest = await fetch("SELECT digest FROM usage_hours")
    assert digest[0]["digest"] == sum((-1 if e["retracts"] else 1) * (e["digest"].int >> 68) for e in events)


async def test_a_place_is_refused_while_recording_fails_or_too_much_waits(database: str) -> None:
    recorder = Recorder(deadline_ms=5000, queue_max=64)
    recorder.reserve()
    recorder._queue.extend([None] * 64)  # type: ignore[list-item]
    with pytest.raises(Unavailable) as refused:
        recorder.reserve()
    assert (refused.value.code, refused.value.retry_after_seconds) == ("overloaded", 1)
    recorder._queue.clear()
    await recorder.drain(seconds_max=0.1)
    with pytest.raises(KeymeterError) as closing:
        recorder.reserve()
    assert closing.value.code == "database_unavailable"


async def test_closing_records_what_is_under_way(database: str, meters: None, holder: Holder) -> None:
    async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
        waiting: list[Any] = [
            asyncio.ensure_future(recorder.record(call_of(holder.user, holder.key, now()))) for _ in range(300)
        ]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [None] * 300
    assert await check_ledger(database) == 300
