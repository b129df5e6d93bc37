"""Taxes and coupons: the rates and coupons there are, what everybody is taxed by, and what one user has."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing
from core.errors import Conflict, InvalidInput
from web.forms import whole
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(include_in_schema=False)

RATE = ("slug", "name", "percent", "inclusive")
COUPON = ("code", "name", "percent", "amount", "currency", "invoices")


@router.get("/taxes")
async def list_taxes(request: Request, viewer: SignedIn) -> Response:
    rates = await billing.list_tax_rates(viewer.actor)
    return page(request, viewer, "taxes/list.html", title="Taxes and coupons", rates=rates,
                names={rate.id: rate.name for rate in rates}, everybody=await billing.get_tax_profile(viewer.actor),
                coupons=await billing.list_coupons(viewer.actor))  # fmt: skip


@router.get("/taxes/new")
async def show_rate_form(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return _form(request, viewer, "rate", "New tax rate", {})


@router.post("/taxes")
async def create_rate(request: Request, viewer: SignedIn) -> Response:
    values = {name: viewer.form.text(name) for name in RATE}
    try:
        await billing.create_tax_rate(
            viewer.actor, slug=values["slug"], name=values["name"], percent=values["percent"],
            inclusive=values["inclusive"] == "yes",
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        return _form(request, viewer, "rate", "New tax rate", values, error)
    return done(request, "The rate can be used now", back="/taxes")


@router.get("/taxes/everybody/edit")
async def show_everybody(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return await _profile_form(request, viewer, None)


@router.post("/taxes/everybody")
async def set_everybody(request: Request, viewer: SignedIn) -> Response:
    return await _set_profile(request, viewer, None)


@router.get("/users/{user_id}/taxes/edit")
async def show_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _profile_form(request, viewer, user_id)


@router.post("/users/{user_id}/taxes")
async def set_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    return await _set_profile(request, viewer, user_id)


@router.get("/coupons/new")
async def show_coupon_form(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return _form(request, viewer, "coupon", "New coupon", {})


@router.post("/coupons")
async def create_coupon(request: Request, viewer: SignedIn) -> Response:
    values = {name: viewer.form.text(name) for name in COUPON}
    try:
        invoices = whole(values["invoices"], "invoices")
        given: dict[str, Any] = {name: values[name] or None for name in ("percent", "amount", "currency")}
        await billing.create_coupon(viewer.actor, code=values["code"], name=values["name"], invoices=invoices, **given)
    except (InvalidInput, Conflict) as error:
        return _form(request, viewer, "coupon", "New coupon", values, error)
    return done(request, "The coupon can be attached now", back="/taxes")


@router.get("/users/{user_id}/coupons/new")
async def show_attaching(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _attach_form(request, viewer, user_id)


@router.post("/users/{user_id}/coupons")
async def attach_coupon(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    try:
        await billing.attach_coupon(viewer.actor, user_id, code=viewer.form.text("code"))
    except InvalidInput as error:
        return await _attach_form(request, viewer, user_id, error)
    return done(request, "The coupon is attached", back=f"/users/{user_id}")


@router.post("/users/{user_id}/coupons/{attachment_id}/remove")
async def detach_coupon(request: Request, viewer: SignedIn, user_id: UUID, attachment_id: UUID) -> Response:
    await billing.detach_coupon(viewer.actor, attachment_id)
    return done(request, "The coupon counts no more", back=f"/users/{user_id}")


def _form(
    request: Request,
    viewer: SignedIn,
    name: str,
    title: str,
    values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
    **more: Any,
) -> Response:
    return page(request, viewer, f"taxes/{name}.html", title=title, partials={"dialog": "sheet"},
                status=422 if error else 200, values=values, error=error, **more)  # fmt: skip


async def _set_profile(request: Request, viewer: SignedIn, user_id: UUID | None) -> Response:
    form, known = viewer.form, await billing.list_tax_categories(viewer.actor)
    values = {name: form.text(name) for name in ("tax_id", "fees", "usage", *map("category_{}".format, known))}
    chosen = {each: values[f"category_{each}"] for each in known if values[f"category_{each}"]}
    try:
        await billing.set_tax_profile(
            viewer.actor, user_id, tax_id=values["tax_id"] or None, fees=values["fees"] or None,
            usage=values["usage"] or None, categories=chosen,
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        return await _profile_form(request, viewer, user_id, values, error)
    return done(request, "It counts from the next invoice on", back=f"/users/{user_id}" if user_id else "/taxes")


async def _profile_form(
    request: Request,
    viewer: SignedIn,
    user_id: UUID | None,
    values: dict[str, str] | None = None,
    error: InvalidInput | Conflict | None = None,
) -> Response:
    rates = await billing.list_tax_rates(viewer.actor)
    user = await accounts.get_user(viewer.actor, user_id) if user_id else None
    if values is None:
        profile, slugs = await billing.get_tax_profile(viewer.actor, user_id), {rate.id: rate.slug for rate in rates}
        values = {
            "tax_id": profile.tax_id or "",
            "fees": slugs.get(profile.fees_rate_id, "") if profile.fees_rate_id else "",
            "usage": slugs.get(profile.usage_rate_id, "") if profile.usage_rate_id else "",
        } | {f"category_{name}": slugs.get(UUID(rate_id), "") for name, rate_id in profile.category_rates.items()}
    categories = await billing.list_tax_categories(viewer.actor)
    options = [("", "As everybody" if user else "No tax"), *((rate.slug, rate.name) for rate in rates)]
    return _form(request, viewer, "profile", "Taxes", values, error, user=user, options=options,
                 categories=categories)  # fmt: skip


async def _attach_form(
    request: Request, viewer: SignedIn, user_id: UUID, error: InvalidInput | None = None
) -> Response:
    user = await accounts.get_user(viewer.actor, user_id)
    options = [(coupon.code, f"{coupon.name} ({coupon.code})") for coupon in await billing.list_coupons(viewer.actor)]
    return _form(request, viewer, "attach", "Attach a coupon", {}, error, user=user, options=options)
