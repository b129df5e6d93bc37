"""Drafts: periods that are over and wait out their grace, as the invoices that they are about to be.

A draft is nothing that is stored. It is made whenever it is looked at, with everything recorded up to then, so it is
always fresh; what it says is kept once it is finalized.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import audit
from core.accounts import Actor, get_user
from core.billing.drafting import Content, draft_so_far
from core.billing.invoices import InvoiceDetails, get_invoice
from core.billing.invoicing import close_due_periods, grace
from core.billing.models import Invoice
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, NotFound
from core.pages import Page, check_page_size, cursor_instant, cursor_uuid, decode_cursor, page_of
from core.plans import BillingSchedule

__all__ = ["InvoiceDraft", "finalize_draft", "get_draft", "list_drafts"]

_WAKE = """
UPDATE billing_schedules SET parked = NULL, parked_at = NULL
WHERE root_id = $1 AND next_at <= $2 AND test_clock_id IS NULL RETURNING root_id
"""


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """A period that is over: what its invoice says so far, and from when on the run finalizes it. `parked`: why the run
    leaves it alone."""

    subscription_id: UUID
    content: Content
    finalizes_at: datetime
    parked: str | None


async def list_drafts(
    actor: Actor, *, user_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[InvoiceDraft]:
    """Those of one user or of all, by the end of their period, the oldest first. The vendor's only."""
    actor.require_vendor("read")
    size = check_page_size(limit)
    if user_id is not None:
        await get_user(actor, user_id)
    query = _due()
    if user_id is not None:
        query = query.filter(user_id=user_id)
    if cursor:
        at, last = decode_cursor(cursor, parts=2)
        instant, after = cursor_instant(at), cursor_uuid(last)
        query = query.filter(Q(next_at__gt=instant) | Q(next_at=instant, root_id__gt=after))
    drafts = await _drafts(await query.limit(size + 1))
    return page_of(drafts, size, key=lambda draft: (draft.content.context.span.end, draft.subscription_id))


async def get_draft(actor: Actor, subscription_id: UUID) -> InvoiceDraft:
    """That of the oldest period of a subscription that is over, or NotFound `invoice_not_found`."""
    actor.require_vendor("read")
    found = await _drafts(await _due().filter(root_id=subscription_id))
    if not found:
        raise _no_draft()
    return found[0]


def _due() -> QuerySet[BillingSchedule]:
    """Of users on test clocks there are none: their clock closes what is due before it stands still."""
    return BillingSchedule.filter(next_at__lte=now(), test_clock_id=None).order_by("next_at", "root_id")


async def _drafts(rows: Sequence[BillingSchedule]) -> list[InvoiceDraft]:
    return [
        InvoiceDraft(row.root_id, content, content.context.span.end + grace(), row.parked)
        for row, content in zip(rows, await draft_so_far(rows), strict=True)
    ]


def _no_draft() -> NotFound:
    return NotFound("This subscription has no draft: no period of it is over.", code="invoice_not_found")


async def finalize_draft(actor: Actor, subscription_id: UUID) -> InvoiceDetails:
    """Close the oldest period of a subscription that is over, without waiting out its grace; also one that was parked.

    What arrives for it afterwards is late usage, on the next invoice. NotFound `invoice_not_found` if no period of it
    is over; Conflict `figures_disagree`, with the reason, if its figures still contradict each other.
    """
    actor.require_vendor("billing:write")
    async with transaction():
        woken = await fetch(_WAKE, subscription_id, now())
        report = await close_due_periods(now(), limit=1, root_id=subscription_id) if woken else None
        if report is None or not (report.closed or report.parked):
            raise _no_draft()
        if report.parked:
            raise Conflict(report.parked[subscription_id], code="figures_disagree")
        closing = Invoice.filter(subscription_id=subscription_id, kind__in=("period", "change"))
        invoice = await closing.order_by("-id").first()
        assert invoice is not None
        await audit.record(
            actor, action="invoice.finalize", entity="invoice", entity_id=invoice.id, user_id=invoice.user_id,
            after={"status": invoice.status},
        )  # fmt: skip
    return await get_invoice(actor, invoice.id)
