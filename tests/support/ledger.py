"""A recount of all usage in plain Python from the raw events: what rollups and counters have to say.

It reads the tables through a connection of its own and shares no rule with the core.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import asyncpg

from core.database import connect_directly
from tests.support.calendar import local_day_start, month_start

__all__ = ["Meters", "Tally", "check_ledger", "raw_events", "value_of"]


@dataclass
class Tally:
    n: int = 0
    total: Decimal = Decimal(0)
    values: list[Decimal] = field(default_factory=list)
    marks: int = 0


Meters = list[asyncpg.Record]


def value_of(event: Mapping[str, Any], meter: Mapping[str, Any]) -> Decimal | None:
    """What an event says to a meter, before its sign; None if nothing."""
    if not event["billable"] or event["type"] != meter["event_type"] or event["catalogue"] < meter["catalogue"]:
        return None
    if meter["aggregation"] == "count":
        return Decimal(1)
    found: Any = event["properties"]
    for name in meter["value_property"].split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return Decimal(found) if isinstance(found, int | Decimal) and not isinstance(found, bool) else None


async def raw_events(connection: asyncpg.Connection) -> list[dict[str, Any]]:
    rows = [dict(row) for row in await connection.fetch("SELECT * FROM usage_events ORDER BY occurred_at, id_hash")]
    for row in rows:
        row["properties"] = json.loads(row["properties"], parse_float=Decimal)
    return rows


async def check_ledger(url: str) -> int:
    """Assert that events = rollups = counters, and digest sums with them; how many events there are."""
    connection = await connect_directly(url)
    try:
        events = await raw_events(connection)
        meters = await connection.fetch("SELECT * FROM meters")
        zones = dict(await connection.fetch("SELECT id, time_zone FROM users"))
        hours = await connection.fetch("SELECT * FROM usage_hours")
        counters = await connection.fetch("SELECT * FROM user_counters")
    finally:
        await connection.close()
    by_hour: dict[tuple[Any, ...], Tally] = defaultdict(Tally)
    by_period: dict[tuple[Any, ...], Tally] = defaultdict(Tally)
    for event in events:
        for meter in meters:
            if (value := value_of(event, meter)) is not None:
                _add(by_hour, by_period, event, meter["id"], value, zones[event["user_id"]])
    stored = {
        (row["user_id"], row["meter_id"], row["key_id"], row["live"], row["hour"], row["seal_no"]): row for row in hours
    }
    assert stored.keys() == by_hour.keys()
    for key, tally in by_hour.items():
        row = stored[key]
        assert (row["n"], row["sum"], row["digest"]) == (tally.n, tally.total, tally.marks), key
        assert (row["min"], row["max"]) == (min(tally.values), max(tally.values)), key
    counted = {
        (row["user_id"], row["meter_id"], row["live"], row["period"], row["period_start"]): (row["n"], row["used"])
        for row in counters
    }
    assert counted == {key: (tally.n, tally.total) for key, tally in by_period.items()}
    return len(events)


def _add(by_hour: Any, by_period: Any, event: dict[str, Any], meter_id: Any, value: Decimal, zone: str) -> None:
    sign, at = -1 if event["retracts"] else 1, event["occurred_at"]
    hour: datetime = at.replace(minute=0, second=0, microsecond=0)
    user, live = event["user_id"], event["live"]
    tallies = [by_hour[user, meter_id, event["key_id"], live, hour, event["seal_no"]]]
    tallies.append(by_period[user, meter_id, live, "day", local_day_start(at, zone)])
    tallies.append(by_period[user, meter_id, live, "month", month_start(at, zone)])
    for tally in tallies:
        tally.n += sign
        tally.total += sign * value
        tally.marks += sign * (event["digest"].int >> 68)  # the first 60 of its 128 bits
        if sign > 0:
            tally.values.append(value)
