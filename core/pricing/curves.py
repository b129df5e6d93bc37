"""What a charge costs over the quantities that matter for it: a curve to look at, by the very price of invoices."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.money import ONE, QUANTITY_MAX, ZERO, Exact, exact, exact_ratio, round_quantity
from core.pricing.charges import Charge, price
from core.pricing.terms import FEES, Terms, charge_of

__all__ = ["CurvePoint", "price_curve"]

_STEPS = 48
_UNTIL_DEFAULT = Decimal(10_000)
_SMALLEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What so many units cost in a period: precisely, to be drawn, and rounded as a line is, to be said."""

    quantity: Decimal
    precise: Exact
    amount: Decimal


def price_curve(terms: Terms, *, currency: str, until: Decimal | None = None) -> list[CurvePoint]:
    """Points from nothing to a quantity at which all that the terms say has shown itself, or to `until`.

    Where a price jumps there are two points, at the bound and just behind it. Values of dimensions cost the default
    here, and fees per event nothing. Fees and seats have no curve: it is empty. InvalidInput for terms that are none.
    """
    charge = charge_of(terms)
    if terms.model in FEES:
        return []
    end = until if until is not None else _end_of(terms)
    with exact():
        edges = [terms.included, *(_edges_of(terms, end))]
        parts = [exact_ratio(end) * step / _STEPS for step in range(_STEPS + 1)]
        places = {Decimal(int(part)) if end >= _STEPS else round_quantity(part) for part in parts} | {end}
        for edge in edges:
            places |= {edge, edge + _step_of(end)}
    return [_point(charge, place, currency) for place in sorted(places) if ZERO <= place <= end]


def _point(charge: Charge, quantity: Decimal, currency: str) -> CurvePoint:
    line = price(charge, quantity, currency=currency)
    return CurvePoint(quantity, line.precise, line.amount)


def _edges_of(terms: Terms, end: Decimal) -> Sequence[Decimal]:
    if terms.package_size is not None:
        count = min(_STEPS, ceil(exact_ratio(end) / exact_ratio(terms.package_size)))
        return [terms.included + terms.package_size * number for number in range(count + 1)]
    return [terms.included + tier.up_to for tier in terms.tiers if tier.up_to is not None]


def _step_of(end: Decimal) -> Decimal:
    """One unit, or the smallest part of one where the curve is of parts."""
    return ONE if end >= _STEPS else _SMALLEST


def _end_of(terms: Terms) -> Decimal:
    """Half again beyond the last bound, eight packages, three allowances; ten thousand where nothing says more."""
    bounds = [tier.up_to for tier in terms.tiers if tier.up_to is not None]
    with exact():
        if terms.package_size is not None:
            end = terms.included + terms.package_size * 8
        elif bounds:
            end = terms.included + bounds[-1] * Decimal("1.5")
        elif terms.included:
            end = terms.included * 3
        else:
            end = _UNTIL_DEFAULT
        return min(round_quantity(end), QUANTITY_MAX)
