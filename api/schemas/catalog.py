"""Meters, plans and subscriptions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr

from api.schemas.common import Body, ExactIn, Quantity, example
from api.schemas.limits import PlanLimitOut
from core import metering, plans
from core.money import format_price
from core.pricing import Tier

_CHARGES = [
    {"name": "Base fee", "model": "flat", "amount": "49.00"},
    {"name": "API calls", "model": "per_unit", "amount": "0.002", "meter": "api_calls", "included": "10000"},
]


#: What a property is compared with. A decimal fraction is compared by `range`.
ScalarIn = StrictBool | StrictInt | StrictStr


class FilterIn(Body):
    """A condition on a property of an event."""

    property: str = Field(description="A dotted path in the event's properties.", examples=["region"])
    operator: Literal["eq", "in", "range", "exists"] = "eq"
    value: ScalarIn | None = Field(None, description="eq: what it equals. exists: false for the opposite.")
    values: list[ScalarIn] = Field([], description="in: one of these.")
    minimum: ExactIn | None = Field(None, description="range: included.")
    maximum: ExactIn | None = Field(None, description="range: not included.")

    def as_filter(self) -> metering.Filter:
        return metering.Filter(self.property, self.operator, self.value, tuple(self.values), self.minimum, self.maximum)


class DimensionIn(Body):
    """By what usage can be split and priced."""

    name: str = Field(examples=["model"])
    property: str = Field(description="A dotted path in the event's properties.", examples=["model"])


_STARTS_AT = (
    "A whole hour of UTC; what happened before does not count. Without: all of the past counts, in the background."
)


class MeterIn(Body):
    model_config = example(
        slug="tokens",
        name="Tokens",
        event_type="llm.completion",
        aggregation="sum",
        value_property="tokens",
        filters=[{"property": "ok", "operator": "eq", "value": True}],
        dimensions=[{"name": "model", "property": "model"}],
        unit="tokens",
    )

    slug: str
    name: str
    event_type: str = Field("api.call", description="The type of the events it counts; `api.call` is a metered call.")
    aggregation: metering.Aggregation = "sum"
    value_property: str = Field("", description="What all but `count` read: a dotted path in the event's properties.")
    filters: list[FilterIn] = Field([], description="Only events that all of them let in are counted.")
    dimensions: list[DimensionIn] = Field([], description="Up to four.")
    values_max: int = Field(1000, description="Distinct values of a dimension; others are counted as `__other__`.")
    unit: str = Field("", description="A plural noun, for explanations.")
    display_scale: int = Field(0, description="Pages show quantities divided by ten to the power of it.")
    description: str = ""
    starts_at: datetime | None = Field(None, description=_STARTS_AT)

    def as_arguments(self) -> dict[str, Any]:
        return self.model_dump() | {
            "filters": [each.as_filter() for each in self.filters],
            "dimensions": [metering.Dimension(each.name, each.property) for each in self.dimensions],
        }


class MeterVersionIn(Body):
    """What differs from the version it is made from; all that is left out is as it is there."""

    model_config = example(
        filters=[{"property": "ok", "operator": "eq", "value": True}], starts_at="2027-01-01T00:00:00Z"
    )

    name: str | None = Field(None, description="By default that of the family with the number of the version.")
    event_type: str | None = None
    aggregation: metering.Aggregation | None = None
    value_property: str | None = None
    filters: list[FilterIn] | None = None
    dimensions: list[DimensionIn] | None = None
    values_max: int | None = None
    unit: str | None = None
    display_scale: int | None = None
    description: str | None = None
    starts_at: datetime | None = Field(None, description=_STARTS_AT)

    def as_arguments(self) -> dict[str, Any]:
        known = self.model_dump(exclude_none=True)
        if self.filters is not None:
            known["filters"] = [each.as_filter() for each in self.filters]
        if self.dimensions is not None:
            known["dimensions"] = [metering.Dimension(each.name, each.property) for each in self.dimensions]
        return known


class FilterOut(BaseModel):
    property: str
    operator: Literal["eq", "in", "range", "exists"]
    value: bool | int | str | None
    values: list[bool | int | str]
    minimum: Quantity | None
    maximum: Quantity | None

    @classmethod
    def of(cls, found: metering.Filter) -> "FilterOut":
        return cls(
            property=found.property,
            operator=found.operator,  # type: ignore[arg-type]
            value=_scalar(found.value),
            values=[_scalar(each) for each in found.values],
            minimum=found.minimum,
            maximum=found.maximum,
        )


def _scalar(value: Any) -> Any:
    """A whole number as a number; a fraction as a text, since a float is not exact."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value, "f")
    return value


class DimensionOut(BaseModel):
    name: str
    property: str


class BackfillOut(BaseModel):
    """How far a meter has counted what was recorded before it: events of all types that it has looked at."""

    done: int
    total: int | None
    is_finished: bool


class MeterOut(BaseModel):
    """What is counted. `backfill` is null if there was nothing to count from before it. Versions of one family differ
    in what they mean; `slug` names this one."""

    id: UUID
    slug: str
    family: str
    version: int
    starts_at: datetime | None
    name: str
    description: str
    event_type: str
    aggregation: metering.Aggregation
    value_property: str
    filters: list[FilterOut]
    dimensions: list[DimensionOut]
    values_max: int
    unit: str
    display_scale: int
    created_at: datetime
    backfill: BackfillOut | None

    @classmethod
    def of(cls, meter: metering.Meter, backfills: Mapping[UUID, metering.Backfilled]) -> "MeterOut":
        state = backfills.get(meter.id)
        backfill = None if state is None else BackfillOut.model_validate(state, from_attributes=True)
        filters = [FilterOut.of(metering.Filter.of(each)) for each in meter.filters]
        known = {name: getattr(meter, name) for name in cls.model_fields if name not in ("filters", "backfill")}
        return cls(
            **known | {"dimensions": [DimensionOut(**each) for each in meter.dimensions]},
            filters=filters,
            backfill=backfill,
        )


ChargeModel = Literal["flat", "per_unit", "graduated", "volume", "package", "percentage", "seats"]


class TierIn(Body):
    """Up to and including `up_to` units at `unit_amount` each, and `flat_amount` once."""

    up_to: ExactIn | None = Field(None, examples=["10000"])
    unit_amount: ExactIn
    flat_amount: ExactIn = Decimal(0)


class ChargeIn(Body):
    name: str = Field(examples=["API calls"])
    model: ChargeModel
    amount: ExactIn = Field(Decimal(0), description="The fee, the price of a unit, seat or package, or a percentage.")
    meter: str | None = Field(
        None, description="The slug of the meter; fees and seats have none.", examples=["api_calls"]
    )
    included: ExactIn = Field(Decimal(0), description="Units of a period that cost nothing.", examples=["10000"])
    timing: Literal["arrears", "advance"] = Field("arrears", description="Fees and seats may be billed in advance.")
    tiers: list[TierIn] = Field([], description="graduated and volume: ascending, the last without an upper bound.")
    package_size: ExactIn | None = Field(None, description="package: how many units one holds.", examples=["1000"])
    per_event: ExactIn = Field(Decimal(0), description="percentage: a fee for each event.", examples=["0.30"])
    minimum: ExactIn | None = Field(None, description="What it costs in a period at least.", examples=["10"])
    maximum: ExactIn | None = Field(None, description="What it costs in a period at most.", examples=["500"])
    dimension: str | None = Field(None, description="The dimension whose values have prices of their own.")
    dimension_prices: dict[str, ExactIn] = Field({}, description="`amount` by value; any other has the one above.")
    tax_category: str | None = Field(None, description="Of its own, beside fees and usage.", examples=["books"])

    def as_draft(self) -> plans.ChargeDraft:
        known = self.model_dump() | {"tiers": [Tier(**tier.model_dump()) for tier in self.tiers]}
        return plans.ChargeDraft(**known)


class VersionIn(Body):
    model_config = example(currency="USD", charges=_CHARGES)

    currency: str = Field("USD", description="ISO 4217.")
    charges: list[ChargeIn]
    interval_unit: Literal["day", "week", "month", "year"] = "month"
    interval_count: int = Field(1, description="A quarter is three months.")
    alignment: Literal["calendar", "anniversary"] = Field(
        "calendar", description="Periods in step with the calendar, or with the subscription's start."
    )
    minimum: ExactIn | None = Field(None, description="What a period costs at least, fees and usage.", examples=["100"])
    spend_cap: ExactIn | None = Field(None, description="What the usage of a period costs at most.", examples=["1000"])
    trial_days: int = Field(0, description="Days that bill nothing.")
    due_days: int = Field(30, description="Days after which an invoice is due.")

    def options(self) -> plans.VersionOptions:
        return plans.VersionOptions(**self.model_dump(include=set(plans.VersionOptions.__dataclass_fields__)))


class PlanIn(VersionIn):
    model_config = example(slug="growth", name="Growth", description="For teams.", currency="USD", charges=_CHARGES)

    slug: str
    name: str
    description: str = ""
    addon: bool = Field(False, description="Sold to subscribers of other plans, on the same invoice.")


class ChargeOut(BaseModel):
    """A price of one meter, or a flat fee."""

    id: UUID
    name: str
    model: ChargeModel
    meter_id: UUID | None
    timing: Literal["arrears", "advance"]
    terms: dict[str, Any] = Field(description="Tiers and whatever else its model has, as in the request.")
    amount: str = Field(description="With at least the currency's decimals.", examples=["0.002"])
    included: Quantity
    tax_category: str | None = Field(description="Of its own; null: it is taxed as fees or usage.")

    @classmethod
    def of(cls, charge: plans.Charge, currency: str) -> "ChargeOut":
        return cls(
            id=charge.id,
            name=charge.name,
            model=charge.model,  # type: ignore[arg-type]
            timing=charge.timing,  # type: ignore[arg-type]
            terms=charge.terms,
            meter_id=charge.meter_id,  # type: ignore[attr-defined]
            amount=format_price(charge.amount, currency),
            included=charge.included,
            tax_category=charge.tax_category,
        )


class VersionOut(BaseModel):
    """Prices under a number. Once published it never changes."""

    id: UUID
    number: int
    status: Literal["draft", "published", "archived"]
    currency: str
    interval_unit: str
    interval_count: int
    alignment: str
    minimum: Quantity | None
    spend_cap: Quantity | None
    trial_days: int
    due_days: int
    published_at: datetime | None
    charges: list[ChargeOut]
    limits: list[PlanLimitOut]


class PlanOut(BaseModel):
    """What is sold, with all its versions, oldest first."""

    id: UUID
    slug: str
    name: str
    description: str
    addon: bool
    archived_at: datetime | None
    versions: list[VersionOut]

    @classmethod
    def of(cls, details: plans.PlanDetails) -> "PlanOut":
        versions = [
            VersionOut(
                id=version.id,
                number=version.number,
                status=version.status,  # type: ignore[arg-type]
                currency=version.currency,
                interval_unit=version.interval_unit,
                interval_count=version.interval_count,
                alignment=version.alignment,
                minimum=version.minimum,
                spend_cap=version.spend_cap,
                trial_days=version.trial_days,
                due_days=version.due_days,
                published_at=version.published_at,
                charges=[ChargeOut.of(charge, version.currency) for charge in charges],
                limits=[PlanLimitOut.of(limit) for limit in details.limits_of(version)],
            )
            for version, charges in details.versions
        ]
        plan = details.plan
        return cls(
            id=plan.id,
            slug=plan.slug,
            name=plan.name,
            description=plan.description,
            addon=plan.addon,
            archived_at=plan.archived_at,
            versions=versions,
        )


class MoveIn(Body):
    model_config = example(when="period_end")

    when: Literal["now", "period_end"] = "period_end"


class MovedOut(BaseModel):
    """How many users were moved to the newest version."""

    users: int


class CloneIn(Body):
    model_config = example(slug="growth_eu", name="Growth (EU)")

    slug: str
    name: str
