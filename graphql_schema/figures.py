"""GraphQL: how the business does."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.plans import Plan

__all__ = ["FigureQueries"]


def _moneys(by_currency: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount=amount, currency=currency) for currency, amount in by_currency.items()]


@strawberry.type(description="What the fees of a plan bring in a month; usage is never in it.")
class PlanMrr:
    plan_id: UUID = strawberry.field(description="The plan.")
    amount: Money = strawberry.field(description="How much.")

    @strawberry.field(description="The plan.")
    def plan(self, info: Info) -> Plan | None:
        return ready(info.context.loaders.plan.load(self.plan_id), Plan.of)


@strawberry.type(description="What was invoiced for a plan at the boundaries of a month.")
class PlanRevenue:
    month: str = strawberry.field(description="The month, such as 2026-05, by UTC.")
    plan_id: UUID = strawberry.field(description="The plan.")
    usage: Money = strawberry.field(description="For usage, caps taken off.")
    flat: Money = strawberry.field(description="For fees, seats and minimums.")

    @strawberry.field(description="The plan.")
    def plan(self, info: Info) -> Plan | None:
        return ready(info.context.loaders.plan.load(self.plan_id), Plan.of)


@strawberry.type(description="What was invoiced for usage of a meter.")
class MeterRevenue:
    meter_id: UUID = strawberry.field(description="The meter.")
    amount: Money = strawberry.field(description="How much, caps of plans not taken off.")

    @strawberry.field(description="The meter.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of)


@strawberry.type(description="What was invoiced for units of a meter, ahead of their use.")
class PackRevenue:
    month: str = strawberry.field(description="The month of the sale, such as 2026-05, by UTC.")
    meter_id: UUID = strawberry.field(description="The meter.")
    amount: Money = strawberry.field(description="How much.")

    @strawberry.field(description="The meter.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of)


@strawberry.type(description="What is due and was not paid, in one currency.")
class Overdue:
    invoices: int = strawberry.field(description="How many invoices.")
    users: int = strawberry.field(description="Of how many users.")
    amount: Money = strawberry.field(description="How much is left of them.")


@strawberry.type(description="How the business does. Amounts are by currency: a sum of several means nothing.")
class BusinessFigures:
    at: datetime = strawberry.field(description="When MRR and overdue amounts are of.")
    start: datetime = strawberry.field(description="From when on the rest is of.")
    end: datetime = strawberry.field(description="Until when.")
    mrr: list[PlanMrr] = strawberry.field(description="Monthly recurring revenue by plan.", metadata={"size": 10})
    mrr_total: list[Money] = strawberry.field(description="The sums of it.")
    mrr_before: list[Money] = strawberry.field(description="The same at the start.")
    revenue: list[PlanRevenue] = strawberry.field(description="By month and plan.", metadata={"size": 50})
    revenue_total: list[Money] = strawberry.field(description="The sums of it, with packs.")
    by_meter: list[MeterRevenue] = strawberry.field(description="For usage, by meter.", metadata={"size": 10})
    packs: list[PackRevenue] = strawberry.field(description="By month and meter.", metadata={"size": 20})
    credited_by_hand: list[Money] = strawberry.field(description="By credit notes that no run issued.")
    overdue: list[Overdue] = strawberry.field(description="What is due and was not paid.")
    churned_users: int = strawberry.field(description="Who was on a plan and is on none.")
    churned_mrr: list[Money] = strawberry.field(description="The recurring revenue that went with them.")

    @classmethod
    def of(cls, found: billing.BusinessFigures) -> "BusinessFigures":
        return cls(
            at=found.at,
            start=found.start,
            end=found.end,
            mrr=[PlanMrr(plan_id=row.plan_id, amount=Money(amount=row.amount, currency=row.currency))
                 for row in found.mrr],
            mrr_total=_moneys(found.mrr_total),
            mrr_before=_moneys(found.mrr_before),
            revenue=[
                PlanRevenue(month=f"{row.month:%Y-%m}", plan_id=row.plan_id,
                            usage=Money(amount=row.usage, currency=row.currency),
                            flat=Money(amount=row.flat, currency=row.currency))
                for row in found.revenue
            ],
            revenue_total=_moneys(found.revenue_total),
            by_meter=[MeterRevenue(meter_id=row.meter_id, amount=Money(amount=row.amount, currency=row.currency))
                      for row in found.by_meter],
            packs=[
                PackRevenue(month=f"{row.month:%Y-%m}", meter_id=row.meter_id,
                            amount=Money(amount=row.amount, currency=row.currency))
                for row in found.packs
            ],
            credited_by_hand=_moneys(found.credited_by_hand),
            overdue=[Overdue(invoices=row.invoices, users=row.users,
                             amount=Money(amount=row.amount, currency=row.currency)) for row in found.overdue],
            churned_users=found.churned.users,
            churned_mrr=_moneys(found.churned.mrr),
        )  # fmt: skip


@strawberry.type
class FigureQueries:
    @strawberry.field(description="How the business does, by default over a year.", metadata={"cost": 20})
    async def business_figures(
        self,
        info: Info,
        start: Annotated[datetime | None, strawberry.argument(description="Inclusive.")] = None,
        end: Annotated[datetime | None, strawberry.argument(description="Exclusive.")] = None,
    ) -> BusinessFigures | None:
        found = await billing.business_figures(info.context.actor, start=start, end=end, at=info.context.at)
        return BusinessFigures.of(found)
