"""Limits and rates: of a user, and of the draft of a plan."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, limits, metering, plans
from core.errors import Conflict, InvalidInput, NotFound
from core.limits import LIMIT_PERIODS, LimitPeriod
from core.money import parse_units
from web.forms import Form
from web.rendering import done, page
from web.viewer import SignedIn, Viewer

router = APIRouter(include_in_schema=False)

PERIODS = (("month", "A month"), ("billing", "A billing period"), ("day", "A day"), ("hour", "An hour"),
           ("packs", "Beyond what is paid ahead"))  # fmt: skip
KINDS = (("hard", "Hard: refuse calls past it"), ("soft", "Soft: let calls through, and tell"))
Error = InvalidInput | Conflict | NotFound


@router.get("/users/{user_id}/limits/new")
async def show_new_limit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    user = await accounts.get_user(viewer.actor, user_id)
    return await _limit_form(request, viewer, f"Limit {user.name}", f"/users/{user.id}", {})


@router.post("/users/{user_id}/limits")
async def set_limit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        await limits.set_limit(viewer.actor, user_id, **_limit_of(form))
    except (InvalidInput, NotFound) as error:
        user = await accounts.get_user(viewer.actor, user_id)
        return await _limit_form(request, viewer, f"Limit {user.name}", f"/users/{user.id}", form.values(), error)
    return done(request, "The limit holds within a second", back=f"/users/{user_id}")


@router.post("/users/{user_id}/limits/{meter}/{period}/remove")
async def remove_limit(request: Request, viewer: SignedIn, user_id: UUID, meter: str, period: LimitPeriod) -> Response:
    await limits.remove_limit(viewer.actor, user_id, meter=meter, period=period)
    return done(request, "The limit was removed", back=f"/users/{user_id}")


@router.get("/users/{user_id}/limits/{meter}/{period}/top-up")
async def show_top_up(request: Request, viewer: SignedIn, user_id: UUID, meter: str, period: LimitPeriod) -> Response:
    viewer.actor.require("billing:write")
    return await _top_up_form(request, viewer, user_id, meter, period, {})


@router.post("/users/{user_id}/limits/{meter}/{period}/top-up")
async def add_top_up(request: Request, viewer: SignedIn, user_id: UUID, meter: str, period: LimitPeriod) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        units = Decimal(parse_units(form.text("units"), field="units"))
        await limits.add_top_up(viewer.actor, user_id, meter=meter, period=period, units=units)
    except InvalidInput as error:
        return await _top_up_form(request, viewer, user_id, meter, period, form.values(), error)
    return done(request, "The top-up is there for the next call", back=f"/users/{user_id}")


async def _top_up_form(
    request: Request, viewer: Viewer, user_id: UUID, meter: str, period: str, values: dict[str, str],
    error: InvalidInput | None = None,
) -> Response:  # fmt: skip
    user = await accounts.get_user(viewer.actor, user_id)
    found = await metering.get_meter(viewer.actor, meter)
    return page(
        request,
        viewer,
        "limits/top_up.html",
        title=f"Top up {user.name}",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        user=user,
        meter=found,
        period=period,
        values=values,
        error=error,
    )


@router.get("/users/{user_id}/rate-limit/edit")
async def show_rate_limit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    rates = await limits.list_rate_limits(viewer.actor, user_id)
    own = next((rate for rate in rates if rate.key_id is None), None)  # type: ignore[attr-defined]
    values = {name: str(getattr(own, name)) for name in ("calls", "seconds", "burst")} if own else {"seconds": "60"}
    return await _rate_form(request, viewer, user_id, values, is_set=own is not None)


@router.post("/users/{user_id}/rate-limit/edit")
async def set_rate_limit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        burst = form.number("burst", 0)
        await limits.set_rate_limit(
            viewer.actor, user_id, calls=form.number("calls", 0), seconds=form.number("seconds", 0), burst=burst or None
        )
    except InvalidInput as error:
        return await _rate_form(request, viewer, user_id, form.values(), error)
    return done(request, "The rate holds within a second", back=f"/users/{user_id}")


@router.post("/users/{user_id}/rate-limit/remove")
async def remove_rate_limit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    await limits.remove_rate_limit(viewer.actor, user_id)
    return done(request, "It may call as fast as it likes", back=f"/users/{user_id}")


async def _rate_form(
    request: Request, viewer: Viewer, user_id: UUID, values: dict[str, str], error: InvalidInput | None = None,
    *, is_set: bool = False,
) -> Response:  # fmt: skip
    user = await accounts.get_user(viewer.actor, user_id)
    return page(request, viewer, "limits/rate.html", title=f"Rate of {user.name}", partials={"dialog": "sheet"},
                status=422 if error else 200, user=user, values=values, error=error, is_set=is_set)  # fmt: skip


@router.get("/plans/{slug}/limits/new")
async def show_new_plan_limit(request: Request, viewer: SignedIn, slug: str) -> Response:
    viewer.actor.require("billing:write")
    found = await plans.get_plan(viewer.actor, slug)
    return await _limit_form(request, viewer, f"Limit subscribers of {found.plan.name}", f"/plans/{slug}", {})


@router.post("/plans/{slug}/limits")
async def set_plan_limit(request: Request, viewer: SignedIn, slug: str) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        await plans.set_plan_limit(viewer.actor, slug, **_limit_of(form))
    except (InvalidInput, NotFound, Conflict) as error:
        found = await plans.get_plan(viewer.actor, slug)
        title = f"Limit subscribers of {found.plan.name}"
        return await _limit_form(request, viewer, title, f"/plans/{slug}", form.values(), error)
    return done(request, "The draft has the limit", back=f"/plans/{slug}")


@router.post("/plans/{slug}/limits/{meter}/{period}/remove")
async def remove_plan_limit(request: Request, viewer: SignedIn, slug: str, meter: str, period: LimitPeriod) -> Response:
    await plans.remove_plan_limit(viewer.actor, slug, meter=meter, period=period)
    return done(request, "The draft has that limit no more", back=f"/plans/{slug}")


def _limit_of(form: Form) -> dict[str, Any]:
    if form.text("period") not in LIMIT_PERIODS:
        raise InvalidInput("Choose an hour, a day, a month, a billing period, or what is paid ahead.", field="period")
    cap = Decimal(parse_units(form.text("cap"), field="cap"))
    return {"meter": form.text("meter"), "period": form.text("period"), "cap": cap, "hard": form.text("kind") != "soft"}


async def _limit_form(
    request: Request, viewer: Viewer, title: str, back: str, values: dict[str, str], error: Error | None = None
) -> Response:
    meters = await metering.list_meters(viewer.actor)
    return page(
        request,
        viewer,
        "limits/new.html",
        title=title,
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        back=back,
        values=values,
        error=error,
        meters=[(meter.slug, meter.name) for meter in meters if metering.is_limitable(meter)],
        periods=PERIODS,
        kinds=KINDS,
    )
