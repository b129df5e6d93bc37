"""GraphQL: who is on which plan."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from core import plans
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.own_prices import Overrides, PriceOverride, own_prices
from graphql_schema.plans import CancelWhen, PlanVersion, Slug, UserId

__all__ = ["Subscription", "SubscriptionMutations"]


@strawberry.type(description="A user on a version of a plan, from an instant on.")
class Subscription:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    user_id: UUID = strawberry.field(description="Who is subscribed.")
    version_id: UUID = strawberry.field(description="The version that it pins.")
    root_id: UUID = strawberry.field(description="What all changes of one subscription have in common.")
    overrides: list[PriceOverride] = strawberry.field(description="Prices of its own.", metadata={"size": 3})
    seats: int = strawberry.field(description="How many seats it pays for.")
    starts_at: datetime = strawberry.field(description="From when on the prices hold.")
    ends_at: datetime | None = strawberry.field(description="Until when they hold; null while no end is known.")

    @strawberry.field(description="The version that it pins.")
    def version(self, info: Info) -> PlanVersion | None:
        return ready(info.context.loaders.version.load(self.version_id), PlanVersion.of)

    @classmethod
    def of(cls, subscription: plans.Subscription) -> "Subscription":
        return cls(
            id=subscription.id,
            user_id=subscription.user_id,  # type: ignore[attr-defined]
            version_id=subscription.version_id,  # type: ignore[attr-defined]
            root_id=subscription.root_id,
            overrides=[
                PriceOverride(charge=name, amount=Decimal(amount)) for name, amount in subscription.overrides.items()
            ],
            seats=subscription.seats,
            starts_at=subscription.starts_at,
            ends_at=subscription.ends_at,
        )


@strawberry.type
class SubscriptionMutations:
    @strawberry.mutation(
        description="Put a user on the newest published version of a plan. The present subscription ends there."
    )
    async def assign_plan(
        self,
        info: Info,
        user_id: Annotated[UUID, strawberry.argument(description="The user.")],
        plan: Slug,
        starts_at: Annotated[datetime | None, strawberry.argument(description="From when on; null: now.")] = None,
        when: Annotated[
            CancelWhen, strawberry.argument(description="Without an instant: now, or with the next period.")
        ] = CancelWhen.NOW,
        seats: Annotated[
            int | None, strawberry.argument(description="How many seats it pays for; null: as many as before.")
        ] = None,
        overrides: Overrides = None,
    ) -> Subscription:
        actor, own = info.context.actor, own_prices(overrides)
        return Subscription.of(
            await plans.assign_plan(
                actor, user_id, plan=plan, starts_at=starts_at, when=when.value, seats=seats, overrides=own
            )
        )

    @strawberry.mutation(description="End the subscription of a user that runs.")
    async def cancel_subscription(
        self,
        info: Info,
        user_id: UserId,
        when: Annotated[CancelWhen, strawberry.argument(description="Now or with its period.")] = CancelWhen.PERIOD_END,
    ) -> Subscription:
        return Subscription.of(await plans.cancel_subscription(info.context.actor, user_id, when=when.value))

    @strawberry.mutation(description="Bill no fee and no usage of a user from now on, until it is resumed.")
    async def pause_subscription(self, info: Info, user_id: UserId) -> Subscription:
        return Subscription.of(await plans.pause_subscription(info.context.actor, user_id))

    @strawberry.mutation(description="Bill a paused subscription again from now on.")
    async def resume_subscription(self, info: Info, user_id: UserId) -> Subscription:
        return Subscription.of(await plans.resume_subscription(info.context.actor, user_id))
