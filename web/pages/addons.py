"""Add-ons of a user's subscription: like every change, shown by what it makes of the invoices that come next."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, metering, plans
from core.accounts import User
from core.errors import Conflict, InvalidInput, NotFound
from web.forms import Form
from web.pages.subscription import show_preview
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(prefix="/users/{user_id}/addons", include_in_schema=False)

Problem = InvalidInput | Conflict | NotFound
When = Literal["now", "period_end"]


@router.get("/new")
async def show_add_addon(
    request: Request, viewer: SignedIn, user_id: UUID, plan: str = "", seats: str = "1"
) -> Response:
    viewer.actor.require("billing:write")
    user = await accounts.get_user(viewer.actor, user_id)
    return await _form(request, viewer, user, {"plan": plan, "seats": seats})


@router.post("/preview")
async def preview_addon(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    """The amounts, before anything is changed."""
    user, values = await accounts.get_user(viewer.actor, user_id), _values(viewer.form)
    try:
        found = await billing.preview_change(viewer.actor, user_id, "add_addon", **_asked(viewer.form))
    except (InvalidInput, Conflict, NotFound) as error:
        return await _form(request, viewer, user, values, error)
    return show_preview(
        request, viewer, user, found, change="add_addon", action=f"/users/{user_id}/addons", values=values
    )


@router.post("")
async def add_addon(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    try:
        added = await plans.add_addon(viewer.actor, user_id, **_asked(viewer.form))
    except (InvalidInput, Conflict, NotFound) as error:
        user = await accounts.get_user(viewer.actor, user_id)
        return await _form(request, viewer, user, _values(viewer.form), error)
    return done(request, f"{added.plan.name} was added", back=f"/users/{user_id}")


@router.get("/{plan}/remove")
async def show_remove_addon(
    request: Request, viewer: SignedIn, user_id: UUID, plan: str, when: When = "period_end"
) -> Response:
    viewer.actor.require("billing:write")
    user = await accounts.get_user(viewer.actor, user_id)
    found = await billing.preview_change(viewer.actor, user_id, "remove_addon", plan=plan, when=when)
    action = f"/users/{user_id}/addons/{plan}/remove"
    return show_preview(request, viewer, user, found, change="remove_addon", action=action, values={"when": when})


@router.post("/{plan}/remove")
async def remove_addon(request: Request, viewer: SignedIn, user_id: UUID, plan: str) -> Response:
    when: When = "now" if viewer.form.text("when") == "now" else "period_end"
    await plans.remove_addon(viewer.actor, user_id, plan=plan, when=when)
    return done(request, "The add-on ends", back=f"/users/{user_id}")


def _values(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ("plan", "seats", "when")}


def _asked(form: Form) -> dict[str, Any]:
    return {
        "plan": form.text("plan"),
        "seats": form.number("seats", 1),
        "when": "period_end" if form.text("when") == "period_end" else "now",
    }


async def _form(
    request: Request, viewer: SignedIn, user: User, values: dict[str, str], error: Problem | None = None
) -> Response:
    sold = [
        each
        for each in await plans.list_plans(viewer.actor)
        if each.plan.addon and each.published is not None and each.plan.archived_at is None
    ]
    return page(
        request,
        viewer,
        "users/addon.html",
        title=f"Add-on of {user.name}",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        user=user,
        sold=sold,
        values=values,
        meters={meter.id: meter for meter in await metering.list_meters(viewer.actor)},
        error=error,
    )
