"""GraphQL: what a subscription has in addition to its plan."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from core import plans
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.plans import CancelWhen, PlanVersion, Slug, UserId

__all__ = ["Addon", "AddonMutations"]


@strawberry.type(description="What a subscription has in addition to its plan, from an instant on.")
class Addon:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    root_id: UUID = strawberry.field(description="The subscription that it belongs to.")
    version_id: UUID = strawberry.field(description="The version that it pins.")
    seats: int = strawberry.field(description="How many seats it pays for.")
    starts_at: datetime = strawberry.field(description="From when on its prices hold.")
    ends_at: datetime | None = strawberry.field(description="Until when they hold; null while no end is known.")

    @strawberry.field(description="The version that it pins.")
    def version(self, info: Info) -> PlanVersion | None:
        return ready(info.context.loaders.version.load(self.version_id), PlanVersion.of)

    @classmethod
    def of(cls, addon: plans.SubscriptionAddon) -> "Addon":
        return cls(
            id=addon.id,
            root_id=addon.root_id,
            version_id=addon.version_id,  # type: ignore[attr-defined]
            seats=addon.seats,
            starts_at=addon.starts_at,
            ends_at=addon.ends_at,
        )


@strawberry.type
class AddonMutations:
    @strawberry.mutation(
        description="Give a user's subscription an add-on, or other seats of one that it has. Fees are prorated."
    )
    async def add_addon(
        self,
        info: Info,
        user_id: UserId,
        plan: Slug,
        seats: Annotated[int, strawberry.argument(description="For add-ons that charge by seats.")] = 1,
        when: Annotated[CancelWhen, strawberry.argument(description="Now or with the next period.")] = CancelWhen.NOW,
    ) -> Addon:
        added = await plans.add_addon(info.context.actor, user_id, plan=plan, seats=seats, when=when.value)
        return Addon.of(added)

    @strawberry.mutation(description="Take an add-on from a user's subscription; returns true.")
    async def remove_addon(
        self,
        info: Info,
        user_id: UserId,
        plan: Slug,
        when: Annotated[CancelWhen, strawberry.argument(description="Now or with its period.")] = CancelWhen.PERIOD_END,
    ) -> bool:
        await plans.remove_addon(info.context.actor, user_id, plan=plan, when=when.value)
        return True
