"""Credit notes: issued by the run, or by hand, in a gapless series of their own; never changed and never taken back."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from core import audit, ledger
from core.accounts import Actor, get_user, in_time_of
from core.billing.collecting import follow_invoices
from core.billing.crediting import Excess, NoteDraft
from core.billing.models import CreditNote, Invoice
from core.checks import check_text
from core.clock import now, stands
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.ids import new_id
from core.ledger import Posting
from core.money import exact, exact_ratio, format_decimal, parse_amount, round_amount
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["credit_invoice", "credit_notes_of_invoices", "get_credit_note", "hash_of_note", "list_credit_notes",
           "lock_invoice", "store_notes"]  # fmt: skip

SERIES, TEST_SERIES = "CN", "TEST-CN"
# The invoices first: their rows are the user's, the series is everybody's and is held for as short as can be. A note
# takes what is owed; what was paid already becomes balance.
_CREDITED = """
UPDATE invoices i SET credited = i.credited + t.amount, owed = greatest(before.owed - t.amount, 0),
    payment_status = CASE WHEN before.owed <= t.amount THEN 'paid' ELSE i.payment_status END
FROM (SELECT id, sum(amount::numeric) AS amount FROM unnest($1::uuid[], $2::text[]) AS n (id, amount) GROUP BY 1) t
JOIN invoices before USING (id)
WHERE i.id = t.id
RETURNING i.id, i.user_id, i.currency, i.customer::text AS customer, i.cause_id, i.subscription_id, before.owed,
    before.credited, i.total, i.tax
"""
_NOTES = """
WITH taken AS (UPDATE document_numbers SET number = number + $2 WHERE series = $1 RETURNING number - $2 AS first)
INSERT INTO credit_notes (id, user_id, invoice_id, caused_by_id, series, number, currency, total, covered, tax,
    settled, title, explanation, period_start, period_end, customer, content_hash, issued_at)
SELECT id, user_id, invoice_id, caused_by, $1, taken.first + place, currency, total::numeric, covered::numeric,
    tax::numeric, settled::numeric, title, explanation, start, stop, customer::jsonb, hash, $3
FROM taken, unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::bytea[])
    WITH ORDINALITY
    AS t (id, user_id, invoice_id, caused_by, currency, total, covered, tax, settled, title, explanation, start, stop,
          customer, hash, place)
"""


async def store_notes(drafts: Sequence[tuple[NoteDraft, UUID | None]]) -> list[UUID]:
    """Issue these, each with the invoice at whose making it was found; their ids, in order.

    Call it inside the transaction that holds the seals of their users, before numbers of invoices are taken.
    """
    if not drafts:
        return []
    amounts = [format_decimal(note.amount) for note, _ in drafts]
    credited = {row["id"]: row for row in await fetch(_CREDITED, [note.invoice_id for note, _ in drafts], amounts)}
    owed = {invoice_id: row["owed"] for invoice_id, row in credited.items()}
    before = {invoice_id: row["credited"] for invoice_id, row in credited.items()}
    rows, postings = [], []
    for (note, caused_by), amount in zip(drafts, amounts, strict=True):
        invoice, excess, note_id = credited[note.invoice_id], note.excess, new_id()
        settled = min(owed[note.invoice_id], note.amount)
        tax = _tax_of(invoice, before[note.invoice_id], note.amount)
        with exact():
            owed[note.invoice_id] -= settled
            before[note.invoice_id] += note.amount
            booked = {"revenue": note.amount - tax, "tax": tax, "receivable": -settled,
                      "balance": settled - note.amount}  # fmt: skip
        postings.append(Posting("credit_note", note_id, invoice["user_id"], invoice["currency"], booked))
        digest = _hash(json.loads(invoice["customer"]), invoice["currency"], note.invoice_id, amount, tax, excess)
        rows.append(
            (note_id, invoice["user_id"], note.invoice_id, caused_by, invoice["currency"], amount,
             format_decimal(note.covered), format_decimal(tax), format_decimal(settled), excess.title,
             excess.explanation, excess.start, excess.end, invoice["customer"],
             digest)
        )  # fmt: skip
    columns = [list(column) for column in zip(*rows, strict=True)]
    await ledger.post(postings)
    await fetch(_NOTES, TEST_SERIES if stands() else SERIES, len(rows), now(), *columns)
    await follow_invoices(list(credited))
    return [row[0] for row in rows]


def _tax_of(invoice: Mapping[str, Any], credited: Decimal, amount: Decimal) -> Decimal:
    """The tax in another credit: that of all that is credited then, rounded, less what was given back before."""
    share, currency = exact_ratio(invoice["tax"]) / exact_ratio(invoice["total"]), invoice["currency"]
    before = round_amount(share * exact_ratio(credited), currency)
    with exact():
        return round_amount(share * exact_ratio(credited + amount), currency) - before


def _hash(
    customer: Mapping[str, Any], currency: str, invoice_id: UUID, amount: str, tax: Decimal, excess: Excess
) -> bytes:
    said = {
        "customer": dict(customer),
        "currency": currency,
        "invoice": str(invoice_id),
        "total": amount,
        "title": excess.title,
        "explanation": excess.explanation,
    }
    if tax:
        said["tax"] = format_decimal(tax)
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def hash_of_note(note: CreditNote) -> bytes:
    """The hash of what a stored credit note says now, to be compared with the one that it was issued with."""
    excess = Excess(note.invoice_id, note.issued_at, note.period_start, note.period_end, note.title, note.explanation,
                    note.total)  # fmt: skip
    amount = format_decimal(round_amount(note.total, note.currency))
    return _hash(note.customer, note.currency, note.invoice_id, amount, round_amount(note.tax, note.currency), excess)


async def credit_invoice(actor: Actor, invoice_id: UUID, *, amount: Decimal | str, reason: str) -> CreditNote:
    """Credit a part of a finalized invoice, or all of it, by hand. InvalidInput for more than is left of it."""
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        invoice = await lock_invoice(invoice_id)
        if invoice.status != "finalized":
            raise Conflict("Only a finalized invoice can be credited.", code="invoice_not_finalized")
        if invoice.kind == "top_up":
            raise Conflict("It sold credit: revoke what is left of that.", code="invoice_of_credit")
        asked = parse_amount(amount, invoice.currency, field="amount")
        with exact():
            left = round_amount(invoice.total - invoice.credited, invoice.currency)
        if not 0 < asked <= left:
            raise InvalidInput(f"amount must be above 0, and {format_decimal(left)} is left of this invoice.",
                               field="amount")  # fmt: skip
        root_id = invoice.subscription_id or invoice_id
        excess = Excess(root_id, invoice.period_end, invoice.period_start, invoice.period_end, "Credit", said, asked)
        async with in_time_of(invoice.user_id):
            (note_id,) = await store_notes([(NoteDraft(invoice_id, excess, asked, asked), None)])
        await audit.record(
            actor, action="credit_note.issue", entity="credit_note", entity_id=note_id, user_id=invoice.user_id,
            after={"invoice_id": invoice_id, "amount": asked, "reason": said},
        )  # fmt: skip
    return await CreditNote.get(id=note_id)


async def lock_invoice(invoice_id: UUID) -> Invoice:
    """The invoice, while no run closes a period of its user: seals before invoices, as the run itself."""
    await fetch(
        "SELECT 1 FROM user_seals WHERE user_id = (SELECT user_id FROM invoices WHERE id = $1) FOR UPDATE", invoice_id
    )
    invoice = await Invoice.select_for_update().get_or_none(id=invoice_id)
    if invoice is None:
        raise NotFound("There is no such invoice.", code="invoice_not_found")
    return invoice


async def list_credit_notes(
    actor: Actor,
    *,
    user_id: UUID | None = None,
    invoice_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[CreditNote]:
    """Newest first, of one user, of one invoice or of all."""
    actor.require("read")
    size = check_page_size(limit)
    query = CreditNote.all().order_by("-id").limit(size + 1)
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
        query = query.filter(user_id=owner)
    if invoice_id is not None:
        query = query.filter(invoice_id=invoice_id)
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda note: (note.id,))


async def get_credit_note(actor: Actor, note_id: UUID) -> CreditNote:
    """One credit note, or NotFound."""
    actor.require("read")
    note = await CreditNote.get_or_none(id=note_id)
    if note is None or not actor.sees(note.user_id):
        raise NotFound("There is no such credit note.", code="credit_note_not_found")
    return note


async def credit_notes_of_invoices(actor: Actor, invoice_ids: Collection[UUID]) -> dict[UUID, Sequence[CreditNote]]:
    """The credit notes on those invoices that the actor may see, oldest first; one statement."""
    actor.require("read")
    query = CreditNote.filter(invoice_id__in=list(invoice_ids)).order_by("id")
    if actor.user_id is not None:
        query = query.filter(user_id=actor.user_id)
    found: dict[UUID, list[CreditNote]] = {invoice_id: [] for invoice_id in invoice_ids}
    for note in await query:
        found[note.invoice_id].append(note)
    return dict(found)
