"""What users would have paid on another version of a plan."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Amount, Body, Quantity, example
from core import billing


class SimulationIn(Body):
    model_config = example(plan="growth", version=2, since="2026-05-01", until="2026-08-01", on_plan="growth", limit=20)

    plan: str
    version: int | None = Field(None, description="Its number, of a draft too; by default the newest.")
    since: date = Field(description="The first day, in the time zone of each user.")
    until: date = Field(description="The day after the last; it lies in the past.")
    user_ids: list[UUID] | None = Field(None, description="By default everybody who was subscribed in that time.")
    on_plan: str | None = Field(None, description="Only who was subscribed to this plan in that time.")
    limit: int = Field(
        20,
        description="Users to show who would pay more, and as many who would pay less: 1 to 100.",
        examples=[20],
    )


class SimulatedLineOut(BaseModel):
    """A line as an invoice would have it."""

    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime
    quantity: Quantity | None = Field(examples=["12500"])
    unit: str
    amount: Amount
    explanation: str


class SimulatedUserOut(BaseModel):
    """What one user paid for its periods, and would have paid."""

    user_id: UUID
    name: str
    periods: int = Field(description="How many whole periods of its own lie in the time.")
    before: dict[str, Amount] = Field(description="By currency; empty for who was on no plan.")
    after: Amount
    difference: Amount | None = Field(description="How much more; null: it was billed in another currency.")
    before_total: dict[str, Amount] = Field(description="With coupons, and taxes as the user is taxed now.")
    after_total: Amount
    before_lines: list[SimulatedLineOut]
    after_lines: list[SimulatedLineOut]

    @classmethod
    def of(cls, row: billing.SimulatedUser) -> "SimulatedUserOut":
        return cls(
            user_id=row.user.id,
            name=row.user.name,
            periods=len(row.periods),
            before=row.before,
            after=row.after,
            difference=row.difference,
            before_total=row.before_total,
            after_total=row.after_total,
            before_lines=_lines(row.before_lines),
            after_lines=_lines(row.after_lines),
        )


class SimulationOut(BaseModel):
    """What would have been. Totals are over all users that were looked at."""

    plan: str
    version: int
    status: str = Field(examples=["draft"])
    currency: str
    since: date
    until: date
    users: int = Field(description="With a whole period of their own in the time.")
    left_out: int = Field(description="Without one.")
    more: int = Field(description="Would have paid more.")
    less: int = Field(description="Would have paid less.")
    same: int = Field(description="Would have paid the same.")
    incomparable: int = Field(description="Were billed in another currency.")
    before: dict[str, Amount]
    after: Amount
    difference: Amount = Field(description="How much more, over those who can be compared.")
    before_total: dict[str, Amount] = Field(description="With coupons and taxes.")
    after_total: Amount
    rows: list[SimulatedUserOut] = Field(description="The greatest differences first.")

    @classmethod
    def of(cls, found: billing.Simulation) -> "SimulationOut":
        return cls(
            plan=found.plan.slug,
            version=found.version.number,
            status=found.version.status,
            currency=found.version.currency,
            since=found.since,
            until=found.until,
            users=found.users,
            left_out=found.left_out,
            more=found.more,
            less=found.less,
            same=found.same,
            incomparable=found.incomparable,
            before=found.before,
            after=found.after,
            difference=found.difference,
            before_total=found.before_total,
            after_total=found.after_total,
            rows=[SimulatedUserOut.of(row) for row in found.rows],
        )


def _lines(lines: Sequence[billing.Line]) -> list[SimulatedLineOut]:
    return [
        SimulatedLineOut(
            kind=line.kind,
            name=line.name,
            starts_at=line.start,
            ends_at=line.end,
            quantity=line.quantity,
            unit=line.unit,
            amount=line.amount,
            explanation=line.explanation,
        )
        for line in lines
    ]


class SimulationProgressOut(BaseModel):
    """How far a simulation is."""

    done: int = Field(description="Users that were looked at.")
    total: int = Field(description="Of how many.")
