"""Voiding invoices: taking one back, and issuing another in its place."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from core import audit, ledger
from core.accounts import Actor, in_time_of
from core.billing.collecting import follow_invoices
from core.billing.context import Context, Schedule, load_contexts
from core.billing.coupons import give_back_coupons
from core.billing.credit_notes import lock_invoice
from core.billing.drafting import draft_contents, draft_progressive
from core.billing.invoices import InvoiceDetails, get_invoice
from core.billing.lines import Span
from core.billing.models import CreditNote, Invoice, Payment
from core.billing.pack_sales import reissue_pack, take_back_pack
from core.billing.packs import give_back_packs
from core.billing.rating import advance_of
from core.billing.settling import NO_MONEY, take_back_payments
from core.billing.storing import store, take_numbers
from core.billing.top_ups import reissue_top_up, take_back_credit
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict
from core.money import sum_amounts

__all__ = ["reissue_invoice", "void_invoice"]

# A period was closed by an invoice that took this one off.
_COUNTED = """
SELECT EXISTS (
    SELECT 1 FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
    WHERE l.user_id = $1 AND l.kind = 'progressive' AND l.working->>'invoice_id' = $2::text
      AND i.status IN ('finalized', 'skipped')
) AS counted
"""
# What a void one had of a period that ran is on another by now.
_BILLED = """
SELECT EXISTS (
    SELECT 1 FROM invoices WHERE user_id = $1 AND subscription_id = $2 AND period_start = $3 AND (
        kind = 'threshold' AND status = 'finalized' AND period_end > $4
        OR kind IN ('period', 'change') AND status IN ('finalized', 'skipped') AND period_end > period_start
    )
) AS billed
"""
# The invoice that closed the period after one, and what it changed of the fees that were billed for it in advance.
_NEXT = """
SELECT i.period_start, i.period_end, i.whole_start, i.whole_end, (
    SELECT coalesce(sum(l.amount), 0) FROM invoice_lines l WHERE l.invoice_id = i.id AND l.kind = 'adjustment'
) AS adjusted
FROM invoices i WHERE i.user_id = $1 AND i.subscription_id = $2 AND i.kind IN ('period', 'change')
    AND i.status IN ('finalized', 'skipped') AND i.period_start = $3 AND i.period_end > $3
"""
_END = """
SELECT coalesce(
    (SELECT max(period_end) FROM invoices WHERE user_id = $1 AND subscription_id = $2 AND kind IN ('period', 'change')
        AND period_start = $3 AND period_end > $3),
    (SELECT next_at FROM billing_schedules WHERE root_id = $2)
) AS at
"""


async def void_invoice(actor: Actor, invoice_id: UUID, *, reason: str, reissue: bool = False) -> InvoiceDetails:
    """Take a finalized invoice back; it keeps its number. Refused while money is on it, and once it was credited.

    Credits and balance that paid it are given back, and so are coupons and packs. Credit and units that it sold go with
    it, and must not have been used. One for usage of a period that ran is refused once the period's own took it off.

    With `reissue` a new one takes its place, as by `reissue_invoice`. Returns that, or else the voided invoice.
    """
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        invoice = await lock_invoice(invoice_id)
        paid = await Payment.filter(invoice_id=invoice_id, applied__gt=0).exclude(method__in=NO_MONEY).exists()
        if invoice.status != "finalized" or paid:
            raise Conflict("Only a finalized invoice on which nothing was paid can be voided.", code="invoice_not_void")
        if await CreditNote.filter(Q(invoice_id=invoice_id) | Q(caused_by_id=invoice_id)).exists():
            raise Conflict("Credit notes belong to this invoice; it cannot be voided.", code="invoice_not_void")
        if (await fetch(_COUNTED, invoice.user_id, str(invoice_id)))[0]["counted"]:
            raise Conflict("The invoice of its period took it off; void that one first.", code="invoice_not_void")
        if invoice.kind == "top_up":
            await take_back_credit(invoice_id)
        elif invoice.kind == "pack":
            await take_back_pack(invoice_id)
        await fetch(
            "UPDATE invoices SET status = 'void', voided_at = $2, void_reason = $3, payment_status = 'open', paid = 0,"
            " owed = 0 WHERE id = $1",
            invoice_id, now(), said,
        )  # fmt: skip
        await take_back_payments(invoice_id)
        await give_back_packs(invoice_id)
        await give_back_coupons([UUID(each["attachment_id"]) for each in invoice.discounts])
        await ledger.reverse("invoice", [invoice_id], by="void")
        await follow_invoices([invoice_id])
        await audit.record(
            actor, action="invoice.void", entity="invoice", entity_id=invoice_id, user_id=invoice.user_id,
            before={"status": "finalized"}, after={"status": "void", "reason": said},
        )  # fmt: skip
        async with in_time_of(invoice.user_id):
            shown = await _reissue(invoice) if reissue else invoice_id
    return await get_invoice(actor, shown)


async def reissue_invoice(actor: Actor, invoice_id: UUID) -> InvoiceDetails:
    """Bill what a void invoice billed, once: the same usage at the same prices, with the customer, coupons, taxes and
    packs as they are now. The new one names the one that it replaces.

    Usage that arrived while it was void is late usage as ever, and fees in advance whose period was invoiced meanwhile
    are on that invoice. Conflict `invoice_not_reissued` for one that is not void, was replaced already, or whose usage
    is on another invoice by now.
    """
    actor.require_vendor("billing:write")
    async with transaction():
        old = await lock_invoice(invoice_id)
        if old.status != "void":
            raise Conflict("Only a void invoice can be replaced.", code="invoice_not_reissued")
        if await Invoice.filter(replaces_id=invoice_id).exists():
            raise Conflict("Another invoice stands in its place already.", code="invoice_not_reissued")
        if old.kind == "threshold" and (await fetch(_BILLED, old.user_id, old.subscription_id, old.period_start,
                                                    old.period_end))[0]["billed"]:  # fmt: skip
            raise Conflict("Its usage is on a later invoice of the same period.", code="invoice_not_reissued")
        async with in_time_of(old.user_id):
            await _reissue(old)
        made = await Invoice.get_or_none(replaces_id=invoice_id)
        if made is None:
            raise Conflict("Nothing is left of it to be billed.", code="invoice_not_reissued")
        await audit.record(
            actor, action="invoice.reissue", entity="invoice", entity_id=invoice_id, user_id=old.user_id,
            after={"replaced_by": made.id},
        )  # fmt: skip
    return await get_invoice(actor, made.id)


async def _reissue(old: Invoice) -> UUID:
    """The same period up to the same seal, so exactly the same events."""
    if old.kind == "top_up":
        return await reissue_top_up(old)
    if old.kind == "pack":
        return await reissue_pack(old)
    assert old.seal_to is not None and old.subscription_id is not None
    of_period = old.kind in ("period", "change")
    end = old.period_end if of_period else await _end_of(old)
    schedule = Schedule(old.subscription_id, old.user_id, old.period_start, old.whole_start, old.whole_end, end)
    (context,) = await load_contexts([schedule])
    seals = {old.user_id: old.seal_to}
    if of_period:
        contents = await draft_contents([await _as_it_was(context, old)], seals)
    else:
        before = tuple(each for each in context.progressive if each.at <= old.period_end)
        contents = await draft_progressive([replace(context, progressive=before)], seals, old.period_end)
        if contents[0].totals.subtotal <= 0:  # packs came meanwhile
            return old.id
    numbered = await store(contents, replaces=old.id)
    await take_numbers(numbered)
    if not numbered:
        return old.id
    return numbered[0]


async def _end_of(old: Invoice) -> datetime:
    """Where the period ends that ran: its own invoice says it, void by now, or the schedule that is to close it."""
    rows = await fetch(_END, old.user_id, old.subscription_id, old.period_start)
    end: datetime = rows[0]["at"]
    return end


async def _as_it_was(context: Context, old: Invoice) -> Context:
    """Late usage and balances that earlier invoices left, without what later ones did."""
    rows = await fetch(
        "SELECT min(period_start) AS first, max(period_end) AS last FROM invoices WHERE user_id = $1"
        " AND kind IN ('period', 'change') AND status <> 'draft' AND seal_to <= $2",
        old.user_id,
        old.seal_from,
    )
    return replace(
        context, last_seal=old.seal_from, first_start=rows[0]["first"], closed_until=rows[0]["last"],
        fees_settled=await _fees_settled(context, old),
    )  # fmt: skip


async def _fees_settled(context: Context, old: Invoice) -> bool:
    """Whether the next period was closed while this invoice was void, and so billed its fees as not billed before."""
    rows = await fetch(_NEXT, old.user_id, old.subscription_id, old.period_end)
    if not rows:
        return False
    span = Span(*[rows[0][name] for name in ("period_start", "period_end", "whole_start", "whole_end")])
    due = sum_amounts((line.amount for line in advance_of(span, context.tracks(span))), context.currency)
    return bool(due) and due == rows[0]["adjusted"]
