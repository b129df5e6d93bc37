"""GraphQL: what users would have paid on another version of a plan."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from graphql_schema.lookahead import ready
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.users import User

__all__ = ["SimulationQueries", "SimulationSubscriptions"]


def _moneys(by_currency: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount=amount, currency=currency) for currency, amount in sorted(by_currency.items())]


@strawberry.type(description="A line as an invoice would have it.")
class SimulatedLine:
    kind: str = strawberry.field(description="What makes it, as on an invoice.")
    name: str = strawberry.field(description="What it is for.")
    start: datetime = strawberry.field(description="From when on.")
    end: datetime = strawberry.field(description="Until when.")
    quantity: Decimal | None = strawberry.field(description="How much was used, or how many seats there were.")
    unit: str = strawberry.field(description="What the quantity counts.")
    amount: Decimal = strawberry.field(description="What it costs, in the currency of its side.")
    explanation: str = strawberry.field(description="Its arithmetic in words.")


def _lines(lines: Sequence[billing.Line]) -> list[SimulatedLine]:
    return [
        SimulatedLine(
            kind=line.kind,
            name=line.name,
            start=line.start,
            end=line.end,
            quantity=line.quantity,
            unit=line.unit,
            amount=line.amount,
            explanation=line.explanation,
        )
        for line in lines
    ]


@strawberry.type(description="What one user paid for its periods, and would have paid.")
class SimulatedUser:
    user_id: UUID = strawberry.field(description="Whose.")
    periods: int = strawberry.field(description="How many whole periods of its own lie in the time.")
    before: list[Money] = strawberry.field(description="By currency; empty for who was on no plan.")
    after: Money = strawberry.field(description="What it would have paid.")
    difference: Money | None = strawberry.field(description="How much more; null: billed in another currency.")
    before_total: list[Money] = strawberry.field(description="With coupons, and taxes as the user is taxed now.")
    after_total: Money = strawberry.field(description="The same of what it would have paid.")
    before_lines: list[SimulatedLine] = strawberry.field(description="Its lines as they were.", metadata={"size": 10})
    after_lines: list[SimulatedLine] = strawberry.field(
        description="Its lines as they would have been.", metadata={"size": 10}
    )

    @strawberry.field(description="The user.")
    def user(self, info: Info) -> User | None:
        return ready(info.context.loaders.user.load(self.user_id), User.of)

    @classmethod
    def of(cls, row: billing.SimulatedUser) -> "SimulatedUser":
        difference = row.difference
        return cls(
            user_id=row.user.id,
            periods=len(row.periods),
            before=_moneys(row.before),
            after=Money(amount=row.after, currency=row.currency),
            difference=Money(amount=difference, currency=row.currency) if difference is not None else None,
            before_total=_moneys(row.before_total),
            after_total=Money(amount=row.after_total, currency=row.currency),
            before_lines=_lines(row.before_lines),
            after_lines=_lines(row.after_lines),
        )


@strawberry.type(description="What users would have paid on a version of a plan. Totals are over all of them.")
class Simulation:
    plan: str = strawberry.field(description="The slug of the plan.")
    version: int = strawberry.field(description="The number of the version.")
    users: int = strawberry.field(description="With a whole period of their own in the time.")
    left_out: int = strawberry.field(description="Without one.")
    more: int = strawberry.field(description="Would have paid more.")
    less: int = strawberry.field(description="Would have paid less.")
    same: int = strawberry.field(description="Would have paid the same.")
    incomparable: int = strawberry.field(description="Were billed in another currency.")
    before: list[Money] = strawberry.field(description="What all of them paid, by currency.")
    after: Money = strawberry.field(description="What all of them would have paid.")
    difference: Money = strawberry.field(description="How much more, over those who can be compared.")
    before_total: list[Money] = strawberry.field(description="What they paid, with coupons and taxes.")
    after_total: Money = strawberry.field(description="What they would have paid, with coupons and taxes.")
    rows: list[SimulatedUser] = strawberry.field(description="The greatest differences first.", metadata={"size": 20})

    @classmethod
    def of(cls, found: billing.Simulation) -> "Simulation":
        currency = found.version.currency
        return cls(
            plan=found.plan.slug,
            version=found.version.number,
            users=found.users,
            left_out=found.left_out,
            more=found.more,
            less=found.less,
            same=found.same,
            incomparable=found.incomparable,
            before=_moneys(found.before),
            after=Money(amount=found.after, currency=currency),
            difference=Money(amount=found.difference, currency=currency),
            before_total=_moneys(found.before_total),
            after_total=Money(amount=found.after_total, currency=currency),
            rows=[SimulatedUser.of(row) for row in found.rows],
        )


# What is asked of a simulation, at once or followed.
Plan = Annotated[str, strawberry.argument(description="The slug of the plan.")]
Since = Annotated[date, strawberry.argument(description="The first day, in the time zone of each user.")]
Until = Annotated[date, strawberry.argument(description="The day after the last; it lies in the past.")]
Version = Annotated[int | None, strawberry.argument(description="Its number; null: the newest.")]
UserIds = Annotated[
    list[UUID] | None, strawberry.argument(description="Null: everybody who was subscribed in that time.")
]
OnPlan = Annotated[str | None, strawberry.argument(description="Only who was subscribed to this plan in that time.")]
Shown = Annotated[
    int, strawberry.argument(description="Users to show who would pay more, and as many who would pay less.")
]


@strawberry.type
class SimulationQueries:
    @strawberry.field(
        description="What users would have paid on a version of a plan, a draft too, over time that is past. Nothing is"
        " written.",
        metadata={"cost": 200},
    )
    async def simulate(
        self,
        info: Info,
        plan: Plan,
        since: Since,
        until: Until,
        version: Version = None,
        user_ids: UserIds = None,
        on_plan: OnPlan = None,
        limit: Shown = 10,
    ) -> Simulation | None:
        found = await billing.simulate(
            info.context.actor,
            plan,
            version=version,
            since=since,
            until=until,
            user_ids=user_ids,
            on_plan=on_plan,
            limit=limit,
        )
        return Simulation.of(found)


@strawberry.type(description="How far a simulation is, and what came of it.")
class SimulationProgress:
    done: int = strawberry.field(description="Users that were looked at.")
    total: int = strawberry.field(description="Of how many.")
    result: Simulation | None = strawberry.field(description="What came of it; null until the end.")


@strawberry.type
class SimulationSubscriptions:
    @strawberry.subscription(
        description="What `simulate` answers, with how far it is until then; the last one has the result.",
        metadata={"cost": 200},
    )
    async def simulation(
        self,
        info: Info,
        plan: Plan,
        since: Since,
        until: Until,
        version: Version = None,
        user_ids: UserIds = None,
        on_plan: OnPlan = None,
        limit: Shown = 10,
    ) -> AsyncGenerator[SimulationProgress, None]:
        steps = billing.follow_simulation(
            info.context.actor,
            plan,
            version=version,
            since=since,
            until=until,
            user_ids=user_ids,
            on_plan=on_plan,
            limit=limit,
        )
        done = total = 0
        async with aclosing(steps):
            async for step in steps:
                await info.context.recheck()
                info.context.renew()
                if isinstance(step, billing.Progress):
                    done, total = step.done, step.total
                    yield SimulationProgress(done=done, total=total, result=None)
                else:
                    yield SimulationProgress(done=total, total=total, result=Simulation.of(step))
