"""What a quantity will be at the end of its period, from what it is now and the days before.

Two methods, both simple enough to check by hand, and the result names the one used:

- `weekday_mean`, with 14 or more days of history: what is used, plus for each day or part of a day left the mean of
  that weekday over the last full weeks, four at most. Businesses have weeks; a straight line does not know a Sunday.
- `run_rate`, with less history: what is used, scaled from the elapsed time to the whole period.
- `used_so_far`: nothing is elapsed, nothing is left, or nothing is used; what is used is all there is to say.

A forecast is for looking at: nothing is billed, capped or refused by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul
from typing import Final

from core.money import QUANTITY_MAX, ZERO, exact, exact_ratio, parse_quantity, round_quantity
from core.periods import Period, local_date, microseconds_between, midnight_of

HISTORY_DAYS_MIN: Final = 14
HISTORY_WEEKS_MAX: Final = 4
_ONE_DAY: Final = timedelta(days=1)
_QUANTITY_MAX: Final = exact_ratio(QUANTITY_MAX)
_WEEK_DAYS: Final = 7


class ForecastMethod(StrEnum):
    """How a forecast was made; the module says what each means."""

    WEEKDAY_MEAN = "weekday_mean"
    RUN_RATE = "run_rate"
    USED_SO_FAR = "used_so_far"

    @property
    def words(self) -> str:
        """For people, after "Forecast by"."""
        return _METHOD_WORDS[self]


_METHOD_WORDS: Final = {
    ForecastMethod.WEEKDAY_MEAN: "the mean of each weekday over the last full weeks, for the days left",
    ForecastMethod.RUN_RATE: "the rate of the period so far, for the time left",
    ForecastMethod.USED_SO_FAR: "what is used so far",
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The quantity expected at the end of a period, with at most 6 decimals, and the method it comes from."""

    quantity: Decimal
    method: ForecastMethod


def forecast_quantity(
    used_so_far: Decimal, period: Period, now: datetime, daily_history: Mapping[date, Decimal], *, zone: str
) -> Forecast:
    """Forecast a quantity that adds up over time, such as a count or a sum.

    `daily_history` holds totals by local date of `zone`. Days missing between its first and yesterday were days
    without use; today and later are ignored, being incomplete. `now` may lie at or after the period's end (nothing is
    left then); before its start is a ValueError. The forecast is never below `used_so_far`.
    """
    used = parse_quantity(used_so_far, field="used_so_far")
    if now < period.start:
        raise ValueError("a period that has not begun has no forecast")
    if now >= period.end:
        return Forecast(used, ForecastMethod.USED_SO_FAR)

    known = _weekday_totals(daily_history, local_date(now, zone))
    if known is not None:
        totals, weeks = known
        parts_left, parts_per_day = _weekdays_left(now, period.end, zone)
        with exact():
            weighted = sum(map(mul, totals, parts_left), ZERO)
        to_come = exact_ratio(weighted) / (weeks * parts_per_day)
        method = ForecastMethod.WEEKDAY_MEAN
    elif used > ZERO and now > period.start:
        left = Fraction(microseconds_between(now, period.end), microseconds_between(period.start, now))
        to_come = exact_ratio(used) * left
        method = ForecastMethod.RUN_RATE
    else:
        return Forecast(used, ForecastMethod.USED_SO_FAR)
    # Retractions can make a day's total negative; they are no reason to expect more of them.
    if to_come <= 0:
        return Forecast(used, method)
    # A great use in the first microsecond must not scale to what no quantity can be.
    expected = exact_ratio(used) + to_come
    return Forecast(round_quantity(expected) if expected < _QUANTITY_MAX else QUANTITY_MAX, method)


def _weekday_totals(daily_history: Mapping[date, Decimal], today: date) -> tuple[list[Decimal], int] | None:
    """The totals of Monday to Sunday over the last full weeks up to yesterday, and how many weeks these are.

    None with too little history.
    """
    days_known = (today - min(daily_history, default=today)).days
    if days_known < HISTORY_DAYS_MIN:
        return None
    # Only whole weeks, so that every weekday is a mean of equally many days.
    weeks = min(HISTORY_WEEKS_MAX, days_known // _WEEK_DAYS)
    first_day = today - timedelta(days=weeks * _WEEK_DAYS)
    totals = [ZERO] * _WEEK_DAYS
    with exact():
        for day, total in daily_history.items():
            if first_day <= day < today:
                totals[day.weekday()] += total
    return totals, weeks


@lru_cache(maxsize=256)
def _weekdays_left(now: datetime, end: datetime, zone: str) -> tuple[tuple[int, ...], int]:
    """How much of Mondays to Sundays is still to come, and the unit it is counted in: so many to a day.

    A day begun counts by the share of it that is left. Kept, because a page of users asks for all its meters at the
    same instant; integers, because a page asks for hundreds.
    """
    days_left = [Fraction(0)] * _WEEK_DAYS
    day, begins = local_date(now, zone), now
    while begins < end:
        next_begins = midnight_of(day + _ONE_DAY, zone)
        # A day may have passed by the calendar though the clock was put back into it, or not exist in the zone.
        if next_begins > begins:
            length = microseconds_between(midnight_of(day, zone), next_begins)
            left = microseconds_between(begins, min(next_begins, end))
            days_left[day.weekday()] += Fraction(left, length)
            begins = next_begins
        day += _ONE_DAY
    parts_per_day = lcm(*(days.denominator for days in days_left))
    return tuple(int(days * parts_per_day) for days in days_left), parts_per_day
