"""REST: invoices of periods that are over and not closed yet."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import DraftOut, InvoiceDetailsOut, PageOut
from api.users import Cursor, Limit
from core import billing
from core.clock import now

router = APIRouter(route_class=ManagedRoute, prefix="/invoices/drafts", tags=["invoices"])


@router.get("")
async def list_drafts(
    actor: AdminActor, user_id: UUID | None = None, limit: Limit = None, cursor: Cursor = None
) -> PageOut[DraftOut]:
    """Drafts, made anew with everything recorded so far, the oldest period first. The run finalizes them after the
    grace; until then usage that arrives for them is theirs."""
    page = await billing.list_drafts(actor, user_id=user_id, limit=limit, cursor=cursor)
    return PageOut(items=[DraftOut.of_draft(each) for each in page.items], next_cursor=page.next_cursor)


@router.post("/{subscription_id}/finalize")
async def finalize_draft(actor: AdminActor, subscription_id: UUID) -> InvoiceDetailsOut:
    """Finalize a draft without waiting out its grace, also one that the run left alone.

    409 `figures_disagree`, with the reason, if its figures still contradict each other.
    """
    return InvoiceDetailsOut.of_details(await billing.finalize_draft(actor, subscription_id), now())
