"""Drafts of invoices: what a period that is over will cost, and finalizing it before its grace is over."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import billing
from core.errors import Conflict
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(prefix="/invoices/drafts", include_in_schema=False)


@router.get("/{subscription_id}")
async def show_draft(request: Request, viewer: SignedIn, subscription_id: UUID) -> Response:
    return await _sheet(request, viewer, subscription_id)


@router.post("/{subscription_id}/finalize")
async def finalize_draft(request: Request, viewer: SignedIn, subscription_id: UUID) -> Response:
    try:
        details = await billing.finalize_draft(viewer.actor, subscription_id)
    except Conflict as error:
        return await _sheet(request, viewer, subscription_id, error)
    return done(request, "The invoice is finalized", back=f"/invoices/{details.invoice.id}")


async def _sheet(request: Request, viewer: SignedIn, subscription_id: UUID, error: Conflict | None = None) -> Response:
    draft = await billing.get_draft(viewer.actor, subscription_id)
    return page(request, viewer, "invoices/draft.html", title=f"Draft for {draft.content.context.user.name}",
                partials={"dialog": "sheet"}, status=409 if error else 200, draft=draft, error=error)  # fmt: skip
