"""Forecasts: explainable, bounded below by what is used, and named after their method."""

from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.billing.forecast import Forecast, ForecastMethod, forecast_quantity
from core.errors import InvalidInput
from core.money import QUANTITY_MAX
from core.periods import Period, calendar_month_at, local_date, midnight_of

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
MAY = calendar_month_at(datetime(2026, 5, 10, tzinfo=UTC), BERLIN)


def history(today: date, days: int, *, workday: int, weekend: int) -> dict[date, Decimal]:
    """So many days up to yesterday, with one total from Monday to Friday and another on Saturday and Sunday."""
    past = [today - DAY * n for n in range(1, days + 1)]
    return {day: Decimal(weekend if day.weekday() >= 5 else workday) for day in past}


def days_to_come(now: datetime, period: Period, zone: str) -> list[date]:
    today, last = local_date(now, zone), local_date(period.end - timedelta(microseconds=1), zone)
    return [today + DAY * n for n in range((last - today).days + 1)]


def test_with_history_each_day_left_counts_the_mean_of_its_weekday() -> None:
    now = midnight_of(date(2026, 5, 18), BERLIN)
    past = history(date(2026, 5, 18), 40, workday=100, weekend=10)
    forecast = forecast_quantity(Decimal(1200), MAY, now, past, zone=BERLIN)
    # From Monday the 18th to Sunday the 31st: ten workdays and four days of weekend.
    assert forecast == Forecast(Decimal(1200 + 10 * 100 + 4 * 10), ForecastMethod.WEEKDAY_MEAN)


def test_the_mean_is_of_the_last_four_weeks_only() -> None:
    today = date(2026, 5, 18)
    past = history(today, 28, workday=100, weekend=10) | {today - DAY * n: Decimal(10**6) for n in range(29, 60)}
    forecast = forecast_quantity(Decimal(0), MAY, midnight_of(today, BERLIN), past, zone=BERLIN)
    assert forecast.quantity == 10 * 100 + 4 * 10


def test_the_mean_is_of_whole_weeks_only() -> None:
    today = date(2026, 5, 18)
    past = history(today, 21, workday=100, weekend=10) | {today - DAY * n: Decimal(10**6) for n in range(22, 28)}
    forecast = forecast_quantity(Decimal(0), MAY, midnight_of(today, BERLIN), past, zone=BERLIN)
    assert forecast.quantity == 10 * 100 + 4 * 10


def test_the_rest_of_today_counts_by_its_share_of_the_day() -> None:
    # 29 March 2026 in Berlin has 23 hours, a Sunday; at 13:00 summer time eleven of them are left.
    march = calendar_month_at(datetime(2026, 3, 10, tzinfo=UTC), BERLIN)
    now = datetime(2026, 3, 29, 11, tzinfo=UTC)
    past = history(date(2026, 3, 29), 28, workday=100, weekend=46)
    forecast = forecast_quantity(Decimal(7), march, now, past, zone=BERLIN)
    assert forecast.quantity == 7 + 46 * 11 // 23 + 2 * 100


def test_a_period_that_ends_inside_a_day_counts_a_part_of_that_day() -> None:
    begins = midnight_of(date(2026, 5, 18), BERLIN)
    period = Period(begins, begins + timedelta(hours=30))
    past = history(date(2026, 5, 18), 28, workday=100, weekend=0)
    assert forecast_quantity(Decimal(0), period, begins, past, zone=BERLIN).quantity == 125


def test_missing_days_are_days_without_use_and_today_is_ignored() -> None:
    today = date(2026, 5, 18)
    past = {today - DAY * 14: Decimal(100), today: Decimal(10**9), today + DAY: Decimal(10**9)}
    forecast = forecast_quantity(Decimal(3), MAY, midnight_of(today, BERLIN), past, zone=BERLIN)
    # One Monday of two had 100; the 18th and the 25th are left.
    assert forecast == Forecast(Decimal(3 + 2 * 50), ForecastMethod.WEEKDAY_MEAN)


def test_fourteen_days_of_history_are_needed_for_weekdays() -> None:
    today = date(2026, 5, 18)
    now = midnight_of(today, BERLIN)
    methods = [
        forecast_quantity(Decimal(17), MAY, now, history(today, days, workday=1, weekend=1), zone=BERLIN).method
        for days in (0, 13, 14)
    ]
    assert methods == [ForecastMethod.RUN_RATE, ForecastMethod.RUN_RATE, ForecastMethod.WEEKDAY_MEAN]


def test_without_history_the_rate_so_far_goes_on() -> None:
    now = MAY.start + (MAY.end - MAY.start) / 4
    assert forecast_quantity(Decimal(25), MAY, now, {}, zone=BERLIN) == Forecast(Decimal(100), ForecastMethod.RUN_RATE)


def test_a_rate_is_rounded_to_six_decimals() -> None:
    period = Period(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC))
    seven_days_of_nine = forecast_quantity(Decimal(1), period, period.start + timedelta(hours=63), {}, zone="UTC")
    assert str(seven_days_of_nine.quantity) == "1.142857"


@pytest.mark.parametrize(
    ("used", "now"),
    [
        ("5", MAY.start),
        ("0", MAY.start + DAY),
        ("-5", MAY.start + DAY),
        ("5", MAY.end),
        ("5", MAY.end + DAY),
    ],
    ids=["nothing elapsed", "nothing used", "more retracted than used", "at the end", "after the end"],
)
def test_with_nothing_to_go_by_what_is_used_is_the_forecast(used: str, now: datetime) -> None:
    forecast = forecast_quantity(Decimal(used), MAY, now, {}, zone=BERLIN)
    assert forecast == Forecast(Decimal(used), ForecastMethod.USED_SO_FAR)


def test_nothing_is_added_after_the_end_even_with_history() -> None:
    past = history(date(2026, 6, 1), 28, workday=100, weekend=10)
    assert forecast_quantity(Decimal(5), MAY, MAY.end, past, zone=BERLIN).quantity == 5


zones = st.sampled_from(["Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu", "UTC"])
moments = st.one_of(
    st.datetimes(datetime(2009, 1, 1), datetime(2027, 1, 1)),
    st.datetimes(datetime(2011, 12, 28), datetime(2012, 1, 2)),
    st.datetimes(datetime(2010, 11, 6), datetime(2010, 11, 8)),
).map(lambda naive: naive.replace(tzinfo=UTC))
quantities = st.decimals(min_value=-(10**6), max_value=10**18, places=6)
offsets = st.integers(-5, 45)
histories = st.dictionaries(offsets, quantities, max_size=45)


@given(quantities, moments, histories, zones)
def test_a_forecast_is_never_below_what_is_used(
    used: Decimal, now: datetime, past: dict[int, Decimal], zone: str
) -> None:
    today = local_date(now, zone)
    totals = {today - DAY * days_ago: total for days_ago, total in past.items()}
    forecast = forecast_quantity(used, calendar_month_at(now, zone), now, totals, zone=zone)
    assert used <= forecast.quantity <= QUANTITY_MAX
    exponent = forecast.quantity.as_tuple().exponent
    assert isinstance(exponent, int) and exponent >= -6
    with localcontext(Context(prec=4)):
        assert forecast_quantity(used, calendar_month_at(now, zone), now, totals, zone=zone) == forecast


@given(moments, zones, st.integers(0, 10**9))
def test_a_forecast_lies_between_the_least_and_the_greatest_day_for_every_day_left(
    now: datetime, zone: str, spread: int
) -> None:
    period, today = calendar_month_at(now, zone), local_date(now, zone)
    past = {today - DAY * n: Decimal(100 + spread * (n % 3)) for n in range(1, 29)}
    forecast = forecast_quantity(Decimal(0), period, now, past, zone=zone)
    days = len(days_to_come(now, period, zone))
    assert 100 * (days - 2) <= forecast.quantity <= (100 + 2 * spread) * days


@given(moments, zones)
def test_of_a_steady_use_every_method_forecasts_the_same(now: datetime, zone: str) -> None:
    period = calendar_month_at(now, zone)
    whole = period.microseconds
    elapsed = (now - period.start) // timedelta(microseconds=1)
    # One unit a microsecond cannot be written with days of equal totals when clocks change: compare the rate alone.
    if elapsed:
        assert forecast_quantity(Decimal(elapsed), period, now, {}, zone=zone).quantity == whole


@given(st.integers(1, 10**9), moments, zones)
def test_the_rate_of_the_first_microsecond_stays_a_quantity(used: int, now: datetime, zone: str) -> None:
    period = calendar_month_at(now, zone)
    first = period.start + timedelta(microseconds=1)
    forecast = forecast_quantity(Decimal(used) * 10**12, period, first, {}, zone=zone)
    assert forecast.quantity == min(QUANTITY_MAX, Fraction(used) * 10**12 * period.microseconds)


def test_a_period_that_has_not_begun_has_no_forecast() -> None:
    with pytest.raises(ValueError, match="not begun"):
        forecast_quantity(Decimal(0), MAY, MAY.start - DAY, {}, zone=BERLIN)


def test_floats_are_refused() -> None:
    with pytest.raises(InvalidInput):
        forecast_quantity(1.5, MAY, MAY.start, {}, zone=BERLIN)  # type: ignore[arg-type]
    today = date(2026, 5, 18)
    past = {today - DAY * n: 0.5 for n in range(1, 29)}
    with pytest.raises(TypeError):
        forecast_quantity(Decimal(1), MAY, midnight_of(today, BERLIN), past, zone=BERLIN)  # type: ignore[arg-type]


def test_every_method_can_be_said_in_words() -> None:
    assert all(method.words for method in ForecastMethod)
