"""Alerts: who came near a limit, the thresholds that say so, and what was refused."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, alerts, gate, metering
from core.accounts import User
from core.alerts import RaisedAlert
from core.errors import CATALOGUE, Conflict, InvalidInput, NotFound
from core.money import parse_units
from web.forms import uuid_of
from web.rendering import done, link, page, wants_part
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/alerts", include_in_schema=False)

PAGE_SIZE = 25
KINDS = (("limit_percent", "Percent of a limit"), ("usage", "Units of a meter"))
PERIODS = (
    ("", "Any period"),
    ("hour", "An hour"),
    ("day", "A day"),
    ("month", "A month"),
    ("billing", "A billing period"),
)


@router.get("")
async def list_alerts(
    request: Request, viewer: SignedIn, user: str = "", after: str = "", newest: str = ""
) -> Response:
    """The feed asks for itself every second; while there is nothing new it gets no content, and stays as it is."""
    actor, owner_id = viewer.actor, uuid_of(user)
    owner = await accounts.get_user(actor, owner_id) if owner_id else None
    found = await alerts.list_raised_alerts(actor, user_id=owner_id, limit=PAGE_SIZE, cursor=after or None)
    first = str(found.items[0].id) if found.items else "none"
    if newest == first and wants_part(request, "feed"):
        return Response(status_code=204, headers={"cache-control": "no-store"})
    shared: dict[str, Any] = {
        "raised": found.items,
        "owner": owner,
        "following": "" if after else link("/alerts", user=user, newest=first),
        "older": link("/alerts", user=user, after=found.next_cursor) if found.next_cursor else None,
        "meters": {meter.id: meter for meter in await metering.list_meters(actor)},
        "users": await _users_of(viewer, found.items),
    }
    if wants_part(request, "feed"):
        return page(request, viewer, "alerts/list.html", title="Alerts", partials={"feed": "feed"}, **shared)
    return page(
        request,
        viewer,
        "alerts/list.html",
        title="Alerts",
        partials={"feed": "feed"},
        rules=await alerts.list_alerts(actor, user_id=owner_id),
        denials=await gate.count_denials(actor, user_id=owner_id),
        words=CATALOGUE,
        **shared,
    )


async def _users_of(viewer: Viewer, raised: Sequence[RaisedAlert]) -> dict[UUID, User]:
    return await accounts.find_users(viewer.actor, {each.user_id for each in raised})


@router.get("/new")
async def show_new_alert(request: Request, viewer: SignedIn, user: str = "") -> Response:
    viewer.actor.require("billing:write")
    return await _form(request, viewer, {"kind": "limit_percent", "user": user})


@router.post("")
async def create_alert(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        owner = await accounts.find_user(viewer.actor, form.text("user")) if form.text("user") else None
        await alerts.create_alert(
            viewer.actor,
            kind=form.text("kind"),  # type: ignore[arg-type]
            threshold=Decimal(parse_units(form.text("threshold"), field="threshold")),
            user_id=owner.id if owner else None,
            meter=form.text("meter") or None,
            period=form.text("period") or None,  # type: ignore[arg-type]
        )
    except NotFound as error:
        return await _form(request, viewer, form.values(), InvalidInput(error.message, field="user"))
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, form.values(), InvalidInput(error.message, field=error.field))
    return done(request, "The alert is set", back="/alerts")


@router.post("/{alert_id}/remove")
async def remove_alert(request: Request, viewer: SignedIn, alert_id: UUID) -> Response:
    await alerts.remove_alert(viewer.actor, alert_id)
    return done(request, "The alert was removed", back="/alerts")


async def _form(
    request: Request, viewer: Viewer, values: dict[str, str], error: InvalidInput | None = None
) -> Response:
    meters = await metering.list_meters(viewer.actor)
    return page(
        request,
        viewer,
        "alerts/new.html",
        title="New alert",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        values=values,
        error=error,
        kinds=KINDS,
        periods=PERIODS,
        meters=[("", "Every limited meter"), *((meter.slug, meter.name) for meter in meters)],
    )
