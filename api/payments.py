"""REST: payments, and what the ledger says of a user."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import (
    BalanceOut,
    CreditGrantIn,
    CreditGrantOut,
    GiveUpIn,
    InvoiceOut,
    LedgerTransactionOut,
    PageOut,
    PaymentIn,
    PaymentOut,
    PrepaymentIn,
    PrepaymentOut,
    RefundIn,
    RefundOut,
    RevokeIn,
    UnitPackIn,
    UnitPackOut,
    UserCollectionIn,
    UserCollectionOut,
)
from core import accounts, billing, ledger

router = APIRouter(route_class=ManagedRoute, tags=["payments"])


@router.get("/invoices/{invoice_id}/payments")
async def list_payments(actor: AnyActor, invoice_id: UUID) -> list[PaymentOut]:
    """What was paid for an invoice, oldest first."""
    return [PaymentOut.of(each) for each in await billing.list_payments(actor, invoice_id)]


@router.post("/invoices/{invoice_id}/payments", status_code=201)
async def record_payment(actor: AdminActor, invoice_id: UUID, body: PaymentIn) -> PaymentOut:
    """Record money that came in: a part of what is owed, all of it, or more, which becomes the user's balance."""
    return PaymentOut.of(await billing.record_payment(actor, invoice_id, **body.model_dump()))


@router.post("/invoices/{invoice_id}/uncollectible")
async def give_up_invoice(actor: AdminActor, invoice_id: UUID, body: GiveUpIn) -> InvoiceOut:
    """Mark what is owed as uncollectible. It stays owed, and a payment may still come."""
    return InvoiceOut.of(await billing.give_up_invoice(actor, invoice_id, reason=body.reason))


@router.post("/payments/{payment_id}/refunds", status_code=201)
async def refund_payment(actor: AdminActor, payment_id: UUID, body: RefundIn) -> RefundOut:
    """Give money back: out of the user's balance first, and for the rest its invoice is owed again."""
    return RefundOut.of(await billing.refund_payment(actor, payment_id, amount=body.amount, reason=body.reason))


@router.get("/users/{user}/credits")
async def list_credits(actor: AnyActor, user: str) -> list[CreditGrantOut]:
    """The credits of a user in the order in which they burn, those of which nothing is left last."""
    found = await accounts.find_user(actor, user)
    return [CreditGrantOut.of(each) for each in await billing.list_credits(actor, found.id)]


@router.post("/users/{user}/credits", status_code=201)
async def grant_credit(actor: AdminActor, user: str, body: CreditGrantIn) -> CreditGrantOut:
    """Give a user credit, which pays its next invoices."""
    found = await accounts.find_user(actor, user)
    return CreditGrantOut.of(await billing.grant_credit(actor, found.id, **body.model_dump()))


@router.post("/credits/{grant_id}/revoke")
async def revoke_credit(actor: AdminActor, grant_id: UUID, body: RevokeIn) -> CreditGrantOut:
    """Take back what is left of a credit: its money goes out, or onto the user's balance if an invoice sold it."""
    return CreditGrantOut.of(await billing.revoke_credit(actor, grant_id, reason=body.reason))


@router.get("/users/{user}/unit-packs")
async def list_unit_packs(actor: AnyActor, user: str) -> list[UnitPackOut]:
    """The packs of a user in the order in which they are used up, those of which nothing is left last."""
    found = await accounts.find_user(actor, user)
    return [UnitPackOut.of(pack) for pack, _ in await billing.list_unit_packs(actor, found.id)]


@router.post("/users/{user}/unit-packs", status_code=201)
async def add_unit_pack(actor: AdminActor, user: str, body: UnitPackIn) -> UnitPackOut:
    """Give a user units of a meter, or sell them. They cover usage before any of it is priced."""
    found = await accounts.find_user(actor, user)
    return UnitPackOut.of(await billing.add_unit_pack(actor, found.id, **body.model_dump()))


@router.post("/unit-packs/{pack_id}/revoke")
async def revoke_unit_pack(actor: AdminActor, pack_id: UUID, body: RevokeIn) -> UnitPackOut:
    """Take back what is left of a pack. What was paid for it stays paid."""
    return UnitPackOut.of(await billing.revoke_unit_pack(actor, pack_id, reason=body.reason))


@router.get("/users/{user}/prepayment")
async def get_prepayment(actor: AnyActor, user: str) -> PrepaymentOut:
    """How a user pays ahead: credit bought by itself, usage invoiced before its period ends."""
    found = await accounts.find_user(actor, user)
    return PrepaymentOut.of(await billing.get_prepayment(actor, found.id))


@router.put("/users/{user}/prepayment")
async def set_prepayment(actor: AdminActor, user: str, body: PrepaymentIn) -> PrepaymentOut:
    """Set all of it, in the user's currency; what is left out is off. It is looked at every minute."""
    found = await accounts.find_user(actor, user)
    return PrepaymentOut.of(await billing.set_prepayment(actor, found.id, **body.model_dump()))


@router.get("/users/{user}/collection")
async def get_collection(actor: AnyActor, user: str) -> UserCollectionOut:
    """Whether a payment provider collects what a user owes. It does unless it was told not to."""
    found = await accounts.find_user(actor, user)
    return UserCollectionOut.of(await billing.collection_of(actor, found.id))


@router.put("/users/{user}/collection")
async def set_collection(actor: AdminActor, user: str, body: UserCollectionIn) -> UserCollectionOut:
    """Have the payment provider collect what a user owes, or not, from the next invoice on."""
    found = await accounts.find_user(actor, user)
    return UserCollectionOut.of(await billing.set_collection(actor, found.id, collected=body.collected))


@router.get("/users/{user}/balances")
async def list_balances(actor: AnyActor, user: str) -> list[BalanceOut]:
    """What a user owes, and what it has paid beyond that, by currency."""
    found = await accounts.find_user(actor, user)
    return [BalanceOut.of(each) for each in await ledger.balances_of(actor, found.id)]


@router.get("/users/{user}/ledger")
async def list_ledger(
    actor: AnyActor,
    user: str,
    invoice: Annotated[UUID | None, Query(description="Only what is about this invoice.")] = None,
    limit: Annotated[int | None, Query(ge=1, le=100)] = None,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the last page.")] = None,
) -> PageOut[LedgerTransactionOut]:
    """The transactions of the ledger about a user, newest first, or about one invoice and all that was done to it."""
    found = await accounts.find_user(actor, user)
    page = await billing.list_ledger(actor, found.id, invoice_id=invoice, limit=limit, cursor=cursor)
    return PageOut(items=[LedgerTransactionOut.of(*each) for each in page.items], next_cursor=page.next_cursor)
