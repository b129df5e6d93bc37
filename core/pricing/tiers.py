"""Prices that depend on how much is used: graduated (each tier's units at its price) and volume (all at one).

A tier reaches from the bound of the one before, excluded, to its own, included; the last is open. Its flat part is
charged once, when the tier is entered: zero units enter no tier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.errors import InvalidInput
from core.money import ZERO, exact, parse_allowance, parse_unit_price
from core.pricing.charges import Rating, Step, Used, beyond, say_billable
from core.pricing.wording import say_amount, say_quantity

__all__ = ["TIERS_MAX", "Graduated", "Tier", "Volume"]

TIERS_MAX = 50


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to and including `up_to` units (None: without end) at `unit_amount` each, and `flat_amount` once."""

    up_to: Decimal | None
    unit_amount: Decimal
    flat_amount: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.up_to is not None:
            object.__setattr__(self, "up_to", parse_allowance(self.up_to, field="up_to"))
        object.__setattr__(self, "unit_amount", parse_unit_price(self.unit_amount, field="unit_amount"))
        object.__setattr__(self, "flat_amount", parse_unit_price(self.flat_amount, field="flat_amount"))


def _check(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    if not 1 <= len(tiers) <= TIERS_MAX:
        raise InvalidInput(f"Give 1 to {TIERS_MAX} tiers.", field="tiers")
    *bounded, last = tiers
    bounds = [tier.up_to for tier in bounded]
    if last.up_to is not None or any(bound is None for bound in bounds):
        raise InvalidInput("The last tier has no upper bound, and every other has one.", field="tiers")
    if any(not low < high for low, high in pairwise([ZERO, *bounds])):  # type: ignore[operator]
        raise InvalidInput("Each tier ends above the one before, and the first above zero.", field="tiers")
    return tuple(tiers)


def _label(low: Decimal, high: Decimal | None) -> str:
    if high is None:
        return f"above {say_quantity(low)}" if low else "every unit"
    return f"above {say_quantity(low)} to {say_quantity(high)}" if low else f"up to {say_quantity(high)}"


def _say_step(quantity: Decimal, tier: Tier, currency: str) -> str:
    priced = f"{say_quantity(quantity)} x {say_amount(tier.unit_amount, currency)}"
    return f"{priced} + {say_amount(tier.flat_amount, currency)}" if tier.flat_amount else priced


@dataclass(frozen=True, slots=True)
class Graduated:
    """Each tier's units cost its price. Without flat parts continuous and monotone in the quantity."""

    tiers: Sequence[Tier]
    included: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "tiers", _check(self.tiers))
        object.__setattr__(self, "included", parse_allowance(self.included, field="included"))

    def rate(self, used: Used) -> Rating:
        with exact():
            billable = beyond(used, self.included)
            steps = [
                Step(_label(low, tier.up_to), share, tier.unit_amount, tier.flat_amount,
                     share * tier.unit_amount + tier.flat_amount)
                for low, share, tier in self._shares(billable)
            ]  # fmt: skip
            return Rating(sum((step.amount for step in steps), ZERO), billable, steps)

    def _shares(self, billable: Decimal) -> list[tuple[Decimal, Decimal, Tier]]:
        """The tiers that are entered: where each begins, and how much falls into it."""
        shares, low = [], ZERO
        for tier in self.tiers:
            if billable <= low:
                break
            high = billable if tier.up_to is None else min(billable, tier.up_to)
            shares.append((low, high - low, tier))
            low = high
        return shares

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        beginning, billable = say_billable(used, self.included, unit)
        if not billable:
            return beginning
        with exact():
            rows = [_say_step(share, tier, currency) for _, share, tier in self._shares(billable)]
        return f"{beginning}: " + " + ".join(f"({row})" if len(rows) > 1 else row for row in rows)


@dataclass(frozen=True, slots=True)
class Volume:
    """All units cost the price of the tier that their number reaches: one unit more may cost less."""

    tiers: Sequence[Tier]
    included: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "tiers", _check(self.tiers))
        object.__setattr__(self, "included", parse_allowance(self.included, field="included"))

    def rate(self, used: Used) -> Rating:
        with exact():
            billable = beyond(used, self.included)
            if not billable:
                return Rating(ZERO, ZERO)
            low, tier = self._tier(billable)
            amount = billable * tier.unit_amount + tier.flat_amount
            step = Step(_label(low, tier.up_to), billable, tier.unit_amount, tier.flat_amount, amount)
            return Rating(amount, billable, [step])

    def _tier(self, billable: Decimal) -> tuple[Decimal, Tier]:
        low = ZERO
        for tier in self.tiers:
            if tier.up_to is None or billable <= tier.up_to:
                return low, tier
            low = tier.up_to
        raise AssertionError("the last tier is open")

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        beginning, billable = say_billable(used, self.included, unit)
        if not billable:
            return beginning
        low, tier = self._tier(billable)
        return f"{beginning} ({_label(low, tier.up_to)}): {_say_step(billable, tier, currency)}"
