"""What if: what users would have paid on a version of a plan. The figures come in a stream, with how far they are."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from core import billing, plans
from core.billing import Progress, Simulation
from core.clock import now
from core.errors import InvalidInput, KeymeterError
from core.plans import PlanDetails
from web.rendering import link, page, render
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/plans", include_in_schema=False)

SHOWN = 15
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says. Everything has a default, so that the page shows something at once."""

    version: int
    since: str
    until: str
    on: str

    def url(self, path: str, **more: Any) -> str:
        return link(path, version=self.version, since=self.since, until=self.until, on=self.on, **more)


def _asked(details: PlanDetails, version: str, since: str, until: str, on: str) -> Asked:
    """By default the newest version, three whole months, and everybody."""
    newest = details.versions[-1][0].number
    today = now().date()
    months = today.year * 12 + today.month - 1 - MONTHS
    return Asked(
        int(version) if version.isascii() and version.isdigit() and len(version) < 9 else newest,
        since or date(months // 12, months % 12 + 1, 1).isoformat(),
        until or today.replace(day=1).isoformat(),
        on,
    )


@router.get("/{slug}/what-if")
async def show_what_if(
    request: Request, viewer: SignedIn, slug: str, version: str = "", since: str = "", until: str = "", on: str = "",
    whole: str = "",
) -> Response:  # fmt: skip
    """The form, and a place for the figures; with `whole`, for browsers without a script, the figures themselves."""
    details = await plans.get_plan(viewer.actor, slug)
    asked = _asked(details, version, since, until, on)
    base = f"/plans/{slug}/what-if"
    figures = await _whole(viewer, slug, asked) if whole else ""
    return page(request, viewer, "plans/what_if.html", title=f"What if: {details.plan.name}",
                partials={"what-if": "result"}, details=details, asked=asked, figures=figures,
                stream=asked.url(f"{base}/figures"), plain=asked.url(base, whole=1),
                plans=await plans.list_plans(viewer.actor))  # fmt: skip


@router.get("/{slug}/what-if/figures")
async def stream_figures(
    viewer: SignedIn, slug: str, version: str = "", since: str = "", until: str = "", on: str = ""
) -> Response:
    """Server-sent events: `shown`, each in place of the one before, the last the result; then `done`."""
    asked = _asked(await plans.get_plan(viewer.actor, slug), version, since, until, on)
    return StreamingResponse(
        _events(viewer, slug, asked),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


@router.get("/{slug}/what-if/{user_id}")
async def show_user(
    request: Request, viewer: SignedIn, slug: str, user_id: UUID, version: str = "", since: str = "", until: str = ""
) -> Response:
    """The lines of one user, as they were and as they would have been."""
    details = await plans.get_plan(viewer.actor, slug)
    asked = _asked(details, version, since, until, "")
    found = await billing.simulate(viewer.actor, slug, **_wanted(asked), user_ids=[user_id])
    return page(request, viewer, "plans/what_if_user.html", title="What if", partials={"dialog": "sheet"},
                details=details, asked=asked, found=found, row=next(iter(found.rows), None))  # fmt: skip


def _wanted(asked: Asked) -> dict[str, Any]:
    """What the core is asked for."""
    return {
        "version": asked.version, "since": _day(asked.since, "since"), "until": _day(asked.until, "until"),
        "on_plan": asked.on or None, "limit": SHOWN,
    }  # fmt: skip


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("A day is written like 2026-05-01.", field=field) from None


async def _whole(viewer: Viewer, slug: str, asked: Asked) -> str:
    try:
        return _shown(await billing.simulate(viewer.actor, slug, **_wanted(asked)), slug, asked)
    except KeymeterError as error:
        return render("plans/what_if_figures.html", error=error, progress=None, found=None)


def _shown(found: Simulation, slug: str, asked: Asked) -> str:
    most = max((abs(row.difference) for row in found.rows if row.difference is not None), default=None)
    lines = {row.user.id: asked.url(f"/plans/{slug}/what-if/{row.user.id}") for row in found.rows}
    return render("plans/what_if_figures.html", error=None, progress=None, found=found, most=most, lines=lines,
                  shown=SHOWN)  # fmt: skip


async def _events(viewer: Viewer, slug: str, asked: Asked) -> AsyncIterator[str]:
    """How far it is whenever it is farther, and what came of it. Who goes away ends it."""
    try:
        async with aclosing(billing.follow_simulation(viewer.actor, slug, **_wanted(asked))) as steps:
            async for step in steps:
                if isinstance(step, Progress):
                    yield _event(render("plans/what_if_figures.html", error=None, progress=step, found=None))
                else:
                    yield _event(_shown(step, slug, asked))
    except KeymeterError as error:
        yield _event(render("plans/what_if_figures.html", error=error, progress=None, found=None))
    yield "event: done\ndata: .\n\n"


def _event(html: str) -> str:
    return f"event: shown\ndata: {' '.join(html.split())}\n\n"
