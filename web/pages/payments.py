"""Dialogs of an invoice's page: a payment that came in, one that is given back, and giving up what is owed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import billing
from core.errors import Conflict, InvalidInput, NotFound
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(prefix="/invoices/{invoice_id}", include_in_schema=False)


@router.get("/pay")
async def show_payment(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _form(request, viewer, invoice_id, "pay", {})


@router.post("/pay")
async def record_payment(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in ("amount", "reference")}
    try:
        await billing.record_payment(viewer.actor, invoice_id, amount=values["amount"], reference=values["reference"])
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, invoice_id, "pay", values, error)
    return done(request, "The payment is recorded", back=f"/invoices/{invoice_id}")


@router.get("/uncollectible")
async def show_giving_up(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _form(request, viewer, invoice_id, "uncollectible", {})


@router.post("/uncollectible")
async def give_up_invoice(request: Request, viewer: SignedIn, invoice_id: UUID) -> Response:
    values = {"reason": viewer.form.text("reason")}
    try:
        await billing.give_up_invoice(viewer.actor, invoice_id, **values)
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, invoice_id, "uncollectible", values, error)
    return done(request, "It is marked as uncollectible", back=f"/invoices/{invoice_id}")


@router.get("/payments/{payment_id}/refund")
async def show_refund(request: Request, viewer: SignedIn, invoice_id: UUID, payment_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _refund_form(request, viewer, invoice_id, payment_id, {})


@router.post("/payments/{payment_id}/refund")
async def refund_payment(request: Request, viewer: SignedIn, invoice_id: UUID, payment_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in ("amount", "reason")}
    try:
        await billing.refund_payment(viewer.actor, payment_id, **values)
    except (InvalidInput, Conflict) as error:
        return await _refund_form(request, viewer, invoice_id, payment_id, values, error)
    return done(request, "The refund is recorded", back=f"/invoices/{invoice_id}")


async def _refund_form(
    request: Request,
    viewer: SignedIn,
    invoice_id: UUID,
    payment_id: UUID,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
) -> Response:
    payments = await billing.list_payments(viewer.actor, invoice_id)
    payment = next((each for each in payments if each.id == payment_id), None)
    if payment is None:
        raise NotFound("There is no such payment.", code="payment_not_found")
    return await _form(request, viewer, invoice_id, "refund", values, error, payment=payment,
                       provider=billing.chosen_provider())  # fmt: skip


async def _form(
    request: Request,
    viewer: SignedIn,
    invoice_id: UUID,
    name: str,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
    **more: Any,
) -> Response:
    details = await billing.get_invoice(viewer.actor, invoice_id)
    return page(request, viewer, f"invoices/{name}.html", title=details.name, partials={"dialog": "sheet"},
                status=422 if error else 200, found=details, values=values, error=error, **more)  # fmt: skip
