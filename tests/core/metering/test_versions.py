"""Versions of a meter: another meaning beside the one it has, from a time on or over the past."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from core import accounts, doctor, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput
from core.gate import EventDraft, record_events
from core.metering import Filter, hour_floor
from tests.conftest import Holder
from tests.support.calls import call_of, record

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def make_meter(**meaning: Any) -> metering.Meter:
    said = {
        "slug": "tokens",
        "name": "Tokens",
        "event_type": "llm",
        "aggregation": "sum",
        "value_property": "n",
    } | meaning
    return await metering.create_meter(SYSTEM, **said)


async def send(*events: tuple[str, timedelta, int]) -> None:
    drafts = [
        EventDraft("crm-1", name, "llm", START + after, properties={"n": n, "ok": n % 2 == 0})
        for name, after, n in events
    ]
    result = await record_events(SYSTEM, drafts)
    assert result.accepted == len(drafts)


async def used(slug: str, zone: str = "UTC") -> tuple[int, Decimal]:
    """All there is, by half-hour zones read from events, else from rollups."""
    usage = await metering.query_usage(SYSTEM, meters=[slug], start=START - timedelta(days=3), end=START + timedelta(days=3),
                                       window="hour", zone=zone)  # fmt: skip
    return sum(row.events for row in usage.rows), usage.total()


async def test_a_version_counts_what_it_means_from_its_start_on_and_leaves_the_others_as_they_were(
    database: str,
) -> None:
    user = await accounts.create_user(SYSTEM, name="A", external_id="crm-1")
    first = await make_meter()
    hour = timedelta(hours=1)
    await send(
        ("a", -2 * hour, 1),
        ("b", -timedelta(microseconds=1), 2),
        ("c", timedelta(0), 4),
        ("d", hour, 7),
        ("e", hour, 8),
    )
    second = await metering.create_meter_version(SYSTEM, "tokens", filters=[Filter("ok", "eq", True)], starts_at=START)
    third = await metering.create_meter_version(SYSTEM, "tokens", aggregation="max")
    await send(("late", -hour, 16), ("f", 2 * hour, 32), ("g", hour / 2, 5))
    await metering.run_backfills()
    back = [EventDraft("crm-1", f"r{name}", "", retracts=name) for name in ("b", "c", "late")]
    assert (await record_events(SYSTEM, back)).accepted == 3
    assert [second.slug, third.slug, second.family, third.version] == ["tokens_v2", "tokens_v3", "tokens", 3]
    for _ in range(2):
        for zone in ("UTC", "Asia/Kolkata"):
            assert await used(first.slug, zone) == (5, Decimal(1 + 7 + 8 + 32 + 5))
            assert await used(second.slug, zone) == (2, Decimal(8 + 32))
        greatest = await metering.query_usage(
            SYSTEM, meters=[third.slug], start=START - timedelta(days=3), user_id=user.id
        )
        assert [row.quantity for row in greatest.rows] == [Decimal(32)]
        await metering.settle_hours()
    report = await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters"])
    assert not report.total, report.findings


async def test_calls_count_from_the_start_of_a_version_on(holder: Holder) -> None:
    await metering.ensure_call_meters(["words"])
    started = hour_floor(now())
    await metering.create_meter_version(SYSTEM, "words", starts_at=started)
    calls = [call_of(holder.user, holder.key, started + after, {"words": n})
             for after, n in ((-timedelta(microseconds=1), 1), (timedelta(0), 2), (timedelta(microseconds=1), 4))]  # fmt: skip
    assert await record(calls) == [None] * 3
    usage = await metering.query_usage(SYSTEM, start=started - timedelta(days=1), end=started + timedelta(hours=1))
    assert {row.meter.slug: (row.events, row.quantity) for row in usage.rows} == {"words": (3, 7), "words_v2": (2, 6)}
    report = await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters"])
    assert not report.total, report.findings


async def test_a_version_says_only_what_differs_and_is_one_of_its_family(database: str) -> None:
    meaning = {
        "dimensions": [metering.Dimension("model", "m.name")],
        "values_max": 7,
        "unit": "tokens",
        "display_scale": 3,
    }
    await make_meter(filters=[Filter("ok", "exists")], description="d", **meaning)
    made = await metering.create_meter_version(SYSTEM, "tokens", value_property="units.n")
    kept = ("event_type", "aggregation", "filters", "dimensions", "values_max", "unit", "display_scale", "description")
    first = await metering.get_meter(SYSTEM, "tokens")
    assert [getattr(made, name) for name in kept] == [getattr(first, name) for name in kept]
    assert (made.name, made.value_property, made.starts_at) == ("Tokens v2", "units.n", None)
    again = await metering.create_meter_version(SYSTEM, "tokens_v2", aggregation="count")
    assert (again.slug, again.family, again.version, again.name, again.value_property) == (
        "tokens_v3",
        "tokens",
        3,
        "Tokens v3",
        "",
    )
    both = await asyncio.gather(
        *(metering.create_meter_version(SYSTEM, "tokens") for _ in range(2)), return_exceptions=True
    )
    assert {type(each) for each in both} <= {metering.Meter, Conflict}
    versions = [meter.version for meter in await metering.list_meters(SYSTEM)]
    assert versions == list(range(1, len(versions) + 1))
    for change in ("version = 9", "family = 'x', version = 2", "starts_at = now()"):
        with pytest.raises(asyncpg.RaiseError):
            await fetch(f"UPDATE meters SET {change} WHERE slug = 'tokens'")


async def test_a_version_starts_with_an_hour_and_is_limited_only_when_it_has_started(database: str) -> None:
    await metering.ensure_call_meters(["words"])
    with pytest.raises(InvalidInput) as refused:
        await metering.create_meter_version(SYSTEM, "words", starts_at=START + timedelta(minutes=30))
    assert refused.value.field == "starts_at"
    soon = hour_floor(now()) + timedelta(hours=2)
    assert not metering.is_limitable(await metering.create_meter_version(SYSTEM, "words", starts_at=soon))
    assert metering.is_limitable(await metering.create_meter_version(SYSTEM, "words", starts_at=START))
