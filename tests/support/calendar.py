"""Local days the slow way: the wall clock is looked at minute by minute. Shares nothing with `core.periods`."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

__all__ = ["day_start", "local_day_start", "month_start", "slow_windows"]

_MINUTE = timedelta(minutes=1)


@cache
def _place(zone: str) -> ZoneInfo:
    """From the `tzdata` package: the host's own zones may be of another year."""
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


@lru_cache(maxsize=10_000)
def day_start(day: date, zone: str) -> datetime:
    """The first minute at which the zone's wall clock has reached the date. Right for zones of whole minutes (1972 on)."""
    place, midnight = _place(zone), datetime(day.year, day.month, day.day)
    instant = midnight.replace(tzinfo=UTC) - timedelta(hours=16)
    while instant.astimezone(place).replace(tzinfo=None) < midnight:
        instant += _MINUTE
    return instant


def month_start(instant: datetime, zone: str) -> datetime:
    """The start of the local month that an instant lies in."""
    first = instant.astimezone(_place(zone)).date().replace(day=1)
    for day in (first + timedelta(days=32), first):
        start = day_start(day.replace(day=1), zone)
        if start <= instant:
            return start
    return day_start((first - timedelta(days=1)).replace(day=1), zone)


def local_day_start(instant: datetime, zone: str) -> datetime:
    """The start of the local day that an instant lies in."""
    today = instant.astimezone(_place(zone)).date()
    return max(start for days in (-1, 0, 1) if (start := day_start(today + timedelta(days=days), zone)) <= instant)


def slow_windows(start: datetime, end: datetime, window: str, zone: str) -> list[tuple[datetime, datetime]]:
    """The windows of a query: between the boundaries that lie inside, and the ends."""
    inside = sorted({cut for cut in _boundaries(start, end, window, zone) if start < cut < end})
    edges = [start, *inside, end]
    return list(pairwise(edges))


def _boundaries(start: datetime, end: datetime, window: str, zone: str) -> Iterator[datetime]:
    if window == "total":
        return
    place = _place(zone)
    day, last = start.astimezone(place).date() - timedelta(days=2), end.astimezone(place).date() + timedelta(days=2)
    while day <= last:
        midnight, following = day_start(day, zone), day_start(day + timedelta(days=1), zone)
        if window in ("hour", "minute"):
            step, at = timedelta(hours=1) if window == "hour" else _MINUTE, midnight
            while at < following:
                yield at
                at += step
        elif window == "day" or (window == "week" and day.weekday() == 0) or (window == "month" and day.day == 1):
            yield midnight
        day += timedelta(days=1)
