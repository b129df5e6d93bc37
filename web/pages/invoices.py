"""Invoices: what is owed, line by line, down to the events."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.settings import get_settings
from web.rendering import done, link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/invoices", include_in_schema=False)

STATUSES = ("draft", "finalized", "skipped", "void")
PAGE_SIZE = 25
DRAFTS_SHOWN = 10
NO_MONEY = ("balance", "credit")


@router.get("")
async def list_invoices(
    request: Request, viewer: SignedIn, user: UUID | None = None, status: str = "", cursor: str = ""
) -> Response:
    owner = await accounts.get_user(viewer.actor, user) if user else None
    chosen = status if status in STATUSES else None
    found = await billing.list_invoices(
        viewer.actor, user_id=owner.id if owner else None, status=chosen, limit=PAGE_SIZE, cursor=cursor or None
    )
    holders = await accounts.find_users(viewer.actor, {invoice.user_id for invoice in found.items})
    asked = {"user": str(user) if user else "", "status": chosen or ""}
    plain = not (owner or chosen or cursor)
    return page(
        request,
        viewer,
        "invoices/list.html",
        title="Invoices",
        partials={"invoices": "table"},
        invoices=found.items,
        drafts=await billing.list_drafts(viewer.actor, limit=DRAFTS_SHOWN) if plain else None,
        users=holders,
        owner=owner,
        asked=asked,
        statuses=STATUSES,
        is_filtered=bool(owner or chosen),
        newest=link("/invoices", **asked) if cursor else "",
        older=link("/invoices", **asked, cursor=found.next_cursor) if found.next_cursor else "",
    )


@router.get("/{invoice_id}")
async def show_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    notes = await billing.credit_notes_of_invoices(viewer.actor, [invoice_id])
    payments = await billing.payments_of_invoices(viewer.actor, [invoice_id])
    return page(request, viewer, "invoices/one.html", title=f"Invoice {details.name}", found=details,
                invoice=details.invoice, overdue=details.is_overdue(now()), notes=notes[invoice_id],
                payments=payments[invoice_id], provider=billing.chosen_provider(),
                money=any(each.applied and each.method not in NO_MONEY for each in payments[invoice_id]))  # fmt: skip


@router.get("/{invoice_id}/csv")
async def export_invoice(viewer: SignedIn, invoice_id: UUID) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    name = f'attachment; filename="{details.name}.csv"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(billing.invoice_csv(details), media_type="text/csv", headers=headers)


@router.get("/{invoice_id}/pdf")
async def print_invoice(viewer: SignedIn, invoice_id: UUID) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    name = f'inline; filename="{details.name}.pdf"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    made = await billing.invoice_pdf(details, issuer=get_settings().issuer)
    return Response(made, media_type="application/pdf", headers=headers)


@router.get("/{invoice_id}/lines/{position}")
async def show_line(request: Request, viewer: SignedIn, invoice_id: UUID, position: int, cursor: str = "") -> Response:
    """Exactly the events that a line charges for."""
    details = await billing.get_invoice(viewer.actor, invoice_id)
    found = await billing.line_events(viewer.actor, invoice_id, position, limit=PAGE_SIZE, cursor=cursor or None)
    base = f"/invoices/{invoice_id}/lines/{position}"
    return page(
        request,
        viewer,
        "invoices/line.html",
        title=found.line.name,
        found=details,
        line=found.line,
        events=found.events.items,
        digest_holds=found.digest_holds,
        first=base if cursor else "",
        later=link(base, cursor=found.events.next_cursor) if found.events.next_cursor else "",
    )


@router.get("/{invoice_id}/void")
async def show_void(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _void_form(request, viewer, invoice_id)


@router.post("/{invoice_id}/void")
async def void_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    form = viewer.form
    try:
        details = await billing.void_invoice(
            viewer.actor, invoice_id, reason=form.text("reason"), reissue=form.text("reissue") == "yes"
        )
    except (InvalidInput, Conflict) as error:
        return await _void_form(request, viewer, invoice_id, error)
    return done(request, "The invoice is void", back=f"/invoices/{details.invoice.id}")


@router.get("/{invoice_id}/reissue")
async def show_reissue(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _reissue_form(request, viewer, invoice_id)


@router.post("/{invoice_id}/reissue")
async def reissue_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    try:
        details = await billing.reissue_invoice(viewer.actor, invoice_id)
    except Conflict as error:
        return await _reissue_form(request, viewer, invoice_id, error)
    return done(request, "A new invoice stands in its place", back=f"/invoices/{details.invoice.id}")


@router.post("/{invoice_id}/collect")
async def collect_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    await billing.collect_invoice(viewer.actor, invoice_id)
    return done(request, "It is being collected", back=f"/invoices/{invoice_id}")


@router.get("/{invoice_id}/credit")
async def show_credit(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _credit_form(request, viewer, invoice_id, {})


@router.post("/{invoice_id}/credit")
async def credit_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in ("amount", "reason")}
    try:
        note = await billing.credit_invoice(viewer.actor, invoice_id, **values)
    except (InvalidInput, Conflict) as error:
        return await _credit_form(request, viewer, invoice_id, values, error)
    return done(request, f"{note.label} was issued", back=f"/invoices/{invoice_id}")


async def _credit_form(
    request: Request,
    viewer: SignedIn,
    invoice_id: UUID,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    return page(request, viewer, "invoices/credit.html", title=f"Credit {details.name}", partials={"dialog": "sheet"},
                status=422 if error else 200, found=details, values=values, error=error)  # fmt: skip


@router.get("/{invoice_id}/credit-notes/{note_id}/pdf")
async def print_credit_note(viewer: SignedIn, invoice_id: UUID, note_id: UUID) -> Response:
    note = await billing.get_credit_note(viewer.actor, note_id)
    headers = {"content-disposition": f'inline; filename="{note.label}.pdf"', "cache-control": "no-store"}
    made = await billing.credit_note_pdf(note, issuer=get_settings().issuer)
    return Response(made, media_type="application/pdf", headers=headers)


async def _void_form(
    request: Request, viewer: SignedIn, invoice_id: UUID, error: InvalidInput | Conflict | None = None
) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    return page(request, viewer, "invoices/void.html", title=f"Void {details.name}", partials={"dialog": "sheet"},
                status=422 if error else 200, found=details, error=error)  # fmt: skip


async def _reissue_form(
    request: Request, viewer: SignedIn, invoice_id: UUID, error: Conflict | None = None
) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    return page(request, viewer, "invoices/reissue.html", title=f"Replace {details.name}", partials={"dialog": "sheet"},
                status=422 if error else 200, found=details, error=error)  # fmt: skip
