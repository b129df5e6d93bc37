"""What REST requests and answers look like. Decimals are plain strings on the way out, strings or integers on the
way in; instants are RFC 3339 with a zone."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from core import billing, keys, metering, plans
from core.accounts import User
from core.money import format_decimal

T = TypeVar("T")


def _no_float(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError('use a string such as "0.10", not a floating-point number')
    return value


Exact = Annotated[
    Decimal,
    BeforeValidator(_no_float, json_schema_input_type=str | int),
    PlainSerializer(format_decimal, return_type=str),
    Field(examples=["0.002"]),
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageOut(BaseModel, Generic[T]):
    """A page and the cursor of the next one, null on the last."""

    items: list[T]
    next_cursor: str | None = None


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `detail` says what happened and what to do."""

    type: str = Field(examples=["/problems/user_not_found"])
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None


# --- Users ------------------------------------------------------------------------------------------------------------


class UserIn(_In):
    name: str = Field(examples=["Basalt AI"])
    external_id: str | None = Field(None, examples=["crm-4711"])
    email: str | None = Field(None, examples=["api@basalt.example"])
    currency: str = "USD"
    time_zone: str = Field("UTC", examples=["Europe/Berlin"])
    metadata: dict[str, str] = {}


class UserChange(_In):
    name: str | None = None
    external_id: str | None = None
    email: str | None = None
    time_zone: str | None = None
    status: Literal["active", "suspended"] | None = None
    metadata: dict[str, str] | None = None


class UserOut(BaseModel):
    id: UUID
    external_id: str | None
    name: str
    email: str | None
    currency: str
    time_zone: str
    status: str
    metadata: dict[str, str]
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls.model_validate(user, from_attributes=True)


# --- Keys -------------------------------------------------------------------------------------------------------------


class KeyIn(_In):
    user_id: UUID
    name: str = Field(examples=["Production server"])
    live: bool = True
    scopes: list[str] = Field([], examples=[["reports:read"]])
    allowed_networks: list[str] = Field([], examples=[["203.0.113.0/24"]])
    expires_at: AwareDatetime | None = None
    metadata: dict[str, str] = {}


class KeyChange(_In):
    name: str | None = None
    scopes: list[str] | None = None
    allowed_networks: list[str] | None = None
    expires_at: AwareDatetime | None = None
    metadata: dict[str, str] | None = None


class Rotation(_In):
    grace_seconds: int = Field(0, ge=0, le=30 * 86400)


class KeyOut(BaseModel):
    id: UUID
    user_id: UUID
    name: str
    prefix: str = Field(examples=["km_live_aB3x"])
    last4: str
    live: bool
    status: Literal["active", "rotating", "disabled", "expired", "revoked"]
    scopes: list[str]
    allowed_networks: list[str]
    metadata: dict[str, str]
    expires_at: datetime | None
    replaced_by_id: UUID | None
    last_used_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, key: keys.ApiKey, *, at: datetime, last_used_at: datetime | None = None) -> "KeyOut":
        values = {name: getattr(key, name) for name in cls.model_fields if hasattr(key, name)}
        return cls(**values, status=keys.key_status(key, at), last_used_at=last_used_at)  # type: ignore[arg-type]


class IssuedKeyOut(BaseModel):
    """The only answer that ever holds the secret."""

    key: KeyOut
    secret: str = Field(examples=["km_live_…"])


# --- Meters and plans -------------------------------------------------------------------------------------------------


class MeterIn(_In):
    slug: str = Field(examples=["tokens"])
    name: str = Field(examples=["Tokens"])
    event_type: str = Field("api.call", examples=["api.call"])
    aggregation: Literal["count", "sum"] = "sum"
    value_property: str = Field("", examples=["units.tokens"])
    unit: str = Field("", examples=["tokens"])
    description: str = ""


class MeterOut(BaseModel):
    id: UUID
    slug: str
    name: str
    description: str
    event_type: str
    aggregation: str
    value_property: str
    unit: str
    created_at: datetime

    @classmethod
    def of(cls, meter: metering.Meter) -> "MeterOut":
        return cls.model_validate(meter, from_attributes=True)


class ChargeIn(_In):
    name: str = Field(examples=["API calls"])
    model: Literal["flat", "per_unit"]
    amount: Exact = Field(description="flat: the fee of a month; per_unit: the price of one unit.")
    meter: str | None = Field(None, examples=["api_calls"])
    included: Exact = Decimal(0)

    def as_draft(self) -> plans.ChargeDraft:
        return plans.ChargeDraft(self.name, self.model, self.amount, self.meter, self.included)


class VersionIn(_In):
    currency: str = "USD"
    charges: list[ChargeIn]


class PlanIn(VersionIn):
    slug: str = Field(examples=["growth"])
    name: str = Field(examples=["Growth"])
    description: str = ""


class ChargeOut(BaseModel):
    id: UUID
    name: str
    model: str
    meter_id: UUID | None
    amount: Exact
    included: Exact


class VersionOut(BaseModel):
    id: UUID
    number: int
    status: str
    currency: str
    published_at: datetime | None
    charges: list[ChargeOut]


class PlanOut(BaseModel):
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
                status=version.status,
                currency=version.currency,
                published_at=version.published_at,
                charges=[ChargeOut.model_validate(charge, from_attributes=True) for charge in charges],
            )
            for version, charges in details.versions
        ]
        plan = details.plan
        return cls(id=plan.id, slug=plan.slug, name=plan.name, description=plan.description, versions=versions)


class SubscriptionIn(_In):
    plan: str = Field(examples=["growth"])
    starts_at: AwareDatetime | None = None


class SubscriptionOut(BaseModel):
    id: UUID
    user_id: UUID
    version_id: UUID
    starts_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, subscription: plans.Subscription) -> "SubscriptionOut":
        return cls.model_validate(subscription, from_attributes=True)


# --- Usage and estimates ----------------------------------------------------------------------------------------------


class WindowOut(BaseModel):
    start: datetime
    end: datetime


class UsageRowOut(BaseModel):
    start: datetime
    end: datetime
    meter: str
    user_id: UUID | None
    key_id: UUID | None
    events: int
    quantity: Exact


class UsageOut(BaseModel):
    """`windows` are all of the range; `rows` only those in which something was used."""

    windows: list[WindowOut]
    rows: list[UsageRowOut]

    @classmethod
    def of(cls, usage: metering.Usage) -> "UsageOut":
        return cls(
            windows=[WindowOut(start=window.start, end=window.end) for window in usage.windows],
            rows=[
                UsageRowOut(
                    start=row.window.start,
                    end=row.window.end,
                    meter=row.meter.slug,
                    user_id=row.user_id,
                    key_id=row.key_id,
                    events=row.events,
                    quantity=row.quantity,
                )
                for row in usage.rows
            ],
        )


class EventOut(BaseModel):
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


class PricedOut(BaseModel):
    quantity: Exact
    amount: Exact
    explanation: str


class EstimateLineOut(BaseModel):
    charge_id: UUID
    name: str
    meter_id: UUID | None
    to_date: PricedOut
    forecast: PricedOut
    forecast_method: str | None


class UnpricedOut(BaseModel):
    meter_id: UUID
    name: str
    quantity: Exact


class EstimateOut(BaseModel):
    """The month so far and as it is expected to end, line by line. Totals are sums of rounded lines."""

    user_id: UUID
    plan_version_id: UUID | None
    currency: str
    start: datetime
    end: datetime
    at: datetime
    lines: list[EstimateLineOut]
    unpriced: list[UnpricedOut]
    total_to_date: Exact
    forecast_total: Exact

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
