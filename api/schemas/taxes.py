"""Tax rates, who is taxed by which, and coupons."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Amount, Body, ExactIn, Quantity, example
from core import billing
from core.money import round_amount


class TaxRateIn(Body):
    model_config = example(slug="vat-de", name="VAT", percent="19")

    slug: str
    name: str = Field(description="As invoices say it.")
    percent: ExactIn = Field(description="0 to 100. 0 exempts, and says why by its name.")
    inclusive: bool = Field(False, description="Whether prices contain it.")


class TaxRateOut(BaseModel):
    """A tax in percent of prices. It never changes."""

    id: UUID
    slug: str
    name: str
    percent: Quantity = Field(examples=["19"])
    inclusive: bool
    created_at: datetime

    @classmethod
    def of(cls, rate: billing.TaxRate) -> "TaxRateOut":
        return cls.model_validate(rate, from_attributes=True)


class TaxProfileIn(Body):
    model_config = example(fees="vat-de", usage="vat-de")

    fees: str | None = Field(None, description="The slug of a rate.")
    usage: str | None = Field(None, description="The slug of a rate.")
    categories: dict[str, str] = Field(
        {}, description="Slugs of rates by tax category of charges.", examples=[{"books": "vat-de-reduced"}]
    )


class UserTaxProfileIn(TaxProfileIn):
    model_config = example(tax_id="DE136695976", fees="reverse-charge", usage="reverse-charge")

    tax_id: str | None = Field(None, description="Behind the code of its country; checked in form.")


class TaxProfileOut(BaseModel):
    """What fees and usage are taxed by; null: by everybody's rate, or not at all."""

    tax_id: str | None
    fees_rate_id: UUID | None
    usage_rate_id: UUID | None
    category_rates: dict[str, UUID] = Field(description="Ids of rates by tax category of charges.")

    @classmethod
    def of(cls, profile: billing.TaxProfile) -> "TaxProfileOut":
        return cls.model_validate(profile, from_attributes=True)


class CouponIn(Body):
    model_config = example(code="spring", name="Spring", percent="20", invoices=3)

    code: str
    name: str = Field(description="As invoices say it.")
    percent: ExactIn | None = None
    amount: ExactIn | None = Field(None, description="On each invoice. Either this or percent.", examples=["20"])
    currency: str | None = Field(None, description="Of the amount.")
    invoices: int | None = Field(None, description="On how many that have anything on them; null: on all.")


class CouponOut(BaseModel):
    """What invoices of those who have it are less."""

    id: UUID
    code: str
    name: str
    percent: Quantity | None
    amount: Amount | None = Field(examples=["20.00"])
    currency: str | None
    invoices: int | None
    created_at: datetime

    @classmethod
    def of(cls, coupon: billing.Coupon) -> "CouponOut":
        known = {name: getattr(coupon, name) for name in cls.model_fields if name != "amount"}
        amount = round_amount(coupon.amount, coupon.currency) if coupon.amount and coupon.currency else None
        return cls(amount=amount, **known)


class AttachIn(Body):
    model_config = example(code="spring")

    code: str


class AttachmentOut(BaseModel):
    """A coupon that a user has. They count in the order of their attachment."""

    id: UUID
    user_id: UUID
    coupon_id: UUID
    invoices_left: int | None = Field(description="Null: without end.")
    attached_at: datetime
    detached_at: datetime | None

    @classmethod
    def of(cls, attachment: billing.CouponAttachment) -> "AttachmentOut":
        return cls.model_validate(attachment, from_attributes=True)
