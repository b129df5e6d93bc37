"""Every kind of meter over one stream of events: recount = rollups = answers, against an oracle that shares no code."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from core import accounts, doctor, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.gate import record_events
from core.metering import Dimension, Filter
from tests.support.calendar import slow_windows
from tests.support.event_stream import Stream
from tests.support.meter_oracle import Oracle, OracleMeter

__all__ = ["check_every_meter", "make_meters", "make_users", "send"]

ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")
_SPLIT = (Dimension("model", "model"), Dimension("region", "region"))
_TOTAL = "tokens.total"
#: slug -> how the core is told, and how the oracle is.
METERS: dict[str, tuple[dict[str, Any], OracleMeter]] = {
    "requests": ({"aggregation": "count", "dimensions": _SPLIT},
                 OracleMeter("requests", "llm", "count", dimensions={"model": "model", "region": "region"})),
    "good": ({"aggregation": "count", "filters": [Filter("ok", "eq", True), Filter("region", "in", values=("eu", "us"))]},
             OracleMeter("good", "llm", "count", holds=lambda said: said.get("ok") is True and said["region"] in ("eu", "us"))),
    "tokens": ({"aggregation": "sum", "value_property": _TOTAL, "dimensions": _SPLIT},
               OracleMeter("tokens", "llm", "sum", _TOTAL, dimensions={"model": "model", "region": "region"})),
    "cities": ({"aggregation": "sum", "value_property": _TOTAL, "dimensions": [Dimension("city", "city")], "values_max": 7},
               OracleMeter("cities", "llm", "sum", _TOTAL, dimensions={"city": "city"})),
    "least": ({"aggregation": "min", "value_property": _TOTAL, "filters": [Filter(_TOTAL, "range", minimum=100, maximum=3000)]},
              OracleMeter("least", "llm", "min", _TOTAL, holds=lambda said: "tokens" in said and 100 <= said["tokens"]["total"] < 3000)),
    "most": ({"aggregation": "max", "value_property": _TOTAL, "dimensions": _SPLIT[:1]},
             OracleMeter("most", "llm", "max", _TOTAL, dimensions={"model": "model"})),
    "mean": ({"aggregation": "avg", "value_property": _TOTAL, "dimensions": _SPLIT[:1]},
             OracleMeter("mean", "llm", "avg", _TOTAL, dimensions={"model": "model"})),
    "customers": ({"aggregation": "unique", "value_property": "customer", "dimensions": _SPLIT[1:],
                   "filters": [Filter("ok", "exists")]},
                  OracleMeter("customers", "llm", "unique", "customer", lambda said: "ok" in said, {"region": "region"})),
    "newest": ({"aggregation": "latest", "value_property": _TOTAL, "dimensions": _SPLIT[:1]},
               OracleMeter("newest", "llm", "latest", _TOTAL, dimensions={"model": "model"})),
    "storage": ({"aggregation": "time_weighted", "value_property": "gb", "event_type": "disk",
                 "dimensions": [Dimension("volume", "volume")]},
                OracleMeter("storage", "disk", "time_weighted", "gb", dimensions={"volume": "volume"})),
}  # fmt: skip


async def make_users() -> dict[str, accounts.User]:
    return {
        f"crm-{number}": await accounts.create_user(SYSTEM, name=f"u{number}", external_id=f"crm-{number}", time_zone=zone)
        for number, zone in enumerate(ZONES)
    }  # fmt: skip


async def make_meters(slugs: Any = tuple(METERS)) -> None:
    for slug in slugs:
        await metering.create_meter(SYSTEM, slug=slug, name=slug, **{"event_type": "llm"} | METERS[slug][0])


async def send(
    stream: Stream, users: dict[str, accounts.User], *, batch: int, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Send a stream in batches, as one service after another does. Half-way the period of one user is closed, and what
    was over by then is settled."""
    told = {"accepted": 0, "duplicate": 0, "rejected": 0}
    batches = [stream.drafts[start : start + batch] for start in range(0, len(stream.drafts), batch)]
    for number, drafts in enumerate(batches):
        result = await record_events(SYSTEM, drafts)
        told["accepted"] += result.accepted
        told["duplicate"] += result.duplicates
        told["rejected"] += len(result.rejected)
        if number % 50 == 49:
            progress(f"{(number + 1) * batch:,} events sent")
        if number == len(batches) // 2:
            await metering.settle_hours()
            await fetch("UPDATE user_seals SET seal_no = seal_no + 1 WHERE user_id = $1", users["crm-1"].id)
    assert told == dict(stream.told), (told, stream.told)


async def check_every_meter(
    oracle: Oracle,
    users: dict[str, accounts.User],
    slugs: Any = tuple(METERS),
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Assert that all ways to the figures agree; how many rows were compared."""
    for check in ("events_rollups", "rollups_counters", "identities"):
        found = (await doctor.examine(SYSTEM, only=[check])).findings[check]
        assert found == [], found[:3]
        progress(f"{check} recounted")
    compared, until = 0, oracle.events[-1].at + timedelta(minutes=5, microseconds=1)
    names = {user.id: name for name, user in users.items()}
    for slug in slugs:
        meter = METERS[slug][1]
        if slug == "cities":
            kept = {row["value"] for row in await fetch("SELECT value FROM dimension_values WHERE dimension = 'city'")}
            assert len(kept) == 7
            meter = OracleMeter(meter.slug, meter.type, meter.aggregation, meter.value, dimensions=meter.dimensions,
                                kept={"city": kept.__contains__})  # fmt: skip
        for asked in _questions(until):
            compared += await _compare(oracle, meter, names, users, **asked)
        progress(f"{slug} compared, {compared:,} figures so far")
    return compared


def _questions(until: datetime) -> list[dict[str, Any]]:
    week, edge = until - timedelta(days=7), timedelta(minutes=17, seconds=3)
    year = until - timedelta(days=410)
    return [
        {"start": year, "end": until, "window": "total", "zone": "UTC", "groups": ()},
        {"start": year, "end": until, "window": "month", "zone": "Asia/Kolkata", "groups": ("user",)},
        {"start": year - edge, "end": until - edge, "window": "week", "zone": "America/New_York", "groups": ("dimension",)},
        {"start": week, "end": until - edge, "window": "day", "zone": "Europe/Berlin", "groups": ("user", "dimension")},
        {"start": week + edge, "end": until, "window": "hour", "zone": "Asia/Kolkata", "groups": ()},
        {"start": week, "end": until, "window": "hour", "zone": "UTC", "groups": (), "only": "crm-1"},
        {"start": until - timedelta(hours=60), "end": until - timedelta(hours=54), "window": "minute", "zone": "Asia/Kathmandu",
         "groups": (), "only": "crm-2"},
    ]  # fmt: skip


async def _compare(
    oracle: Oracle, meter: OracleMeter, names: dict[Any, str], users: Any, *, start: datetime, end: datetime, window: str,
    zone: str, groups: tuple[str, ...], only: str | None = None,
) -> int:  # fmt: skip
    dimension = next(iter(meter.dimensions or {}), "")
    group_by = [dimension if name == "dimension" else name for name in groups if name != "dimension" or dimension]
    told_by = [f"dimension:{name}" if name == dimension and dimension else name for name in group_by]
    usage = await metering.query_usage(
        SYSTEM, start=start, end=end, window=window, zone=zone, meters=[meter.slug], group_by=told_by,  # type: ignore[arg-type]
        user_id=users[only].id if only else None,
    )  # fmt: skip
    windows = slow_windows(start, end, window, zone)
    assert [(each.start, each.end) for each in usage.windows] == windows
    numbers = {each[0]: number for number, each in enumerate(windows)}
    answer = {
        (
            numbers[row.window.start],
            *(
                names[row.user_id] if name == "user" and row.user_id else row.dimensions.get(name, "")
                for name in group_by
            ),
        ): (row.events, row.quantity)
        for row in usage.rows
    }
    wanted = oracle.answer(meter, windows, group_by=group_by, now=end, only=only)
    for key in sorted(answer.keys() | wanted.keys(), key=str):
        assert answer.get(key) == wanted.get(key), (
            meter.slug,
            window,
            zone,
            groups,
            key,
            answer.get(key),
            wanted.get(key),
        )
    return len(answer)
