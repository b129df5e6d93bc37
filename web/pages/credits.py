"""Credits and unit packs of a user, and how it pays ahead: dialogs of its page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, metering
from core.clock import now
from core.errors import Conflict, InvalidInput, NotFound
from core.money import format_decimal, round_amount
from web.forms import whole
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(prefix="/users/{user_id}", include_in_schema=False)

CREDIT = ("kind", "amount", "days", "reason")
PACK = ("meter", "units", "amount", "days", "hard", "reason")
PREPAYMENT = ("top_up_below", "top_up_amount", "top_up_granted", "top_up_days", "threshold")
KINDS = [("promotional", "A gift"), ("prepaid", "Money that came in")]
ENDS = [("soft", "Bill what is used beyond"), ("hard", "Refuse calls beyond (402)")]
GRANTED = [("issued", "With its invoice"), ("paid", "Once that is paid")]


@router.get("/credits/new")
async def show_granting(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _form(request, viewer, user_id, "new", "Give credit", {}, kinds=KINDS)


@router.post("/credits")
async def grant_credit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in CREDIT}
    try:
        user = await accounts.get_user(viewer.actor, user_id)
        days = whole(values["days"], "days")
        await billing.grant_credit(
            viewer.actor, user_id, kind="prepaid" if values["kind"] == "prepaid" else "promotional",
            amount=values["amount"], currency=user.currency, reason=values["reason"],
            expires_at=now() + timedelta(days=days) if days else None,
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, user_id, "new", "Give credit", values, error, kinds=KINDS)
    return done(request, "The credit pays the next invoices", back=f"/users/{user_id}")


@router.get("/credits/{grant_id}/revoke")
async def show_revoking(request: Request, viewer: SignedIn, user_id: UUID, grant_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _revoke_form(request, viewer, user_id, grant_id)


@router.post("/credits/{grant_id}/revoke")
async def revoke_credit(request: Request, viewer: SignedIn, user_id: UUID, grant_id: UUID) -> Response:
    try:
        await billing.revoke_credit(viewer.actor, grant_id, reason=viewer.form.text("reason"))
    except (InvalidInput, Conflict) as error:
        return await _revoke_form(request, viewer, user_id, grant_id, error)
    return done(request, "The credit is revoked", back=f"/users/{user_id}")


async def _revoke_form(
    request: Request, viewer: SignedIn, user_id: UUID, grant_id: UUID, error: InvalidInput | Conflict | None = None
) -> Response:
    grants = await billing.list_credits(viewer.actor, user_id)
    grant = next((each for each in grants if each.id == grant_id), None)
    if grant is None:
        raise NotFound("There is no such credit.", code="credit_not_found")
    return await _form(request, viewer, user_id, "revoke", "Revoke credit", {}, error, grant=grant)


@router.get("/unit-packs/new")
async def show_adding(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _pack_form(request, viewer, user_id, {})


@router.post("/unit-packs")
async def add_unit_pack(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in PACK}
    try:
        days = whole(values["days"], "days")
        await billing.add_unit_pack(
            viewer.actor, user_id, meter=values["meter"], units=values["units"], amount=values["amount"] or None,
            reason=values["reason"], expires_at=now() + timedelta(days=days) if days else None,
            hard=values["hard"] == "hard",
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        return await _pack_form(request, viewer, user_id, values, error)
    return done(request, "The units cover usage before it is priced", back=f"/users/{user_id}")


async def _pack_form(
    request: Request,
    viewer: SignedIn,
    user_id: UUID,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
) -> Response:
    meters = [(each.slug, each.name) for each in await metering.list_meters(viewer.actor)]
    return await _form(request, viewer, user_id, "pack", "Add a unit pack", values, error, meters=meters, ends=ENDS)


@router.get("/unit-packs/{pack_id}/revoke")
async def show_revoking_pack(request: Request, viewer: SignedIn, user_id: UUID, pack_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _revoke_pack_form(request, viewer, user_id, pack_id)


@router.post("/unit-packs/{pack_id}/revoke")
async def revoke_unit_pack(request: Request, viewer: SignedIn, user_id: UUID, pack_id: UUID) -> Response:
    try:
        await billing.revoke_unit_pack(viewer.actor, pack_id, reason=viewer.form.text("reason"))
    except (InvalidInput, Conflict) as error:
        return await _revoke_pack_form(request, viewer, user_id, pack_id, error)
    return done(request, "The pack is revoked", back=f"/users/{user_id}")


async def _revoke_pack_form(
    request: Request, viewer: SignedIn, user_id: UUID, pack_id: UUID, error: InvalidInput | Conflict | None = None
) -> Response:
    packs = await billing.list_unit_packs(viewer.actor, user_id)
    found = next(((pack, meter) for pack, meter in packs if pack.id == pack_id), None)
    if found is None:
        raise NotFound("There is no such pack.", code="pack_not_found")
    pack, meter = found
    return await _form(request, viewer, user_id, "revoke_pack", "Revoke a unit pack", {}, error, pack=pack, meter=meter)


@router.get("/prepayment/edit")
async def show_prepayment(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    found = await billing.get_prepayment(viewer.actor, user_id)
    values = {
        name: format_decimal(round_amount(of, found.currency)) if (of := getattr(found, name)) is not None else ""
        for name in ("top_up_below", "top_up_amount", "threshold")
    }
    values |= {"top_up_granted": found.top_up_granted, "top_up_days": str(found.top_up_days or "")}
    return await _form(request, viewer, user_id, "prepayment", "Pay ahead", values, granted=GRANTED)


@router.post("/prepayment")
async def set_prepayment(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in PREPAYMENT}
    try:
        await billing.set_prepayment(
            viewer.actor, user_id, top_up_below=values["top_up_below"] or None,
            top_up_amount=values["top_up_amount"] or None,
            top_up_granted="paid" if values["top_up_granted"] == "paid" else "issued",
            top_up_days=whole(values["top_up_days"], "top_up_days"), threshold=values["threshold"] or None,
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, user_id, "prepayment", "Pay ahead", values, error, granted=GRANTED)
    return done(request, "It is looked at every minute", back=f"/users/{user_id}")


@router.post("/collection")
async def set_collection(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    collected = viewer.form.text("collected") == "yes"
    await billing.set_collection(viewer.actor, user_id, collected=collected)
    return done(request, "It holds from the next invoice on", back=f"/users/{user_id}")


async def _form(
    request: Request,
    viewer: SignedIn,
    user_id: UUID,
    name: str,
    title: str,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
    **more: Any,
) -> Response:
    user = await accounts.get_user(viewer.actor, user_id)
    return page(request, viewer, f"credits/{name}.html", title=title, partials={"dialog": "sheet"},
                status=422 if error else 200, user=user, values=values, error=error, **more)  # fmt: skip
