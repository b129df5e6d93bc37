"""From lines to what is asked for: coupons, then taxes. Pure: no clock and no database.

Coupons take off in the order of their attachment, each of what the one before left. A tax is worked out once for its
rate on the discounted sum of its lines, and then shared among them by largest remainder, as discounts are: ties to the
first line. Inclusive taxes are a part of the prices, exclusive ones come on top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from core.billing.lines import Line
from core.money import ZERO, allocate, exact, exact_ratio, format_decimal, format_quantity, round_amount, sum_amounts
from core.pricing import say_amount

__all__ = ["CATEGORIES", "Attached", "Discount", "Rate", "Tax", "TaxCategory", "Totals", "own_category", "totals_of"]

#: What every line is of. A charge may have a category of its own beside it, which counts where there is a rate for it.
TaxCategory = Literal["fees", "usage"]
CATEGORIES: tuple[TaxCategory, ...] = ("fees", "usage")


def own_category(of: TaxCategory, category: str) -> str:
    """Under which rates have that of a charge's own tax category, of fees or of usage."""
    return f"{of}/{category}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A tax by a rate in percent; `inclusive`: prices contain it."""

    id: UUID
    name: str
    percent: Decimal
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A coupon as it is attached to a user: by `percent`, or by an `amount` on each invoice."""

    id: UUID
    name: str
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon took off an invoice."""

    attachment_id: UUID
    name: str
    amount: Decimal
    explanation: str

    def json(self) -> dict[str, Any]:
        """As it is kept on the invoice."""
        return {
            "attachment_id": str(self.attachment_id),
            "name": self.name,
            "amount": format_decimal(self.amount),
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax on one invoice, as it was: `base` is the discounted sum of its lines."""

    name: str
    percent: Decimal
    inclusive: bool
    base: Decimal
    amount: Decimal
    explanation: str

    def json(self) -> dict[str, Any]:
        """As it is kept on the invoice."""
        return {
            "name": self.name,
            "percent": format_quantity(self.percent),
            "inclusive": self.inclusive,
            "base": format_decimal(self.base),
            "amount": format_decimal(self.amount),
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines come to. `discounted` and `taxed` are the shares of each line, in their order."""

    subtotal: Decimal
    discounts: tuple[Discount, ...]
    taxes: tuple[Tax, ...]
    discounted: tuple[Decimal, ...]
    taxed: tuple[Decimal, ...]
    discount: Decimal
    tax: Decimal
    total: Decimal


def totals_of(lines: Sequence[Line], rates: Mapping[str, Rate], coupons: Sequence[Attached], currency: str) -> Totals:
    """The sum of the lines, less coupons, with taxes. Their rates are all inclusive or all exclusive."""
    amounts = [line.amount for line in lines]
    subtotal = sum_amounts(amounts, currency)
    discounts = _discounts(subtotal, coupons, currency)
    discount = sum_amounts((each.amount for each in discounts), currency)
    positive = [max(amount, ZERO) for amount in amounts]
    discounted = allocate(discount, positive, currency)
    with exact():
        nets = [amount - off for amount, off in zip(amounts, discounted, strict=True)]
    taxes, taxed = _taxes(lines, nets, rates, currency) if subtotal else ([], [ZERO for _ in lines])
    tax = sum_amounts((each.amount for each in taxes), currency)
    on_top = sum_amounts((each.amount for each in taxes if not each.inclusive), currency)
    with exact():
        total = round_amount(subtotal - discount + on_top, currency)
    return Totals(subtotal, tuple(discounts), tuple(taxes), tuple(discounted), tuple(taxed), discount, tax, total)


def _discounts(subtotal: Decimal, coupons: Sequence[Attached], currency: str) -> list[Discount]:
    left, found = subtotal, []
    for coupon in coupons:
        if left <= 0:
            break
        if coupon.percent is not None:
            amount = round_amount(exact_ratio(left) * exact_ratio(coupon.percent) / 100, currency)
            said = f"{format_quantity(coupon.percent)}% of {say_amount(left, currency)}"
        else:
            assert coupon.amount is not None
            amount = min(left, round_amount(coupon.amount, currency))
            said = f"{say_amount(coupon.amount, currency)} off {say_amount(left, currency)}"
        found.append(Discount(coupon.id, coupon.name, amount, f"{said} = {say_amount(amount, currency)}"))
        with exact():
            left -= amount
    return found


def category_of(lines: Sequence[Line], place: int) -> TaxCategory:
    """What balances late usage is usage, what balances adjusted fees are fees."""
    line = lines[place]
    if line.kind == "credited":
        return "usage" if place and lines[place - 1].kind in ("late", "progressive") else "fees"
    return "fees" if line.kind in ("fee", "advance", "adjustment") else "usage"


def _rate_of(lines: Sequence[Line], place: int, rates: Mapping[str, Rate]) -> Rate | None:
    """By the line's own category if that has a rate. What balances a line is taxed as that."""
    line = lines[place]
    if line.kind == "credited":
        balanced = [each for each in lines[:place] if each.kind in ("late", "progressive", "adjustment")]
        line = balanced[-1] if balanced else line
    of = category_of(lines, place)
    own = rates.get(own_category(of, line.tax_category)) if line.tax_category else None
    return own or rates.get(of)


def _taxes(
    lines: Sequence[Line], nets: Sequence[Decimal], rates: Mapping[str, Rate], currency: str
) -> tuple[list[Tax], list[Decimal]]:
    places: dict[UUID | None, list[int]] = {}
    known: dict[UUID | None, Rate | None] = {}
    for place in range(len(lines)):
        rate = _rate_of(lines, place, rates)
        key = rate.id if rate else None
        known[key] = rate
        places.setdefault(key, []).append(place)
    bases = _bases({key: sum_amounts((nets[n] for n in mine), currency) for key, mine in places.items()})
    taxes, taxed = [], [ZERO for _ in lines]
    for key, mine in places.items():
        rate, base = known[key], bases[key]
        if rate is None or not base:
            continue
        tax = _tax(rate, base, currency)
        taxes.append(tax)
        shares = allocate(tax.amount, [max(nets[n], ZERO) for n in mine], currency)
        for place, share in zip(mine, shares, strict=True):
            taxed[place] = share
    return taxes, taxed


def _bases(sums: Mapping[UUID | None, Decimal]) -> dict[UUID | None, Decimal]:
    """Where the lines of one rate come to less than nothing, the others bear it: no tax is below zero."""
    bases = dict(sums)
    with exact():
        for low, amount in sums.items():
            lacking, bases[low] = (-amount, ZERO) if amount < 0 else (ZERO, bases[low])
            for other in sums:
                part = min(max(bases[other], ZERO), lacking)
                bases[other], lacking = bases[other] - part, lacking - part
    return bases


def _tax(rate: Rate, base: Decimal, currency: str) -> Tax:
    percent, said = exact_ratio(rate.percent), format_quantity(rate.percent)
    share = percent / (100 + percent) if rate.inclusive else percent / 100
    amount = round_amount(Fraction(base) * share, currency)
    how = (
        f"{said}% within {say_amount(base, currency)}" if rate.inclusive else f"{said}% of {say_amount(base, currency)}"
    )
    return Tax(rate.name, rate.percent, rate.inclusive, base, amount, f"{how} = {say_amount(amount, currency)}")
