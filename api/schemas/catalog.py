"""Meters, plans and subscriptions."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import Body, ExactIn, Quantity, example
from core import metering, plans
from core.money import format_price

_CHARGES = [
    {"name": "Base fee", "model": "flat", "amount": "49.00"},
    {"name": "API calls", "model": "per_unit", "amount": "0.002", "meter": "api_calls", "included": "10000"},
]


class MeterIn(Body):
    model_config = example(
        slug="tokens",
        name="Tokens",
        event_type="api.call",
        aggregation="sum",
        value_property="units.tokens",
        unit="tokens",
    )

    slug: str
    name: str
    event_type: str = Field("api.call", description="The type of the events it counts; `api.call` is a metered call.")
    aggregation: Literal["count", "sum"] = "sum"
    value_property: str = Field("", description="What `sum` adds up: a dotted path in the event's properties.")
    unit: str = Field("", description="A plural noun, for explanations.")
    description: str = ""


class MeterOut(BaseModel):
    """What is counted."""

    id: UUID
    slug: str
    name: str
    description: str
    event_type: str
    aggregation: Literal["count", "sum"]
    value_property: str
    unit: str
    created_at: datetime

    @classmethod
    def of(cls, meter: metering.Meter) -> "MeterOut":
        return cls.model_validate(meter, from_attributes=True)


class ChargeIn(Body):
    name: str = Field(examples=["API calls"])
    model: Literal["flat", "per_unit"]
    amount: ExactIn = Field(description="flat: the fee of a month; per_unit: the price of one unit.")
    meter: str | None = Field(None, description="The slug of the meter that per_unit prices.", examples=["api_calls"])
    included: ExactIn = Field(Decimal(0), description="Units of a month that cost nothing.", examples=["10000"])

    def as_draft(self) -> plans.ChargeDraft:
        return plans.ChargeDraft(self.name, self.model, self.amount, self.meter, self.included)


class VersionIn(Body):
    model_config = example(currency="USD", charges=_CHARGES)

    currency: str = Field("USD", description="ISO 4217.")
    charges: list[ChargeIn]


class PlanIn(VersionIn):
    model_config = example(slug="growth", name="Growth", description="For teams.", currency="USD", charges=_CHARGES)

    slug: str
    name: str
    description: str = ""


class ChargeOut(BaseModel):
    """A price of one meter, or a flat fee."""

    id: UUID
    name: str
    model: Literal["flat", "per_unit"]
    meter_id: UUID | None
    amount: str = Field(description="With at least the currency's decimals.", examples=["0.002"])
    included: Quantity

    @classmethod
    def of(cls, charge: plans.Charge, currency: str) -> "ChargeOut":
        return cls(
            id=charge.id,
            name=charge.name,
            model=charge.model,  # type: ignore[arg-type]
            meter_id=charge.meter_id,  # type: ignore[attr-defined]
            amount=format_price(charge.amount, currency),
            included=charge.included,
        )


class VersionOut(BaseModel):
    """Prices under a number. Once published it never changes."""

    id: UUID
    number: int
    status: Literal["draft", "published", "archived"]
    currency: str
    published_at: datetime | None
    charges: list[ChargeOut]


class PlanOut(BaseModel):
    """What is sold, with all its versions, oldest first."""

    id: UUID
    slug: str
    name: str
    description: str
    versions: list[VersionOut]

    @classmethod
    def of(cls, details: plans.PlanDetails) -> "PlanOut":
        versions = [
            VersionOut(
                id=version.id,
                number=version.number,
                status=version.status,  # type: ignore[arg-type]
                currency=version.currency,
                published_at=version.published_at,
                charges=[ChargeOut.of(charge, version.currency) for charge in charges],
            )
            for version, charges in details.versions
        ]
        plan = details.plan
        return cls(id=plan.id, slug=plan.slug, name=plan.name, description=plan.description, versions=versions)


class SubscriptionIn(Body):
    model_config = example(plan="growth", starts_at="2027-01-01T00:00:00+01:00")

    plan: str
    starts_at: AwareDatetime | None = Field(None, description="Now, if it is left out.")


class SubscriptionOut(BaseModel):
    """A user on a version of a plan, from an instant on."""

    id: UUID
    user_id: UUID
    version_id: UUID
    starts_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, subscription: plans.Subscription) -> "SubscriptionOut":
        return cls.model_validate(subscription, from_attributes=True)
