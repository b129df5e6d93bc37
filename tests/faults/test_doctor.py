"""doctor over a large sound database: a million events raise nothing, and one that is off is found among them."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from core import accounts, audit, doctor, keys, limits, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import close_database, fetch, open_database
from core.gate import Call, EventDraft, record_events
from core.gate.recorder import open_recorder
from core.keys import identity_for
from core.pepper import Pepper, use_pepper
from tests.support.postgres import clone_template, drop_database, url_of

USERS = 20
DAYS = 40
CALLS_AT_ONCE = 500
EVENTS_AT_ONCE = 5000
ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland")


@pytest.fixture
async def database() -> AsyncIterator[None]:
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    yield
    await close_database()
    await drop_database(name)


async def test_a_million_clean_events_raise_nothing_and_one_that_is_off_is_found(
    database: None, full: bool, tell: Callable[[object], None]
) -> None:
    events, calls = (950_000, 50_000) if full else (3_800, 200)
    await _make_users()
    await _record_calls(calls)
    await _send_events(events)
    await audit.seal_entries()
    assert (await fetch("SELECT count(*) AS n FROM usage_events"))[0]["n"] == events + calls
    started = time.monotonic()
    # No job runs here; that none does is what doctor would say, rightly.
    report = await doctor.examine(SYSTEM, only=doctor.INVARIANTS.keys() - {"jobs"})
    seconds = time.monotonic() - started
    assert {name: found for name, found in report.findings.items() if found} == {}
    tell(f"{events + calls} events, {len(report.findings)} invariants: nothing found, in {seconds:.0f} s")
    await fetch("UPDATE usage_hours SET sum = sum + 0.000001 WHERE ctid = (SELECT max(ctid) FROM usage_hours)")
    report = await doctor.examine(SYSTEM, only=["events_rollups"])
    assert len(report.findings["events_rollups"]) == 1


async def _make_users() -> None:
    await metering.ensure_call_meters(["api_calls", "words"])
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    await metering.ensure_partitions([now() - timedelta(days=DAYS), *metering.months_ahead()])
    for number in range(USERS):
        user = await accounts.create_user(
            SYSTEM, name=f"User {number}", external_id=f"crm-{number}", time_zone=ZONES[number % len(ZONES)]
        )
        await keys.create_key(SYSTEM, user_id=user.id, name="k", live=number % 5 != 4)
        if number % 4 == 0:
            await limits.set_limit(SYSTEM, user.id, meter="api_calls", period="month", cap=10**9)


async def _record_calls(calls: int) -> None:
    at = now()
    owners: list[Any] = [(key, await accounts.get_user(SYSTEM, key.user_id)) for key in await keys.ApiKey.all()]
    async with open_recorder(deadline_ms=600_000, queue_max=4096) as recorder:
        for start in range(0, calls, CALLS_AT_ONCE):
            made = []
            for place in range(start, min(start + CALLS_AT_ONCE, calls)):
                key, user = owners[place % USERS]
                call = Call(
                    identity_for(key, user),
                    {"api_calls": 1, "words": place % 90},
                    at - timedelta(minutes=place % 50_000),
                )
                call.method, call.route, call.request_id = "GET", "/x", f"r{place}"
                call.finish(500 if place % 50 == 49 else 200, billable_below=500)
                made.append(call)
            await recorder.record_all(made)


async def _send_events(events: int) -> None:
    at = now()
    for start in range(0, events, EVENTS_AT_ONCE):
        recorded = await record_events(
            SYSTEM,
            [
                EventDraft(user=f"crm-{place % USERS}", event_id=f"e{place}", type="llm", source="s",
                           time=at - timedelta(seconds=place * 7 % (DAYS * 86400)), properties={"tokens": place % 1000})
                for place in range(start, min(start + EVENTS_AT_ONCE, events))
            ],
        )  # fmt: skip
        assert recorded.rejected == []
