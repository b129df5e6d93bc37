"""Estimates: the invoice as of now and as of the period's end, line by line."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.billing.estimation import Estimate, MeterUsage, PlanCharge, estimate
from core.billing.forecast import Forecast, ForecastMethod
from core.errors import InvalidInput
from core.money import currency_exponent
from core.periods import calendar_month_at
from core.pricing import Charge, FlatFee, PerUnit, price

NOVEMBER = calendar_month_at(datetime(2026, 11, 10, tzinfo=UTC), "UTC")
MIDDLE = NOVEMBER.start + (NOVEMBER.end - NOVEMBER.start) / 2

BASE = PlanCharge("base", "Base fee", FlatFee(Decimal(49)))
CALLS = PlanCharge("calls", "API calls", PerUnit(Decimal("0.0125"), Decimal(1000)), meter_id="api_calls")
STORAGE = PlanCharge("storage", "Storage", PerUnit(Decimal("0.333")), meter_id=UUID(int=7))


def used(meter_id: str | UUID, quantity: str, *, unit: str = "calls", accumulates: bool = True) -> MeterUsage:
    return MeterUsage(meter_id, f"Meter {meter_id}", Decimal(quantity), unit=unit, accumulates=accumulates)


def estimate_november(charges: list[PlanCharge], usage: list[MeterUsage], now: datetime = MIDDLE) -> Estimate:
    return estimate(charges, usage, currency="USD", period=NOVEMBER, now=now, zone="UTC")


def test_a_plan_is_estimated_line_by_line_for_today_and_for_the_end() -> None:
    usage = [used("api_calls", "5001"), used(UUID(int=7), "10.5", unit="GB", accumulates=False)]
    whole = estimate_november([BASE, CALLS, STORAGE], usage)
    assert [line.name for line in whole.lines] == ["Base fee", "API calls", "Storage"]
    assert [(str(line.to_date.amount), str(line.forecast.amount)) for line in whole.lines] == [
        ("49.00", "49.00"),
        ("50.01", "112.53"),
        ("3.50", "3.50"),
    ]
    assert [line.method for line in whole.lines] == [None, ForecastMethod.RUN_RATE, ForecastMethod.USED_SO_FAR]
    assert whole.lines[1].to_date.precise == Decimal("50.0125")
    assert whole.lines[1].forecast.quantity == 10002
    assert str(whole.total_to_date) == "102.51"
    assert str(whole.forecast_total) == "165.03"
    assert (whole.currency, whole.period, whole.at, whole.unpriced) == ("USD", NOVEMBER, MIDDLE, ())


def test_every_line_carries_its_explanation() -> None:
    whole = estimate_november([BASE, CALLS], [used("api_calls", "5001")])
    assert [line.to_date.explanation for line in whole.lines] == [
        "flat fee = $49.00",
        "5,001 calls - 1,000 included = 4,001 x $0.0125 = $50.0125, rounded to $50.01",
    ]
    assert whole.lines[1].forecast.explanation == (
        "10,002 calls - 1,000 included = 9,002 x $0.0125 = $112.525, rounded to $112.53"
    )


def test_the_history_of_days_makes_the_forecast_where_there_is_one() -> None:
    today = MIDDLE.date()
    past = {today - timedelta(days=n): Decimal(200) for n in range(1, 29)}
    usage = MeterUsage("api_calls", "API calls", Decimal(5000), unit="calls", daily_history=past)
    (line,) = estimate_november([CALLS], [usage]).lines
    assert line.method is ForecastMethod.WEEKDAY_MEAN
    assert line.forecast.quantity == 5000 + 15 * 200


def test_usage_that_no_charge_prices_is_listed_and_costs_nothing() -> None:
    whole = estimate_november([BASE], [used("api_calls", "5"), used("unused", "0")])
    (unpriced,) = whole.unpriced
    assert (unpriced.meter_id, unpriced.quantity, unpriced.unit) == ("api_calls", Decimal(5), "calls")
    assert unpriced.forecast == Forecast(Decimal(10), ForecastMethod.RUN_RATE)
    assert whole.total_to_date == whole.forecast_total == Decimal(49)


def test_without_a_plan_everything_is_unpriced_and_the_total_is_zero() -> None:
    whole = estimate_november([], [used("api_calls", "5")])
    assert whole.lines == ()
    assert len(whole.unpriced) == 1
    assert str(whole.total_to_date) == str(whole.forecast_total) == "0.00"


def test_a_charge_on_an_unused_meter_is_a_line_of_zero() -> None:
    (line,) = estimate_november([CALLS], [used("api_calls", "0")]).lines
    assert str(line.to_date.amount) == "0.00"
    assert line.to_date.explanation == "0 calls, within the 1,000 included = $0.00"


def test_one_meter_may_carry_several_charges() -> None:
    surcharge = PlanCharge("surcharge", "Surcharge", PerUnit(Decimal(1), Decimal(4)), meter_id="api_calls")
    whole = estimate_november([CALLS, surcharge], [used("api_calls", "5")])
    assert [str(line.to_date.amount) for line in whole.lines] == ["0.00", "1.00"]


def test_after_its_end_a_period_is_forecast_as_it_was() -> None:
    whole = estimate_november([BASE, CALLS], [used("api_calls", "5001")], now=NOVEMBER.end)
    assert whole.forecast_total == whole.total_to_date


def test_usage_left_out_by_mistake_does_not_read_as_no_use() -> None:
    with pytest.raises(ValueError, match="missing"):
        estimate_november([CALLS], [])


def test_a_meter_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        estimate_november([CALLS], [used("api_calls", "1"), used("api_calls", "2")])


def test_floats_unknown_currencies_and_unknown_zones_are_refused() -> None:
    for accumulates in (True, False):
        by_float = MeterUsage("api_calls", "API calls", 1.5, accumulates=accumulates)  # type: ignore[arg-type]
        for plan in ([CALLS], []):
            with pytest.raises(InvalidInput):
                estimate_november(plan, [by_float])
    with pytest.raises(InvalidInput):
        estimate([], [], currency="ZZZ", period=NOVEMBER, now=MIDDLE, zone="UTC")
    with pytest.raises(InvalidInput):
        estimate([], [used("api_calls", "1")], currency="EUR", period=NOVEMBER, now=MIDDLE, zone="Mars/Olympus")


prices = st.decimals(min_value=0, max_value=10**5, places=12)
allowances = st.decimals(min_value=0, max_value=10**4, places=6)
charges: st.SearchStrategy[Charge] = st.one_of(st.builds(FlatFee, prices), st.builds(PerUnit, prices, allowances))
quantities = st.decimals(min_value=0, max_value=10**9, places=6)
moments = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 30)).map(lambda naive: naive.replace(tzinfo=UTC))
histories = st.dictionaries(st.dates(date(2026, 10, 1), date(2026, 12, 1)), quantities, max_size=40)
currencies = st.sampled_from(["JPY", "EUR", "KWD"])


@given(st.lists(st.tuples(charges, quantities, histories), max_size=6), moments, currencies)
def test_the_totals_are_the_sums_of_the_rounded_lines(
    planned: list[tuple[Charge, Decimal, dict[date, Decimal]]], now: datetime, currency: str
) -> None:
    plan = [
        PlanCharge(f"c{i}", f"Charge {i}", charge, None if isinstance(charge, FlatFee) else f"m{i}")
        for i, (charge, _, _) in enumerate(planned)
    ]
    usage = [
        MeterUsage(f"m{i}", f"Meter {i}", quantity, daily_history=past) for i, (_, quantity, past) in enumerate(planned)
    ]
    whole = estimate(plan, usage, currency=currency, period=NOVEMBER, now=now, zone="UTC")
    assert len(whole.lines) == len(plan)
    assert Fraction(whole.total_to_date) == sum(Fraction(line.to_date.amount) for line in whole.lines)
    assert Fraction(whole.forecast_total) == sum(Fraction(line.forecast.amount) for line in whole.lines)
    assert whole.total_to_date.as_tuple().exponent == -currency_exponent(currency)
    assert whole.forecast_total >= whole.total_to_date
    for line, planned_charge in zip(whole.lines, plan, strict=True):
        assert line.to_date.explanation
        unit = "units"
        assert line.to_date == price(planned_charge.charge, line.to_date.quantity, currency=currency, unit=unit)
        assert line.forecast == price(planned_charge.charge, line.forecast.quantity, currency=currency, unit=unit)
