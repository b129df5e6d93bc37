"""Business figures: what recurs, what was invoiced and for what, what is overdue, who left. One module, every door.

Of issued invoices, so they say what was asked for, not what is estimated. Void invoices and series of tests count
nowhere. Amounts are by currency, because sums of several mean nothing. MRR is what fees and seats of the subscriptions
in force cost in a month: a year's is a twelfth of it, a week's 52 twelfths; usage, minimums, trials and pauses are
never in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.accounts import Actor
from core.clock import now, require_utc
from core.database import fetch
from core.errors import InvalidInput
from core.money import ZERO, exact, exact_ratio, round_amount, sum_amounts
from core.plans import Charge, PlanVersion
from core.pricing import FEES, Used, charge_of, price

__all__ = ["BusinessFigures", "Churned", "MeterRevenue", "Mrr", "Overdue", "PackRevenue", "Revenue", "business_figures"]

RANGE_MAX = timedelta(days=1100)
_DEFAULT_RANGE = timedelta(days=365)
#: How many of an interval are in a month.
_IN_A_MONTH = {"day": Fraction(365, 12), "week": Fraction(52, 12), "month": Fraction(1), "year": Fraction(1, 12)}
#: Users on test clocks are no business.
_REAL = "s.user_id NOT IN (SELECT id FROM users WHERE test_clock_id IS NOT NULL)"
# Of plans and add-ons, as many rows as there are different fees, whatever the number of users.
_RECURRING = """
SELECT v.id AS version_id, v.plan_id, c.id AS charge_id, s.seats, s.overrides ->> c.name AS own, count(*) AS n
FROM (
    SELECT user_id, root_id, version_id, seats, overrides, starts_at, ends_at, trial_ends_at FROM subscriptions
    UNION ALL
    SELECT a.user_id, a.root_id, a.version_id, a.seats, '{{}}'::jsonb, a.starts_at, a.ends_at,
        (SELECT max(trial_ends_at) FROM subscriptions WHERE root_id = a.root_id)
    FROM subscription_addons a
) s JOIN plan_versions v ON v.id = s.version_id JOIN charges c ON c.version_id = v.id
WHERE c.model = ANY ($1::text[]) AND {condition}
GROUP BY 1, 2, 3, 4, 5
"""
_IN_FORCE = """
{real} AND s.starts_at <= $2 AND (s.ends_at IS NULL OR s.ends_at > $2)
AND (s.trial_ends_at IS NULL OR s.trial_ends_at <= $2)
AND NOT EXISTS (SELECT 1 FROM subscription_pauses p WHERE p.root_id = s.root_id AND p.starts_at <= $2
                AND (p.ends_at IS NULL OR p.ends_at > $2))
"""
# Who ends a plan to begin another has not left. Its time is of the arguments that are named.
_LEFT = """
{real} AND s.ends_at >= {since} AND s.ends_at < {until} AND (s.trial_ends_at IS NULL OR s.trial_ends_at < s.ends_at)
AND NOT EXISTS (SELECT 1 FROM subscriptions t WHERE t.user_id = s.user_id AND t.starts_at <= s.ends_at
                AND (t.ends_at IS NULL OR t.ends_at > s.ends_at))
"""
_USERS_LEFT = "SELECT count(DISTINCT s.user_id) AS users FROM subscriptions s WHERE {condition}"
# A line without a version is a fee that was adjusted, of the plan that the subscription is on. Coupons and taxes that
# prices contain are no revenue.
_LINES = """
SELECT date_trunc('month', i.period_end AT TIME ZONE 'UTC')::date AS month, i.currency, l.meter_id,
       coalesce(l.working ->> 'kind', l.kind) IN ('usage', 'cap') AS is_usage,
       coalesce(own.plan_id, last.plan_id) AS plan_id,
       sum(l.amount - l.discount - CASE WHEN i.taxes @> '[{"inclusive": true}]' THEN l.tax ELSE 0 END) AS amount
FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
LEFT JOIN plan_versions own ON own.id = l.version_id
LEFT JOIN LATERAL (SELECT v.plan_id FROM subscriptions s JOIN plan_versions v ON v.id = s.version_id
                   WHERE s.root_id = i.subscription_id ORDER BY s.starts_at DESC LIMIT 1) last ON true
WHERE i.status IN ('finalized', 'skipped') AND i.series = $1 AND i.kind IN ('period', 'change')
  AND l.kind NOT IN ('credited', 'progressive')
  AND i.period_end >= $2 AND i.period_end < $3
GROUP BY 1, 2, 3, 4, 5
"""
# Units that were sold ahead of their use: what they cover is not priced any more, so this is its revenue.
_PACKS = """
SELECT date_trunc('month', i.period_end AT TIME ZONE 'UTC')::date AS month, i.currency, p.meter_id,
       sum(l.amount - l.discount - CASE WHEN i.taxes @> '[{"inclusive": true}]' THEN l.tax ELSE 0 END) AS amount
FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id JOIN unit_packs p ON p.invoice_id = i.id
WHERE i.status = 'finalized' AND i.series = $1 AND i.kind = 'pack' AND i.period_end >= $2 AND i.period_end < $3
GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""
_CREDITED_BY_HAND = """
SELECT currency, sum(total - tax) AS amount FROM credit_notes
WHERE caused_by_id IS NULL AND series = 'CN' AND issued_at >= $1 AND issued_at < $2 GROUP BY 1
"""
_OVERDUE = """
SELECT currency, count(*) AS invoices, count(DISTINCT user_id) AS users, sum(owed) AS amount FROM invoices
WHERE status = 'finalized' AND payment_status IN ('open', 'partial') AND due_at < $1 AND series = $2 GROUP BY 1
"""
SERIES = "INV"


@dataclass(frozen=True, slots=True)
class Mrr:
    """What the fees of a plan bring in a month, in one currency."""

    plan_id: UUID
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Revenue:
    """What was invoiced for a plan's usage and for its fees, commitments among them, in the month of a boundary."""

    month: date
    plan_id: UUID
    currency: str
    usage: Decimal
    flat: Decimal

    @property
    def total(self) -> Decimal:
        with exact():
            return self.usage + self.flat


@dataclass(frozen=True, slots=True)
class MeterRevenue:
    """What was invoiced for usage of a meter, caps of the plan not taken off."""

    meter_id: UUID
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PackRevenue:
    """What was invoiced for units of a meter, ahead of their use, in the month in which they were sold."""

    month: date
    meter_id: UUID
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is due and was not paid."""

    currency: str
    invoices: int
    users: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Churned:
    """Who was on a plan and is on none, and the monthly recurring revenue that went with them, by currency."""

    users: int
    mrr: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class BusinessFigures:
    """Of the instant `at`: MRR and overdue. Of `[start, end)`: all else; `mrr_before` is of its start."""

    at: datetime
    start: datetime
    end: datetime
    mrr: Sequence[Mrr]
    mrr_before: dict[str, Decimal]
    revenue: Sequence[Revenue]
    by_meter: Sequence[MeterRevenue]
    packs: Sequence[PackRevenue]
    credited_by_hand: dict[str, Decimal]
    overdue: Sequence[Overdue]
    churned: Churned

    @property
    def mrr_total(self) -> dict[str, Decimal]:
        return _totals((row.currency, row.amount) for row in self.mrr)

    @property
    def revenue_total(self) -> dict[str, Decimal]:
        """Of plans, add-ons and packs."""
        plans = [(row.currency, row.total) for row in self.revenue]
        return _totals([*plans, *((row.currency, row.amount) for row in self.packs)])

    @property
    def packs_total(self) -> dict[str, Decimal]:
        return _totals((row.currency, row.amount) for row in self.packs)

    @property
    def usage_total(self) -> dict[str, Decimal]:
        return _totals((row.currency, row.usage) for row in self.revenue)


async def business_figures(
    actor: Actor, *, start: datetime | None = None, end: datetime | None = None, at: datetime | None = None
) -> BusinessFigures:
    """The figures at an instant, by default now, and of a time that ends there unless said otherwise, by default a
    year. InvalidInput for more than three years. A constant number of statements."""
    actor.require_vendor("read")
    instant = require_utc(at) if at is not None else now()
    until = require_utc(end) if end is not None else instant
    since = require_utc(start) if start is not None else until - _DEFAULT_RANGE
    if not timedelta(0) < until - since <= RANGE_MAX:
        raise InvalidInput("Choose a time of up to three years.", code="invalid_time_range")
    lines = await fetch(_LINES, SERIES, since, until)
    packs = await fetch(_PACKS, SERIES, since, until)
    credited = await fetch(_CREDITED_BY_HAND, since, until)
    overdue = await fetch(_OVERDUE, instant, SERIES)
    lost = await _mrr(_LEFT.format(real=_REAL, since="$2", until="$3"), since, until)
    left = await fetch(_USERS_LEFT.format(condition=_LEFT.format(real=_REAL, since="$1", until="$2")), since, until)
    return BusinessFigures(
        at=instant,
        start=since,
        end=until,
        mrr=await _mrr(_IN_FORCE.format(real=_REAL), instant),
        mrr_before=_totals((row.currency, row.amount) for row in await _mrr(_IN_FORCE.format(real=_REAL), since)),
        revenue=_revenue(lines),
        by_meter=_by_meter(lines),
        packs=[
            PackRevenue(row["month"], row["meter_id"], row["currency"], round_amount(row["amount"], row["currency"]))
            for row in packs
        ],
        credited_by_hand={row["currency"]: round_amount(row["amount"], row["currency"]) for row in credited},
        overdue=[
            Overdue(row["currency"], row["invoices"], row["users"], round_amount(row["amount"], row["currency"]))
            for row in sorted(overdue, key=lambda row: row["currency"])
        ],
        churned=Churned(left[0]["users"], _totals((row.currency, row.amount) for row in lost)),
    )


async def _mrr(condition: str, *instants: datetime) -> list[Mrr]:
    """By plan and currency, of the subscriptions that meet a condition; each is rounded once."""
    rows = await fetch(_RECURRING.format(condition=condition), sorted(FEES), *instants)
    versions = {each.id: each for each in await PlanVersion.filter(id__in={row["version_id"] for row in rows})}
    charges = {each.id: each for each in await Charge.filter(id__in={row["charge_id"] for row in rows})}
    sums: dict[tuple[UUID, str], list[Decimal]] = {}
    for row in rows:
        version = versions[row["version_id"]]
        amount = _monthly(version, charges[row["charge_id"]], row["seats"], row["own"])
        with exact():
            sums.setdefault((row["plan_id"], version.currency), []).append(amount * row["n"])
    found = [Mrr(plan, currency, sum_amounts(each, currency)) for (plan, currency), each in sums.items()]
    return sorted((row for row in found if row.amount), key=lambda row: (row.currency, -row.amount, row.plan_id))


def _monthly(version: PlanVersion, charge: Charge, seats: int, own: str | None) -> Decimal:
    terms = charge.pricing if own is None else replace(charge.pricing, amount=Decimal(own))
    used = Used(Decimal(seats if terms.model == "seats" else 1))
    precise = exact_ratio(price(charge_of(terms), used, currency=version.currency).precise)
    return round_amount(precise * _IN_A_MONTH[version.interval_unit] / version.interval_count, version.currency)


def _revenue(lines: Iterable[Any]) -> list[Revenue]:
    sums: dict[tuple[date, UUID, str], list[Decimal]] = {}
    for row in lines:
        amounts = sums.setdefault((row["month"], row["plan_id"], row["currency"]), [ZERO, ZERO])
        with exact():
            amounts[0 if row["is_usage"] else 1] += row["amount"]
    return [
        Revenue(month, plan, currency, round_amount(usage, currency), round_amount(flat, currency))
        for (month, plan, currency), (usage, flat) in sorted(sums.items(), key=lambda item: item[0])
        if usage or flat
    ]


def _by_meter(lines: Iterable[Any]) -> list[MeterRevenue]:
    sums: dict[tuple[UUID, str], Decimal] = {}
    for row in lines:
        if row["meter_id"] is not None:
            key = (row["meter_id"], row["currency"])
            with exact():
                sums[key] = sums.get(key, ZERO) + row["amount"]
    found = [MeterRevenue(meter, currency, round_amount(each, currency)) for (meter, currency), each in sums.items()]
    return sorted(found, key=lambda row: (row.currency, -row.amount, row.meter_id))


def _totals(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, list[Decimal]] = {}
    for currency, amount in amounts:
        sums.setdefault(currency, []).append(amount)
    return {currency: sum_amounts(sums[currency], currency) for currency in sorted(sums)}
