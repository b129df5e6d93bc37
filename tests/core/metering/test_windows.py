"""Windows: contiguous, between local boundaries, the same ones wherever a query begins."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.metering import Window
from core.metering.windows import WINDOWS_MAX, hour_ceiling, hour_floor, ragged_hours, windows_between
from tests.support.calendar import slow_windows

#: Half-hour, quarter-hour, DST by an hour, by half an hour, at midnight, over midnight, a lost day, and none at all.
ZONES = (
    "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
    "America/Santiago", "America/Havana", "America/St_Johns", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca",
)  # fmt: skip
HOUR = timedelta(hours=1)
#: Around what is hard: changes of clocks, the day that Samoa lost, ends of years.
NEAR = [
    datetime(2011, 12, 30, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2010, 11, 7, 2, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC),
]  # fmt: skip
starts = st.builds(
    lambda near, minutes, microseconds: near + timedelta(minutes=minutes, microseconds=microseconds),
    st.sampled_from(NEAR),
    st.integers(-3000, 3000),
    st.sampled_from([0, 1, 999_999, 30_000_000]),
)


@given(starts, st.sampled_from(ZONES), st.sampled_from(["hour", "day", "week", "month", "total"]), st.integers(1, 5000))
def test_windows_are_cut_at_every_local_boundary_and_nowhere_else(
    start: datetime, zone: str, window: Window, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    found = [(each.start, each.end) for each in windows_between(start, end, window, zone)]
    assert found == slow_windows(start, end, window, zone)


@given(starts, st.sampled_from(ZONES), st.integers(1, 200))
def test_minutes_too(start: datetime, zone: str, minutes: int) -> None:
    end = start + timedelta(minutes=minutes, seconds=7)
    found = [(each.start, each.end) for each in windows_between(start, end, "minute", zone)]
    assert found == slow_windows(start, end, "minute", zone)


@given(starts, st.sampled_from(ZONES), st.sampled_from(get_args(Window)), st.integers(1, 2000))
def test_windows_tile_the_range(start: datetime, zone: str, window: Window, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    windows = windows_between(start, end, window, zone)
    assert (windows[0].start, windows[-1].end) == (start, end)
    assert all(first.end == then.start and first.start < first.end for first, then in pairwise(windows))


@given(starts, st.sampled_from(ZONES), st.integers(0, 3000))
def test_an_instant_lies_in_the_same_hour_wherever_the_query_begins(start: datetime, zone: str, earlier: int) -> None:
    end = start + timedelta(hours=3)
    short = windows_between(start, end, "hour", zone)
    long = windows_between(start - timedelta(minutes=earlier), end, "hour", zone)
    assert {each.start for each in short[1:]} == {each.start for each in long if each.start > start}


def test_a_range_that_is_none_and_a_window_that_is_none_are_refused() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    for start, end in ((at, at), (at, at - timedelta(microseconds=1))):
        with pytest.raises(InvalidInput) as refused:
            windows_between(start, end, "day", "UTC")
        assert refused.value.code == "invalid_time_range"
    with pytest.raises(InvalidInput) as refused:
        windows_between(at, at + HOUR, "year", "UTC")  # type: ignore[arg-type]
    assert refused.value.field == "window"


def test_there_are_at_most_so_many_windows_and_finding_out_is_quick() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert len(windows_between(at, at + WINDOWS_MAX * HOUR, "hour", "UTC")) == WINDOWS_MAX
    for end in (at + WINDOWS_MAX * HOUR + timedelta(microseconds=1), datetime(2199, 1, 1, tzinfo=UTC)):
        for window in ("minute", "hour"):
            with pytest.raises(InvalidInput) as refused:
                windows_between(at, end, window, "Asia/Kolkata")  # type: ignore[arg-type]
            assert (refused.value.code, refused.value.field) == ("invalid_time_range", "window")


@given(starts)
def test_hours_are_those_of_utc(instant: datetime) -> None:
    floor, ceiling = hour_floor(instant), hour_ceiling(instant)
    assert floor <= instant <= ceiling < instant + HOUR
    assert floor.minute == floor.second == floor.microsecond == ceiling.minute == 0
    assert hour_floor(floor) == hour_ceiling(floor) == floor


@given(starts, st.sampled_from(ZONES), st.integers(1, 500))
def test_a_ragged_hour_is_one_that_a_boundary_cuts(start: datetime, zone: str, minutes: int) -> None:
    windows = windows_between(start, start + timedelta(minutes=minutes), "hour", zone)
    ragged = set(ragged_hours(windows))
    hour = hour_floor(start)
    while hour < windows[-1].end:
        cut = any(hour < edge < hour + HOUR for each in windows for edge in (each.start, each.end))
        assert (hour in ragged) is cut
        hour += HOUR
