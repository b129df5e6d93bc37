"""GraphQL: how plans price and bill, as it is asked for."""

from decimal import Decimal
from enum import Enum

import strawberry

from core import plans
from core.pricing import Tier

__all__ = ["Alignment", "ChargeModel", "ChargeTiming", "CreatePlanInput", "IntervalUnit", "PlanVersionInput"]


@strawberry.enum(description="How a charge makes an amount of a quantity.")
class ChargeModel(Enum):
    FLAT = strawberry.enum_value("flat", description="A fixed amount per period, whatever is used.")
    PER_UNIT = strawberry.enum_value("per_unit", description="Every unit beyond the included ones costs the same.")
    GRADUATED = strawberry.enum_value("graduated", description="Each tier's units cost that tier's price.")
    VOLUME = strawberry.enum_value("volume", description="All units cost the price of the tier that is reached.")
    PACKAGE = strawberry.enum_value("package", description="Every package of units that was begun costs the same.")
    PERCENTAGE = strawberry.enum_value("percentage", description="A percentage of an amount, and a fee per event.")
    SEATS = strawberry.enum_value("seats", description="Every seat of the subscription costs the same.")


@strawberry.enum(description="When a charge is billed.")
class ChargeTiming(Enum):
    ARREARS = strawberry.enum_value("arrears", description="After the period, once it is known.")
    ADVANCE = strawberry.enum_value("advance", description="Before the period; fees and seats only.")


@strawberry.enum(description="Units of a billing period.")
class IntervalUnit(Enum):
    DAY = strawberry.enum_value("day", description="Days.")
    WEEK = strawberry.enum_value("week", description="Weeks.")
    MONTH = strawberry.enum_value("month", description="Months; a quarter is three.")
    YEAR = strawberry.enum_value("year", description="Years.")


@strawberry.enum(description="What billing periods are in step with.")
class Alignment(Enum):
    CALENDAR = strawberry.enum_value("calendar", description="The calendar; a first period is cut by its start.")
    ANNIVERSARY = strawberry.enum_value("anniversary", description="The day on which the subscription began.")


@strawberry.input(description="A tier of a graduated or a volume price.")
class TierInput:
    unit_amount: Decimal = strawberry.field(description="The price of one unit in it.")
    up_to: Decimal | None = strawberry.field(description="Its last unit; null for the last tier.", default=None)
    flat_amount: Decimal = strawberry.field(description="Charged once when it is entered.", default=Decimal(0))


@strawberry.input(description="A price of its own for a value of a dimension.")
class DimensionPriceInput:
    value: str = strawberry.field(description="The value of the dimension.")
    amount: Decimal = strawberry.field(description="What stands in the place of the charge's amount.")


@strawberry.input(description="A price of a version to be drafted.")
class ChargeInput:
    name: str = strawberry.field(description="What the line is called on an invoice.")
    model: ChargeModel = strawberry.field(description="How the amount is made.")
    amount: Decimal = strawberry.field(
        description="The fee, the price of a unit, seat or package, or the percentage.", default=Decimal(0)
    )
    meter: str | None = strawberry.field(
        description="The slug of the meter to price; none for FLAT and SEATS.", default=None
    )
    included: Decimal = strawberry.field(description="How many units of a period cost nothing.", default=Decimal(0))
    timing: ChargeTiming = strawberry.field(description="When it is billed.", default=ChargeTiming.ARREARS)
    tiers: list[TierInput] = strawberry.field(description="GRADUATED and VOLUME: ascending.", default_factory=list)
    package_size: Decimal | None = strawberry.field(description="PACKAGE: how many units one holds.", default=None)
    per_event: Decimal = strawberry.field(description="PERCENTAGE: a fee for each event.", default=Decimal(0))
    minimum: Decimal | None = strawberry.field(description="What it costs in a period at least.", default=None)
    maximum: Decimal | None = strawberry.field(description="What it costs in a period at most.", default=None)
    dimension: str | None = strawberry.field(description="Whose values have prices of their own.", default=None)
    dimension_prices: list[DimensionPriceInput] = strawberry.field(
        description="These prices; any other value has the charge's amount.", default_factory=list
    )
    tax_category: str | None = strawberry.field(description="Of its own, beside fees and usage.", default=None)

    def draft(self) -> plans.ChargeDraft:
        return plans.ChargeDraft(
            name=self.name,
            model=self.model.value,
            amount=self.amount,
            meter=self.meter,
            included=self.included,
            timing=self.timing.value,
            tiers=[Tier(tier.up_to, tier.unit_amount, tier.flat_amount) for tier in self.tiers],
            package_size=self.package_size,
            per_event=self.per_event,
            minimum=self.minimum,
            maximum=self.maximum,
            dimension=self.dimension,
            dimension_prices={each.value: each.amount for each in self.dimension_prices},
            tax_category=self.tax_category,
        )


@strawberry.input(description="The prices of a version to be drafted.")
class PlanVersionInput:
    currency: str = strawberry.field(description="The ISO 4217 code of all prices.", default="USD")
    charges: list[ChargeInput] = strawberry.field(description="The prices, in the order of invoice lines; up to 50.")

    interval_unit: IntervalUnit = strawberry.field(
        description="The unit of its billing period.", default=IntervalUnit.MONTH
    )
    interval_count: int = strawberry.field(description="How many of these a period has.", default=1)
    alignment: Alignment = strawberry.field(
        description="What its periods are in step with.", default=Alignment.CALENDAR
    )
    minimum: Decimal | None = strawberry.field(description="What a period costs at least.", default=None)
    spend_cap: Decimal | None = strawberry.field(description="What usage of a period costs at most.", default=None)
    trial_days: int = strawberry.field(description="Days that bill nothing.", default=0)
    due_days: int = strawberry.field(description="Days after which an invoice is due.", default=30)

    def drafts(self) -> list[plans.ChargeDraft]:
        return [each.draft() for each in self.charges]

    def options(self) -> plans.VersionOptions:
        return plans.VersionOptions(
            self.interval_unit.value, self.interval_count, self.alignment.value, self.minimum, self.spend_cap,
            self.trial_days, self.due_days,
        )  # fmt: skip


@strawberry.input(description="A new plan, with a draft of its first version.")
class CreatePlanInput(PlanVersionInput):
    slug: str = strawberry.field(description="Lower-case letters, digits and _, beginning with a letter; unique.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it offers.", default="")
    addon: bool = strawberry.field(description="Whether it is sold to subscribers of other plans.", default=False)
