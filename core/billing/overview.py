"""How the business does at an instant: revenue, usage, who uses most, who nears what the plan includes.

A constant number of statements, however many users there are. Every figure is the sum of what the pages of single users
show: revenue of estimates, usage of the users' own days and months.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor, User
from core.billing.estimates import UserEstimate, estimate_users
from core.billing.revenue import MonthRevenue, revenue_by_month
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput
from core.metering import DayUsage, Meter, list_meters, usage_by_day, zones_in_use
from core.money import ZERO, sum_amounts
from core.periods import local_date
from core.pricing import PerUnit

__all__ = ["DAYS_MAX", "Allowance", "DailyUsage", "Overview", "PlanRevenue", "Trend", "daily_totals", "overview"]

DAYS_MAX = 366
PAST_MONTHS = 5
TOP_USERS = 6
_TREND_DAYS = 30
_NEAR = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class DailyUsage:
    """By meter, what was used on each of these dates; meters without use have zeros."""

    days: Sequence[date]
    meters: Sequence[Meter]
    quantities: dict[UUID, Sequence[Decimal]]

    def total(self, meter_id: UUID) -> Decimal:
        return sum(self.quantities[meter_id], ZERO)

    def covers(self, first: date, last: date) -> bool:
        return self.days[0] <= first <= last <= self.days[-1]

    def between(self, first: date, last: date) -> "DailyUsage":
        """The part from `first` to `last`, both included; it has to be covered."""
        start, end = (first - self.days[0]).days, (last - self.days[0]).days + 1
        quantities = {meter_id: series[start:end] for meter_id, series in self.quantities.items()}
        return DailyUsage(self.days[start:end], self.meters, quantities)


@dataclass(frozen=True, slots=True)
class Trend:
    """A meter this month so far; what was used on its full days, on the same days of the month before, and on each of
    the last 30 days, and by how many users."""

    meter: Meter
    to_date: Decimal
    full_days: Decimal
    same_days_before: Decimal
    last_days: Sequence[Decimal]
    last_users: Sequence[int]


@dataclass(frozen=True, slots=True)
class Allowance:
    """A user that comes near what its plan includes of a meter, and what the month's use is forecast to be."""

    user: User
    meter_id: UUID
    name: str
    unit: str
    used: Decimal
    included: Decimal
    forecast: Decimal


@dataclass(frozen=True, slots=True)
class PlanRevenue:
    """What the users on a plan owe so far, in one currency; all versions of the plan together."""

    plan_id: UUID
    currency: str
    users: int
    to_date: Decimal


@dataclass(frozen=True, slots=True)
class Overview:
    """Amounts are by currency, because sums of several mean nothing. `compared` are the dates that changes look at;
    `daily` begins with the month before, or 30 days ago if that is earlier, and ends today."""

    at: datetime
    users: int
    months: Sequence[MonthRevenue]
    to_date: dict[str, Decimal]
    forecast: dict[str, Decimal]
    by_plan: Sequence[PlanRevenue]
    trends: Sequence[Trend]
    active_users: int
    compared: tuple[date, date] | None
    daily: DailyUsage
    top: Sequence[UserEstimate]
    near: Sequence[Allowance]
    past_allowance: int


async def daily_totals(actor: Actor, *, first: date, last: date) -> DailyUsage:
    """What all users used of each meter, day by day, each in its own zone. At most 366 days."""
    if not timedelta(0) <= last - first < timedelta(days=DAYS_MAX):
        raise InvalidInput(f"Choose 1 to {DAYS_MAX} days.", code="invalid_time_range")
    meters = await list_meters(actor)
    used = await usage_by_day(actor, first=first, last=last, zones=await zones_in_use(actor))
    days = _days(first, last)
    return DailyUsage(days, meters, {meter.id: _series(used.get(meter.id, {}), days) for meter in meters})


async def overview(actor: Actor, *, at: datetime | None = None) -> Overview:
    """The whole business at an instant, by default now."""
    actor.require_vendor("read")
    instant = at or now()
    zones = await zones_in_use(actor)
    today = local_date(instant, "UTC")
    month, before = today.replace(day=1), (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    users = [row["id"] for row in await fetch("SELECT id FROM users WHERE test_clock_id IS NULL")]
    estimates = list((await estimate_users(actor, users, at=instant)).values())
    first = min(before, today - timedelta(days=_TREND_DAYS - 1))
    used = await usage_by_day(actor, first=first, last=today + timedelta(days=1), zones=zones)
    full = (month, today - timedelta(days=1)) if today > month else None
    earlier = (before, min(month - timedelta(days=1), before + timedelta(days=today.day - 2)))
    near = sorted(_allowances(estimates), key=lambda each: each.used / each.included, reverse=True)
    coming = [each for each in near if each.used < each.included]
    meters, days = await list_meters(actor), _days(first, today)
    to_date = _month_quantities(estimates)
    return Overview(
        at=instant,
        users=len(users),
        months=await revenue_by_month(actor, months=PAST_MONTHS, at=instant, zones=zones),
        to_date=_sums(estimates, "total_to_date"),
        forecast=_sums(estimates, "forecast_total"),
        by_plan=_by_plan(estimates),
        trends=[
            _trend(meter, to_date.get(meter.id, ZERO), used.get(meter.id, {}), today, full, earlier)
            for meter in _by_use(meters, to_date)
        ],
        active_users=sum(any(_quantities(each).values()) for each in estimates),
        compared=full,
        daily=DailyUsage(days, meters, {meter.id: _series(used.get(meter.id, {}), days) for meter in meters}),
        top=sorted(estimates, key=lambda each: (each.estimate.total_to_date, each.user.id), reverse=True)[:TOP_USERS],
        near=[each for each in coming if each.used >= _NEAR * each.included or each.forecast > each.included],
        past_allowance=len({each.user.id for each in near if each.used >= each.included}),
    )


def _quantities(found: UserEstimate) -> dict[UUID, Decimal]:
    """What a user used this month of each meter, priced or not."""
    lines: dict[UUID, Decimal] = {}
    for line in found.estimate.lines:
        if line.meter_id is not None:
            lines[line.meter_id] = lines.get(line.meter_id, ZERO) + line.to_date.quantity  # type: ignore[arg-type,index]
    return lines | {each.meter_id: each.quantity for each in found.estimate.unpriced}  # type: ignore[return-value]


def _month_quantities(estimates: Iterable[UserEstimate]) -> dict[UUID, Decimal]:
    totals: dict[UUID, Decimal] = {}
    for found in estimates:
        for meter_id, quantity in _quantities(found).items():
            totals[meter_id] = totals.get(meter_id, ZERO) + quantity
    return totals


def _sums(estimates: Iterable[UserEstimate], name: str) -> dict[str, Decimal]:
    """The sum of a total by currency, the greatest first. Users without a plan owe nothing and count nowhere."""
    amounts: dict[str, list[Decimal]] = {}
    for found in estimates:
        if found.plan_version is not None:
            amounts.setdefault(found.estimate.currency, []).append(getattr(found.estimate, name))
    sums = {currency: sum_amounts(each, currency) for currency, each in amounts.items()}
    return dict(sorted(sums.items(), key=lambda item: (-len(amounts[item[0]]), item[0])))


def _by_plan(estimates: Iterable[UserEstimate]) -> list[PlanRevenue]:
    amounts: dict[tuple[UUID, str], list[Decimal]] = {}
    for found in estimates:
        if found.plan_version is not None:
            key = (found.plan_version.plan_id, found.estimate.currency)  # type: ignore[attr-defined]
            amounts.setdefault(key, []).append(found.estimate.total_to_date)
    plans = [
        PlanRevenue(plan_id, currency, len(each), sum_amounts(each, currency))
        for (plan_id, currency), each in amounts.items()
    ]
    return sorted(plans, key=lambda plan: (plan.to_date, plan.users), reverse=True)


def _by_use(meters: Sequence[Meter], to_date: dict[UUID, Decimal]) -> list[Meter]:
    """API calls first, since every metered route counts them; then what is used, by name."""
    return sorted(meters, key=lambda meter: (meter.slug != "api_calls", not to_date.get(meter.id), meter.name))


def _trend(
    meter: Meter,
    to_date: Decimal,
    days: dict[date, DayUsage],
    today: date,
    full: tuple[date, date] | None,
    earlier: tuple[date, date],
) -> Trend:
    lately = _days(today - timedelta(days=_TREND_DAYS - 1), today)
    return Trend(
        meter=meter,
        to_date=to_date,
        full_days=sum(_series(days, _days(*full)), ZERO) if full else ZERO,
        same_days_before=sum(_series(days, _days(*earlier)), ZERO) if full else ZERO,
        last_days=_series(days, lately),
        last_users=[days[day].users if day in days else 0 for day in lately],
    )


def _allowances(estimates: Iterable[UserEstimate]) -> Iterable[Allowance]:
    for found in estimates:
        for line in found.estimate.lines:
            charge = line.to_date.charge
            if isinstance(charge, PerUnit) and charge.included and line.meter_id is not None:
                yield Allowance(
                    user=found.user,
                    meter_id=line.meter_id,  # type: ignore[arg-type]
                    name=line.name,
                    unit=line.to_date.unit,
                    used=line.to_date.quantity,
                    included=charge.included,
                    forecast=line.forecast.quantity,
                )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _series(used: dict[date, DayUsage], days: Sequence[date]) -> list[Decimal]:
    return [used[day].quantity if day in used else ZERO for day in days]
