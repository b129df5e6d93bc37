"""Payments: what comes in for an invoice, what is given back, and the customer balance between invoices.

A payment takes what is owed on its invoice; what is above that is the user's balance in that currency, and goes on the
next invoice that is finalized. Whoever changes anything here holds the user's seal, as the run does: one at a time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core import audit, ledger
from core.accounts import Actor
from core.billing.collecting import chosen_provider, follow_invoices
from core.billing.credit_notes import lock_invoice
from core.billing.models import Invoice, Payment, Refund
from core.billing.refunding import promise_refund
from core.billing.settling import APPLY, NO_MONEY
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.ledger import Posting
from core.money import exact, format_decimal, parse_amount, round_amount

__all__ = ["book_payment", "give_up_invoice", "list_payments", "payments_of_invoices", "record_payment",
           "refund_payment"]  # fmt: skip


async def record_payment(
    actor: Actor,
    invoice_id: UUID,
    *,
    amount: Decimal | str,
    received_at: datetime | None = None,
    reference: str = "",
) -> Payment:
    """Money that came in for a finalized invoice: a part of what is owed, all of it, or more.

    What is above becomes the user's balance. InvalidInput for nothing, and for a time that is still to come.
    """
    actor.require_vendor("billing:write")
    said = check_text(reference, field="reference", chars_max=200, required=False)
    if received_at is not None and received_at > now():
        raise InvalidInput("received_at must not be in the future.", field="received_at")
    async with transaction():
        invoice = await _finalized(invoice_id)
        paid = parse_amount(amount, invoice.currency, field="amount")
        if not paid:
            raise InvalidInput("amount must be above 0.", field="amount")
        payment = await book_payment(
            actor, invoice, paid, method="manual", reference=said, received_at=received_at or now()
        )
        await follow_invoices([invoice_id])
    return payment


async def book_payment(
    actor: Actor, invoice: Invoice, paid: Decimal, *, method: str, reference: str, received_at: datetime
) -> Payment:
    """Money that came in for an invoice of which nothing else may change meanwhile: see `lock_invoice`.

    What is above what is owed becomes balance; of one that is void nothing is owed.
    """
    currency = invoice.currency
    applied = min(paid, round_amount(invoice.owed, currency))
    payment = await Payment.create(
        user_id=invoice.user_id, invoice_id=invoice.id, currency=currency, method=method, amount=paid, applied=applied,
        reference=reference, received_at=received_at,
    )  # fmt: skip
    if applied:
        await fetch(APPLY, [invoice.id], [format_decimal(applied)])
    with exact():
        amounts = {"cash": paid, "receivable": -applied, "balance": applied - paid}
    await ledger.post([Posting("payment", payment.id, invoice.user_id, currency, amounts)])
    await audit.record(
        actor, action="payment.record", entity="payment", entity_id=payment.id, user_id=invoice.user_id,
        after={"invoice_id": invoice.id, "amount": paid, "reference": reference},
    )  # fmt: skip
    return payment


async def refund_payment(actor: Actor, payment_id: UUID, *, amount: Decimal | str | None = None, reason: str) -> Refund:
    """Give money of a payment back, all that is left of it by default.

    It comes out of the user's balance as far as that goes; the rest is owed again on the invoice. InvalidInput for
    more than is left of the payment, or than both can bear (the balance paid another invoice meanwhile). What came by
    the provider that is chosen goes back by it; else the money is sent by hand.
    """
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        payment = await _locked(payment_id)
        currency = payment.currency
        with exact():
            left = round_amount(payment.amount - payment.refunded, currency)
        asked = left if amount is None else parse_amount(amount, currency, field="amount")
        balance = (await ledger.credit_of([payment.user_id])).get((payment.user_id, currency), Decimal(0))
        applied = round_amount(payment.applied, currency)
        with exact():
            most = min(left, balance + applied)
            reopened = max(asked - balance, Decimal(0))
        if not 0 < asked <= most:
            raise InvalidInput(f"amount must be above 0, and {format_decimal(most)} can be given back.", field="amount")
        refund = await Refund.create(
            user_id=payment.user_id, payment_id=payment_id, currency=currency, amount=asked, reopened=reopened,
            reason=said, provider=payment.method if payment.method == chosen_provider() else None,
        )  # fmt: skip
        await fetch(
            "UPDATE payments SET refunded = refunded + $2::text::numeric, applied = applied - $3::text::numeric"
            " WHERE id = $1",
            payment_id, format_decimal(asked), format_decimal(reopened),
        )  # fmt: skip
        if reopened:
            await fetch(APPLY, [payment.invoice_id], [format_decimal(-reopened)])
            await follow_invoices([payment.invoice_id])
        with exact():
            amounts = {"cash": -asked, "receivable": reopened, "balance": asked - reopened}
        if refund.provider is not None:
            await promise_refund(refund)
        await ledger.post([Posting("refund", refund.id, payment.user_id, currency, amounts)])
        await audit.record(
            actor, action="payment.refund", entity="payment", entity_id=payment_id, user_id=payment.user_id,
            after={"amount": asked, "reason": said},
        )  # fmt: skip
    return refund


async def give_up_invoice(actor: Actor, invoice_id: UUID, *, reason: str) -> Invoice:
    """Mark what is owed on an invoice as uncollectible. It stays owed; a payment opens the question again."""
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        invoice = await _finalized(invoice_id)
        if not invoice.owed:
            raise Conflict("Nothing is owed on this invoice.", code="invoice_paid")
        await fetch("UPDATE invoices SET payment_status = 'uncollectible' WHERE id = $1", invoice_id)
        await audit.record(
            actor, action="invoice.give_up", entity="invoice", entity_id=invoice_id, user_id=invoice.user_id,
            before={"payment_status": invoice.payment_status},
            after={"payment_status": "uncollectible", "reason": said},
        )  # fmt: skip
    return await Invoice.get(id=invoice_id)


async def list_payments(actor: Actor, invoice_id: UUID) -> Sequence[Payment]:
    """The payments of an invoice, oldest first; NotFound for one that the actor may not see."""
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None or not actor.sees(invoice.user_id):
        raise NotFound("There is no such invoice.", code="invoice_not_found")
    return (await payments_of_invoices(actor, [invoice_id]))[invoice_id]


async def payments_of_invoices(actor: Actor, invoice_ids: Collection[UUID]) -> dict[UUID, Sequence[Payment]]:
    """The payments of those invoices that the actor may see, oldest first; one statement."""
    actor.require("read")
    query = Payment.filter(invoice_id__in=list(invoice_ids)).order_by("id")
    if actor.user_id is not None:
        query = query.filter(user_id=actor.user_id)
    found: dict[UUID, list[Payment]] = {invoice_id: [] for invoice_id in invoice_ids}
    for payment in await query:
        found[payment.invoice_id].append(payment)
    return dict(found)


async def _finalized(invoice_id: UUID) -> Invoice:
    invoice = await lock_invoice(invoice_id)
    if invoice.status != "finalized":
        raise Conflict("This is possible with a finalized invoice only.", code="invoice_not_finalized")
    return invoice


async def _locked(payment_id: UUID) -> Payment:
    """The payment, with its invoice locked. NotFound if there is none; Conflict for credit and balance."""
    rows = await fetch("SELECT invoice_id FROM payments WHERE id = $1", payment_id)
    if not rows:
        raise NotFound("There is no such payment.", code="payment_not_found")
    await lock_invoice(rows[0]["invoice_id"])
    payment = await Payment.get(id=payment_id)
    if payment.method in NO_MONEY:
        raise Conflict("It is credit or balance: void the invoice to give it back.", code="payment_not_money")
    return payment
