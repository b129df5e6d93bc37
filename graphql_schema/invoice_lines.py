"""GraphQL: what stands on an invoice."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from core import billing
from core.money import round_amount, round_quantity
from graphql_schema.money import Money
from graphql_schema.scalars import JSON

__all__ = ["InvoiceDiscount", "InvoiceLine", "InvoiceTax"]


@strawberry.type(description="One amount of an invoice, and how it came about.")
class InvoiceLine:
    position: int = strawberry.field(description="Its place, from 0.")
    kind: str = strawberry.field(
        description="What made it, such as fee, advance, usage, cap, minimum, progressive, late, credited or top_up."
    )
    name: str = strawberry.field(description="What it is for.")
    starts_at: datetime = strawberry.field(description="From when on it charges.")
    ends_at: datetime = strawberry.field(description="Until when.")
    quantity: Decimal | None = strawberry.field(description="How much was used; null for what is no quantity.")
    unit: str = strawberry.field(description="Of what.")
    events: int = strawberry.field(description="Of how many events.")
    amount: Money = strawberry.field(description="What it costs.")
    discount: Money = strawberry.field(description="Its share of the coupons.")
    tax: Money = strawberry.field(description="Its share of the tax.")
    explanation: str = strawberry.field(description="Its arithmetic in words.")
    working: JSON = strawberry.field(description="The price and the rows of its table as they were.")

    @classmethod
    def of(cls, line: billing.InvoiceLine, currency: str) -> "InvoiceLine":
        return cls(
            position=line.position,
            kind=line.kind,
            name=line.name,
            starts_at=line.starts_at,
            ends_at=line.ends_at,
            quantity=round_quantity(line.quantity) if line.quantity is not None else None,
            unit=line.unit,
            events=line.events,
            **{
                name: Money(amount=round_amount(getattr(line, name), currency), currency=currency)
                for name in ("amount", "discount", "tax")
            },
            explanation=line.explanation,
            working=JSON(line.working),
        )


@strawberry.type(description="What a coupon took off an invoice.")
class InvoiceDiscount:
    name: str = strawberry.field(description="The coupon's.")
    amount: Money = strawberry.field(description="How much it took off.")
    explanation: str = strawberry.field(description="Its arithmetic in words.")

    @classmethod
    def of(cls, said: dict[str, Any], currency: str) -> "InvoiceDiscount":
        return cls(
            name=said["name"],
            amount=Money(amount=Decimal(said["amount"]), currency=currency),
            explanation=said["explanation"],
        )


@strawberry.type(description="A tax on an invoice, as it was.")
class InvoiceTax:
    name: str = strawberry.field(description="The rate's.")
    percent: Decimal = strawberry.field(description="Of the base, or within it.")
    inclusive: bool = strawberry.field(description="Whether prices contain it.")
    base: Money = strawberry.field(description="The discounted sum of its lines.")
    amount: Money = strawberry.field(description="The tax.")
    explanation: str = strawberry.field(description="Its arithmetic in words.")

    @classmethod
    def of(cls, said: dict[str, Any], currency: str) -> "InvoiceTax":
        return cls(
            name=said["name"],
            percent=Decimal(said["percent"]),
            inclusive=said["inclusive"],
            base=Money(amount=Decimal(said["base"]), currency=currency),
            amount=Money(amount=Decimal(said["amount"]), currency=currency),
            explanation=said["explanation"],
        )
