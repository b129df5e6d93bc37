"""Charges, and what they make of a quantity.

A charge is a frozen value that knows two things: `rate`, the precise amount of a quantity, and `say`, its arithmetic
in words. Further kinds (graduated, volume, package, percentage, and minimum or maximum around another charge) join as
further classes with the same two methods; nothing else asks what kind a charge is.

Order, by the billing contract: the quantity arrives rounded once -> allowance -> price -> line rounding, once.
Charges never make a line negative: a quantity below the allowance, or below zero, costs nothing.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from core.billing.wording import say_amount, say_quantity
from core.money import (
    ONE,
    ZERO,
    Exact,
    exact,
    parse_allowance,
    parse_quantity,
    parse_unit_price,
    round_amount,
)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a charge makes of a quantity, before any rounding."""

    precise: Exact
    billable_quantity: Decimal


class Charge(Protocol):
    """Anything that can rate a quantity and say how. Both methods are pure functions of it."""

    def rate(self, quantity: Decimal) -> Rating:
        """The precise amount of a quantity, and how much of it is billable."""
        ...

    def say(self, quantity: Decimal, *, currency: str, unit: str) -> str:
        """The arithmetic up to the last equals sign: `500 calls - 100 included = 400 x $0.01`; `unit` is plural."""
        ...


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity, its price, and why."""

    charge: Charge
    quantity: Decimal
    unit: str
    currency: str
    billable_quantity: Decimal
    precise: Exact
    """The amount without rounding error; what later arithmetic (proration, caps) starts from."""
    amount: Decimal
    """The precise amount rounded, once, to the currency's decimals; what is owed."""

    @property
    def explanation(self) -> str:
        """The arithmetic of the line in words, down to the amount."""
        # Made when asked for: a page of a hundred users shows their totals alone.
        working = self.charge.say(self.quantity, currency=self.currency, unit=self.unit)
        amount = say_amount(self.amount, self.currency)
        if self.precise == self.amount:
            return f"{working} = {amount}"
        return f"{working} = {say_amount(self.precise, self.currency)}, rounded to {amount}"


@dataclass(frozen=True, slots=True)
class FlatFee:
    """A fixed amount per period, whatever is used. InvalidInput for an amount that is no price."""

    amount: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", parse_unit_price(self.amount, field="amount"))

    def rate(self, quantity: Decimal) -> Rating:
        return Rating(self.amount, ONE)

    def say(self, quantity: Decimal, *, currency: str, unit: str) -> str:
        return "flat fee"


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Every unit beyond the included ones costs the same: max(0, quantity - included) x unit_amount.

    Continuous and monotone in the quantity. InvalidInput for a unit amount that is no price or for an allowance
    that is no quantity of zero or more.
    """

    unit_amount: Decimal
    included: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit_amount", parse_unit_price(self.unit_amount, field="unit_amount"))
        object.__setattr__(self, "included", parse_allowance(self.included, field="included"))

    def rate(self, quantity: Decimal) -> Rating:
        with exact():
            billable = max(ZERO, quantity - self.included)
            return Rating(billable * self.unit_amount, billable)

    def say(self, quantity: Decimal, *, currency: str, unit: str) -> str:
        billable = self.rate(quantity).billable_quantity
        used = f"{say_quantity(quantity)} {unit}"
        if quantity < ZERO:
            return f"{used}, nothing to bill"
        price = f"x {say_amount(self.unit_amount, currency)}"
        if not self.included:
            return f"{used} {price}"
        included = f"{say_quantity(self.included)} included"
        if not billable:
            return f"{used}, within the {included}"
        return f"{used} - {included} = {say_quantity(billable)} {price}"


def price(charge: Charge, quantity: Decimal, *, currency: str, unit: str = "units") -> PricedLine:
    """Price one quantity by one charge, and round the line once.

    InvalidInput for an unknown currency or a quantity that is not one (floats, NaN, more than 6 decimals: round it
    before, with `round_quantity`).
    """
    quantity = parse_quantity(quantity)
    rating = charge.rate(quantity)
    return PricedLine(
        charge=charge,
        quantity=quantity,
        unit=unit,
        currency=currency,
        billable_quantity=rating.billable_quantity,
        precise=rating.precise,
        amount=round_amount(rating.precise, currency),
    )
