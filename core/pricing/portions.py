"""Prices of portions: whole packages of units, and a percentage of an amount."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.errors import InvalidInput
from core.money import ZERO, exact, exact_ratio, parse_allowance, parse_quantity, parse_unit_price
from core.pricing.charges import Rating, Used, beyond, say_billable
from core.pricing.wording import say_amount, say_quantity

__all__ = ["Package", "Percentage"]

PERCENT_MAX = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Package:
    """Every package of `size` units that was begun costs `amount`."""

    amount: Decimal
    size: Decimal
    included: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", parse_unit_price(self.amount, field="amount"))
        object.__setattr__(self, "size", parse_quantity(self.size, field="package_size"))
        object.__setattr__(self, "included", parse_allowance(self.included, field="included"))
        if self.size <= ZERO:
            raise InvalidInput("A package holds more than nothing.", field="package_size")

    def rate(self, used: Used) -> Rating:
        with exact():
            billable = beyond(used, self.included)
            return Rating(self._packages(billable) * self.amount, billable)

    def _packages(self, billable: Decimal) -> Decimal:
        return Decimal(ceil(exact_ratio(billable) / exact_ratio(self.size)))

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        beginning, billable = say_billable(used, self.included, unit)
        if billable is None:
            return beginning
        packages = f"{say_quantity(self._packages(billable))} begun packages of {say_quantity(self.size)}"
        return f"{beginning}, {packages} x {say_amount(self.amount, currency)}"


@dataclass(frozen=True, slots=True)
class Percentage:
    """`percent` of an amount of money beyond what is included, and `per_event` for each event.

    The quantity is the amount, so the meter's unit is the subscription's currency.
    """

    percent: Decimal
    per_event: Decimal = ZERO
    included: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", parse_unit_price(self.percent, field="amount"))
        object.__setattr__(self, "per_event", parse_unit_price(self.per_event, field="per_event"))
        object.__setattr__(self, "included", parse_allowance(self.included, field="included"))
        if self.percent > PERCENT_MAX:
            raise InvalidInput(f"A percentage is at most {PERCENT_MAX}.", field="amount")

    def rate(self, used: Used) -> Rating:
        with exact():
            billable = beyond(used, self.included)
            fees = max(0, used.events) * self.per_event
            return Rating(billable * self.percent.scaleb(-2) + fees, billable)

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        beginning, billable = say_billable(used, self.included, unit)
        working = beginning if billable is None else f"{beginning} x {say_quantity(self.percent)}%"
        if not self.per_event:
            return working
        return f"{working} + {used.events:,} events x {say_amount(self.per_event, currency)}"
