"""GraphQL: plans, their versions and charges, and who is on them."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import plans
from core.money import round_quantity, storable_amount
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.loaders import PageKey
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.prices import (
    Alignment,
    ChargeModel,
    ChargeTiming,
    CreatePlanInput,
    IntervalUnit,
    PlanVersionInput,
)
from graphql_schema.scalars import JSON
from graphql_schema.user_limits import PlanLimit

__all__ = [
    "Charge",
    "Plan",
    "PlanMutations",
    "PlanQueries",
    "PlanVersion",
]


@strawberry.enum(description="When a change of a subscription takes effect.")
class CancelWhen(Enum):
    NOW = strawberry.enum_value("now", description="At once; unused fees in advance are taken off.")
    PERIOD_END = strawberry.enum_value("period_end", description="With the period that runs.")


@strawberry.enum(description="Where a version of a plan stands in its life.")
class PlanVersionStatus(Enum):
    DRAFT = strawberry.enum_value("draft", description="It can be replaced and is sold to nobody.")
    PUBLISHED = strawberry.enum_value("published", description="It can be subscribed to and never changes.")
    ARCHIVED = strawberry.enum_value("archived", description="It is sold no more; those who have it keep it.")


@strawberry.type(description="One price within a version of a plan: of a meter, or a fee.")
class Charge:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    name: str = strawberry.field(description="What the line is called on an invoice.")
    model: ChargeModel = strawberry.field(description="How the amount is made.")
    meter_id: UUID | None = strawberry.field(description="The meter that it prices; null for a fee.")
    amount: Money = strawberry.field(description="The fee, the price of a unit, seat or package, or the percentage.")
    included: Decimal = strawberry.field(description="How many units of a period cost nothing.")
    timing: ChargeTiming = strawberry.field(description="When it is billed.")
    terms: JSON = strawberry.field(description="Tiers and whatever else its model has, as in REST.")
    tax_category: str | None = strawberry.field(description="Of its own; null: it is taxed as fees or usage.")

    @strawberry.field(description="The meter that it prices; null for a fee.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of) if self.meter_id is not None else None

    @classmethod
    def of(cls, charge: plans.Charge, currency: str) -> "Charge":
        return cls(
            id=charge.id,
            name=charge.name,
            model=ChargeModel(charge.model),
            meter_id=charge.meter_id,  # type: ignore[attr-defined]
            amount=Money(amount=storable_amount(charge.amount), currency=currency),
            included=round_quantity(charge.included),
            timing=ChargeTiming(charge.timing),
            terms=JSON(charge.terms),
            tax_category=charge.tax_category,
        )


@strawberry.type(description="The prices of a plan under a number. Once published it never changes.")
class PlanVersion(Node):
    number: int = strawberry.field(description="Its place among the versions of its plan: 1, 2 and so on.")
    status: PlanVersionStatus = strawberry.field(description="Where it stands in its life.")
    currency: str = strawberry.field(description="The ISO 4217 code of all its prices.")
    interval_unit: IntervalUnit = strawberry.field(description="The unit of its billing period.")
    interval_count: int = strawberry.field(description="How many of these a period has.")
    alignment: Alignment = strawberry.field(description="What its periods are in step with.")
    minimum: Decimal | None = strawberry.field(description="What a period costs at least, fees and usage together.")
    spend_cap: Decimal | None = strawberry.field(description="What the usage of a period costs at most.")
    trial_days: int = strawberry.field(description="For how many days a new subscription is billed nothing.")
    due_days: int = strawberry.field(description="After how many days an invoice is due.")
    published_at: datetime | None = strawberry.field(description="When it was published; null for a draft.")
    plan_id: UUID = strawberry.field(description="The plan that it is a version of.")

    @strawberry.field(description="The plan that it is a version of.")
    def plan(self, info: Info) -> "Plan | None":
        return ready(info.context.loaders.plan.load(self.plan_id), Plan.of)

    @strawberry.field(description="Its prices, in the order of invoice lines.")
    def charges(self, info: Info) -> list[Charge] | None:
        found = info.context.loaders.charges_of_version.load(self.id)
        return ready(found, lambda charges: [Charge.of(charge, self.currency) for charge in charges])

    @strawberry.field(description="What each subscriber may use, by meter and period.")
    def limits(self, info: Info) -> list[PlanLimit] | None:
        found = info.context.loaders.limits_of_version.load(self.id)
        return ready(found, lambda limits: [PlanLimit.of(each) for each in limits])

    @classmethod
    def of(cls, version: plans.PlanVersion) -> "PlanVersion":
        return cls(
            id=version.id,
            number=version.number,
            status=PlanVersionStatus(version.status),
            currency=version.currency,
            interval_unit=IntervalUnit(version.interval_unit),
            interval_count=version.interval_count,
            alignment=Alignment(version.alignment),
            minimum=storable_amount(version.minimum) if version.minimum is not None else None,
            spend_cap=storable_amount(version.spend_cap) if version.spend_cap is not None else None,
            trial_days=version.trial_days,
            due_days=version.due_days,
            published_at=version.published_at,
            plan_id=version.plan_id,  # type: ignore[attr-defined]
        )


@strawberry.type(description="A name under which versions of prices are sold.")
class Plan(Node):
    slug: str = strawberry.field(description="Its name in arguments and in REST.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it offers, as the vendor put it.")
    addon: bool = strawberry.field(description="Whether it is sold to subscribers of other plans.")
    created_at: datetime = strawberry.field(description="When it was created.")
    archived_at: datetime | None = strawberry.field(description="Since when it is sold no more.")

    @strawberry.field(description="Its newest versions, newest first; a draft comes before what is published.")
    def versions(self, info: Info, first: First = 10) -> list[PlanVersion] | None:
        found = info.context.loaders.versions_of_plan.load(PageKey(self.id, first, None))
        return ready(found, lambda versions: [PlanVersion.of(version) for version in versions])

    @classmethod
    def of(cls, plan: plans.Plan) -> "Plan":
        return cls(
            id=plan.id,
            slug=plan.slug,
            name=plan.name,
            description=plan.description,
            addon=plan.addon,
            created_at=plan.created_at,
            archived_at=plan.archived_at,
        )


UserId = Annotated[UUID, strawberry.argument(description="The user.")]
Slug = Annotated[str, strawberry.argument(description="The slug of the plan.")]


@strawberry.type
class PlanQueries:
    @strawberry.field(description="All plans, by slug.")
    async def plans(self, info: Info, first: First = PAGE_SIZE_DEFAULT, after: After = None) -> Connection[Plan] | None:
        page = await plans.browse_plans(info.context.actor, limit=first, cursor=after)
        return connection_of(page, Plan.of)

    @strawberry.field(description="One plan.")
    async def plan(self, info: Info, slug: Slug) -> Plan | None:
        return Plan.of((await plans.get_plan(info.context.actor, slug)).plan)


@strawberry.type
class PlanMutations:
    @strawberry.mutation(description="Create a plan with a draft of its first version. Publish it to sell it.")
    async def create_plan(
        self, info: Info, input: Annotated[CreatePlanInput, strawberry.argument(description="The plan.")]
    ) -> Plan:
        details = await plans.create_plan(
            info.context.actor,
            slug=input.slug,
            name=input.name,
            description=input.description,
            addon=input.addon,
            currency=input.currency,
            charges=input.drafts(),
            options=input.options(),
        )
        return Plan.of(details.plan)

    @strawberry.mutation(description="Draft the next version of a plan. An unpublished draft is replaced.")
    async def draft_plan_version(
        self, info: Info, plan: Slug, input: Annotated[PlanVersionInput, strawberry.argument(description="Its prices.")]
    ) -> Plan:
        details = await plans.draft_version(
            info.context.actor, plan, currency=input.currency, charges=input.drafts(), options=input.options()
        )
        return Plan.of(details.plan)

    @strawberry.mutation(description="Publish the draft of a plan: new subscriptions get it.")
    async def publish_plan(self, info: Info, plan: Slug) -> Plan:
        return Plan.of((await plans.publish_plan(info.context.actor, plan)).plan)

    @strawberry.mutation(description="Put everybody on an older version of a plan on the newest; how many they were.")
    async def move_subscribers(
        self,
        info: Info,
        plan: Slug,
        when: Annotated[
            CancelWhen, strawberry.argument(description="Now or with each one's period.")
        ] = CancelWhen.PERIOD_END,
    ) -> int:
        return await plans.move_subscribers(info.context.actor, plan, when=when.value)

    @strawberry.mutation(description="Sell a plan no more. Who is on it stays on it.")
    async def archive_plan(self, info: Info, plan: Slug) -> Plan:
        return Plan.of((await plans.archive_plan(info.context.actor, plan)).plan)

    @strawberry.mutation(description="Make a plan whose draft has the prices of another one's newest version.")
    async def clone_plan(
        self,
        info: Info,
        plan: Slug,
        slug: Annotated[str, strawberry.argument(description="The slug of the new plan.")],
        name: Annotated[str, strawberry.argument(description="The name of the new plan.")],
    ) -> Plan:
        return Plan.of((await plans.clone_plan(info.context.actor, plan, new_slug=slug, name=name)).plan)
