"""Usage, the usage log and estimates."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Amount, Quantity
from core import billing, metering
from core.errors import KeymeterError


class WindowOut(BaseModel):
    start: datetime
    end: datetime


class UsageRowOut(BaseModel):
    """What was used of one meter in one window, by one group if it was grouped."""

    start: datetime
    end: datetime
    meter: str
    user_id: UUID | None
    key_id: UUID | None
    dimensions: dict[str, str]
    events: int
    quantity: Quantity


class UsageOut(BaseModel):
    """`windows` are all of the range; `rows` only those in which something was used.

    `previous` is the time of the same length before, if it was asked for; `left_out` how many groups there are beside
    the greatest, if only those were.
    """

    windows: list[WindowOut]
    rows: list[UsageRowOut]
    previous: "UsageOut | None"
    left_out: int

    @classmethod
    def of(cls, usage: metering.Usage) -> "UsageOut":
        return cls(
            previous=None if usage.previous is None else cls.of(usage.previous),
            left_out=usage.left_out,
            windows=[WindowOut(start=window.start, end=window.end) for window in usage.windows],
            rows=[
                UsageRowOut(
                    start=row.window.start,
                    end=row.window.end,
                    meter=row.meter.slug,
                    user_id=row.user_id,
                    key_id=row.key_id,
                    dimensions=dict(row.dimensions),
                    events=row.events,
                    quantity=row.quantity,
                )
                for row in usage.rows
            ],
        )


class EventOut(BaseModel):
    """One event as it was recorded. Of an `api.call`, `properties` has route, method, status, duration and units."""

    id: UUID
    event_id: str
    user_id: UUID
    key_id: UUID | None
    type: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    live: bool
    billable: bool
    retracts: UUID | None
    properties: dict[str, Any]

    @classmethod
    def of(cls, event: metering.LoggedEvent) -> "EventOut":
        return cls.model_validate(event, from_attributes=True)


class RejectedEventOut(BaseModel):
    """An event that was not stored, by its place in the body, from 0."""

    index: int = Field(examples=[3])
    code: str = Field(examples=["user_not_found"])
    message: str = Field(examples=["There is no user 'crm-4102'."])
    field: str | None = Field(None, examples=["properties"])

    @classmethod
    def of(cls, index: int, error: KeymeterError) -> "RejectedEventOut":
        # What was sent may stand in a message, lone surrogates and all, which no UTF-8 can say.
        message = error.message.encode("utf-8", "replace").decode()
        return cls(index=index, code=error.code, message=message, field=error.field)


class RecordedEventsOut(BaseModel):
    """What became of the events that were sent: new ones, those that were stored before, and those that were not."""

    accepted: int = Field(examples=[997])
    duplicates: int = Field(examples=[2])
    quarantined: int = Field(examples=[0], description="Events of unknown users, which wait for them.")
    rejected: list[RejectedEventOut]


class QuarantinedEventOut(BaseModel):
    """An event of a user that does not exist yet, as it was sent. `problem`: why it could not be recorded when the user
    had appeared."""

    id: UUID
    user: str
    source: str
    event_id: str
    type: str
    occurred_at: datetime | None
    retracts: str
    received_at: datetime
    expires_at: datetime
    problem: str | None
    properties: dict[str, Any]

    @classmethod
    def of(cls, held: metering.QuarantinedEvent) -> "QuarantinedEventOut":
        known = {name: getattr(held, name) for name in cls.model_fields if name not in ("user", "properties")}
        return cls(**known, user=held.user_reference, properties=json.loads(held.properties))


class PricedOut(BaseModel):
    quantity: Quantity
    amount: Amount
    explanation: str


class EstimateLineOut(BaseModel):
    charge_id: UUID | None = Field(description="None: the plan's own line, its spend cap or its minimum.")
    name: str
    meter_id: UUID | None
    to_date: PricedOut
    forecast: PricedOut
    forecast_method: str | None


class UnpricedOut(BaseModel):
    meter_id: UUID
    name: str
    quantity: Quantity


class EstimateOut(BaseModel):
    """The billing period so far and as it is expected to end, line by line: what its invoice would say before coupons
    and taxes. Without a subscription it is the calendar month. Totals are sums of rounded lines."""

    user_id: UUID
    plan_version_id: UUID | None
    currency: str
    start: datetime
    end: datetime
    at: datetime
    lines: list[EstimateLineOut]
    unpriced: list[UnpricedOut]
    total_to_date: Amount
    forecast_total: Amount

    @classmethod
    def of(cls, found: billing.UserEstimate) -> "EstimateOut":
        estimate = found.estimate
        return cls(
            user_id=found.user.id,
            plan_version_id=found.plan_version.id if found.plan_version else None,
            currency=estimate.currency,
            start=estimate.period.start,
            end=estimate.period.end,
            at=estimate.at,
            lines=[
                EstimateLineOut(
                    charge_id=line.charge_id,
                    name=line.name,
                    meter_id=line.meter_id,
                    to_date=PricedOut.model_validate(line.to_date, from_attributes=True),
                    forecast=PricedOut.model_validate(line.forecast, from_attributes=True),
                    forecast_method=line.method.words if line.method else None,
                )
                for line in estimate.lines
            ],
            unpriced=[UnpricedOut.model_validate(each, from_attributes=True) for each in estimate.unpriced],
            total_to_date=estimate.total_to_date,
            forecast_total=estimate.forecast_total,
        )
