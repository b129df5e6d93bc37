"""The windows of a usage query: contiguous, half-open, between local boundaries of a zone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from core.errors import InvalidInput
from core.periods import Period, local_date, midnight_of

__all__ = ["WINDOWS_MAX", "Window", "hour_ceiling", "hour_floor", "ragged_hours", "windows_between"]

Window = Literal["total", "minute", "hour", "day", "week", "month"]
WINDOWS_MAX = 2500
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Step:
    """How to get from one boundary to the next."""

    window: Window
    zone: str

    def first(self, start: datetime) -> datetime:
        """The last boundary at or before the start."""
        if self.window in ("minute", "hour"):
            # Counted from local midnight: zones off by 30 or 45 minutes have their hours at another UTC minute.
            length = timedelta(minutes=1) if self.window == "minute" else _HOUR
            into_day = start - midnight_of(local_date(start, self.zone), self.zone)
            return start - into_day % length
        return midnight_of(self._first_day(local_date(start, self.zone)), self.zone)

    def _first_day(self, day: date) -> date:
        if self.window == "week":
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.window == "month" else day

    def after(self, boundary: datetime) -> datetime:
        day = local_date(boundary, self.zone)
        if self.window in ("minute", "hour"):
            # A day of 23.5 or 24.5 hours (Lord Howe) ends in half an hour; the next day's begin at its midnight again,
            # so the same instant lies in the same hour however far back a query begins.
            reached = boundary + (timedelta(minutes=1) if self.window == "minute" else _HOUR)
            midnight = _Step("day", self.zone).after(midnight_of(day, self.zone))
            return min(reached, midnight) if midnight > boundary else reached
        days = {"day": 1, "week": 7, "month": 32}[self.window]
        following = midnight_of(self._first_day(day + timedelta(days=days)), self.zone)
        # A zone that skipped a day has two dates that begin at the same instant.
        return (
            following
            if following > boundary
            else midnight_of(self._first_day(day + timedelta(days=days + 1)), self.zone)
        )


def windows_between(start: datetime, end: datetime, window: Window, zone: str) -> list[Period]:
    """The windows that cover `[start, end)`, the first and the last cut to it. InvalidInput for too many."""
    if window not in get_args(Window):
        raise InvalidInput(f"window must be one of {', '.join(get_args(Window))}.", field="window")
    if not start < end:
        raise InvalidInput("The end must be after the start.", code="invalid_time_range", field="to")
    if window == "total":
        return [Period(start, end)]
    return list(_cut(start, end, _Step(window, zone)))


def _cut(start: datetime, end: datetime, step: _Step) -> Iterator[Period]:
    boundary, count = step.first(start), 0
    while boundary < end:
        following = step.after(boundary)
        if following > start:
            count += 1
            if count > WINDOWS_MAX:
                raise InvalidInput(
                    f"More than {WINDOWS_MAX} windows: choose a wider one, or a shorter range.",
                    code="invalid_time_range",
                    field="window",
                )
            yield Period(max(boundary, start), min(following, end))
        boundary = following


def hour_floor(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def hour_ceiling(instant: datetime) -> datetime:
    floor = hour_floor(instant)
    return floor if floor == instant else floor + _HOUR


def ragged_hours(windows: list[Period]) -> list[datetime]:
    """The UTC hours that a boundary of these windows cuts: their rollups cannot be used, their events must."""
    boundaries = {window.start for window in windows} | {windows[-1].end}
    return sorted({hour_floor(boundary) for boundary in boundaries if boundary != hour_floor(boundary)})
