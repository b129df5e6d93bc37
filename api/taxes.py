"""REST: tax rates and coupons, and who has which."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import (
    AttachIn,
    AttachmentOut,
    CouponIn,
    CouponOut,
    TaxProfileIn,
    TaxProfileOut,
    TaxRateIn,
    TaxRateOut,
    UserTaxProfileIn,
)
from core import accounts, billing

router = APIRouter(route_class=ManagedRoute, tags=["taxes and coupons"])


@router.get("/tax-rates")
async def list_tax_rates(actor: AdminActor) -> list[TaxRateOut]:
    """Every tax rate."""
    return [TaxRateOut.of(each) for each in await billing.list_tax_rates(actor)]


@router.post("/tax-rates", status_code=201)
async def create_tax_rate(actor: AdminActor, body: TaxRateIn) -> TaxRateOut:
    """A rate, which never changes: another percentage is another rate."""
    return TaxRateOut.of(await billing.create_tax_rate(actor, **body.model_dump()))


@router.get("/taxes")
async def get_taxes(actor: AdminActor) -> TaxProfileOut:
    """What everybody is taxed by who has no rate of its own."""
    return TaxProfileOut.of(await billing.get_tax_profile(actor))


@router.put("/taxes")
async def set_taxes(actor: AdminActor, body: TaxProfileIn) -> TaxProfileOut:
    """Tax everybody by these rates from the next invoices on."""
    return TaxProfileOut.of(await billing.set_tax_profile(actor, **body.model_dump()))


@router.get("/users/{user}/taxes")
async def get_user_taxes(actor: AnyActor, user: str) -> TaxProfileOut:
    """A user's tax id, and the rates of its own."""
    found = await accounts.find_user(actor, user)
    return TaxProfileOut.of(await billing.get_tax_profile(actor, found.id))


@router.put("/users/{user}/taxes")
async def set_user_taxes(actor: AdminActor, user: str, body: UserTaxProfileIn) -> TaxProfileOut:
    """Tax a user by rates of its own from its next invoice on; what is left out is everybody's."""
    found = await accounts.find_user(actor, user)
    return TaxProfileOut.of(await billing.set_tax_profile(actor, found.id, **body.model_dump()))


@router.get("/coupons")
async def list_coupons(actor: AdminActor) -> list[CouponOut]:
    """Every coupon, newest first."""
    return [CouponOut.of(each) for each in await billing.list_coupons(actor)]


@router.post("/coupons", status_code=201)
async def create_coupon(actor: AdminActor, body: CouponIn) -> CouponOut:
    """A coupon by percent or by an amount. What an invoice is less than the amount lapses."""
    return CouponOut.of(await billing.create_coupon(actor, **body.model_dump()))


@router.get("/users/{user}/coupons")
async def list_user_coupons(actor: AnyActor, user: str) -> list[AttachmentOut]:
    """The coupons of a user in the order in which they count, those that are used up among them."""
    found = await accounts.find_user(actor, user)
    return [AttachmentOut.of(each) for each, _ in await billing.attachments_of_user(actor, found.id)]


@router.post("/users/{user}/coupons", status_code=201)
async def attach_coupon(actor: AdminActor, user: str, body: AttachIn) -> AttachmentOut:
    """Have a coupon count for a user's next invoices, behind those that it has."""
    found = await accounts.find_user(actor, user)
    return AttachmentOut.of(await billing.attach_coupon(actor, found.id, code=body.code))


@router.delete("/coupon-attachments/{attachment_id}")
async def detach_coupon(actor: AdminActor, attachment_id: UUID) -> AttachmentOut:
    """Let a coupon count no more for its user."""
    return AttachmentOut.of(await billing.detach_coupon(actor, attachment_id))
