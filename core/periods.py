"""Billing periods: half-open stretches between local midnights of anchor dates.

Boundary n lies at anchor + n intervals in the user's zone. It is always counted from the anchor, never from the
boundary before, so that 31 January leads to 28 February and then to 31 March; a day the month lacks is the month's
last. n may be negative: the periods of an anchor tile all time.

A local midnight is the first instant at which the zone's wall clock has reached the date: where a gap removes
midnight that is the first existing instant after it, where midnight comes twice it is the first. Read this way
midnights never run backwards, and so every instant lies in exactly one period. A date that a zone skips altogether
(30 December 2011 in Pacific/Apia) makes an empty period, in which no instant lies.

Zones are those of the `tzdata` package, not of the host: two machines must not disagree about where a month ends.
Instants are aware datetimes, answers are in UTC. Instants and anchors from 1900 to 2199 are accepted.
"""

import importlib.resources
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from core.errors import InvalidInput

Unit = Literal["day", "week", "month", "year"]

INTERVAL_COUNT_MAX: Final = 1000
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
_ONE_DAY: Final = timedelta(days=1)
_ONE_SECOND: Final = timedelta(seconds=1)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """So many days, weeks, months or years; a quarter is three months.

    InvalidInput for another unit or a count outside 1 to 1000.
    """

    unit: Unit
    count: int = 1

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise InvalidInput("The interval's unit must be day, week, month or year.", field="interval.unit")
        if type(self.count) is not int or not 1 <= self.count <= INTERVAL_COUNT_MAX:
            raise InvalidInput(
                f"The interval's count must be a whole number from 1 to {INTERVAL_COUNT_MAX}.", field="interval.count"
            )


@dataclass(frozen=True, slots=True)
class Period:
    """The instants from `start`, included, to `end`, excluded; both in UTC. Empty when they are the same."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    @property
    def microseconds(self) -> int:
        """The length in elapsed time, which a change of clocks makes longer or shorter."""
        return microseconds_between(self.start, self.end)


DAY: Final = Interval("day")
MONTH: Final = Interval("month")


def microseconds_between(start: datetime, end: datetime) -> int:
    """Elapsed time as an integer, so that shares of it are exact."""
    return (end - start) // _MICROSECOND


# --- Zones and midnights ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of all IANA zones, links included."""
    return frozenset(importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Europe/Berlin`. InvalidInput `unknown_time_zone` for any other name."""
    if name not in zone_names():
        raise InvalidInput(
            f"{name[:64]!r} is not an IANA time zone; use a name such as Europe/Berlin.",
            code="unknown_time_zone",
            field="time_zone",
        )
    with importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def local_date(instant: datetime, zone: str) -> date:
    """The date on the zone's calendar at an instant. ValueError for a naive datetime."""
    return _aware(instant).astimezone(zone_of(zone)).date()


@lru_cache(maxsize=8192)
def midnight_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which a date begins in a zone; see the module for gaps and repetitions."""
    place = zone_of(zone)
    wall = datetime(day.year, day.month, day.day)
    # With fold=0 a repeated midnight is its first, and one inside a gap is read with the offset from before the gap
    # (PEP 495), which lands behind the gap.
    instant = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall:
        return instant
    # The offset from after the gap lands before it; between the two the wall clock jumps over midnight once.
    before, reached = wall.replace(tzinfo=place, fold=1).astimezone(UTC), instant
    while reached - before > _ONE_SECOND:
        middle = before + _ONE_SECOND * ((reached - before) // _ONE_SECOND // 2)
        if middle.astimezone(place).replace(tzinfo=None) < wall:
            before = middle
        else:
            reached = middle
    return reached


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant is an aware datetime; this one has no time zone")
    return instant


# --- Boundaries -------------------------------------------------------------------------------------------------------


def boundary_date(anchor: date, every: Interval, n: int) -> date:
    """The date of boundary n: anchor + n intervals, clamped to the month's end, counted from the anchor.

    ValueError or OverflowError outside the years 1 to 9999, which `period_at` never reaches.
    """
    steps = n * every.count
    if every.unit == "day":
        return anchor + timedelta(days=steps)
    if every.unit == "week":
        return anchor + timedelta(weeks=steps)
    months = anchor.year * 12 + anchor.month - 1 + (steps if every.unit == "month" else 12 * steps)
    year, month = months // 12, months % 12 + 1
    # Days up to 28 exist in every month; asking the calendar only for the others keeps this quick.
    day = anchor.day if anchor.day <= 28 else min(anchor.day, monthrange(year, month)[1])
    return date(year, month, day)


def period_at(instant: datetime, *, anchor: date, every: Interval, zone: str) -> Period:
    """The one period of an anchor that contains the instant.

    `anchor` is a date on the zone's calendar: a subscription's first day for anniversary billing, `calendar_anchor`
    for calendar billing. ValueError for a naive instant, InvalidInput for an unknown zone or a date out of range.
    """
    today = _within_range(local_date(instant, zone))
    n = _boundaries_passed(_within_range(anchor), every, today)
    period = _period(boundary_date(anchor, every, n), boundary_date(anchor, every, n + 1), zone)
    # The date alone may be off by one: by a clamped day, or by a clock that after midnight goes back to yesterday.
    while instant < period.start:
        n -= 1
        period = _period(boundary_date(anchor, every, n), boundary_date(anchor, every, n + 1), zone)
    while instant >= period.end:
        n += 1
        period = _period(boundary_date(anchor, every, n), boundary_date(anchor, every, n + 1), zone)
    return period


class Cycle(msgspec.Struct, frozen=True, gc=False):
    """How a subscription is billed from one instant to another: every so many units, in step with the calendar or with
    its anchor."""

    starts_at: datetime
    ends_at: datetime | None
    unit: Unit
    count: int
    alignment: str
    anchor: datetime

    def period_at(self, instant: datetime, zone: str) -> Period:
        """The whole period that contains the instant, whenever the subscription itself began."""
        every = Interval(self.unit, self.count)
        first = calendar_anchor(every) if self.alignment == "calendar" else local_date(self.anchor, zone)
        return period_at(instant, anchor=first, every=every, zone=zone)

    def is_in_force(self, instant: datetime) -> bool:
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)


def billing_period_at(instant: datetime, cycles: Iterable[Cycle], zone: str) -> Period:
    """The billing period that contains the instant: that of the cycle in force, else the calendar month."""
    for cycle in cycles:
        if cycle.is_in_force(instant):
            return cycle.period_at(instant, zone)
    return calendar_month_at(instant, zone)


def calendar_month_at(instant: datetime, zone: str) -> Period:
    """The calendar month of a zone that contains the instant."""
    return period_at(instant, anchor=calendar_anchor(MONTH), every=MONTH, zone=zone)


def calendar_day_at(instant: datetime, zone: str) -> Period:
    """The day of a zone that contains the instant: 23 or 25 hours when clocks change."""
    return period_at(instant, anchor=calendar_anchor(DAY), every=DAY, zone=zone)


def calendar_anchor(every: Interval) -> date:
    """The anchor that lines periods up with the calendar: weeks begin on Monday (ISO 8601), years in January."""
    return date(2000, 1, 3) if every.unit == "week" else date(2000, 1, 1)


def _boundaries_passed(anchor: date, every: Interval, today: date) -> int:
    """How many intervals lie between the two dates, to within one."""
    if every.unit == "day":
        return (today - anchor).days // every.count
    if every.unit == "week":
        return (today - anchor).days // (7 * every.count)
    months = (today.year - anchor.year) * 12 + today.month - anchor.month
    return months // (every.count if every.unit == "month" else 12 * every.count)


@lru_cache(maxsize=8192)
def _period(first_day: date, next_first_day: date, zone: str) -> Period:
    # Keyed by dates rather than by anchor: a recorder asks for the same few periods for a great many users.
    return Period(midnight_of(first_day, zone), midnight_of(next_first_day, zone))


def _within_range(day: date) -> date:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise InvalidInput(f"Dates lie between {_FIRST_DAY} and {_LAST_DAY}.", code="invalid_time_range")
    return day
