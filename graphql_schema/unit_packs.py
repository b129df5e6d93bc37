"""GraphQL: units of a meter that a user has ahead of their use."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from core.money import round_quantity
from graphql_schema.operation import Info

__all__ = ["UnitPackMutations", "UnitPackQueries"]

UserId = Annotated[UUID, strawberry.argument(description="Whose.")]


@strawberry.type(description="Units of a meter that a user has ahead of their use.")
class UnitPack:
    id: UUID = strawberry.field(description="Its id.")
    meter_id: UUID = strawberry.field(description="Of what.")
    units: Decimal = strawberry.field(description="How many there were.")
    remaining: Decimal = strawberry.field(description="How many are neither used nor lapsed nor revoked.")
    invoice_id: UUID | None = strawberry.field(description="The invoice that sold it; null: it was given.")
    effective_at: datetime = strawberry.field(description="From when on it is good.")
    expires_at: datetime | None = strawberry.field(description="Until when.")
    reason: str = strawberry.field(description="Why there is one.")

    @classmethod
    def of(cls, pack: billing.UnitPack) -> "UnitPack":
        return cls(
            id=pack.id,
            meter_id=pack.meter_id,
            units=round_quantity(pack.units),
            remaining=round_quantity(pack.remaining),
            invoice_id=pack.invoice_id,
            effective_at=pack.effective_at,
            expires_at=pack.expires_at,
            reason=pack.reason,
        )


@strawberry.input(description="Units to be given or sold.")
class UnitPackInput:
    meter: str = strawberry.field(description="The slug of the meter; its usage has to add up.")
    units: Decimal = strawberry.field(description="How many.")
    reason: str = strawberry.field(description="Why there is one.")
    amount: Decimal | None = strawberry.field(description="What its invoice asks for; null: it is given.", default=None)
    effective_at: datetime | None = strawberry.field(description="Now, by default.", default=None)
    expires_at: datetime | None = strawberry.field(description="Never, by default.", default=None)
    hard: bool = strawberry.field(
        description="Refuse calls (`pack_empty`) once packs and what the plan includes are used up.", default=False
    )


@strawberry.type
class UnitPackQueries:
    @strawberry.field(description="The unit packs of a user, in the order in which they are used up.")
    async def unit_packs(self, info: Info, user_id: UserId) -> list[UnitPack] | None:
        return [UnitPack.of(pack) for pack, _ in await billing.list_unit_packs(info.context.actor, user_id)]


@strawberry.type
class UnitPackMutations:
    @strawberry.mutation(
        description="Give a user units of a meter, or sell them; they cover usage before it is priced."
    )
    async def add_unit_pack(
        self,
        info: Info,
        user_id: UserId,
        input: Annotated[UnitPackInput, strawberry.argument(description="What it is.")],
    ) -> UnitPack:
        made = await billing.add_unit_pack(
            info.context.actor,
            user_id,
            meter=input.meter,
            units=input.units,
            reason=input.reason,
            amount=input.amount,
            effective_at=input.effective_at,
            expires_at=input.expires_at,
            hard=input.hard,
        )
        return UnitPack.of(made)

    @strawberry.mutation(description="Take back what is left of a unit pack; what was paid for it stays paid.")
    async def revoke_unit_pack(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="The pack.")],
        reason: Annotated[str, strawberry.argument(description="Why it is done.")],
    ) -> UnitPack:
        return UnitPack.of(await billing.revoke_unit_pack(info.context.actor, id, reason=reason))
