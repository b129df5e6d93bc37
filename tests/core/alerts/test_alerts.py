"""Alerts near limits: raised by the recording that passes them, once a period, with what was used before and after."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import RFC_4122

import msgspec
import pytest

from core import accounts, alerts, audit, limits, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput, NotFound
from core.gate import EventDraft, open_recorder, record_events
from core.ids import new_id
from tests.conftest import Holder
from tests.support.calls import call_of, record


@pytest.fixture
async def meter(database: str) -> metering.Meter:
    await metering.ensure_call_meters(["api_calls"])
    return await metering.get_meter(SYSTEM, "api_calls")


async def use(holder: Holder, *units: int, **changes: Any) -> None:
    """One recording after the other."""
    for each in units:
        call = call_of(holder.user, holder.key, now(), {"api_calls": each})
        assert await record([call]) == [None]


async def raised(**filters: Any) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Oldest first: period, threshold, used before and after."""
    found = (await alerts.list_raised_alerts(SYSTEM, **filters)).items
    return [(each.period, each.threshold, each.used_before, each.used_after) for each in reversed(found)]


async def test_80_and_100_percent_of_a_limit_are_told_without_anybody_asking(holder: Holder, meter) -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=10, hard=False)
    await use(holder, 7)
    assert await raised() == []
    await use(holder, 1, 1, 1, 5)
    assert await raised() == [("month", 80, 7, 8), ("month", 100, 9, 10)]


async def test_limits_by_hour_and_by_billing_period_are_told_by_the_recording_that_reaches_them(holder, meter) -> None:
    fee = [plans.ChargeDraft("Fee", "flat", Decimal(9))]
    weekly = plans.VersionOptions(interval_unit="week", alignment="anniversary")
    await plans.create_plan(SYSTEM, slug="weekly", name="Weekly", currency="USD", charges=fee, options=weekly)
    await plans.publish_plan(SYSTEM, "weekly")
    since = now() - timedelta(days=5)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="weekly", starts_at=since)
    for period, cap in (("hour", 20), ("billing", 50)):
        await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period=period, cap=cap, hard=False)
    before, earlier = (
        call_of(holder.user, holder.key, at, {"api_calls": 30}) for at in (since - timedelta(days=2), since)
    )
    assert await record([before, earlier]) == [None, None]
    await use(holder, 9, 1, 6, 3)
    assert await raised() == [("billing", 80, 39, 40), ("hour", 80, 10, 16)]
    await use(holder, 1, 80)
    assert await raised() == [
        ("billing", 80, 39, 40), ("hour", 80, 10, 16), ("billing", 100, 49, 50), ("hour", 100, 19, 20),
    ]  # fmt: skip


async def test_the_database_begins_a_billing_period_when_we_do(holder: Holder) -> None:
    """`billing_start` in SQL against `billing_period_at`: every interval, both alignments, clamped days, zones."""
    dice, fee = random.Random(7), [plans.ChargeDraft("Fee", "flat", Decimal(9))]
    for number, (unit, count) in enumerate(
        [("day", 1), ("day", 30), ("week", 2), ("month", 1), ("month", 3), ("year", 1)]
    ):
        for alignment in ("calendar", "anniversary"):
            zone = dice.choice(["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"])
            user = await accounts.create_user(SYSTEM, name="Slate", time_zone=zone)
            slug = f"{alignment}_{number}"
            options = plans.VersionOptions(interval_unit=unit, interval_count=count, alignment=alignment)
            await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=fee, options=options)
            await plans.publish_plan(SYSTEM, slug)
            anchor = datetime(2024, dice.choice([1, 2, 3, 5, 8]), 29, 12, tzinfo=UTC) + timedelta(
                days=dice.randrange(3)
            )
            subscription = await plans.assign_plan(SYSTEM, user.id, plan=slug, starts_at=anchor)
            version = (await plans.find_versions(SYSTEM, [subscription.version_id]))[subscription.version_id]
            cycle = plans.cycle_of(version, anchor, since=anchor)
            for _ in range(40):
                at = anchor + timedelta(seconds=dice.randrange(3 * 366 * 86_400))
                (row,) = await fetch("SELECT billing_start($1, $2) AS start", user.id, at)
                assert row["start"] == cycle.period_at(at, zone).start, (slug, anchor, at, zone)
    (row,) = await fetch("SELECT billing_start($1, $2) AS start", holder.user.id, datetime(2026, 2, 9, tzinfo=UTC))
    assert row["start"] == datetime(2026, 2, 1, tzinfo=UTC)


async def test_one_recording_may_pass_several_thresholds(holder: Holder, meter) -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="day", cap=10, hard=False)
    await use(holder, 12)
    assert await raised() == [("day", 80, 0, 12), ("day", 100, 0, 12)]


async def test_an_alert_on_usage_is_raised_for_its_user_and_period_only(holder: Holder, meter) -> None:
    other = await accounts.create_user(SYSTEM, name="Another")
    for user in (holder.user, other):
        await alerts.create_alert(
            SYSTEM,
            kind="usage",
            threshold=5 if user is other else 100,
            user_id=user.id,
            meter="api_calls",
            period="day",
        )
    await use(holder, 99)
    assert await raised() == []
    await use(holder, 1)
    assert await raised() == [("day", 100, 99, 100)]
    assert await raised(user_id=other.id) == []


async def test_what_is_passed_by_many_at_once_is_raised_once(holder: Holder, meter) -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=100, hard=False)

    async def worker() -> None:
        async with open_recorder(deadline_ms=5000, queue_max=4096) as recorder:
            for _ in range(10):
                await recorder.record(call_of(holder.user, holder.key, now(), {"api_calls": 3}))

    await asyncio.gather(*[worker() for _ in range(5)])
    found = await raised()
    assert [each[:2] for each in found] == [("month", 80), ("month", 100)]
    for _, threshold, before, after in found:
        assert before < threshold <= after


async def test_events_that_are_sent_raise_too_and_payloads_are_exact(holder: Holder, meter) -> None:
    await metering.create_meter(
        SYSTEM, slug="gb", name="GB", event_type="stored", aggregation="sum", value_property="gb"
    )
    alert = await alerts.create_alert(SYSTEM, kind="usage", threshold=Decimal("0.3"), meter="gb", period="month")
    for number in range(3):
        draft = EventDraft(
            user=str(holder.user.id), event_id=f"e{number}", type="stored", properties={"gb": Decimal("0.1")}
        )
        assert (await record_events(SYSTEM, [draft])).accepted == 1
    assert await raised() == [("month", Decimal("0.3"), Decimal("0.2"), Decimal("0.3"))]
    (row,) = await fetch("SELECT payload::text FROM outbox_messages WHERE topic = 'alert.raised'")
    payload = msgspec.json.decode(row["payload"])
    assert payload["alert_id"] == str(alert.id)
    assert (payload["used_before"], payload["used_after"], payload["units"]) == ("0.2", "0.3", "0.3")


async def test_an_alert_or_a_lower_limit_under_usage_that_stands_is_raised_at_once(holder: Holder, meter) -> None:
    await use(holder, 50)
    await alerts.create_alert(SYSTEM, kind="usage", threshold=20, meter="api_calls", period="month")
    assert await raised() == [("month", 20, 50, 50)]
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=60, hard=False)
    assert await alerts.settle_alerts() == 1  # the job's work
    assert (await raised())[1:] == [("month", 80, 50, 50)]
    await use(holder, 9, 1)
    assert (await raised())[2:] == [("month", 100, 59, 60)]
    assert await alerts.settle_alerts() == 0


async def test_a_limit_set_under_usage_that_stands_is_noticed_by_the_very_next_recording(holder: Holder, meter) -> None:
    await use(holder, 50)
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="day", cap=60, hard=False)
    await use(holder, 1)
    assert await raised() == [("day", 80, 50, 51)]


async def test_a_removed_alert_is_raised_no_more_and_what_it_raised_stays(holder: Holder, meter) -> None:
    alert = await alerts.create_alert(SYSTEM, kind="usage", threshold=2, meter="api_calls", period="month")
    await use(holder, 2)
    await alerts.remove_alert(SYSTEM, alert.id)
    again = await alerts.create_alert(SYSTEM, kind="usage", threshold=5, meter="api_calls", period="month")
    await alerts.remove_alert(SYSTEM, again.id)
    await use(holder, 9)
    assert await raised() == [("month", 2, 0, 2)]
    entries = (await audit.list_entries(SYSTEM, entity="alert")).items
    assert [entry.action for entry in entries] == ["alert.remove", "alert.create", "alert.remove", "alert.create"]


async def test_test_keys_and_periods_long_past_raise_nothing(holder: Holder, meter) -> None:
    await alerts.create_alert(SYSTEM, kind="usage", threshold=1, meter="api_calls", period="month")
    past = call_of(holder.user, holder.key, now() - timedelta(days=70), {"api_calls": 5})
    holder.key.live = False
    trial = call_of(holder.user, holder.key, now(), {"api_calls": 5})
    assert await record([past, trial]) == [None, None]
    assert await raised() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "spend"},
        {"threshold": 0},
        {"threshold": -1},
        {"threshold": 1001},
        {"period": "week"},
        {"kind": "usage", "threshold": 5, "meter": "api_calls", "period": "hour"},
        {"kind": "usage", "threshold": 5},
        {"kind": "usage", "threshold": 5, "meter": "api_calls"},
    ],
)
async def test_what_makes_no_sense_is_refused(meter, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        await alerts.create_alert(SYSTEM, **({"kind": "limit_percent", "threshold": 50} | wrong))


async def test_the_same_alert_twice_is_a_conflict_and_an_unknown_one_is_not_found(meter) -> None:
    with pytest.raises(Conflict):
        await alerts.create_alert(SYSTEM, kind="limit_percent", threshold=80)
    with pytest.raises(NotFound):
        await alerts.remove_alert(SYSTEM, new_id())


async def test_ids_that_the_database_makes_are_of_now_and_in_the_order_they_were_made(database: str) -> None:
    before = now()
    (row,) = await fetch("SELECT array_agg(new_uuid7()) AS ids FROM generate_series(1, 1000)")
    instants = [int(each.hex[:12], 16) * 4096 + int(each.hex[13:16], 16) for each in row["ids"]]
    assert instants == sorted(instants)
    assert {(each.version, each.variant) for each in row["ids"]} == {(7, RFC_4122)}
    assert (
        before - timedelta(seconds=5)
        < datetime.fromtimestamp(instants[0] / 4096 / 1000, UTC)
        < now() + timedelta(seconds=5)
    )
    assert len(set(row["ids"])) == 1000
