"""What is done to a user's subscription: every change shows first what it makes of the invoices that come next."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, metering, plans
from core.accounts import User
from core.clock import now
from core.errors import Conflict, InvalidInput, NotFound
from core.money import parse_unit_price
from web.forms import Form
from web.rendering import done, page
from web.viewer import SignedIn

router = APIRouter(prefix="/users/{user_id}", include_in_schema=False)

Stop = Literal["cancel", "pause", "resume"]
_DONE = {
    "cancel": "The subscription ends",
    "pause": "The subscription is paused",
    "resume": "The subscription goes on",
}
Problem = InvalidInput | Conflict | NotFound


@router.get("/plan")
async def show_assign_plan(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _assign(request, viewer, await accounts.get_user(viewer.actor, user_id), {})


@router.post("/plan/preview")
async def preview_plan(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    """The amounts, before anything is changed."""
    user, values = await accounts.get_user(viewer.actor, user_id), _values(viewer.form)
    try:
        found = await billing.preview_change(viewer.actor, user_id, "assign", **_asked(viewer.form))
    except (InvalidInput, Conflict, NotFound) as error:
        return await _assign(request, viewer, user, values, error)
    return show_preview(request, viewer, user, found, change="assign", action=f"/users/{user_id}/plan", values=values)


@router.post("/plan")
async def assign_plan(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    try:
        await plans.assign_plan(viewer.actor, user_id, **_asked(viewer.form))
    except (InvalidInput, Conflict, NotFound) as error:
        user = await accounts.get_user(viewer.actor, user_id)
        return await _assign(request, viewer, user, _values(viewer.form), error)
    user = await accounts.get_user(viewer.actor, user_id)
    later = viewer.form.text("when") == "period_end"
    said = "with its next period" if later else "from now on"
    return done(request, f"{user.name} is on another plan {said}", back=f"/users/{user.id}")


@router.get("/subscription/{change}")
async def show_change(
    request: Request, viewer: SignedIn, user_id: UUID, change: Stop, when: Literal["now", "period_end"] = "period_end"
) -> Response:
    viewer.actor.require("billing:write")
    user = await accounts.get_user(viewer.actor, user_id)
    action = f"/users/{user_id}/subscription/{change}"
    found = await billing.preview_change(viewer.actor, user_id, change, when=when)
    return show_preview(request, viewer, user, found, change=change, action=action, values={"when": when})


@router.post("/subscription/{change}")
async def change_subscription(request: Request, viewer: SignedIn, user_id: UUID, change: Stop) -> Response:
    actor = viewer.actor
    if change == "cancel":
        now_or_later: plans.When = "now" if viewer.form.text("when") == "now" else "period_end"
        await plans.cancel_subscription(actor, user_id, when=now_or_later)
    else:
        await (plans.pause_subscription if change == "pause" else plans.resume_subscription)(actor, user_id)
    return done(request, _DONE[change], back=f"/users/{user_id}")


def _values(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ("plan", "when", "seats", "own")}


def _asked(form: Form) -> dict[str, Any]:
    later = form.text("when") == "period_end"
    seats = form.number("seats", 0) if form.text("seats") else None
    return {
        "plan": form.text("plan"),
        "when": "period_end" if later else "now",
        "seats": seats,
        "overrides": _own_prices(form.text("own")),
    }


def _own_prices(text: str) -> dict[str, Decimal] | None:
    """`Base fee: 30, API calls: 0.2`; nothing leaves them as they are, and a dash takes all of them away."""
    if not text:
        return None
    own: dict[str, Decimal] = {}
    for part in filter(None, (each.strip() for each in text.strip("-").replace(";", ",").split(","))):
        name, colon, amount = part.rpartition(":")
        if not colon:
            raise InvalidInput("Own prices are written like Base fee: 30, API calls: 0.2.", field="own")
        own[name.strip()] = parse_unit_price(amount.strip(), field="own")
    return own


def show_preview(
    request: Request,
    viewer: SignedIn,
    user: User,
    found: billing.ChangePreview,
    *,
    change: str,
    action: str,
    values: dict[str, str],
) -> Response:
    """A change before it is confirmed: `values` are sent again with its form."""
    return page(
        request,
        viewer,
        "users/change.html",
        title=f"Plan of {user.name}",
        partials={"dialog": "sheet"},
        user=user,
        found=found,
        change=change,
        action=action,
        values=values,
    )


async def _assign(
    request: Request, viewer: SignedIn, user: User, values: dict[str, str], error: Problem | None = None
) -> Response:
    sold = [
        each
        for each in await plans.list_plans(viewer.actor)
        if each.published is not None and each.plan.archived_at is None and not each.plan.addon
    ]
    async with accounts.in_time_of(user.id):
        running = (await plans.subscriptions_in_force(viewer.actor, [user.id], at=now())).get(user.id)
    if isinstance(error, InvalidInput) and error.field == "overrides":
        error.field = "own"
    return page(
        request,
        viewer,
        "users/plan.html",
        title=f"Plan of {user.name}",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        user=user,
        sold=sold,
        values=values,
        current=running,
        own=", ".join(f"{name}: {amount}" for name, amount in running.overrides.items()) if running else "",
        meters={meter.id: meter for meter in await metering.list_meters(viewer.actor)},
        error=error,
    )
