"""Taking events back: once, whenever they happened, with both in the log."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import accounts, doctor, keys, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.gate import EventDraft, record_events
from tests.support.calls import call_of, record

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def user(database: str) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    return await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1", time_zone="Asia/Kolkata")


def event(number: int, **changes: Any) -> EventDraft:
    return EventDraft("crm-1", f"e{number}", "llm", **({"properties": {"tokens": number}} | changes))


def retraction(of: str, event_id: str = "r", **changes: Any) -> EventDraft:
    return EventDraft("crm-1", event_id, "", retracts=of, **changes)


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["tokens"], start=datetime(2020, 1, 1, tzinfo=UTC))).total()


async def test_a_retraction_counts_the_event_away_and_both_stay_in_the_log(user: accounts.User) -> None:
    at = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
    await record_events(SYSTEM, [event(1), event(2, time=at), event(4)])
    result = await record_events(SYSTEM, [retraction("e2")])
    assert (result.accepted, result.duplicates, list(result.rejected)) == (1, 0, [])
    assert await used() == 5
    log = (await metering.list_events(SYSTEM, user_id=user.id)).items
    assert sorted(each.event_id for each in log) == ["e1", "e2", "e4", "r"]
    (taken,) = [each for each in log if each.retracts]
    assert (taken.occurred_at, taken.properties, taken.type) == (at, {"tokens": 2}, "llm")
    counters = await fetch("SELECT used FROM user_counters WHERE period_start < '2026-05-01'")
    assert {row["used"] for row in counters} == {0}
    assert not (await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters", "identities"])).total


async def test_an_event_of_a_long_request_is_taken_back_by_the_same_request(user: accounts.User) -> None:
    """Its parts are stored at the same time, so what is taken back has to be waited for."""
    events = [event(number) for number in range(2_000)]
    result = await record_events(SYSTEM, [*events, *[retraction(f"e{n}", f"r{n}") for n in range(0, 2_000, 400)]])
    assert (result.accepted, list(result.rejected)) == (2_005, [])
    assert await used() == sum(range(2_000)) - sum(range(0, 2_000, 400))


async def test_an_event_is_taken_back_once_however_often_and_by_however_many(user: accounts.User) -> None:
    await record_events(SYSTEM, [event(1), event(2)])
    results = await asyncio.gather(*[record_events(SYSTEM, [retraction("e2", f"r{n}")] * 2) for n in range(20)])
    assert sum(each.accepted for each in results) == 1
    assert sum(each.duplicates for each in results) == 39
    assert await used() == 1
    resent = await record_events(SYSTEM, [event(2)])
    assert (resent.accepted, resent.duplicates) == (0, 1)


async def test_what_is_sent_together_is_taken_back_together(user: accounts.User) -> None:
    result = await record_events(SYSTEM, [retraction("e2"), event(1), event(2)])
    assert (result.accepted, await used()) == (3, 1)


async def test_what_cannot_be_taken_back_is_named_and_its_siblings_are_stored(user: accounts.User) -> None:
    await accounts.create_user(SYSTEM, name="Other", external_id="crm-2")
    await record_events(SYSTEM, [event(1), event(2, source="elsewhere")])
    bad = [
        retraction("e9"), retraction("e2"), retraction("e1", properties={"a": 1}), retraction("e1", time=now()),
        retraction("e\0"), retraction("x" * 201), EventDraft("crm-2", "r", "", retracts="e1"),
    ]  # fmt: skip
    result = await record_events(SYSTEM, [*bad, event(3)])
    assert result.accepted == 1
    assert [each.error.code for each in result.rejected] == [
        "event_not_found", "event_not_found", *["invalid_input"] * 4, "event_not_found",
    ]  # fmt: skip
    assert await used() == 6
    assert (await record_events(SYSTEM, [retraction("e2", source="elsewhere")])).accepted == 1


async def test_a_metered_call_is_taken_back_by_its_id(user: accounts.User) -> None:
    await metering.ensure_call_meters(["api_calls"])
    key = (await keys.create_key(SYSTEM, user_id=user.id, name="k", live=False)).key
    call = call_of(user, key, now() - timedelta(minutes=3))
    assert await record([call]) == [None]
    assert (await record_events(SYSTEM, [retraction(str(call.id))])).accepted == 1
    usage = await metering.query_usage(SYSTEM, meters=["api_calls"], live=False, group_by=["key"])
    assert usage.rows == []
    assert (await record_events(SYSTEM, [retraction(str(call.id))])).duplicates == 1
    assert not (await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters", "identities"])).total
