"""REST: credit notes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.auth import AnyActor
from api.idempotency import ManagedRoute
from api.schemas import CreditNoteOut, PageOut
from core import billing
from core.settings import get_settings

router = APIRouter(route_class=ManagedRoute, prefix="/credit-notes", tags=["invoices"])


@router.get("")
async def list_credit_notes(
    actor: AnyActor,
    user_id: UUID | None = None,
    invoice_id: UUID | None = None,
    limit: Annotated[int | None, Query(ge=1, le=100)] = None,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the last page.")] = None,
) -> PageOut[CreditNoteOut]:
    """Credit notes, newest first, of one user, on one invoice, or all."""
    page = await billing.list_credit_notes(actor, user_id=user_id, invoice_id=invoice_id, limit=limit, cursor=cursor)
    return PageOut(items=[CreditNoteOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.get("/{note_id}")
async def get_credit_note(actor: AnyActor, note_id: UUID) -> CreditNoteOut:
    """One credit note."""
    return CreditNoteOut.of(await billing.get_credit_note(actor, note_id))


@router.get(
    "/{note_id}/pdf",
    response_class=Response,
    responses={
        200: {
            "description": "The credit note.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def print_credit_note(actor: AnyActor, note_id: UUID) -> Response:
    """A credit note as PDF."""
    note = await billing.get_credit_note(actor, note_id)
    made = await billing.credit_note_pdf(note, issuer=get_settings().issuer)
    headers = {"content-disposition": f'attachment; filename="{note.label}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
