"""How the business does."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Amount
from core import billing


class MrrOut(BaseModel):
    """What the fees of a plan bring in a month."""

    plan_id: UUID
    currency: str
    amount: Amount


class RevenueOut(BaseModel):
    """What was invoiced for a plan at the boundaries of a month."""

    month: date
    plan_id: UUID
    currency: str
    usage: Amount
    flat: Amount = Field(description="Fees, seats and minimums.")
    total: Amount


class MeterRevenueOut(BaseModel):
    """What was invoiced for usage of a meter."""

    meter_id: UUID
    currency: str
    amount: Amount


class PackRevenueOut(BaseModel):
    """What was invoiced for units of a meter, ahead of their use."""

    month: date
    meter_id: UUID
    currency: str
    amount: Amount


class OverdueOut(BaseModel):
    """What is due and was not paid."""

    currency: str
    invoices: int
    users: int
    amount: Amount


class ChurnedOut(BaseModel):
    """Who was on a plan and is on none."""

    users: int
    mrr: dict[str, Amount]


class BusinessFiguresOut(BaseModel):
    """Amounts are by currency. MRR and overdue are of `at`, all else of the time from `start` to `end`."""

    at: datetime
    start: datetime
    end: datetime
    mrr: list[MrrOut]
    mrr_total: dict[str, Amount]
    mrr_before: dict[str, Amount] = Field(description="At `start`.")
    revenue: list[RevenueOut]
    revenue_total: dict[str, Amount] = Field(description="Of plans, add-ons and unit packs.")
    usage_total: dict[str, Amount]
    by_meter: list[MeterRevenueOut]
    packs: list[PackRevenueOut]
    credited_by_hand: dict[str, Amount]
    overdue: list[OverdueOut]
    churned: ChurnedOut

    @classmethod
    def of(cls, found: billing.BusinessFigures) -> "BusinessFiguresOut":
        return cls.model_validate(found, from_attributes=True)
