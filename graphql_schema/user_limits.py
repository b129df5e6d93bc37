"""GraphQL: limits and rate limits of users and plans."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import limits, plans
from core.money import round_quantity
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.operation import Info

__all__ = ["Limit", "LimitMutations", "PlanLimit", "RateLimit"]


@strawberry.enum(description="How long usage adds up for a limit.")
class LimitPeriod(Enum):
    HOUR = strawberry.enum_value("hour", description="An hour of UTC.")
    DAY = strawberry.enum_value("day", description="A calendar day of the user's zone.")
    MONTH = strawberry.enum_value("month", description="A calendar month of the user's zone.")
    BILLING = strawberry.enum_value("billing", description="The billing period; without a plan the calendar month.")
    PACKS = strawberry.enum_value("packs", description="What a plan includes and packs hold; the cap is beyond.")


@strawberry.enum(description="Whose limit it is.")
class LimitSource(Enum):
    PLAN = strawberry.enum_value("plan", description="The user has it by its plan.")
    USER = strawberry.enum_value("user", description="The user's own, in place of the plan's of the same kind.")


@strawberry.type(description="A limit of a user, and where it stands in the period that is running. Live keys only.")
class Limit:
    meter: Meter = strawberry.field(description="What is limited.")
    period: LimitPeriod = strawberry.field(description="How long usage adds up.")
    cap: Decimal = strawberry.field(description="What may be used in this period, top-ups or packs included.")
    topped_up: Decimal = strawberry.field(description="What of it are top-ups.")
    hard: bool = strawberry.field(description="Whether calls past it are refused; a soft limit only shows.")
    source: LimitSource = strawberry.field(description="Whose limit it is.")
    used: Decimal = strawberry.field(description="What was used so far.")
    remaining: Decimal = strawberry.field(description="What is left; never below 0.")
    period_start: datetime = strawberry.field(description="When the period began.")
    period_end: datetime = strawberry.field(description="When it ends.")

    @classmethod
    def of(cls, standing: limits.Standing) -> "Limit":
        return cls(
            meter=Meter.of(standing.meter),
            period=LimitPeriod(standing.kind),
            cap=round_quantity(standing.cap),
            topped_up=round_quantity(standing.topped_up),
            hard=standing.hard,
            source=LimitSource("plan" if standing.of_plan else "user"),
            used=round_quantity(standing.used),
            remaining=round_quantity(standing.remaining),
            period_start=standing.period.start,
            period_end=standing.period.end,
        )


@strawberry.type(description="How fast a user, or one of its keys, may make metered calls.")
class RateLimit:
    key_id: UUID | None = strawberry.field(description="The key it is for; null: all keys of the user together.")
    calls: int = strawberry.field(description="How many calls come steadily in that time.")
    seconds: int = strawberry.field(description="How long that time is.")
    burst: int = strawberry.field(description="How many may come at once.")

    @classmethod
    def of(cls, rate: limits.RateLimit) -> "RateLimit":
        key_id: UUID | None = rate.key_id  # type: ignore[attr-defined]
        return cls(key_id=key_id, calls=rate.calls, seconds=rate.seconds, burst=rate.burst)


@strawberry.type(description="What each subscriber of a version of a plan may use.")
class PlanLimit:
    meter_id: UUID = strawberry.field(description="What is limited.")
    period: LimitPeriod = strawberry.field(description="How long usage adds up.")
    cap: Decimal = strawberry.field(description="What may be used in each period.")
    hard: bool = strawberry.field(description="Whether calls past it are refused; a soft limit only shows.")

    @strawberry.field(description="What is limited.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of)

    @classmethod
    def of(cls, limit: plans.PlanLimit) -> "PlanLimit":
        return cls(
            meter_id=limit.meter_id,  # type: ignore[attr-defined]
            period=LimitPeriod(limit.period),
            cap=round_quantity(limit.cap),
            hard=limit.hard,
        )


UserId = Annotated[UUID, strawberry.argument(description="The user.")]
Slug = Annotated[str, strawberry.argument(description="The slug of the meter.")]
Plan = Annotated[str, strawberry.argument(description="The slug of the plan.")]
Period = Annotated[LimitPeriod, strawberry.argument(description="How long usage adds up.")]
Cap = Annotated[Decimal, strawberry.argument(description="Units a period; 0 lets nothing through.")]
Hard = Annotated[bool, strawberry.argument(description="Whether calls past it are refused.")]
KeyId = Annotated[UUID | None, strawberry.argument(description="The key it is for; null: all of them together.")]


@strawberry.type
class LimitMutations:
    @strawberry.mutation(
        description="Cap what a user may use, in place of the limit of that kind it has. It holds within a second."
    )
    async def set_limit(
        self, info: Info, user_id: UserId, meter: Slug, period: Period, cap: Cap, hard: Hard = True
    ) -> Limit:
        standing = await limits.set_limit(
            info.context.actor, user_id, meter=meter, period=period.value, cap=cap, hard=hard
        )
        return Limit.of(standing)

    @strawberry.mutation(description="Take a limit of the user's own away; true. That of its plan, if any, holds then.")
    async def remove_limit(self, info: Info, user_id: UserId, meter: Slug, period: Period) -> bool:
        await limits.remove_limit(info.context.actor, user_id, meter=meter, period=period.value)
        return True

    @strawberry.mutation(description="Let a user use more until the period that runs ends. It cannot be taken back.")
    async def add_top_up(
        self,
        info: Info,
        user_id: UserId,
        meter: Slug,
        period: Period,
        units: Annotated[Decimal, strawberry.argument(description="Units on top of the limit, above 0.")],
    ) -> Limit:
        standing = await limits.add_top_up(info.context.actor, user_id, meter=meter, period=period.value, units=units)
        return Limit.of(standing)

    @strawberry.mutation(description="Say how fast a user, or one of its keys, may call, in place of what was said.")
    async def set_rate_limit(
        self,
        info: Info,
        user_id: UserId,
        calls: Annotated[int, strawberry.argument(description="How many calls come steadily in that time.")],
        seconds: Annotated[int, strawberry.argument(description="How long that time is.")],
        burst: Annotated[int | None, strawberry.argument(description="How many may come at once; else all.")] = None,
        key_id: KeyId = None,
    ) -> RateLimit:
        rate = await limits.set_rate_limit(
            info.context.actor, user_id, calls=calls, seconds=seconds, burst=burst, key_id=key_id
        )
        return RateLimit.of(rate)

    @strawberry.mutation(description="Take the rate of a user, or of one of its keys, away; true.")
    async def remove_rate_limit(self, info: Info, user_id: UserId, key_id: KeyId = None) -> bool:
        await limits.remove_rate_limit(info.context.actor, user_id, key_id=key_id)
        return True

    @strawberry.mutation(description="Cap, in a plan's draft, what each subscriber may use.")
    async def set_plan_limit(
        self, info: Info, plan: Plan, meter: Slug, period: Period, cap: Cap, hard: Hard = True
    ) -> PlanLimit:
        limit = await plans.set_plan_limit(
            info.context.actor, plan, meter=meter, period=period.value, cap=cap, hard=hard
        )
        return PlanLimit.of(limit)

    @strawberry.mutation(description="Take a limit out of a plan's draft; true.")
    async def remove_plan_limit(self, info: Info, plan: Plan, meter: Slug, period: Period) -> bool:
        await plans.remove_plan_limit(info.context.actor, plan, meter=meter, period=period.value)
        return True
