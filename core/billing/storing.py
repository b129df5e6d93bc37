"""Writing invoices of any kind: their rows and lines, their credit notes, what they do to the ledger, their numbers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core import ledger
from core.billing.collecting import collect_invoices
from core.billing.coupons import use_coupons
from core.billing.credit_notes import store_notes
from core.billing.crediting import NoteDraft
from core.billing.drafting import Content, content_hash
from core.billing.lines import Line, Span
from core.billing.packing import PackUse
from core.billing.packs import use_packs
from core.billing.settling import Due, settle_invoices
from core.billing.totals import Totals
from core.clock import now, stands
from core.database import fetch, raw_connection
from core.ids import new_id
from core.ledger import Posting
from core.money import exact, format_decimal, format_quantity, storable_amount

__all__ = ["Document", "InvoiceKind", "columns", "seal_users", "store", "store_documents", "take_numbers"]

#: What makes an invoice: the boundary of a period, or a change to a plan of another cycle, which ends one; usage of one
#: that runs; credit or units that a user buys.
InvoiceKind = Literal["period", "change", "threshold", "top_up", "pack"]
SERIES, TEST_SERIES = "INV", "TEST"
_SEAL = """
WITH held AS MATERIALIZED (
    SELECT user_id FROM user_seals JOIN unnest($1::uuid[], $2::timestamptz[]) AS t (user_id, until) USING (user_id)
    ORDER BY user_id FOR UPDATE OF user_seals
)
UPDATE user_seals s SET seal_no = s.seal_no + 1, sealed_until = greatest(s.sealed_until, t.until)
FROM held JOIN unnest($1::uuid[], $2::timestamptz[]) AS t (user_id, until) USING (user_id)
WHERE s.user_id = held.user_id RETURNING s.user_id, s.seal_no - 1 AS seal
"""
_INVOICES = """
INSERT INTO invoices (id, user_id, subscription_id, kind, cause_id, series, status, payment_status, currency,
    period_start, period_end, whole_start, whole_end, seal_from, seal_to, subtotal, discount, tax,
    discounts, taxes, total, owed, customer, content_hash,
    issued_at, due_at, replaces_id, created_at)
SELECT id, user_id, root_id, kind, cause, $1, status,
    CASE WHEN status = 'draft' AND total::numeric = 0 THEN 'paid' ELSE 'open' END, currency, start, stop, whole,
    whole_end, seal_from, seal_to, subtotal::numeric, discount::numeric, tax::numeric, discounts::jsonb, taxes::jsonb,
    total::numeric, total::numeric, customer::jsonb, hash,
    CASE WHEN status = 'draft' THEN $2::timestamptz END,
    CASE WHEN status = 'draft' THEN $2::timestamptz + due * interval '1 day' END, replaces, $2
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
    $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::int[], $14::int[], $15::text[], $16::text[],
    $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::bytea[], $23::int[], $24::uuid[], $25::text[])
    AS t (id, user_id, root_id, cause, status, currency, start, stop, whole, whole_end, seal_from, seal_to, subtotal,
          discount, tax, discounts, taxes, total, customer, hash, due, replaces, kind)
"""
# Lines are many, and so are copied: the driver asks of each element of an array whether it is a container.
_LINE_COLUMNS = (
    "id", "user_id", "invoice_id", "position", "kind", "name", "version_id", "charge_id", "meter_id", "starts_at",
    "ends_at", "quantity", "unit", "events", "digest", "seal_from", "seal_to", "precise", "amount", "discount", "tax",
    "explanation", "working",
)  # fmt: skip
# Last of all, so that the series is held for as short as can be: the numbers of all invoices of a chunk.
_NUMBERS = """
WITH taken AS (UPDATE document_numbers SET number = number + $2 WHERE series = $1 RETURNING number - $2 AS first)
UPDATE invoices i SET number = taken.first + t.place, status = 'finalized'
FROM taken, unnest($3::uuid[]) WITH ORDINALITY AS t (id, place) WHERE i.id = t.id
"""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice that is to be written. `cause` is what it is the only one for; a subscription is named by its root,
    and what sells credit or units has none."""

    user_id: UUID
    subscription_id: UUID | None
    kind: InvoiceKind
    cause: str
    currency: str
    span: Span
    lines: Sequence[Line]
    totals: Totals
    customer: Mapping[str, Any]
    seal_from: int
    seal_to: int
    due_days: int
    notes: Sequence[NoteDraft] = ()
    pack_uses: Sequence[PackUse] = ()

    @property
    def is_empty(self) -> bool:
        """Zero before coupons: it closes its period and is sent to nobody."""
        return not self.totals.subtotal


async def seal_users(until: Mapping[UUID, datetime]) -> dict[UUID, int]:
    """Seal what was recorded for these users, whose periods are closed up to then; up to which number, by user.

    It waits for recordings in flight; the statements after it see them all.
    """
    return {row["user_id"]: row["seal"] for row in await fetch(_SEAL, list(until), list(until.values()))}


async def store(contents: Sequence[Content], *, replaces: UUID | None = None) -> list[UUID]:
    """Write these invoices and their lines; the ids of those that get a number, in order. The others are skipped."""
    return await store_documents([_document(content) for content in contents], replaces=replaces)


def _document(content: Content) -> Document:
    context = content.context
    return Document(
        user_id=context.user.id,
        subscription_id=context.schedule.root_id,
        kind=content.kind,
        cause=content.cause,
        currency=context.currency,
        span=content.span,
        lines=content.lines,
        totals=content.totals,
        customer=content.customer,
        seal_from=context.last_seal,
        seal_to=content.seal_to,
        due_days=context.version_at(content.span.end).due_days,
        notes=content.notes,
        pack_uses=content.pack_uses,
    )


async def store_documents(documents: Sequence[Document], *, replaces: UUID | None = None) -> list[UUID]:
    """The same for invoices of any kind. Call it in the transaction that holds the seals of their users."""
    invoices: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    stored: list[tuple[UUID, Document]] = []
    used: list[UUID] = []
    for document in documents:
        span, totals, invoice_id = document.span, document.totals, new_id()
        discounts, taxes = [each.json() for each in totals.discounts], [each.json() for each in totals.taxes]
        used += [each.attachment_id for each in totals.discounts]
        digest = content_hash(
            customer=document.customer,
            currency=document.currency,
            cause_id=document.cause,
            total=totals.total,
            lines=[hashed_line(line) for line in document.lines],
            discounts=discounts,
            taxes=taxes,
        )
        stored.append((invoice_id, document))
        invoices.append(
            (invoice_id, document.user_id, document.subscription_id, document.cause,
             "skipped" if document.is_empty else "draft", document.currency, span.start, span.end, span.whole_start,
             span.whole_end, document.seal_from, document.seal_to, format_decimal(totals.subtotal),
             format_decimal(totals.discount), format_decimal(totals.tax), json.dumps(discounts), json.dumps(taxes),
             format_decimal(totals.total), json.dumps(document.customer), digest, document.due_days, replaces,
             document.kind)
        )  # fmt: skip
        lines += [_line_row(document, invoice_id, place, line) for place, line in enumerate(document.lines)]
    if invoices:
        await fetch(_INVOICES, _series(), now(), *columns(invoices))
    if lines:
        async with raw_connection() as connection:
            await connection.copy_records_to_table("invoice_lines", records=lines, columns=_LINE_COLUMNS)
    await store_notes([(note, invoice_id) for invoice_id, document in stored for note in document.notes])
    await use_coupons(used)
    await use_packs([(use, invoice_id) for invoice_id, document in stored for use in document.pack_uses])
    billed = [(invoice_id, document) for invoice_id, document in stored if not document.is_empty]
    await _book(billed)
    await collect_invoices([invoice_id for invoice_id, _ in billed])
    return [invoice_id for invoice_id, _ in billed]


async def _book(billed: Sequence[tuple[UUID, Document]]) -> None:
    """Post invoices that are about to be finalized, and pay them from credits and balances.

    Credit that is sold is no revenue yet, but owed to the user, and nothing that the user has pays for it.
    """
    dues, postings = [], []
    for invoice_id, document in billed:
        total, tax = document.totals.total, document.totals.tax
        sells_credit = document.kind == "top_up"
        with exact():
            amounts = {"receivable": total, "prepaid" if sells_credit else "revenue": tax - total, "tax": -tax}
        postings.append(Posting("invoice", invoice_id, document.user_id, document.currency, amounts))
        if not sells_credit:
            dues.append(Due(invoice_id, document.user_id, document.currency, total, document.span.end))
    await ledger.post(postings)
    await settle_invoices(dues)


def _line_row(document: Document, invoice_id: UUID, place: int, line: Line) -> tuple[Any, ...]:
    sealed = line.meter_id is not None
    seal_from = document.seal_from if line.kind == "late" else -1
    return (
        new_id(), document.user_id, invoice_id, place, line.kind, line.name[:200], line.version_id,
        line.charge_id, line.meter_id, line.start, line.end,
        line.quantity, line.unit, line.events, line.digest, seal_from if sealed else None,
        document.seal_to if sealed else None, storable_amount(line.precise), line.amount,
        document.totals.discounted[place], document.totals.taxed[place], line.explanation, json.dumps(line.working),
    )  # fmt: skip


def hashed_line(line: Line) -> dict[str, Any]:
    """What of a line its invoice's hash holds."""
    return {
        "kind": line.kind,
        "name": line.name[:200],
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
        "quantity": format_quantity(line.quantity) if line.quantity is not None else None,
        "events": line.events,
        "digest": format_decimal(line.digest),
        "amount": format_decimal(line.amount),
        "explanation": line.explanation,
    }


def _series() -> str:
    """Users on test clocks have a series apart, which is no business."""
    return TEST_SERIES if stands() else SERIES


async def take_numbers(ids: Sequence[UUID]) -> None:
    """Number these invoices, in their order, and so finalize them. The last statement of its transaction."""
    if ids:
        await fetch(_NUMBERS, _series(), len(ids), list(ids))


def columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as the arrays that a statement unnests."""
    return [list(column) for column in zip(*rows, strict=True)]
