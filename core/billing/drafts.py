"""Drafts: periods that are over and wait out their grace, as the invoices that they are about to be.

A draft is nothing that is stored. It is made whenever it is looked at, with everything recorded up to then, so it is
always fresh; what it says is kept once it is finalized.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import audit
from core.accounts import Actor, get_user
from core.billing.context import Schedule, load_contexts
from core.billing.drafting import SEAL_MAX, Content, draft_contents
from core.billing.invoices import InvoiceDetails, get_invoice
from core.billing.invoicing import close_due_periods, grace
from core.billing.models import Invoice
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, NotFound
from core.pages import Page, check_page_size, cursor_instant, cursor_uuid, decode_cursor, page_of

__all__ = ["InvoiceDraft", "finalize_draft", "get_draft", "list_drafts"]

# Of users on test clocks there are none: their clock closes what is due before it stands still.
_DRAFTS = """
SELECT root_id, user_id, period_start, whole_start, whole_end, next_at, seal_no, parked FROM billing_schedules
WHERE next_at <= $1 AND test_clock_id IS NULL AND ($2::uuid IS NULL OR user_id = $2)
  AND ($3::uuid IS NULL OR root_id = $3) AND ($4::timestamptz IS NULL OR (next_at, root_id) > ($4, $5::uuid))
ORDER BY next_at, root_id LIMIT $6
"""
_WAKE = """
UPDATE billing_schedules SET parked = NULL, parked_at = NULL
WHERE root_id = $1 AND next_at <= $2 AND test_clock_id IS NULL RETURNING user_id, next_at
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
    at, last = decode_cursor(cursor, parts=2) if cursor else (None, None)
    after = (cursor_instant(at) if at else None, cursor_uuid(last) if last else None)
    drafts = await _read(user_id, None, after, size + 1)
    return page_of(drafts, size, key=lambda draft: (draft.content.context.span.end, draft.subscription_id))


async def get_draft(actor: Actor, subscription_id: UUID) -> InvoiceDraft:
    """That of the oldest period of a subscription that is over, or NotFound `invoice_not_found`."""
    actor.require_vendor("read")
    found = await _read(None, subscription_id, (None, None), 1)
    if not found:
        raise _no_draft()
    return found[0]


async def _read(
    user_id: UUID | None, root_id: UUID | None, after: tuple[datetime | None, UUID | None], limit: int
) -> list[InvoiceDraft]:
    rows = await fetch(_DRAFTS, now(), user_id, root_id, *after, limit)
    parked = {row["root_id"]: row["parked"] for row in rows}
    schedules = [Schedule(**{name: value for name, value in row.items() if name != "parked"}) for row in rows]
    seals = {each.user_id: SEAL_MAX for each in schedules}
    contents = await draft_contents(await load_contexts(schedules), seals) if schedules else []
    return [
        InvoiceDraft(each.root_id, content, each.next_at + grace(), parked[each.root_id])
        for each, content in zip(schedules, contents, strict=True)
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
        invoice = await Invoice.filter(subscription_id=subscription_id, kind="period").order_by("-id").first()
        assert invoice is not None
        await audit.record(
            actor, action="invoice.finalize", entity="invoice", entity_id=invoice.id, user_id=invoice.user_id,
            after={"status": invoice.status},
        )  # fmt: skip
    return await get_invoice(actor, invoice.id)
