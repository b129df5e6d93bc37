"""GraphQL: tax rates and coupons, and who has which."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from core.money import round_amount, round_quantity
from graphql_schema.money import Money
from graphql_schema.operation import Info

__all__ = ["TaxMutations", "TaxQueries"]


@strawberry.type(description="A tax in percent of prices. It never changes.")
class TaxRate:
    id: UUID = strawberry.field(description="Its id.")
    slug: str = strawberry.field(description="Its name in URLs.")
    name: str = strawberry.field(description="As invoices say it.")
    percent: Decimal = strawberry.field(description="Of prices, or within them.")
    inclusive: bool = strawberry.field(description="Whether prices contain it.")

    @classmethod
    def of(cls, rate: billing.TaxRate) -> "TaxRate":
        return cls(
            id=rate.id,
            slug=rate.slug,
            name=rate.name,
            percent=round_quantity(rate.percent),
            inclusive=rate.inclusive,
        )


@strawberry.type(description="What charges of a tax category are taxed by.")
class CategoryRate:
    category: str = strawberry.field(description="The category that charges have.")
    rate_id: UUID = strawberry.field(description="The rate.")


@strawberry.input(description="What charges of a tax category are taxed by.")
class CategoryRateInput:
    category: str = strawberry.field(description="The category that charges have.")
    rate: str = strawberry.field(description="The slug of a rate.")


@strawberry.type(description="What fees and usage are taxed by; null is everybody's rate, or no tax.")
class TaxProfile:
    tax_id: str | None = strawberry.field(description="Behind the code of its country.")
    fees_rate_id: UUID | None = strawberry.field(description="The rate of fees.")
    usage_rate_id: UUID | None = strawberry.field(description="The rate of usage.")
    categories: list[CategoryRate] = strawberry.field(description="Of charges with a tax category of their own.")

    @classmethod
    def of(cls, profile: billing.TaxProfile) -> "TaxProfile":
        rates = sorted(profile.category_rates.items())
        return cls(
            tax_id=profile.tax_id,
            fees_rate_id=profile.fees_rate_id,
            usage_rate_id=profile.usage_rate_id,
            categories=[CategoryRate(category=category, rate_id=UUID(rate_id)) for category, rate_id in rates],
        )


@strawberry.type(description="What invoices of those who have it are less.")
class Coupon:
    id: UUID = strawberry.field(description="Its id.")
    code: str = strawberry.field(description="What it is attached by.")
    name: str = strawberry.field(description="As invoices say it.")
    percent: Decimal | None = strawberry.field(description="Of what is left of an invoice.")
    amount: Money | None = strawberry.field(description="On each invoice.")
    invoices: int | None = strawberry.field(description="On how many of them; null is all.")

    @classmethod
    def of(cls, coupon: billing.Coupon) -> "Coupon":
        amount = None
        if coupon.amount is not None and coupon.currency is not None:
            amount = Money(amount=round_amount(coupon.amount, coupon.currency), currency=coupon.currency)
        return cls(
            id=coupon.id,
            code=coupon.code,
            name=coupon.name,
            percent=round_quantity(coupon.percent) if coupon.percent is not None else None,
            amount=amount,
            invoices=coupon.invoices,
        )


@strawberry.type(description="A coupon that a user has.")
class CouponAttachment:
    id: UUID = strawberry.field(description="Its id.")
    coupon_id: UUID = strawberry.field(description="The coupon.")
    invoices_left: int | None = strawberry.field(description="How often it still counts; null is without end.")
    attached_at: datetime = strawberry.field(description="They count in this order.")
    detached_at: datetime | None = strawberry.field(description="When somebody took it away.")

    @classmethod
    def of(cls, attachment: billing.CouponAttachment) -> "CouponAttachment":
        return cls(
            id=attachment.id,
            coupon_id=attachment.coupon_id,
            invoices_left=attachment.invoices_left,
            attached_at=attachment.attached_at,
            detached_at=attachment.detached_at,
        )


@strawberry.input(description="A tax rate to be made.")
class TaxRateInput:
    slug: str = strawberry.field(description="Its name in URLs.")
    name: str = strawberry.field(description="As invoices say it.")
    percent: Decimal = strawberry.field(description="From 0 to 100.")
    inclusive: bool = strawberry.field(description="Whether prices contain it.", default=False)


@strawberry.input(description="A coupon to be made, by percent or by amount.")
class CouponInput:
    code: str = strawberry.field(description="What it is attached by.")
    name: str = strawberry.field(description="As invoices say it.")
    percent: Decimal | None = strawberry.field(description="Of what is left of an invoice.", default=None)
    amount: Decimal | None = strawberry.field(description="On each invoice.", default=None)
    currency: str | None = strawberry.field(description="The currency of the amount.", default=None)
    invoices: int | None = strawberry.field(description="On how many of them; null is all.", default=None)


AnyUser = Annotated[UUID | None, strawberry.argument(description="Whose; null is everybody's.")]
UserId = Annotated[UUID, strawberry.argument(description="Whose.")]
Slug = Annotated[str | None, strawberry.argument(description="The slug of a rate.")]


@strawberry.type
class TaxQueries:
    @strawberry.field(description="Every tax rate, oldest first.")
    async def tax_rates(self, info: Info) -> list[TaxRate] | None:
        return [TaxRate.of(each) for each in await billing.list_tax_rates(info.context.actor)]

    @strawberry.field(description="What a user is taxed by, or everybody.")
    async def tax_profile(self, info: Info, user_id: AnyUser = None) -> TaxProfile | None:
        return TaxProfile.of(await billing.get_tax_profile(info.context.actor, user_id))

    @strawberry.field(description="Every coupon, newest first.")
    async def coupons(self, info: Info) -> list[Coupon] | None:
        return [Coupon.of(each) for each in await billing.list_coupons(info.context.actor)]

    @strawberry.field(description="The coupons of a user, in the order in which they count.")
    async def coupon_attachments(self, info: Info, user_id: UserId) -> list[CouponAttachment] | None:
        found = await billing.attachments_of_user(info.context.actor, user_id)
        return [CouponAttachment.of(each) for each, _ in found]


@strawberry.type
class TaxMutations:
    @strawberry.mutation(description="Make a tax rate, which never changes.")
    async def create_tax_rate(
        self, info: Info, input: Annotated[TaxRateInput, strawberry.argument(description="What it is.")]
    ) -> TaxRate:
        made = await billing.create_tax_rate(
            info.context.actor, slug=input.slug, name=input.name, percent=input.percent, inclusive=input.inclusive
        )
        return TaxRate.of(made)

    @strawberry.mutation(description="Tax a user, or everybody, by these rates from the next invoice on.")
    async def set_tax_profile(
        self,
        info: Info,
        user_id: AnyUser = None,
        tax_id: Annotated[str | None, strawberry.argument(description="Behind the code of its country.")] = None,
        fees: Slug = None,
        usage: Slug = None,
        categories: Annotated[
            list[CategoryRateInput] | None, strawberry.argument(description="Of charges with a tax category.")
        ] = None,
    ) -> TaxProfile:
        rates = {each.category: each.rate for each in categories or []}
        made = await billing.set_tax_profile(
            info.context.actor, user_id, tax_id=tax_id, fees=fees, usage=usage, categories=rates
        )
        return TaxProfile.of(made)

    @strawberry.mutation(description="Make a coupon.")
    async def create_coupon(
        self, info: Info, input: Annotated[CouponInput, strawberry.argument(description="What it is.")]
    ) -> Coupon:
        made = await billing.create_coupon(
            info.context.actor,
            code=input.code,
            name=input.name,
            percent=input.percent,
            amount=input.amount,
            currency=input.currency,
            invoices=input.invoices,
        )
        return Coupon.of(made)

    @strawberry.mutation(description="Have a coupon count for a user's next invoices, behind those that it has.")
    async def attach_coupon(
        self,
        info: Info,
        user_id: UserId,
        code: Annotated[str, strawberry.argument(description="The coupon's.")],
    ) -> CouponAttachment:
        return CouponAttachment.of(await billing.attach_coupon(info.context.actor, user_id, code=code))

    @strawberry.mutation(description="Let a coupon count no more for its user.")
    async def detach_coupon(
        self, info: Info, id: Annotated[UUID, strawberry.argument(description="The attachment.")]
    ) -> CouponAttachment:
        return CouponAttachment.of(await billing.detach_coupon(info.context.actor, id))
