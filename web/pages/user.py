"""One user: what it used, by what, on which plan, what that costs and why, its keys and its last calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, alerts, billing, gate, keys, ledger, limits, metering, plans
from core.accounts import Actor, User
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.periods import calendar_month_at, local_date, midnight_of, zone_names
from web.formats import short_day
from web.pages.keys import described
from web.rendering import done, link, page, wants_part
from web.usage_chart import Chart, chosen_days, usage_chart
from web.viewer import SignedIn

router = APIRouter(prefix="/users/{user_id}", include_in_schema=False)

RECENT_CALLS = 8
KEYS_MAX = 100


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """What one key used this month, by meter; `key` None: usage that no key brought."""

    key: keys.ApiKey | None
    quantities: Mapping[UUID, Decimal]


@router.get("")
async def show_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    actor = viewer.actor
    user = await accounts.get_user(actor, user_id)
    chart = await _chart(request, actor, user)
    shared: dict[str, Any] = {"title": user.name, "user": user, "chart": chart, "chart_title": "Usage by meter"}
    if wants_part(request, "usage"):
        return page(request, viewer, "users/one.html", partials={"usage": "usage"}, **shared)
    found = await billing.estimate_user(actor, user_id)
    first = local_date(found.estimate.period.start, user.time_zone)
    running = (await plans.subscriptions_in_force(actor, [user_id], at=found.estimate.at)).get(user_id)
    owned = (await keys.list_keys(actor, user_id=user_id, limit=KEYS_MAX)).items
    return page(
        request,
        viewer,
        "users/one.html",
        **shared,
        found=found,
        month=f"{local_date(found.estimate.at, user.time_zone):%B}",
        period=_say_period(found.estimate, user.time_zone),
        log=link("/events", user=user_id, **{"from": first}),
        methods=sorted({f"by {line.method.words}" for line in found.estimate.lines if line.method}),
        plan=await _plan_of(actor, found),
        running=running,
        addons=(await plans.addons_of_users(actor, [user_id], at=found.estimate.at)).get(user_id, []),
        at=found.estimate.at,
        paused=running is not None and await plans.is_paused(actor, running),
        keys=await described(actor, owned),
        by_key=await _by_key(actor, user, owned),
        meters=await metering.list_meters(actor),
        limits=await limits.list_limits(actor, user_id),
        rates=await limits.list_rate_limits(actor, user_id),
        denials=await gate.count_denials(actor, user_id=user_id),
        alerts=(await alerts.list_raised_alerts(actor, user_id=user_id, limit=1)).items,
        balances=[each for each in await ledger.balances_of(actor, user_id) if each.owed or each.balance],
        credits=[each for each in await billing.list_credits(actor, user_id) if each.remaining],
        packs=[each for each in await billing.list_unit_packs(actor, user_id) if each[0].remaining],
        prepayment=await billing.get_prepayment(actor, user_id),
        provider=billing.chosen_provider(),
        collected=(await billing.collection_of(actor, user_id)).collected,
        taxes=await billing.get_tax_profile(actor, user_id),
        coupons=[each for each in await billing.attachments_of_user(actor, user_id) if not each[0].detached_at],
        invoices=(await billing.list_invoices(actor, user_id=user_id, limit=5)).items,
        events=(await metering.list_events(actor, user_id=user_id, limit=RECENT_CALLS)).items,
        names={key.id: key.name for key in owned},
    )


def _say_period(estimate: billing.Estimate, zone: str) -> str:
    """`November`, or `Nov 3 to Dec 2` of a period that is no calendar month."""
    period = estimate.period
    first, last = local_date(period.start, zone), local_date(period.end - timedelta(microseconds=1), zone)
    if period == calendar_month_at(estimate.at, zone):
        return f"{first:%B}"
    return f"{short_day(first)} to {short_day(max(first, last))}"


async def _chart(request: Request, actor: Actor, user: User) -> Chart:
    """Daily usage in the user's own zone, as its bill counts it."""
    today = local_date(now(), user.time_zone)
    chosen = chosen_days(request.query_params, today=today)
    usage = await metering.query_usage(
        actor,
        start=midnight_of(chosen.first, user.time_zone),
        end=midnight_of(chosen.last + timedelta(days=1), user.time_zone),
        window="day",
        zone=user.time_zone,
        user_id=user.id,
    )
    length = (chosen.last - chosen.first).days + 1
    meters = {row.meter.id: row.meter for row in usage.rows}
    quantities = {meter_id: [Decimal(0)] * length for meter_id in meters}
    for row in usage.rows:
        quantities[row.meter.id][(local_date(row.window.start, user.time_zone) - chosen.first).days] += row.quantity
    path = f"/users/{user.id}"
    return usage_chart(path, request.query_params, chosen, list(meters.values()), quantities, title="Usage by meter",
                       today=today)  # fmt: skip


async def _plan_of(actor: Actor, found: billing.UserEstimate) -> plans.Plan | None:
    if found.plan_version is None:
        return None
    plan_id: UUID = found.plan_version.plan_id  # type: ignore[attr-defined]
    return (await plans.find_plans(actor, [plan_id]))[plan_id]


async def _by_key(actor: Actor, user: User, owned: Sequence[keys.ApiKey]) -> list[KeyUsage]:
    """This month's usage of each key, in the user's zone: the sum is what the estimate counts."""
    usage = await metering.query_usage(actor, user_id=user.id, zone=user.time_zone, group_by=["key"])
    found: dict[UUID | None, dict[UUID, Decimal]] = {}
    for row in usage.rows:
        found.setdefault(row.key_id, {})[row.meter.id] = row.quantity
    by_id = {key.id: key for key in owned}
    return [KeyUsage(by_id.get(key_id) if key_id else None, each) for key_id, each in found.items()]


@router.get("/edit")
async def show_edit(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("users:write")
    user = await accounts.get_user(viewer.actor, user_id)
    values = {"name": user.name, "external_id": user.external_id or "", "email": user.email or "",
              "time_zone": user.time_zone}  # fmt: skip
    return _edit(request, viewer, user, values)


@router.post("/edit")
async def edit_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    values = {name: viewer.form.text(name) for name in ("name", "external_id", "email", "time_zone")}
    try:
        user = await accounts.update_user(viewer.actor, user_id, **values)
    except InvalidInput as error:
        return _edit(request, viewer, await accounts.get_user(viewer.actor, user_id), values, error)
    except Conflict as error:
        about = InvalidInput(error.message, field="external_id")
        return _edit(request, viewer, await accounts.get_user(viewer.actor, user_id), values, about)
    return done(request, f"{user.name} was saved", back=f"/users/{user.id}")


def _edit(
    request: Request, viewer: SignedIn, user: User, values: dict[str, str], error: InvalidInput | None = None
) -> Response:
    return page(
        request,
        viewer,
        "users/edit.html",
        title=f"Edit {user.name}",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        user=user,
        values=values,
        error=error,
        zones=sorted(zone_names()),
    )


@router.get("/suspend")
async def show_suspend(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    viewer.actor.require("users:write")
    user = await accounts.get_user(viewer.actor, user_id)
    return page(request, viewer, "users/suspend.html", title=f"Suspend {user.name}", partials={"dialog": "sheet"},
                user=user)  # fmt: skip


@router.post("/suspend")
async def suspend_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    user = await accounts.update_user(viewer.actor, user_id, status="suspended")
    return done(request, f"{user.name} is suspended", back=f"/users/{user.id}")


@router.post("/reactivate")
async def reactivate_user(request: Request, viewer: SignedIn, user_id: UUID) -> Response:
    user = await accounts.update_user(viewer.actor, user_id, status="active")
    return done(request, f"{user.name} is active again", back=f"/users/{user.id}")
