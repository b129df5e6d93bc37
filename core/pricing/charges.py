"""What a charge is, the simplest of them, and how a quantity becomes a line.

A charge is a frozen value that knows two things: `rate`, the precise amount of what was used, and `say`, its
arithmetic in words. Further kinds stand in `tiers`, `portions` and `wrappers`; nothing else asks what kind a charge is.

Order, by the billing contract: the quantity arrives rounded once -> allowance -> price -> minimum and maximum -> line
rounding, once. Charges never make a line negative: a quantity below the allowance, or below zero, costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

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
from core.pricing.wording import say_amount, say_quantity

__all__ = ["Charge", "FlatFee", "PerUnit", "PricedLine", "Rating", "Step", "Used", "price"]


@dataclass(frozen=True, slots=True)
class Used:
    """What was used in a period: the quantity, in how many events, and its parts by the value of a dimension.

    The parts matter to charges whose prices differ by that value only; they add up to the whole.
    """

    quantity: Decimal
    events: int = 0
    parts: tuple[tuple[str, "Used"], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a price table: how much of the quantity fell into it, and what that cost."""

    label: str
    quantity: Decimal
    unit_amount: Decimal
    flat_amount: Decimal
    amount: Exact


@dataclass(frozen=True, slots=True)
class Rating:
    """What a charge makes of what was used, before any rounding."""

    precise: Exact
    billable_quantity: Decimal
    steps: Sequence[Step] = ()


class Charge(Protocol):
    """Anything that can rate what was used and say how. Both methods are pure functions of it."""

    def rate(self, used: Used) -> Rating:
        """The precise amount, how much of the quantity is billable, and the rows of the price table it fell into."""
        ...

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        """The arithmetic up to the last equals sign: `500 calls - 100 included = 400 x $0.01`; `unit` is plural."""
        ...


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity, its price, and why."""

    charge: Charge
    used: Used
    unit: str
    currency: str
    billable_quantity: Decimal
    precise: Exact
    """The amount without rounding error; what later arithmetic (proration, caps) starts from."""
    amount: Decimal
    """The precise amount rounded, once, to the currency's decimals; what is owed."""
    steps: Sequence[Step] = ()

    @property
    def quantity(self) -> Decimal:
        return self.used.quantity

    @property
    def explanation(self) -> str:
        """The arithmetic of the line in words, down to the amount."""
        # Made when asked for: a page of a hundred users shows their totals alone.
        working = self.charge.say(self.used, currency=self.currency, unit=self.unit)
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

    def rate(self, used: Used) -> Rating:
        return Rating(self.amount, ONE)

    def say(self, used: Used, *, currency: str, unit: str) -> str:
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

    def rate(self, used: Used) -> Rating:
        with exact():
            billable = beyond(used, self.included)
            return Rating(billable * self.unit_amount, billable)

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        beginning, billable = say_billable(used, self.included, unit)
        return beginning if billable is None else f"{beginning} x {say_amount(self.unit_amount, currency)}"


def beyond(used: Used, included: Decimal) -> Decimal:
    """How much is billable once the allowance is taken off; never below zero. To be called inside `exact()`."""
    return max(ZERO, used.quantity - included)


def say_billable(used: Used, included: Decimal, unit: str) -> tuple[str, Decimal | None]:
    """How an explanation begins, and the quantity it goes on to price; None when there is nothing to price."""
    beginning = f"{say_quantity(used.quantity)} {unit}"
    if used.quantity < ZERO:
        return f"{beginning}, nothing to bill", None
    if not included:
        return beginning, used.quantity
    with exact():
        billable = beyond(used, included)
    if not billable:
        return f"{beginning}, within the {say_quantity(included)} included", None
    return f"{beginning} - {say_quantity(included)} included = {say_quantity(billable)}", billable


def price(charge: Charge, used: Used | Decimal, *, currency: str, unit: str = "units") -> PricedLine:
    """Price what was used by one charge, and round the line once.

    InvalidInput for an unknown currency or a quantity that is not one (floats, NaN, more than 6 decimals: round it
    before, with `round_quantity`).
    """
    known = used if isinstance(used, Used) else Used(used)
    known = Used(parse_quantity(known.quantity), known.events, known.parts)
    rating = charge.rate(known)
    return PricedLine(
        charge=charge,
        used=known,
        unit=unit,
        currency=currency,
        billable_quantity=rating.billable_quantity,
        precise=rating.precise,
        amount=round_amount(rating.precise, currency),
        steps=rating.steps,
    )
