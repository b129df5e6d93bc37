"""GraphQL: how a user pays ahead."""

from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from core.money import round_amount
from graphql_schema.money import Money
from graphql_schema.operation import Info

__all__ = ["PrepaymentMutations", "PrepaymentQueries"]

UserId = Annotated[UUID, strawberry.argument(description="Whose.")]


@strawberry.enum(description="When credit that is bought by itself is good.")
class TopUpGranted(Enum):
    ISSUED = strawberry.enum_value("issued", description="As its invoice is issued.")
    PAID = strawberry.enum_value("paid", description="Once that is paid.")


@strawberry.type(description="How a user pays ahead: credit that is bought by itself, usage that is invoiced early.")
class Prepayment:
    user_id: UUID = strawberry.field(description="Whose.")
    top_up_below: Money | None = strawberry.field(
        description="Credit and balance, less usage that is not invoiced yet, below which credit is bought."
    )
    top_up_amount: Money | None = strawberry.field(description="How much is bought; null: none.")
    top_up_granted: TopUpGranted = strawberry.field(description="When it is good.")
    top_up_days: int | None = strawberry.field(description="For how many days; null: for ever.")
    threshold: Money | None = strawberry.field(
        description="What usage costs that is invoiced while its period runs; null: it waits for the boundary."
    )

    @classmethod
    def of(cls, found: billing.Prepayment) -> "Prepayment":
        return cls(
            user_id=found.user_id,
            top_up_below=_money(found.top_up_below, found.currency),
            top_up_amount=_money(found.top_up_amount, found.currency),
            top_up_granted=TopUpGranted(found.top_up_granted),
            top_up_days=found.top_up_days,
            threshold=_money(found.threshold, found.currency),
        )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return Money(amount=round_amount(amount, currency), currency=currency) if amount is not None else None


@strawberry.input(description="How a user is to pay ahead, in its currency; what is left out is off.")
class PrepaymentInput:
    top_up_below: Decimal | None = strawberry.field(description="Below what credit is bought.", default=None)
    top_up_amount: Decimal | None = strawberry.field(description="How much is bought.", default=None)
    top_up_granted: TopUpGranted = strawberry.field(description="When it is good.", default=TopUpGranted.ISSUED)
    top_up_days: int | None = strawberry.field(description="For how many days; null: for ever.", default=None)
    threshold: Decimal | None = strawberry.field(
        description="What usage costs that is invoiced while its period runs.", default=None
    )


@strawberry.type
class PrepaymentQueries:
    @strawberry.field(description="How a user pays ahead.")
    async def prepayment(self, info: Info, user_id: UserId) -> Prepayment | None:
        return Prepayment.of(await billing.get_prepayment(info.context.actor, user_id))


@strawberry.type
class PrepaymentMutations:
    @strawberry.mutation(description="Set how a user pays ahead; it is looked at every minute.")
    async def set_prepayment(
        self,
        info: Info,
        user_id: UserId,
        input: Annotated[PrepaymentInput, strawberry.argument(description="All of it.")],
    ) -> Prepayment:
        made = await billing.set_prepayment(
            info.context.actor,
            user_id,
            top_up_below=input.top_up_below,
            top_up_amount=input.top_up_amount,
            top_up_granted=input.top_up_granted.value,
            top_up_days=input.top_up_days,
            threshold=input.threshold,
        )
        return Prepayment.of(made)
