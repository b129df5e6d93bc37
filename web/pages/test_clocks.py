"""Test clocks: a time of its own for some users, and what happens to them on the way."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, plans
from core.clock import now
from core.errors import Conflict, InvalidInput, NotFound
from web.forms import Form
from web.rendering import done, page, redirect
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/test-clocks", include_in_schema=False)

#: How far, in words, and in days.
LEAPS = (("1", "A day"), ("7", "A week"), ("31", "31 days"), ("92", "92 days"), ("366", "366 days"))
Error = InvalidInput | Conflict | NotFound


@router.get("")
async def list_test_clocks(request: Request, viewer: SignedIn) -> Response:
    clocks = await billing.list_test_clocks(viewer.actor)
    users = await billing.users_on_test_clocks(viewer.actor, [clock.id for clock in clocks])
    return page(request, viewer, "test_clocks/list.html", title="Test clocks", clocks=clocks, users=users)


@router.get("/new")
async def show_new(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return _new(request, viewer, {"now_at": now().date().isoformat()})


@router.post("")
async def create_test_clock(request: Request, viewer: SignedIn) -> Response:
    """A clock, and a user of its own if one is named."""
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        clock = await billing.create_test_clock(viewer.actor, name=form.text("name"), now_at=_day(form, "now_at"))
    except (InvalidInput, Conflict) as error:
        return _new(request, viewer, form.values(), error)
    return redirect(request, f"/test-clocks/{clock.id}", say=f"{clock.name} stands at {clock.now_at:%d %B %Y}")


@router.get("/{clock_id}")
async def show_test_clock(request: Request, viewer: SignedIn, clock_id: UUID) -> Response:
    clock = await billing.get_test_clock(viewer.actor, clock_id)
    users = (await billing.users_on_test_clocks(viewer.actor, [clock_id]))[clock_id]
    invoices = [
        invoice
        for user in users
        for invoice in (await billing.list_invoices(viewer.actor, user_id=user.id, limit=100)).items
    ]
    running = await plans.subscriptions_in_force(viewer.actor, [user.id for user in users], at=clock.now_at)
    versions = await plans.find_versions(viewer.actor, {each.version_id for each in running.values()})  # type: ignore[attr-defined]
    sold = await plans.find_plans(viewer.actor, {version.plan_id for version in versions.values()})  # type: ignore[attr-defined]
    names = {
        user_id: sold[versions[each.version_id].plan_id].name  # type: ignore[attr-defined]
        for user_id, each in running.items()
    }
    return page(
        request,
        viewer,
        "test_clocks/one.html",
        title=clock.name,
        clock=clock,
        users=users,
        known={user.id: user for user in users},
        plans=names,
        invoices=sorted(invoices, key=lambda invoice: (invoice.period_end, invoice.id), reverse=True),
    )


@router.get("/{clock_id}/advance")
async def show_advance(request: Request, viewer: SignedIn, clock_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _advance(request, viewer, clock_id, {})


@router.post("/{clock_id}/advance")
async def advance_test_clock(request: Request, viewer: SignedIn, clock_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        clock = await billing.get_test_clock(viewer.actor, clock_id)
        days = form.number("days", 0)
        to = form.midnight("to") or clock.now_at + timedelta(days=min(days, 10_000))
        clock = await billing.advance_test_clock(viewer.actor, clock_id, to)
    except (InvalidInput, Conflict) as error:
        return await _advance(request, viewer, clock_id, form.values(), error)
    return done(request, f"It is {clock.now_at:%d %B %Y} there", back=f"/test-clocks/{clock_id}")


@router.get("/{clock_id}/attach")
async def show_attach(request: Request, viewer: SignedIn, clock_id: UUID) -> Response:
    viewer.actor.require("billing:write")
    return await _attach(request, viewer, clock_id, {})


@router.post("/{clock_id}/attach")
async def attach_to_test_clock(request: Request, viewer: SignedIn, clock_id: UUID) -> Response:
    """Put an existing user on the clock by its id or the vendor's own."""
    viewer.actor.require("billing:write")
    form = viewer.form
    try:
        user = await accounts.find_user(viewer.actor, form.text("user"))
        await billing.attach_to_test_clock(viewer.actor, clock_id, user.id)
    except (InvalidInput, Conflict, NotFound) as error:
        return await _attach(request, viewer, clock_id, form.values(), error)
    return done(request, f"{user.name} lives by this clock", back=f"/test-clocks/{clock_id}")


def _day(form: Form, name: str) -> datetime:
    if (midnight := form.midnight(name)) is None:
        raise InvalidInput("A day is written like 2026-05-01.", field=name)
    return midnight


def _new(request: Request, viewer: Viewer, values: dict[str, str], error: Error | None = None) -> Response:
    return page(request, viewer, "test_clocks/new.html", title="New test clock", partials={"dialog": "sheet"},
                status=422 if error else 200, values=values, error=error)  # fmt: skip


async def _advance(
    request: Request, viewer: Viewer, clock_id: UUID, values: dict[str, str], error: Error | None = None
) -> Response:
    clock = await billing.get_test_clock(viewer.actor, clock_id)
    return page(request, viewer, "test_clocks/advance.html", title=f"Advance {clock.name}",
                partials={"dialog": "sheet"}, status=422 if error else 200, clock=clock, values=values, error=error,
                leaps=LEAPS)  # fmt: skip


async def _attach(
    request: Request, viewer: Viewer, clock_id: UUID, values: dict[str, str], error: Error | None = None
) -> Response:
    clock = await billing.get_test_clock(viewer.actor, clock_id)
    if isinstance(error, NotFound | Conflict):
        error = InvalidInput(error.message, field="user")
    return page(request, viewer, "test_clocks/attach.html", title=f"A user for {clock.name}",
                partials={"dialog": "sheet"}, status=422 if error else 200, clock=clock, values=values,
                error=error)  # fmt: skip
