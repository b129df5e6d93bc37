"""Periods: every instant lies in exactly one, in every IANA zone, whatever its clocks do at midnight."""

import importlib.resources
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.periods import (
    MONTH,
    Interval,
    Period,
    boundary_date,
    calendar_anchor,
    calendar_day_at,
    calendar_month_at,
    local_date,
    midnight_of,
    period_at,
    zone_names,
    zone_of,
)
from tests.support.patience import NIGHTLY

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
_STRANGE = ["Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "America/St_Johns", "America/Havana"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def distinct_zones() -> tuple[str, ...]:
    """One name for each different set of rules: links only repeat the work."""
    rules: dict[bytes, str] = {}
    for name in sorted(zone_names()):
        path = importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        rules.setdefault(path.read_bytes(), name)
    return tuple(rules.values())


def some_zones() -> tuple[str, ...]:
    """All of them in the nightly run, a quarter by day, and those whose rules are the strangest."""
    zones = distinct_zones()
    return zones if NIGHTLY else tuple(dict.fromkeys((*zones[::4], *_STRANGE)))


def wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(zone_of(zone)).replace(tzinfo=None)


def transitions(zone: str) -> Iterator[datetime]:
    """The first instants of every new offset, 2000 to 2040, found by looking at the clock alone."""
    step = DAY if NIGHTLY else timedelta(days=7)
    place = zone_of(zone)
    before = datetime(2000, 1, 1, tzinfo=UTC)
    offset = before.astimezone(place).utcoffset()
    while before.year <= 2040:
        after = before + step
        later_offset = after.astimezone(place).utcoffset()
        if later_offset != offset:
            low, high = before, after
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(place).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            yield high
        before, offset = after, later_offset


# --- Midnights


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        # A gap removes midnight: the day begins with the first instant there is.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00"),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00"),
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00"),
        # Midnight inside a gap, not at its beginning: from 23:30 to 0:30.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00"),
        # A repeated midnight: the first. Havana goes back at 1:00, Newfoundland did at 0:01, Casey once from 2:00 to 23:00.
        ("America/Havana", "2024-11-03", "2024-11-03T04:00:00"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00"),
        ("Antarctica/Casey", "2010-03-05", "2010-03-04T13:00:00"),
        # Going back from midnight to 23:00 repeats an hour of yesterday, not midnight.
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00"),
        ("Africa/Cairo", "2024-11-01", "2024-10-31T22:00:00"),
        # Half and quarter hours.
        ("Asia/Kolkata", "2024-01-01", "2023-12-31T18:30:00"),
        ("Asia/Kathmandu", "2024-01-01", "2023-12-31T18:15:00"),
        ("Australia/Lord_Howe", "2024-10-07", "2024-10-06T13:00:00"),
        ("Pacific/Chatham", "2024-07-01", "2024-06-30T11:15:00"),
        # Apia had no 30 December 2011: it begins and ends with the 31st.
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00"),
        ("Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00"),
        ("UTC", "2024-02-29", "2024-02-29T00:00:00"),
        ("Pacific/Kiritimati", "2024-02-29", "2024-02-28T10:00:00"),
        ("Etc/GMT+12", "2024-02-29", "2024-02-29T12:00:00"),
    ],
)
def test_a_day_begins_at_its_first_existing_midnight(zone: str, day: str, instant: str) -> None:
    assert midnight_of(date.fromisoformat(day), zone) == utc(instant)


def test_at_every_change_of_clocks_a_day_begins_when_the_clock_first_reaches_it() -> None:
    removed = repeated = 0
    for zone in distinct_zones():
        for change in transitions(zone):
            jumps_from, jumps_to = wall(change - SECOND, zone), wall(change, zone)
            for day in {jumps_from.date() - DAY, jumps_from.date(), jumps_to.date(), jumps_to.date() + DAY}:
                midnight = midnight_of(day, zone)
                begins = datetime(day.year, day.month, day.day)
                assert wall(midnight, zone) >= begins
                assert wall(midnight - SECOND, zone) < begins
                # Never reached before, though a clock put back may have been further already.
                for earlier in (change - SECOND, change, change - timedelta(hours=1), midnight - timedelta(hours=3)):
                    if earlier < midnight:
                        assert wall(earlier, zone) < begins, (zone, day)
                removed += wall(midnight, zone) > begins
                repeated += jumps_to <= begins <= jumps_from
    # The rules of the zones do hold such midnights; else this proved nothing.
    assert removed > 100
    assert repeated > 100


@given(st.sampled_from(sorted(zone_names())), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_midnights_never_run_backwards(zone: str, day: date) -> None:
    assert midnight_of(day, zone) <= midnight_of(day + DAY, zone)


# --- Every instant in exactly one period


def boundaries(anchor: date, every: Interval, zone: str, first_year: int, last_year: int) -> list[datetime]:
    """Counted independently of `period_at`: n from the anchor on, from one year to another."""
    found = []
    n = 0
    while (day := boundary_date(anchor, every, n)).year <= last_year:
        if day.year >= first_year:
            found.append(midnight_of(day, zone))
        n += 1
    return found


@pytest.mark.parametrize("anchor_day", [1, 28, 29, 30, 31] if NIGHTLY else [31])
def test_every_instant_of_every_zone_lies_in_exactly_one_month(anchor_day: int) -> None:
    anchor = date(2000, 1, anchor_day)
    for zone in some_zones():
        bounds = boundaries(anchor, MONTH, zone, 2000, 2040)
        assert bounds == sorted(set(bounds))
        for before, bound, after in zip(bounds, bounds[1:], bounds[2:], strict=False):
            ends, begins = Period(before, bound), Period(bound, after)
            assert period_at(bound - SECOND, anchor=anchor, every=MONTH, zone=zone) == ends
            assert period_at(bound, anchor=anchor, every=MONTH, zone=zone) == begins
            assert period_at(bound + SECOND, anchor=anchor, every=MONTH, zone=zone) == begins


def test_every_instant_around_a_change_of_clocks_lies_in_exactly_one_day() -> None:
    anchor, every = date(2000, 2, 29), Interval("day")
    for zone in some_zones():
        for change in transitions(zone):
            today = local_date(change, zone)
            bounds = [midnight_of(today + DAY * n, zone) for n in range(-3, 5)]
            instants = {change + delta for delta in (-SECOND, timedelta(0), SECOND)}
            instants |= {bound + delta for bound in bounds[1:-1] for delta in (-SECOND, timedelta(0), SECOND)}
            for instant in instants:
                i = bisect_right(bounds, instant)
                assert period_at(instant, anchor=anchor, every=every, zone=zone) == Period(bounds[i - 1], bounds[i])


anchors = st.one_of(
    st.dates(date(1995, 1, 1), date(2040, 12, 31)),
    st.builds(date, st.integers(1995, 2040), st.sampled_from([1, 3, 5, 7, 8, 10, 12]), st.integers(28, 31)),
    st.sampled_from([date(2000, 2, 29), date(2024, 2, 29), date(2011, 12, 30), date(2018, 11, 4)]),
)
short_intervals = st.builds(Interval, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 4))
intervals = st.one_of(
    short_intervals,
    st.builds(Interval, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 1000)),
)
zones = st.one_of(
    st.sampled_from(sorted(zone_names())),
    st.sampled_from(_STRANGE),
)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2040, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(instants, anchors, intervals, zones)
def test_periods_tile_time_for_every_anchor_interval_and_zone(
    instant: datetime, anchor: date, every: Interval, zone: str
) -> None:
    def at(moment: datetime) -> Period:
        return period_at(moment, anchor=anchor, every=every, zone=zone)

    period = at(instant)
    assert instant in period
    # Half-open: the first instant belongs to it, the end to the next one, with nothing between.
    for moment in (period.start, period.end - MICROSECOND):
        # Beyond these years instants are refused; a period of centuries reaches there.
        if 1900 < moment.year < 2199:
            assert at(moment) == period
    if period.start.year > 1900:
        assert at(period.start - MICROSECOND).end == period.start
    if period.end.year < 2199:
        assert at(period.end).start == period.end


@given(anchors, short_intervals, zones, st.integers(-20, 20))
def test_a_period_lies_between_boundaries_counted_from_the_anchor(
    anchor: date, every: Interval, zone: str, n: int
) -> None:
    first, last = boundary_date(anchor, every, n), boundary_date(anchor, every, n + 1)
    expected = Period(midnight_of(first, zone), midnight_of(last, zone))
    if expected.microseconds:
        assert period_at(expected.start, anchor=anchor, every=every, zone=zone) == expected


def test_a_day_that_a_zone_skipped_is_an_empty_period_without_instants() -> None:
    empty = Period(midnight_of(date(2011, 12, 30), "Pacific/Apia"), midnight_of(date(2011, 12, 31), "Pacific/Apia"))
    assert empty.microseconds == 0
    assert empty.start not in empty
    day = Interval("day")
    for anchor in (date(2011, 12, 29), date(2011, 12, 30), date(2011, 12, 31)):
        last = period_at(empty.start - SECOND, anchor=anchor, every=day, zone="Pacific/Apia")
        following = period_at(empty.start, anchor=anchor, every=day, zone="Pacific/Apia")
        assert last == Period(utc("2011-12-29T10:00:00"), utc("2011-12-30T10:00:00"))
        assert following == Period(utc("2011-12-30T10:00:00"), utc("2011-12-31T10:00:00"))


def test_a_month_anchored_on_the_skipped_day_begins_when_the_day_after_does() -> None:
    period = period_at(utc("2012-01-15T00:00:00"), anchor=date(2011, 12, 30), every=MONTH, zone="Pacific/Apia")
    assert period == Period(utc("2011-12-30T10:00:00"), utc("2012-01-29T10:00:00"))


def test_a_clock_put_back_into_yesterday_does_not_reopen_yesterday() -> None:
    # Newfoundland, 2010: midnight, one minute of the 7th, and back to 23:01 of the 6th.
    put_back = utc("2010-11-07T02:31:00")
    assert local_date(put_back - SECOND, "America/St_Johns") == date(2010, 11, 7)
    assert local_date(put_back, "America/St_Johns") == date(2010, 11, 6)
    period = period_at(put_back, anchor=date(2010, 11, 7), every=MONTH, zone="America/St_Johns")
    assert period.start == utc("2010-11-07T02:30:00")


def test_a_period_is_as_long_as_the_time_that_elapsed_in_it() -> None:
    spring, autumn = date(2024, 3, 31), date(2024, 10, 27)
    hours = [
        (midnight_of(day + DAY, "Europe/Berlin") - midnight_of(day, "Europe/Berlin")) // timedelta(hours=1)
        for day in (spring, autumn)
    ]
    assert hours == [23, 25]
    assert calendar_month_at(utc("2024-03-15T00:00:00"), "Europe/Berlin").microseconds == (31 * 24 - 1) * 3600 * 10**6


# --- Anchors and intervals


@pytest.mark.parametrize(
    ("anchor", "every", "expected"),
    [
        ("2023-01-31", MONTH, ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
        ("2024-01-31", MONTH, ["2024-01-31", "2024-02-29", "2024-03-31"]),
        ("2023-01-29", MONTH, ["2023-01-29", "2023-02-28", "2023-03-29"]),
        ("2023-12-30", MONTH, ["2023-12-30", "2024-01-30", "2024-02-29", "2024-03-30"]),
        ("2023-11-30", Interval("month", 3), ["2023-11-30", "2024-02-29", "2024-05-30"]),
        ("2024-02-29", Interval("year"), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2024-02-28", Interval("week", 2), ["2024-02-28", "2024-03-13", "2024-03-27"]),
        ("2024-02-28", Interval("day", 10), ["2024-02-28", "2024-03-09", "2024-03-19"]),
    ],
)
def test_boundaries_are_clamped_to_the_months_end_and_never_chained(
    anchor: str, every: Interval, expected: list[str]
) -> None:
    days = [boundary_date(date.fromisoformat(anchor), every, n).isoformat() for n in range(len(expected))]
    assert days == expected
    # And period_at walks the same boundaries.
    for first, last in pairwise(expected):
        middle = midnight_of(date.fromisoformat(first), "Europe/Berlin") + DAY
        period = period_at(middle, anchor=date.fromisoformat(anchor), every=every, zone="Europe/Berlin")
        assert local_date(period.start, "Europe/Berlin").isoformat() == first
        assert local_date(period.end, "Europe/Berlin").isoformat() == last


def test_boundaries_before_the_anchor_are_counted_the_same_way() -> None:
    days = [boundary_date(date(2024, 3, 31), MONTH, n).isoformat() for n in (-1, -2, -3, -13)]
    assert days == ["2024-02-29", "2024-01-31", "2023-12-31", "2023-02-28"]


@given(instants, zones)
def test_a_calendar_month_is_the_month_on_the_zones_calendar(instant: datetime, zone: str) -> None:
    period = calendar_month_at(instant, zone)
    assert instant in period
    middle = local_date(period.start + (period.end - period.start) / 2, zone)
    assert period.start == midnight_of(middle.replace(day=1), zone)
    assert local_date(period.end - timedelta(days=2), zone).month == middle.month
    assert local_date(period.end + DAY, zone).month != middle.month


@given(instants, zones)
def test_a_calendar_day_is_the_day_between_its_midnights(instant: datetime, zone: str) -> None:
    period = calendar_day_at(instant, zone)
    assert instant in period
    day = local_date(period.start, zone)
    assert period == Period(midnight_of(day, zone), midnight_of(day + DAY, zone))


def test_calendar_anchors_line_up_with_weeks_quarters_and_years() -> None:
    def first_day(every: Interval) -> date:
        period = period_at(utc("2024-05-17T12:00:00"), anchor=calendar_anchor(every), every=every, zone="UTC")
        return period.start.date()

    assert first_day(Interval("week")) == date(2024, 5, 13)
    assert first_day(Interval("month", 3)) == date(2024, 4, 1)
    assert first_day(Interval("year")) == date(2024, 1, 1)
    assert first_day(Interval("day")) == date(2024, 5, 17)


def test_the_instants_own_time_zone_does_not_matter() -> None:
    instant = utc("2024-04-30T22:30:00")
    abroad = instant.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    assert calendar_month_at(abroad, "Europe/Berlin") == calendar_month_at(instant, "Europe/Berlin")
    period = calendar_month_at(abroad, "Europe/Berlin")
    assert period.start == utc("2024-04-30T22:00:00")
    assert period.start.tzinfo is UTC and period.end.tzinfo is UTC


# --- Refusals


def test_every_iana_name_is_a_zone() -> None:
    assert len(zone_names()) > 500
    for name in zone_names():
        assert zone_of(name).key == name


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "europe/berlin", "../zones", "/etc/passwd", "Europe", "Europe/", "Europe/Berlin\0", "+02:00"],
)
def test_what_is_no_iana_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        calendar_month_at(utc("2024-01-01T00:00:00"), name)
    assert refused.value.code == "unknown_time_zone"


@pytest.mark.parametrize(
    ("unit", "count"),
    [("hour", 1), ("months", 1), ("", 1), ("month", 0), ("month", -1), ("month", 1001), ("day", True)],
)
def test_an_interval_is_a_bounded_number_of_known_units(unit: str, count: int) -> None:
    with pytest.raises(InvalidInput):
        Interval(unit, count)  # type: ignore[arg-type]


def test_a_naive_datetime_is_no_instant() -> None:
    with pytest.raises(ValueError, match="aware"):
        calendar_month_at(datetime(2024, 1, 1), "UTC")


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_instants_and_anchors_out_of_range_are_refused(year: int) -> None:
    with pytest.raises(InvalidInput):
        calendar_month_at(datetime(year, 6, 1, tzinfo=UTC), "UTC")
    with pytest.raises(InvalidInput):
        period_at(utc("2024-01-01T00:00:00"), anchor=date(year, 6, 1), every=MONTH, zone="UTC")


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
@pytest.mark.parametrize("year", [1900, 2199])
def test_the_longest_intervals_work_at_the_ends_of_the_range(unit: str, year: int) -> None:
    every = Interval(unit, 1000)  # type: ignore[arg-type]
    for anchor in (date(1900, 1, 1), date(2199, 12, 31)):
        instant = datetime(year, 1, 31, 12, tzinfo=UTC)
        assert instant in period_at(instant, anchor=anchor, every=every, zone="Asia/Tokyo")
