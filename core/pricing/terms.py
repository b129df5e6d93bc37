"""The terms of a charge as plans store them, and the charge they make.

One shape for all models, so that REST, GraphQL, the pages and the table say the same words. What a model has no use
for must be left out: a price that is ignored would be a promise that is broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from core.errors import InvalidInput
from core.money import ZERO, format_decimal, parse_unit_price
from core.pricing.charges import Charge, FlatFee, PerUnit
from core.pricing.portions import Package, Percentage
from core.pricing.tiers import Graduated, Tier, Volume
from core.pricing.wrappers import Bounded, ByDimension

__all__ = ["ChargeModel", "Terms", "charge_of", "terms_of_json"]

ChargeModel = Literal["flat", "per_unit", "graduated", "volume", "package", "percentage", "seats"]
#: Which terms each model knows besides its name, `minimum` and `maximum`.
_KNOWN: dict[str, frozenset[str]] = {
    "flat": frozenset({"amount"}),
    "per_unit": frozenset({"amount", "included", "dimension"}),
    "graduated": frozenset({"tiers", "included"}),
    "volume": frozenset({"tiers", "included"}),
    "package": frozenset({"amount", "included", "package_size", "dimension"}),
    "percentage": frozenset({"amount", "included", "per_event", "dimension"}),
    "seats": frozenset({"amount", "included"}),
}
#: Models that price no meter: a fee, and seats, whose number stands in the subscription.
FEES = frozenset({"flat", "seats"})


@dataclass(frozen=True, slots=True)
class Terms:
    """`amount` is the fee, the price of one unit, seat or package, or the percentage, by the model."""

    model: ChargeModel
    amount: Decimal = ZERO
    included: Decimal = ZERO
    tiers: Sequence[Tier] = ()
    package_size: Decimal | None = None
    per_event: Decimal = ZERO
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    dimension: str | None = None
    dimension_prices: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tiers", tuple(self.tiers))

    def json(self) -> dict[str, Any]:
        """What the columns of a charge do not hold, for the table; `terms_of_json` reads it back."""
        known: dict[str, Any] = {}
        if self.tiers:
            known["tiers"] = [
                {
                    "up_to": format_decimal(tier.up_to) if tier.up_to is not None else None,
                    "unit_amount": format_decimal(tier.unit_amount),
                    "flat_amount": format_decimal(tier.flat_amount),
                }
                for tier in self.tiers
            ]
        for name in ("package_size", "minimum", "maximum"):
            if (value := getattr(self, name)) is not None:
                known[name] = format_decimal(value)
        if self.per_event:
            known["per_event"] = format_decimal(self.per_event)
        if self.dimension is not None:
            known["dimension"] = self.dimension
            known["dimension_prices"] = {key: format_decimal(each) for key, each in self.dimension_prices.items()}
        return known


def terms_of_json(model: ChargeModel, amount: Decimal, included: Decimal, known: Mapping[str, Any]) -> Terms:
    """The terms that `Terms.json` wrote beside their model, amount and allowance."""

    def decimal(name: str) -> Decimal | None:
        return Decimal(known[name]) if name in known else None

    return Terms(
        model=model,
        amount=amount,
        included=included,
        tiers=[
            Tier(
                Decimal(each["up_to"]) if each["up_to"] is not None else None,
                Decimal(each["unit_amount"]),
                Decimal(each["flat_amount"]),
            )
            for each in known.get("tiers", ())
        ],
        package_size=decimal("package_size"),
        per_event=decimal("per_event") or ZERO,
        minimum=decimal("minimum"),
        maximum=decimal("maximum"),
        dimension=known.get("dimension"),
        dimension_prices={key: Decimal(each) for key, each in known.get("dimension_prices", {}).items()},
    )


def charge_of(terms: Terms) -> Charge:
    """The charge that these terms make. InvalidInput naming the term that is wrong, missing or not of this model."""
    if terms.model not in get_args(ChargeModel):
        raise InvalidInput(f"model must be one of {', '.join(get_args(ChargeModel))}.", field="model")
    for name in ("amount", "included", "tiers", "package_size", "per_event", "dimension"):
        if name not in _KNOWN[terms.model] and getattr(terms, name):
            raise InvalidInput(f"A {terms.model} charge has no {name}.", field=name)
    if terms.dimension_prices and not terms.dimension:
        raise InvalidInput("Name the dimension whose values have these prices.", field="dimension")
    made = _model(terms, terms.amount)
    if terms.dimension:
        made = ByDimension(
            terms.dimension, {value: _model(terms, amount) for value, amount in terms.dimension_prices.items()}, made
        )
    if terms.minimum is None and terms.maximum is None:
        return made
    return Bounded(made, _bound(terms.minimum, "minimum"), _bound(terms.maximum, "maximum"))


def _bound(value: Decimal | None, name: str) -> Decimal | None:
    return parse_unit_price(value, field=name) if value is not None else None


def _model(terms: Terms, amount: Decimal) -> Charge:
    match terms.model:
        case "flat":
            return FlatFee(amount)
        case "graduated":
            return Graduated(terms.tiers, terms.included)
        case "volume":
            return Volume(terms.tiers, terms.included)
        case "package":
            if terms.package_size is None:
                raise InvalidInput("Say how many units a package holds.", field="package_size")
            return Package(amount, terms.package_size, terms.included)
        case "percentage":
            return Percentage(amount, terms.per_event, terms.included)
        case _:
            return PerUnit(amount, terms.included)
