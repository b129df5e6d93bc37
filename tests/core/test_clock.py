"""Instants have a zone and lie where the calendar goes on."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.clock import INSTANT_MAX, INSTANT_MIN, now, require_utc
from core.errors import InvalidInput


def test_an_instant_is_the_same_in_utc() -> None:
    there = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert require_utc(there) == there
    assert require_utc(there).tzinfo is UTC
    assert now().tzinfo is UTC


def test_a_naive_instant_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="naive"):
        require_utc(datetime(2026, 3, 1))


@pytest.mark.parametrize(
    "instant",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),  # in UTC's calendar it does not exist
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
        INSTANT_MIN - timedelta(microseconds=1),
        INSTANT_MAX,
    ],
)
def test_an_instant_off_the_calendar_is_refused_and_not_an_overflow(instant: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_utc(instant)
    assert refused.value.code == "invalid_time_range"
