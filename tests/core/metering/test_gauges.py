"""What a gauge holds goes on from before a range, however long ago it was said, and whatever was recorded since."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from core import accounts, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.gate import EventDraft, record_events
from core.metering import settled

HOURS = 3_000
_MANY = """
INSERT INTO usage_hours (user_id, meter_id, key_id, dimensions, live, hour, seal_no, n, sum, digest, unsettled, min, max,
                         first_at, first_value, last_at, last_id, last_value, area)
SELECT h.user_id, h.meter_id, h.key_id, $1, h.live, h.hour + interval '1 hour' * number, 0, 1, 1, 0, 0, 1, 1,
       h.first_at + interval '1 hour' * number, 1, h.last_at + interval '1 hour' * number, h.last_id, 1, 0
FROM usage_hours h, generate_series(1, $2::int) number WHERE h.dimensions = $3
"""


@pytest.fixture
async def storage(database: str) -> metering.Meter:
    await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    return await metering.create_meter(
        SYSTEM, slug="storage", name="Storage", event_type="disk", aggregation="time_weighted", value_property="gb",
        dimensions=[metering.Dimension("disk", "disk")],
    )  # fmt: skip


def _rows_read(plan: dict[str, Any]) -> int:
    """How many rows of rollups were looked at, those that a filter threw away included."""
    own = 0
    if plan.get("Relation Name") == "usage_hours":
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return int(own) + sum(_rows_read(each) for each in plan.get("Plans", ()))


async def test_what_lies_before_a_range_is_found_without_reading_it(
    storage: metering.Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = now().replace(minute=0, second=0, microsecond=0)
    start = hour - timedelta(hours=HOURS + 10)
    await record_events(
        SYSTEM,
        [
            EventDraft("crm-1", disk, "disk", start, properties={"gb": gb, "disk": disk})
            for disk, gb in (("silent", 5), ("loud", 1))
        ],
    )
    await metering.settle_hours()
    spelt = ['{"disk":"loud"}', HOURS, '{"disk":"loud"}']
    await fetch(_MANY, *spelt)
    plans: list[Any] = []

    async def explained(statement: str, *arguments: Any) -> Any:
        rows = await fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *arguments)
        plans.append(msgspec.json.decode(rows[0][0])[0]["Plan"])
        return await fetch(statement, *arguments)

    monkeypatch.setattr(settled, "fetch", explained)
    for user_id in (None, (await accounts.find_user(SYSTEM, "crm-1")).id):
        usage = await metering.query_usage(
            SYSTEM, meters=["storage"], start=hour - timedelta(hours=2), end=hour, user_id=user_id
        )
        assert usage.total() == Decimal(2 * 5 + 2 * 1)
    assert [_rows_read(plan) for plan in plans] == [pytest.approx(0, abs=60)] * 2


async def test_a_series_that_was_taken_back_is_not_carried(storage: metering.Meter) -> None:
    at = datetime.now(UTC) - timedelta(days=3)
    drafts = [EventDraft("crm-1", f"e{n}", "disk", at + timedelta(hours=n), properties={"gb": n + 1}) for n in range(2)]
    await record_events(SYSTEM, drafts)
    end = now().replace(minute=0, second=0, microsecond=0)
    for settles in (False, True):
        if settles:
            await metering.settle_hours()
        usage = await metering.query_usage(SYSTEM, meters=["storage"], start=end - timedelta(hours=1), end=end)
        assert usage.total() == 2
    await record_events(SYSTEM, [EventDraft("crm-1", "r1", "", retracts="e1")])
    for settles in (False, True):
        if settles:
            await metering.settle_hours()
        usage = await metering.query_usage(SYSTEM, meters=["storage"], start=end - timedelta(hours=1), end=end)
        assert usage.total() == 1
