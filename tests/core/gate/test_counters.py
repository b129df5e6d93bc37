"""Where a call is counted: hours of UTC, and days and months of the user's own zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core import accounts, keys, metering
from core.accounts import SYSTEM
from core.database import fetch
from tests.support.calls import call_of, record
from tests.support.ledger import check_ledger

MICROSECOND = timedelta(microseconds=1)
#: A zone, and instants whose last microsecond before them counts to another day.
CUTS = {
    "UTC": ["2026-03-01T00:00:00", "2026-01-01T00:00:00"],
    "Asia/Kolkata": ["2026-02-28T18:30:00", "2026-12-31T18:30:00"],
    "Asia/Kathmandu": ["2026-03-31T18:15:00"],
    "Pacific/Apia": ["2026-06-30T11:00:00", "2011-12-30T10:00:00"],  # it had no 30 December in 2011
    "America/New_York": ["2026-03-08T05:00:00", "2026-03-09T04:00:00", "2026-11-01T04:00:00", "2026-11-02T05:00:00"],
    "Australia/Lord_Howe": ["2026-04-04T13:00:00", "2026-04-05T13:30:00"],
    "America/Santiago": ["2026-09-06T04:00:00"],  # a day that begins at one in the morning
    "America/Havana": ["2026-11-01T04:00:00"],  # midnight comes twice; the first counts
    "Pacific/Kiritimati": ["2026-01-31T10:00:00"],
    "Etc/GMT+12": ["2026-02-01T12:00:00"],
}


def instants(cuts: list[str]) -> Iterator[tuple[datetime, datetime]]:
    for text in cuts:
        cut = datetime.fromisoformat(text).replace(tzinfo=UTC)
        yield cut - MICROSECOND, cut


async def test_counters_are_kept_by_the_users_own_days_and_months_and_rollups_by_utc_hours(database: str) -> None:
    """All zones at once, each with calls around the boundaries of its days, in one group."""
    await metering.ensure_call_meters(["api_calls"])
    calls, cut_calls = [], []
    for zone, cuts in CUTS.items():
        user = await accounts.create_user(SYSTEM, name=zone, time_zone=zone)
        key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
        for before, at in instants(cuts):
            cut_calls.append((user.id, before, at))
            calls += [
                call_of(user, key, instant, {"api_calls": 1}) for instant in (before, at, at + timedelta(minutes=59))
            ]
    assert await record(calls) == [None] * len(calls)
    assert await check_ledger(database) == len(calls)
    for user_id, before, at in cut_calls:
        rows = await fetch("SELECT period_start, n FROM user_counters WHERE user_id = $1 AND period = 'day'", user_id)
        starts = {row["period_start"]: row["n"] for row in rows}
        assert starts[at] >= 2, (user_id, at)
        assert any(start <= before for start in starts)
    hours = await fetch("SELECT DISTINCT hour FROM usage_hours")
    assert all(row["hour"].minute == row["hour"].second == 0 for row in hours)


async def test_a_day_is_counted_however_its_calls_arrive(database: str) -> None:
    """Late, early and mixed over months: the day of a zone is remembered between calls and must not leak."""
    await metering.ensure_call_meters(["api_calls", "words"])
    calls = []
    for zone in ("UTC", "Asia/Kolkata", "America/New_York"):
        user = await accounts.create_user(SYSTEM, name=zone, time_zone=zone)
        key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
        for number in range(120):
            at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=(number * 37) % 700, minutes=number)
            units: dict[str, Decimal | int] = {"api_calls": 1, "words": Decimal(number) / 8}
            calls.append(call_of(user, key, at, units, status=200 if number % 7 else 500))
    assert await record(calls[::-1]) == [None] * 360
    assert await check_ledger(database) == 360


async def test_a_change_of_zone_loses_nothing_of_the_month(database: str) -> None:
    """What was used before the change is still of this month: by the contract the new zone begins with the next."""
    await metering.ensure_call_meters(["api_calls"])
    at = datetime(2026, 5, 10, tzinfo=UTC)
    user = await accounts.create_user(SYSTEM, name="u", time_zone="UTC")
    key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
    await record([call_of(user, key, at)])
    user = await accounts.update_user(SYSTEM, user.id, time_zone="Asia/Kolkata")
    await record([call_of(user, key, at)])
    used = await metering.month_to_date(SYSTEM, [(user.id, user.time_zone)], at=at)
    assert list(used[user.id].values()) == [Decimal(2)]
