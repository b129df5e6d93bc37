"""Charges around charges: prices that differ by the value of a dimension, and a minimum and a maximum."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import InvalidInput
from core.money import ZERO, Exact, exact, exact_ratio
from core.pricing.charges import Charge, Rating, Step, Used
from core.pricing.wording import say_amount

__all__ = ["Bounded", "ByDimension"]

VALUES_MAX = 200


@dataclass(frozen=True, slots=True)
class ByDimension:
    """Each value of a dimension (a model, a region) is priced on its own, allowance and all; others by the default."""

    dimension: str
    prices: Mapping[str, Charge]
    default: Charge

    def __post_init__(self) -> None:
        if len(self.prices) > VALUES_MAX:
            raise InvalidInput(f"Price at most {VALUES_MAX} values.", field="dimension_prices")

    def _parts(self, used: Used) -> list[tuple[str, Charge, Used]]:
        """By value, in order; what has no price of its own is added up and priced once by the default."""
        named: list[tuple[str, Charge, Used]] = []
        with exact():
            rest = used.quantity - sum((part.quantity for value, part in used.parts if value in self.prices), ZERO)
        others = used.events
        for value, part in sorted(used.parts, key=lambda each: each[0]):
            if value in self.prices:
                named.append((value, self.prices[value], part))
                others -= part.events
        if rest or others or not named:
            named.append(("any other" if self.prices else "", self.default, Used(rest, others)))
        return named

    def rate(self, used: Used) -> Rating:
        total, billable, steps = exact_ratio(0), ZERO, []
        for value, charge, part in self._parts(used):
            rating = charge.rate(part)
            total += exact_ratio(rating.precise)
            with exact():
                billable += rating.billable_quantity
            steps.append(Step(value, part.quantity, ZERO, ZERO, rating.precise))
        return Rating(total, billable, steps)

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        said = [(value, charge.say(part, currency=currency, unit=unit)) for value, charge, part in self._parts(used)]
        return " + ".join(f"[{self.dimension} {value}: {text}]" if value else text for value, text in said)


@dataclass(frozen=True, slots=True)
class Bounded:
    """At least `minimum` and at most `maximum` for a period, whatever is used. Prorated bounds may be fractions."""

    charge: Charge
    minimum: Exact | None = None
    maximum: Exact | None = None

    def __post_init__(self) -> None:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidInput("The minimum is not above the maximum.", field="minimum")

    def rate(self, used: Used) -> Rating:
        rating = self.charge.rate(used)
        return Rating(self._bounded(rating.precise), rating.billable_quantity, rating.steps)

    def _bounded(self, precise: Exact) -> Exact:
        if self.minimum is not None and precise < self.minimum:
            return self.minimum
        if self.maximum is not None and precise > self.maximum:
            return self.maximum
        return precise

    def say(self, used: Used, *, currency: str, unit: str) -> str:
        working, precise = self.charge.say(used, currency=currency, unit=unit), self.charge.rate(used).precise
        bounded = self._bounded(precise)
        if bounded == precise:
            return working
        word = "raised to the minimum" if bounded > precise else "held to the maximum"
        return f"{working} = {say_amount(precise, currency)}, {word}"
