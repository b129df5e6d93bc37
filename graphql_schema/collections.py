"""GraphQL: what a payment provider collects."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from core.money import round_amount
from graphql_schema.money import Money
from graphql_schema.operation import Info

__all__ = ["Collection", "CollectionMutations", "CollectionQueries"]

UserId = Annotated[UUID, strawberry.argument(description="Whose.")]


@strawberry.enum(description="Where a collection stands at the provider.")
class CollectionStatus(Enum):
    MAKING = strawberry.enum_value("making", description="The provider was not told yet.")
    OPEN = strawberry.enum_value("open", description="The customer may pay it.")
    PAID = strawberry.enum_value("paid", description="It is closed there as paid.")
    VOID = strawberry.enum_value("void", description="It was taken back: something else is owed, or nothing.")


@strawberry.type(description="What a payment provider collects of an invoice: what was owed on it then.")
class Collection:
    provider: str = strawberry.field(description="Who collects it.")
    status: CollectionStatus = strawberry.field(description="Where it stands.")
    amount: Money = strawberry.field(description="What is collected.")
    paid: Money = strawberry.field(description="What the provider told that it got.")
    external_id: str | None = strawberry.field(description="As the provider calls it.")
    hosted_url: str | None = strawberry.field(description="Where the customer pays.")
    failures: int = strawberry.field(description="Attempts of the customer to pay that failed.")
    failed_at: datetime | None = strawberry.field(description="The last of them.")

    @classmethod
    def of(cls, row: billing.ProviderInvoice) -> "Collection":
        return cls(
            provider=row.provider,
            status=CollectionStatus(row.status),
            amount=Money(amount=round_amount(row.amount, row.currency), currency=row.currency),
            paid=Money(amount=round_amount(row.paid, row.currency), currency=row.currency),
            external_id=row.external_id,
            hosted_url=row.hosted_url,
            failures=row.failures,
            failed_at=row.failed_at,
        )


@strawberry.type(description="Whether a payment provider collects what a user owes.")
class UserCollection:
    provider: str | None = strawberry.field(description="Null where payments are recorded by hand.")
    collected: bool = strawberry.field(description="From the next invoice on.")
    external_id: str | None = strawberry.field(description="As the provider calls the user.")

    @classmethod
    def of(cls, row: billing.ProviderCustomer) -> "UserCollection":
        return cls(provider=billing.chosen_provider(), collected=row.collected, external_id=row.external_id)


@strawberry.type
class CollectionQueries:
    @strawberry.field(description="Whether a payment provider collects what a user owes.")
    async def user_collection(self, info: Info, user_id: UserId) -> UserCollection | None:
        return UserCollection.of(await billing.collection_of(info.context.actor, user_id))


@strawberry.type
class CollectionMutations:
    @strawberry.mutation(description="Have the payment provider collect what a user owes, or not.")
    async def set_user_collection(
        self,
        info: Info,
        user_id: UserId,
        collected: Annotated[bool, strawberry.argument(description="From the next invoice on.")],
    ) -> UserCollection:
        return UserCollection.of(await billing.set_collection(info.context.actor, user_id, collected=collected))
