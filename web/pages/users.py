"""The table of users, and making one."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, metering, plans
from core.accounts import Actor
from core.billing import Directory, DirectorySort
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.money import currency_codes
from core.periods import local_date, zone_names
from web.rendering import link, page, redirect
from web.viewer import SignedIn

router = APIRouter(prefix="/users", include_in_schema=False)

PAGE_SIZE = 25
TREND_DAYS = 30
#: First in the lists, because most vendors need nothing else.
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "INR", "CHF", "CAD", "AUD")


@router.get("")
async def list_users(
    request: Request, viewer: SignedIn, q: str = "", status: str = "", plan: str = "", sort: str = "-spend",
    meter: str = "",
) -> Response:  # fmt: skip
    asked = request.query_params
    meters = await metering.list_meters(viewer.actor)
    chosen = next((each for each in meters if each.slug == (meter or "api_calls")), meters[0] if meters else None)
    order = cast("DirectorySort", sort if sort in get_args(DirectorySort) else "-spend")
    number = int(asked.get("page", "1")) if asked.get("page", "1").isdecimal() else 1
    found = await billing.user_directory(
        viewer.actor,
        meter=chosen,
        search=q[:200],
        status=status if status in ("active", "suspended") else None,
        plan=None if not plan else "" if plan == "none" else plan,
        sort=order,
        page=min(number, 100_000),
        size=PAGE_SIZE,
    )
    said = {"q": q, "status": status, "plan": plan, "meter": meter, "sort": order if order != "-spend" else ""}
    return page(
        request,
        viewer,
        "users/list.html",
        title="Users",
        partials={"users": "table"},
        found=found,
        first=(found.page - 1) * PAGE_SIZE + 1,
        last=(found.page - 1) * PAGE_SIZE + len(found.rows),
        trends=await _trends(viewer.actor, found, chosen),
        asked={"q": q, "status": status, "plan": plan, "sort": order, "meter": meter},
        url=_links(said),
        page_url=lambda each: link("/users", **said, page=each if each > 1 else ""),
        plans=await plans.list_plans(viewer.actor),
        meters=meters,
        meter=chosen,
        is_filtered=bool(q or status or plan),
        sorted_max=billing.SPEND_SORTED_MAX,
        month_start=local_date(now(), "UTC").replace(day=1).isoformat(),
    )


def _links(said: dict[str, str]) -> Callable[[str, str], str]:
    """The address of the same table in another order: chosen again, the order turns round."""

    def url(key: str, first: str) -> str:
        present = said["sort"] or "-spend"
        turned = {key: f"-{key}", f"-{key}": key}.get(present, first)
        return link("/users", **{**said, "sort": turned if turned != "-spend" else ""})

    return url


async def _trends(actor: Actor, found: Directory, meter: metering.Meter | None) -> dict[object, list[Decimal]]:
    """What each user of the page used of the meter on each of the last full days."""
    if meter is None:
        return {}
    at = now()
    users = [(row.user.id, row.user.time_zone) for row in found.rows]
    daily = await metering.daily_usage(actor, users, since=at - timedelta(days=TREND_DAYS + 2))
    today = local_date(at, "UTC")
    days = [today - timedelta(days=TREND_DAYS - number) for number in range(TREND_DAYS)]
    return {user_id: [daily.get((user_id, meter.id), {}).get(day, Decimal(0)) for day in days] for user_id, _ in users}


@router.get("/new")
async def show_new_user(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("users:write")
    return await _new_user(request, viewer, {})


@router.post("")
async def create_user(request: Request, viewer: SignedIn) -> Response:
    form = viewer.form
    try:
        user = await accounts.create_user(
            viewer.actor,
            name=form.text("name"),
            external_id=form.text("external_id") or None,
            email=form.text("email") or None,
            currency=form.text("currency") or "USD",
            time_zone=form.text("time_zone") or "UTC",
        )
        if plan := form.text("plan"):
            await plans.assign_plan(viewer.actor, user.id, plan=plan)
    except (InvalidInput, Conflict) as error:
        return await _new_user(request, viewer, form.values(), error=error)
    return redirect(request, f"/users/{user.id}", say=f"{user.name} was created")


async def _new_user(
    request: Request, viewer: SignedIn, values: dict[str, str], *, error: InvalidInput | Conflict | None = None
) -> Response:
    sold = [each for each in await plans.list_plans(viewer.actor) if each.published is not None]
    return page(
        request,
        viewer,
        "users/new.html",
        title="New user",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        values=values,
        error=_about_external_id(error),
        plans=[("", "No plan yet"), *((each.plan.slug, each.plan.name) for each in sold)],
        currencies=[(code, code) for code in currency_choices()],
        zones=sorted(zone_names()),
    )


def currency_choices() -> list[str]:
    return [*CURRENCIES, *sorted(currency_codes() - set(CURRENCIES))]


def _about_external_id(error: InvalidInput | Conflict | None) -> Any:
    """A conflict here can only be about the external id, so the form says it there."""
    if isinstance(error, Conflict) and error.code == "already_exists":
        return InvalidInput(error.message, field="external_id")
    return error
