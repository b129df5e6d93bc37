"""GraphQL: amounts of money."""

from decimal import Decimal

import strawberry

__all__ = ["Money"]


@strawberry.type(description="An amount of money, exact.")
class Money:
    amount: Decimal = strawberry.field(description="The amount as a plain decimal string.")
    currency: str = strawberry.field(description="The ISO 4217 code of its currency.")
