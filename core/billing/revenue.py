"""Past months' revenue over all users, from the monthly counters and the plan that was in force at each month's end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.accounts import Actor
from core.billing.estimates import as_plan_charge
from core.billing.estimation import PlanCharge
from core.database import fetch
from core.money import ZERO, exact, exact_ratio, round_amount, sum_amounts
from core.periods import calendar_month_at, local_date, microseconds_between
from core.plans import Charge, PlanVersion
from core.pricing import price

__all__ = ["MonthRevenue", "revenue_by_month"]

_MICROSECOND = timedelta(microseconds=1)
_MONTHS = "unnest($1::text[], $2::int[], $3::timestamptz[], $4::timestamptz[]) AS month (zone, number, start, last)"
_SUBSCRIBED = f"""
SELECT month.number, subscription.user_id, subscription.version_id,
       greatest(subscription.starts_at, subscription.trial_ends_at, month.start) AS since, month.start, month.last
FROM {_MONTHS} JOIN users holder ON holder.time_zone = month.zone AND holder.test_clock_id IS NULL
JOIN subscriptions subscription ON subscription.user_id = holder.id AND subscription.starts_at <= month.last
    AND (subscription.ends_at IS NULL OR subscription.ends_at > month.last)
"""
_USED = f"""
SELECT month.number, counter.user_id, counter.meter_id, counter.used
FROM {_MONTHS} JOIN users holder ON holder.time_zone = month.zone AND holder.test_clock_id IS NULL
JOIN user_counters counter ON counter.user_id = holder.id AND counter.live AND counter.period = 'month'
    AND counter.period_start = month.start
"""


@dataclass(frozen=True, slots=True)
class MonthRevenue:
    """What a month brought in, by currency (never one sum of several), and how many users used anything."""

    month: date
    amounts: dict[str, Decimal]
    active_users: int


async def revenue_by_month(actor: Actor, *, months: int, at: datetime, zones: Sequence[str]) -> list[MonthRevenue]:
    """The `months` months before the present one, oldest first; four statements.

    Each user's month is its own. It costs what the subscription in force at its end asks: a fee from when that began,
    and all of the month's usage. Caps, minimums and changes within a month are left to invoices.
    """
    actor.require_vendor("read")
    edges = _edges(at, months, zones)
    columns = [list(column) for column in zip(*edges, strict=True)] if edges else [[], [], [], []]
    subscribed = await fetch(_SUBSCRIBED, *columns)
    used: dict[tuple[int, UUID, UUID | None], Decimal] = {
        (row["number"], row["user_id"], row["meter_id"]): row["used"] for row in await fetch(_USED, *columns)
    }
    ids = {row["version_id"] for row in subscribed}
    currencies = {version.id: version.currency for version in await PlanVersion.filter(id__in=ids)}
    charges: dict[UUID, list[Charge]] = {}
    for charge in await Charge.filter(version_id__in=ids):
        charges.setdefault(charge.version_id, []).append(charge)  # type: ignore[attr-defined]
    planned = {version: [as_plan_charge(charge) for charge in each] for version, each in charges.items()}
    lines: list[dict[str, list[Decimal]]] = [{} for _ in range(months + 1)]
    priced: dict[tuple[Any, Decimal, Fraction], Decimal] = {}  # fees, and months without use, are the same for many
    for row in subscribed:
        number, user_id, currency = row["number"], row["user_id"], currencies[row["version_id"]]
        share = Fraction(
            microseconds_between(row["since"], row["last"]) + 1, microseconds_between(row["start"], row["last"]) + 1
        )
        for each in planned.get(row["version_id"], ()):
            quantity = used.get((number, user_id, each.meter_id), ZERO)  # type: ignore[arg-type]
            part = share if each.meter_id is None else Fraction(1)
            known = (each.charge_id, quantity, part)
            if known not in priced:
                priced[known] = _amount(each, quantity, part, currency)
            lines[number].setdefault(currency, []).append(priced[known])
    totals = [{currency: sum_amounts(each, currency) for currency, each in month.items()} for month in lines]
    first_days = _first_days(at, months)
    active = {(number, user_id) for (number, user_id, _), quantity in used.items() if quantity}
    return [
        MonthRevenue(first_days[number], totals[number], sum(each == number for each, _ in active))
        for number in range(months, 0, -1)
    ]


def _amount(charge: PlanCharge, quantity: Decimal, part: Fraction, currency: str) -> Decimal:
    """Of a part of the month that lies at its end."""
    amount = price(charge.charge, quantity if charge.meter_id is not None else charge.quantity, currency=currency)
    if part == 1:
        return amount.amount
    before = round_amount(exact_ratio(amount.precise) * (1 - part), currency)
    with exact():
        return amount.amount - before


def _edges(at: datetime, months: int, zones: Sequence[str]) -> list[tuple[str, int, datetime, datetime]]:
    """For each zone, how many months ago, when that month began and its last instant."""
    found = []
    for zone in zones:
        start = calendar_month_at(at, zone).start
        for number in range(1, months + 1):
            last = start - _MICROSECOND
            start = calendar_month_at(last, zone).start
            found.append((zone, number, start, last))
    return found


def _first_days(at: datetime, months: int) -> list[date]:
    day = local_date(at, "UTC").replace(day=1)
    days = [day]
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
        days.append(day)
    return days
