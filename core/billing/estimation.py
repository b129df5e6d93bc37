"""What a period costs so far, and what it will cost: a plan's charges over a user's usage, line by line.

An estimate is the invoice of the period as if it were closed now, and as if it were closed at its end by the forecast.
Every line is rounded once and the totals are sums of rounded lines, as on the invoice itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from core.billing.forecast import Forecast, ForecastMethod, forecast_quantity
from core.money import ONE, parse_quantity, sum_amounts
from core.periods import Period
from core.pricing import Charge, PricedLine, price

Id = UUID | str


@dataclass(frozen=True, slots=True)
class PlanCharge:
    """One charge of a plan version: what it is called and which meter it prices; a fee prices none, but so many of its
    own (seats)."""

    charge_id: Id
    name: str
    charge: Charge
    meter_id: Id | None = None
    quantity: Decimal = ONE


@dataclass(frozen=True, slots=True)
class MeterUsage:
    """What a user used on a meter in the period so far, rounded once to 6 decimals.

    `unit` is a plural noun for explanations (`calls`). `daily_history` are totals by local date, for the forecast.
    `accumulates` is false for meters whose days do not add up (min, max, average, unique, latest): their forecast is
    what they say now.
    """

    meter_id: Id
    name: str
    quantity: Decimal
    unit: str = "units"
    daily_history: Mapping[date, Decimal] = field(default_factory=dict)
    accumulates: bool = True


@dataclass(frozen=True, slots=True)
class RatedLine:
    """A line of an invoice that is not written yet, in the words of a `PricedLine`. A plan's own line (its cap, its
    minimum) has no charge."""

    charge: Charge | None
    quantity: Decimal
    unit: str
    currency: str
    amount: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One charge, priced as of now and as of the period's end. A fee is not forecast: `method` is None."""

    charge_id: Id | None
    name: str
    meter_id: Id | None
    to_date: PricedLine | RatedLine
    forecast: PricedLine | RatedLine
    method: ForecastMethod | None


@dataclass(frozen=True, slots=True)
class UnpricedUsage:
    """Usage on a meter that no charge prices: recorded, shown, free."""

    meter_id: Id
    name: str
    unit: str
    quantity: Decimal
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Estimate:
    """A period's cost. Both totals are sums of rounded lines, in `currency`, with its decimals."""

    currency: str
    period: Period
    at: datetime
    lines: tuple[EstimateLine, ...]
    unpriced: tuple[UnpricedUsage, ...]
    total_to_date: Decimal
    forecast_total: Decimal


def estimate(
    charges: Sequence[PlanCharge],
    usage: Iterable[MeterUsage],
    *,
    currency: str,
    period: Period,
    now: datetime,
    zone: str,
) -> Estimate:
    """Estimate a period from the charges in force and the usage in it.

    One line per charge, in the order of the charges, for a charge whose meter saw no use as well. Usage without a
    charge is listed as unpriced if there is any. With no charges (no subscription) all usage is unpriced.
    InvalidInput for an unknown currency or zone; ValueError when `now` lies before the period, a meter is given
    twice, or a charge prices a meter that is missing from `usage` (give it with a quantity of zero: a meter left
    out by mistake must not read as no use).
    """
    usages: dict[Id, MeterUsage] = {}
    for used in usage:
        if used.meter_id in usages:
            raise ValueError(f"meter {used.meter_id} is given twice")
        usages[used.meter_id] = used
    forecasts = {meter_id: _forecast(used, period, now, zone) for meter_id, used in usages.items()}

    lines = tuple(_line(charge, usages, forecasts, currency) for charge in charges)
    priced = {charge.meter_id for charge in charges}
    return Estimate(
        currency=currency,
        period=period,
        at=now,
        lines=lines,
        unpriced=tuple(
            UnpricedUsage(meter_id, used.name, used.unit, used.quantity, forecasts[meter_id])
            for meter_id, used in usages.items()
            if meter_id not in priced and (used.quantity or forecasts[meter_id].quantity)
        ),
        total_to_date=sum_amounts((line.to_date.amount for line in lines), currency),
        forecast_total=sum_amounts((line.forecast.amount for line in lines), currency),
    )


def _forecast(used: MeterUsage, period: Period, now: datetime, zone: str) -> Forecast:
    if not used.accumulates:
        return Forecast(parse_quantity(used.quantity), ForecastMethod.USED_SO_FAR)
    return forecast_quantity(used.quantity, period, now, used.daily_history, zone=zone)


def _line(
    planned: PlanCharge, usages: Mapping[Id, MeterUsage], forecasts: Mapping[Id, Forecast], currency: str
) -> EstimateLine:
    if planned.meter_id is None:
        fee = price(planned.charge, planned.quantity, currency=currency)
        return EstimateLine(planned.charge_id, planned.name, None, to_date=fee, forecast=fee, method=None)
    used = usages.get(planned.meter_id)
    if used is None:
        raise ValueError(f"the usage of meter {planned.meter_id}, priced by {planned.name!r}, is missing")
    forecast = forecasts[planned.meter_id]
    return EstimateLine(
        planned.charge_id,
        planned.name,
        planned.meter_id,
        to_date=price(planned.charge, used.quantity, currency=currency, unit=used.unit),
        forecast=price(planned.charge, forecast.quantity, currency=currency, unit=used.unit),
        method=forecast.method,
    )
