"""REST: invoices, down to the events of a line, and the run that makes them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import (
    CreditIn,
    CreditNoteOut,
    InvoiceDetailsOut,
    InvoiceOut,
    LineEventsOut,
    PageOut,
    RunIn,
    RunOut,
    VoidIn,
)
from api.users import Cursor, Limit
from core import billing
from core.clock import now
from core.settings import get_settings

router = APIRouter(route_class=ManagedRoute, prefix="/invoices", tags=["invoices"])


@router.get("")
async def list_invoices(
    actor: AnyActor,
    user_id: UUID | None = None,
    status: str | None = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> PageOut[InvoiceOut]:
    """Invoices, newest first, of one user or of all."""
    page = await billing.list_invoices(actor, user_id=user_id, status=status, limit=limit, cursor=cursor)
    return PageOut(items=[InvoiceOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.get("/{invoice_id}")
async def get_invoice(actor: AnyActor, invoice_id: UUID) -> InvoiceDetailsOut:
    """One invoice with its lines, each with its arithmetic in words."""
    return InvoiceDetailsOut.of_details(await billing.get_invoice(actor, invoice_id), now())


@router.get(
    "/{invoice_id}/csv",
    response_class=Response,
    responses={200: {"description": "One row a line.", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export_invoice(actor: AnyActor, invoice_id: UUID) -> Response:
    """The lines of an invoice as CSV."""
    details = await billing.get_invoice(actor, invoice_id)
    name = f'attachment; filename="{details.name}.csv"'
    return Response(billing.invoice_csv(details), media_type="text/csv", headers={"content-disposition": name})


@router.get(
    "/{invoice_id}/pdf",
    response_class=Response,
    responses={
        200: {
            "description": "The invoice.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def print_invoice(actor: AnyActor, invoice_id: UUID) -> Response:
    """An invoice as PDF."""
    details = await billing.get_invoice(actor, invoice_id)
    name = f'attachment; filename="{details.name}.pdf"'
    made = await billing.invoice_pdf(details, issuer=get_settings().issuer)
    return Response(made, media_type="application/pdf", headers={"content-disposition": name})


@router.get("/{invoice_id}/lines/{position}/events")
async def list_line_events(
    actor: AnyActor, invoice_id: UUID, position: int, limit: Limit = None, cursor: Cursor = None
) -> LineEventsOut:
    """Exactly the events that a line charges for, and whether its digest still holds."""
    return LineEventsOut.of(await billing.line_events(actor, invoice_id, position, limit=limit, cursor=cursor))


@router.post("/{invoice_id}/void")
async def void_invoice(actor: AdminActor, invoice_id: UUID, body: VoidIn) -> InvoiceDetailsOut:
    """Take a finalized invoice back, and put another one in its place if asked to."""
    details = await billing.void_invoice(actor, invoice_id, reason=body.reason, reissue=body.reissue)
    return InvoiceDetailsOut.of_details(details, now())


@router.post("/{invoice_id}/reissue", status_code=201)
async def reissue_invoice(actor: AdminActor, invoice_id: UUID) -> InvoiceDetailsOut:
    """Put another invoice in the place of a void one, of the same usage; once."""
    return InvoiceDetailsOut.of_details(await billing.reissue_invoice(actor, invoice_id), now())


@router.post("/{invoice_id}/collect")
async def collect_invoice(actor: AdminActor, invoice_id: UUID) -> InvoiceDetailsOut:
    """Have the payment provider collect what is owed on an invoice that it was not asked for."""
    await billing.collect_invoice(actor, invoice_id)
    return InvoiceDetailsOut.of_details(await billing.get_invoice(actor, invoice_id), now())


@router.post("/{invoice_id}/credit-notes", status_code=201)
async def credit_invoice(actor: AdminActor, invoice_id: UUID, body: CreditIn) -> CreditNoteOut:
    """Credit a part of a finalized invoice, or all that is left of it, by hand."""
    return CreditNoteOut.of(await billing.credit_invoice(actor, invoice_id, amount=body.amount, reason=body.reason))


@router.post("/run")
async def run_invoices(actor: AdminActor, body: RunIn) -> RunOut:
    """Close every period that is over. Several runs at once share the work; repeating one does no harm."""
    return RunOut.of(await billing.run_invoices(actor, until=body.until, dry_run=body.dry_run))
