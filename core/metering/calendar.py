"""Where an instant lies: its UTC hour, and its day and month of a zone. Pure, but for what it remembers."""

from datetime import UTC, datetime, timedelta

from core.metering.windows import hour_floor
from core.periods import Period, calendar_day_at, calendar_month_at

__all__ = ["clock"]

_EPOCH = datetime.fromtimestamp(0, UTC)
#: How many hours of zones are remembered.
_DAYS_MAX = 10_000


class _Clock:
    """The UTC hour of an instant, and the local day and month of a zone; remembered, since most lie where others do."""

    def __init__(self) -> None:
        self._hour = (hour_floor(_EPOCH), hour_floor(_EPOCH))
        self._last: dict[str, tuple[datetime, datetime, Period]] = {}
        #: By zone and UTC hour, in which two days meet only where a zone is off by half an hour.
        self._days: dict[tuple[str, datetime], tuple[datetime, datetime, Period]] = {}

    def hour_of(self, at: datetime) -> datetime:
        if not self._hour[0] <= at < self._hour[1]:
            hour = hour_floor(at)
            self._hour = (hour, hour + timedelta(hours=1))
        return self._hour[0]

    def day_and_month_of(self, at: datetime, zone: str) -> tuple[datetime, datetime]:
        day, month = self.periods_of(at, zone)
        return day, month.start

    def periods_of(self, at: datetime, zone: str) -> tuple[datetime, Period]:
        """When the day began, and the month."""
        known = self._last.get(zone)
        if known is None or not known[0] <= at < known[1]:
            known = self._last[zone] = self._day_of(at, zone)
        return known[0], known[2]

    def _day_of(self, at: datetime, zone: str) -> tuple[datetime, datetime, Period]:
        key = (zone, hour_floor(at))
        known = self._days.get(key)
        if known is None or not known[0] <= at < known[1]:
            if len(self._days) >= _DAYS_MAX:
                self._days.clear()
            day = calendar_day_at(at, zone)
            known = self._days[key] = (day.start, day.end, calendar_month_at(at, zone))
        return known


clock = _Clock()
