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

__all__ = ["Charge", "Plan", "PlanMutations", "PlanQueries", "PlanVersion", "Subscription"]


@strawberry.enum(description="How a charge makes an amount of a quantity.")
class ChargeModel(Enum):
    FLAT = strawberry.enum_value("flat", description="A fixed amount per month, whatever is used.")
    PER_UNIT = strawberry.enum_value("per_unit", description="Every unit beyond the included ones costs the same.")


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
    amount: Money = strawberry.field(description="FLAT: the fee of a month. PER_UNIT: the price of one unit.")
    included: Decimal = strawberry.field(description="How many units of a month cost nothing.")

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
        )


@strawberry.type(description="The prices of a plan under a number. Once published it never changes.")
class PlanVersion(Node):
    number: int = strawberry.field(description="Its place among the versions of its plan: 1, 2 and so on.")
    status: PlanVersionStatus = strawberry.field(description="Where it stands in its life.")
    currency: str = strawberry.field(description="The ISO 4217 code of all its prices.")
    published_at: datetime | None = strawberry.field(description="When it was published; null for a draft.")
    plan_id: UUID = strawberry.field(description="The plan that it is a version of.")

    @strawberry.field(description="The plan that it is a version of.")
    def plan(self, info: Info) -> "Plan | None":
        return ready(info.context.loaders.plan.load(self.plan_id), Plan.of)

    @strawberry.field(description="Its prices, in the order of invoice lines.")
    def charges(self, info: Info) -> list[Charge] | None:
        found = info.context.loaders.charges_of_version.load(self.id)
        return ready(found, lambda charges: [Charge.of(charge, self.currency) for charge in charges])

    @classmethod
    def of(cls, version: plans.PlanVersion) -> "PlanVersion":
        return cls(
            id=version.id,
            number=version.number,
            status=PlanVersionStatus(version.status),
            currency=version.currency,
            published_at=version.published_at,
            plan_id=version.plan_id,  # type: ignore[attr-defined]
        )


@strawberry.type(description="A name under which versions of prices are sold.")
class Plan(Node):
    slug: str = strawberry.field(description="Its name in arguments and in REST.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it offers, as the vendor put it.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @strawberry.field(description="Its newest versions, newest first; a draft comes before what is published.")
    def versions(self, info: Info, first: First = 10) -> list[PlanVersion] | None:
        found = info.context.loaders.versions_of_plan.load(PageKey(self.id, first, None))
        return ready(found, lambda versions: [PlanVersion.of(version) for version in versions])

    @classmethod
    def of(cls, plan: plans.Plan) -> "Plan":
        return cls(id=plan.id, slug=plan.slug, name=plan.name, description=plan.description, created_at=plan.created_at)


@strawberry.type(description="A user on a version of a plan, from an instant on.")
class Subscription:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    user_id: UUID = strawberry.field(description="Who is subscribed.")
    version_id: UUID = strawberry.field(description="The version that it pins.")
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
            starts_at=subscription.starts_at,
            ends_at=subscription.ends_at,
        )


@strawberry.input(description="A price of a version to be drafted.")
class ChargeInput:
    name: str = strawberry.field(description="What the line is called on an invoice.")
    model: ChargeModel = strawberry.field(description="How the amount is made.")
    amount: Decimal = strawberry.field(description="FLAT: the fee of a month. PER_UNIT: the price of one unit.")
    meter: str | None = strawberry.field(description="The slug of the meter to price; none for FLAT.", default=None)
    included: Decimal = strawberry.field(description="How many units of a month cost nothing.", default=Decimal(0))


@strawberry.input(description="The prices of a version to be drafted.")
class PlanVersionInput:
    currency: str = strawberry.field(description="The ISO 4217 code of all prices.", default="USD")
    charges: list[ChargeInput] = strawberry.field(description="The prices, in the order of invoice lines; up to 50.")

    def drafts(self) -> list[plans.ChargeDraft]:
        return [
            plans.ChargeDraft(each.name, each.model.value, each.amount, each.meter, each.included)
            for each in self.charges
        ]


@strawberry.input(description="A new plan, with a draft of its first version.")
class CreatePlanInput(PlanVersionInput):
    slug: str = strawberry.field(description="Lower-case letters, digits and _, beginning with a letter; unique.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it offers.", default="")


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
            currency=input.currency,
            charges=input.drafts(),
        )
        return Plan.of(details.plan)

    @strawberry.mutation(description="Draft the next version of a plan. An unpublished draft is replaced.")
    async def draft_plan_version(
        self, info: Info, plan: Slug, input: Annotated[PlanVersionInput, strawberry.argument(description="Its prices.")]
    ) -> Plan:
        details = await plans.draft_version(info.context.actor, plan, currency=input.currency, charges=input.drafts())
        return Plan.of(details.plan)

    @strawberry.mutation(description="Publish the draft of a plan: new subscriptions get it.")
    async def publish_plan(self, info: Info, plan: Slug) -> Plan:
        return Plan.of((await plans.publish_plan(info.context.actor, plan)).plan)

    @strawberry.mutation(
        description="Put a user on the newest published version of a plan. The present subscription ends there."
    )
    async def assign_plan(
        self,
        info: Info,
        user_id: Annotated[UUID, strawberry.argument(description="The user.")],
        plan: Slug,
        starts_at: Annotated[datetime | None, strawberry.argument(description="From when on; null: now.")] = None,
    ) -> Subscription:
        return Subscription.of(await plans.assign_plan(info.context.actor, user_id, plan=plan, starts_at=starts_at))
