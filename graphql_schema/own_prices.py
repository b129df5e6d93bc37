"""GraphQL: prices of a user's own, in place of those of its plan."""

from decimal import Decimal
from typing import Annotated

import strawberry

__all__ = ["Overrides", "PriceOverride", "own_prices"]


@strawberry.type(description="A price of a user's own, in place of the amount of a charge.")
class PriceOverride:
    charge: str = strawberry.field(description="The name of the charge.")
    amount: Decimal = strawberry.field(description="What this user pays in its place.")


@strawberry.input(description="A price of a user's own, in place of the amount of a charge.")
class PriceOverrideInput:
    charge: str = strawberry.field(description="The name of the charge.")
    amount: Decimal = strawberry.field(description="What this user pays in its place.")


Overrides = Annotated[
    list[PriceOverrideInput] | None,
    strawberry.argument(description="Prices of its own; null: those it has stay, where the plan has the charge."),
]


def own_prices(overrides: list[PriceOverrideInput] | None) -> dict[str, Decimal] | None:
    """By name of the charge."""
    return None if overrides is None else {each.charge: each.amount for each in overrides}
