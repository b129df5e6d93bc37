"""Gauges: a value that holds until the next sample, and how much of it there was over time. Pure.

A series are the samples of one user, key and set of dimension values. What it holds is counted in value times
microseconds, exactly; only what is told is divided to hours and rounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from core.money import ZERO, exact, round_quantity
from core.periods import Period

__all__ = ["Stretch", "hours_of", "integrate", "window_of"]

_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Stretch:
    """Samples of a series from the first to the last, and the area between; one sample is a stretch without length."""

    start: datetime
    end: datetime
    last: Decimal
    area: Decimal = ZERO


def integrate(stretches: Iterable[Stretch], windows: Sequence[Period], *, until: datetime) -> list[Decimal]:
    """Of a series, what each window holds: value times microseconds.

    The stretches are in order of time, and one that is longer than an instant lies in one window or in none. The value
    at the beginning is that of the last sample before; nothing is known after `until`.
    """
    areas = [ZERO] * len(windows)
    value, since = ZERO, windows[0].start
    with exact():
        for stretch in stretches:
            _hold(areas, windows, value, since, min(stretch.start, until))
            if stretch.area and windows[0].start <= stretch.start < windows[-1].end:
                areas[window_of(windows, stretch.start)] += stretch.area
            value, since = stretch.last, max(stretch.end, windows[0].start)
        _hold(areas, windows, value, since, min(windows[-1].end, until))
    return areas


def _hold(areas: list[Decimal], windows: Sequence[Period], value: Decimal, start: datetime, end: datetime) -> None:
    """Add a value that holds from one instant to another."""
    end = min(end, windows[-1].end)
    if not value or start >= end:
        return
    for number in range(window_of(windows, start), len(windows)):
        window = windows[number]
        if window.start >= end:
            break
        areas[number] += value * ((min(end, window.end) - max(start, window.start)) // _MICROSECOND)


def window_of(windows: Sequence[Period], at: datetime) -> int:
    """The number of the window that an instant lies in."""
    low, high = 0, len(windows) - 1
    while low < high:
        middle = (low + high) // 2
        if windows[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return low


def hours_of(area: Decimal) -> Decimal:
    """Value times hours, with six decimals."""
    return round_quantity(Fraction(area) / _HOUR)
