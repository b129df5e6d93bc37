"""GraphQL: what a billing period costs."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.plans import PlanVersion

__all__ = ["BillingQueries", "Estimate", "MeterQuantity"]


@strawberry.enum(description="How a forecast was made. A forecast is for looking at: nothing is billed by it.")
class ForecastMethod(Enum):
    WEEKDAY_MEAN = strawberry.enum_value(
        "weekday_mean", description="By the mean of each weekday over the last full weeks, for the days left."
    )
    RUN_RATE = strawberry.enum_value("run_rate", description="By the rate of the period so far, for the time left.")
    USED_SO_FAR = strawberry.enum_value("used_so_far", description="What is used so far is all there is to say.")


@strawberry.type(description="How much was used of a meter.")
class MeterQuantity:
    meter: Meter = strawberry.field(description="What was used.")
    quantity: Decimal = strawberry.field(description="How much of it.")


@strawberry.type(description="A quantity, its price, and why.")
class PricedQuantity:
    priced: strawberry.Private[billing.PricedLine]
    quantity: Decimal = strawberry.field(description="How much.")
    amount: Money = strawberry.field(description="What it costs, rounded once to the currency's decimals.")

    @strawberry.field(description="The arithmetic in words, down to the amount.")
    def explanation(self) -> str:
        return self.priced.explanation

    @classmethod
    def of(cls, priced: billing.PricedLine) -> "PricedQuantity":
        amount = Money(amount=priced.amount, currency=priced.currency)
        return cls(priced=priced, quantity=priced.quantity, amount=amount)


@strawberry.type(
    description="One line of the invoice to come: were the period closed now, and as it is expected to end."
)
class EstimateLine:
    charge_id: UUID | None = strawberry.field(
        description="The charge of the plan's version; null for the plan's own lines, its spend cap and its minimum."
    )
    name: str = strawberry.field(description="What the line is called.")
    meter_id: UUID | None = strawberry.field(description="The meter that it prices; null for a fee.")
    to_date: PricedQuantity = strawberry.field(description="As if the period were closed now.")
    forecast: PricedQuantity = strawberry.field(description="As the period is expected to end.")
    forecast_method: ForecastMethod | None = strawberry.field(description="How that was found; null for a fee.")

    @strawberry.field(description="The meter that it prices; null for a fee.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of) if self.meter_id is not None else None


@strawberry.type(
    description="What a user's billing period costs so far and is expected to cost. Totals are sums of rounded lines."
)
class Estimate:
    found: strawberry.Private[billing.UserEstimate]
    user_id: UUID = strawberry.field(description="Whose.")
    plan_version_id: UUID | None = strawberry.field(description="By which prices; null without a subscription.")
    start: datetime = strawberry.field(description="The beginning of the period, inclusive.")
    end: datetime = strawberry.field(description="The end of the period, exclusive.")
    at: datetime = strawberry.field(description="The instant that it is made for.")
    total_to_date: Money = strawberry.field(description="The sum of the lines as if the period were closed now.")
    forecast_total: Money = strawberry.field(description="The sum of the lines as the period is expected to end.")

    @strawberry.field(description="By which prices; null without a subscription.")
    def plan_version(self) -> PlanVersion | None:
        version = self.found.plan_version
        return PlanVersion.of(version) if version is not None else None

    @strawberry.field(description="What its invoice would say, in order.")
    def lines(self) -> list[EstimateLine]:
        return [
            EstimateLine(
                charge_id=line.charge_id,
                name=line.name,
                meter_id=line.meter_id,
                to_date=PricedQuantity.of(line.to_date),
                forecast=PricedQuantity.of(line.forecast),
                forecast_method=ForecastMethod(line.method.value) if line.method else None,
            )
            for line in self.found.estimate.lines
        ]

    @strawberry.field(description="What was used of meters that no charge prices: recorded, shown, free.")
    async def unpriced(self, info: Info) -> list[MeterQuantity] | None:
        found = self.found.estimate.unpriced
        meters = await info.context.loaders.meter.load_many([each.meter_id for each in found])
        return [
            MeterQuantity(meter=Meter.of(meter), quantity=each.quantity)
            for each, meter in zip(found, meters, strict=True)
            if meter is not None
        ]

    @classmethod
    def of(cls, found: billing.UserEstimate) -> "Estimate":
        estimate = found.estimate
        return cls(
            found=found,
            user_id=found.user.id,
            plan_version_id=found.plan_version.id if found.plan_version is not None else None,
            start=estimate.period.start,
            end=estimate.period.end,
            at=estimate.at,
            total_to_date=Money(amount=estimate.total_to_date, currency=estimate.currency),
            forecast_total=Money(amount=estimate.forecast_total, currency=estimate.currency),
        )


@strawberry.type
class BillingQueries:
    @strawberry.field(
        description="What a user's billing period costs so far and is expected to cost.", metadata={"cost": 10}
    )
    async def estimate(
        self, info: Info, user_id: Annotated[UUID, strawberry.argument(description="The user.")]
    ) -> Estimate | None:
        return Estimate.of(await billing.estimate_user(info.context.actor, user_id, at=info.context.at))
