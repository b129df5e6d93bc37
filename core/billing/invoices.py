"""Invoices that exist: looking them up, down to the events of a line, and voiding them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from core.accounts import Actor, User, get_user
from core.billing.collecting import collections_of_invoices
from core.billing.drafting import Content, content_hash, draft_so_far
from core.billing.models import Invoice, InvoiceLine, ProviderInvoice
from core.database import fetch
from core.errors import InvalidInput, NotFound
from core.metering import MARK, SIGN, UsageEvent, counts, find_meters, value_of
from core.money import format_decimal, format_quantity, round_amount
from core.pages import Page, check_page_size, cursor_instant, cursor_uuid, decode_cursor, page_of
from core.plans import BillingSchedule

__all__ = [
    "InvoiceDetails",
    "LineEvents",
    "get_invoice",
    "hash_of",
    "line_events",
    "lines_of_invoices",
    "list_invoices",
    "preview_invoice",
]

STATUSES = ("draft", "finalized", "skipped", "void")


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """An invoice, whose it is, its lines in order, and what a payment provider collects of it."""

    invoice: Invoice
    user: User
    lines: Sequence[InvoiceLine]
    collection: ProviderInvoice | None = None
    replaced_by: UUID | None = None  # the one that stands in the place of a void one

    @property
    def name(self) -> str:
        """What people call it: `INV-42`, or how it stands while it has no number."""
        invoice = self.invoice
        return f"{invoice.series}-{invoice.number}" if invoice.number is not None else invoice.status

    def is_overdue(self, at: datetime) -> bool:
        invoice = self.invoice
        unpaid = invoice.status == "finalized" and invoice.payment_status in ("open", "partial")
        return unpaid and invoice.due_at is not None and invoice.due_at < at


@dataclass(frozen=True, slots=True)
class LineEvents:
    """A page of exactly the events that a line charges for, oldest first, and whether its digest still holds."""

    line: InvoiceLine
    events: Page[UsageEvent]
    digest_holds: bool


async def list_invoices(
    actor: Actor,
    *,
    user_id: UUID | None = None,
    status: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Invoice]:
    """Newest first. A user sees its own only, and no drafts."""
    actor.require("read")
    size = check_page_size(limit)
    if status is not None and status not in STATUSES:
        raise InvalidInput(f"status must be one of {', '.join(STATUSES)}.", field="status")
    query = Invoice.all().order_by("-id").limit(size + 1)
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
        query = query.filter(user_id=owner)
    if actor.user_id is not None:
        query = query.filter(status__in=("finalized", "void"))
    if status is not None:
        query = query.filter(status=status)
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda invoice: (invoice.id,))


async def get_invoice(actor: Actor, invoice_id: UUID) -> InvoiceDetails:
    """One invoice with its lines, or NotFound."""
    actor.require("read")
    invoice = await Invoice.get_or_none(id=invoice_id)
    hidden = invoice is not None and actor.user_id is not None and invoice.status in ("draft", "skipped")
    if invoice is None or hidden or not actor.sees(invoice.user_id):
        raise NotFound("There is no such invoice.", code="invoice_not_found")
    user = await User.get(id=invoice.user_id)
    lines = await InvoiceLine.filter(invoice_id=invoice.id).order_by("position")
    collection = (await collections_of_invoices(actor, [invoice_id]))[invoice_id]
    after = await Invoice.get_or_none(replaces_id=invoice_id) if invoice.status == "void" else None
    return InvoiceDetails(invoice, user, lines, collection, after.id if after is not None else None)


async def lines_of_invoices(actor: Actor, invoice_ids: Collection[UUID]) -> dict[UUID, Sequence[InvoiceLine]]:
    """The lines of those invoices that the actor may see, in order; one statement."""
    actor.require("read")
    query = InvoiceLine.filter(invoice_id__in=list(invoice_ids)).order_by("position")
    if actor.user_id is not None:
        query = query.filter(user_id=actor.user_id)
    found: dict[UUID, list[InvoiceLine]] = {invoice_id: [] for invoice_id in invoice_ids}
    for line in await query:
        found[line.invoice_id].append(line)
    return dict(found)


def hash_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The hash of what a stored invoice says now, to be compared with the one that it was issued with."""
    currency = invoice.currency
    return content_hash(
        customer=invoice.customer,
        currency=currency,
        cause_id=invoice.cause_id,
        total=round_amount(invoice.total, currency),
        lines=[
            {
                "kind": line.kind,
                "name": line.name,
                "start": line.starts_at.astimezone(UTC).isoformat(),
                "end": line.ends_at.astimezone(UTC).isoformat(),
                "quantity": format_quantity(line.quantity) if line.quantity is not None else None,
                "events": line.events,
                "digest": format_decimal(Decimal(line.digest)),
                "amount": format_decimal(round_amount(line.amount, currency)),
                "explanation": line.explanation,
            }
            for line in lines
        ],
        discounts=invoice.discounts,
        taxes=invoice.taxes,
    )


async def preview_invoice(actor: Actor, user_id: UUID) -> Content | None:
    """The invoice of the period that runs, as if it were closed now with all its usage so far; nothing is written.

    None for a user whose subscriptions are all invoiced to their end.
    """
    actor.require("read")
    await get_user(actor, user_id)
    row = await BillingSchedule.filter(user_id=user_id, next_at__not_isnull=True).order_by("next_at").first()
    return (await draft_so_far([row]))[0] if row is not None else None


_DIGEST = """
SELECT coalesce(sum(sign)::bigint, 0) AS events, coalesce(sum(sign * mark), 0) AS digest FROM (
    SELECT {value} AS value, {sign} AS sign, {mark} AS mark
    FROM usage_events event WHERE user_id = $1 AND occurred_at >= $2 AND occurred_at < $3 AND live AND {counts}
      AND seal_no > $4 AND seal_no <= $5
) event WHERE value IS NOT NULL
"""


async def line_events(
    actor: Actor, invoice_id: UUID, position: int, *, limit: int | None = None, cursor: str | None = None
) -> LineEvents:
    """Exactly the events of a usage line, and its digest computed anew from all of them.

    NotFound for a line that no events are behind.
    """
    details = await get_invoice(actor, invoice_id)
    line = next((each for each in details.lines if each.position == position), None)
    if line is None or line.meter_id is None or line.seal_to is None or line.seal_from is None:
        raise NotFound("There is no such line, or no events are behind it.", code="not_found")
    meter = (await find_meters(actor, [line.meter_id]))[line.meter_id]
    size = check_page_size(limit)
    query = UsageEvent.filter(
        user_id=line.user_id, occurred_at__gte=line.starts_at, occurred_at__lt=line.ends_at, live=True, billable=True,
        type=meter.event_type, catalogue__gte=meter.catalogue, seal_no__gt=line.seal_from, seal_no__lte=line.seal_to,
    )  # fmt: skip
    if cursor:
        at, last = decode_cursor(cursor, parts=2)
        instant, after = cursor_instant(at), cursor_uuid(last)
        query = query.filter(Q(occurred_at__gt=instant) | Q(occurred_at=instant, id__gt=after))
    events = await query.order_by("occurred_at", "id").limit(size + 1)
    return LineEvents(
        line, page_of(events, size, key=lambda each: (each.occurred_at, each.id)), await digest_holds(line, meter)
    )


async def digest_holds(line: InvoiceLine, meter: Any) -> bool:
    """Whether the events of a line are still those that it was made of."""
    statement = _DIGEST.format(value=value_of(meter), sign=SIGN, mark=MARK, counts=counts(meter))
    rows = await fetch(statement, line.user_id, line.starts_at, line.ends_at, line.seal_from, line.seal_to)
    return (rows[0]["events"], rows[0]["digest"]) == (line.events, Decimal(line.digest))
