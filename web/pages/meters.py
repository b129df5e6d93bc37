"""Meters: what is counted."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import billing, metering
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.periods import local_date
from web.forms import Form
from web.rendering import done, page
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/meters", include_in_schema=False)


#: What each aggregation counts, for the list and the menu.
COUNTS = {
    "count": "Events",
    "sum": "The sum",
    "min": "The least",
    "max": "The greatest",
    "avg": "The mean",
    "unique": "Distinct values",
    "latest": "The latest",
    "time_weighted": "Over time, in hours",
}


def _words_of(meter: metering.Meter) -> list[str]:
    """Its filters, as they are written."""
    return [metering.Filter.of(each).words() for each in meter.filters]


@router.get("")
async def list_meters(request: Request, viewer: SignedIn) -> Response:
    today = local_date(now(), "UTC")
    used = await billing.daily_totals(viewer.actor, first=today.replace(day=1), last=today)
    totals = {meter.id: used.total(meter.id) for meter in used.meters if meter.aggregation in metering.ADDED_UP}
    if others := [meter.slug for meter in used.meters if meter.id not in totals]:
        month = await metering.query_usage(viewer.actor, meters=others)
        totals |= {row.meter.id: row.quantity for row in month.rows}
    states = await metering.backfills_of(viewer.actor, [meter.id for meter in used.meters])
    backfills = {meter_id: state for meter_id, state in states.items() if not state.is_finished}
    return page(
        request,
        viewer,
        "meters/list.html",
        title="Meters",
        meters=used.meters,
        backfills=backfills,
        totals=totals,
        trends=used.quantities,
        month=f"{today:%B}",
        counts=COUNTS,
        words=_words_of,
    )


@router.get("/new")
async def show_new_meter(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return _form(request, viewer, {"event_type": metering.API_CALL, "aggregation": "sum"})


@router.post("")
async def create_meter(request: Request, viewer: SignedIn) -> Response:
    form = viewer.form
    try:
        meter = await metering.create_meter(viewer.actor, slug=form.text("slug"), **_meaning(form))
    except InvalidInput as error:
        return _form(request, viewer, form.values(), error)
    except Conflict as error:
        return _form(request, viewer, form.values(), InvalidInput(error.message, field="slug"))
    return done(request, _said(meter), back="/meters")


@router.get("/{meter}/versions/new")
async def show_new_version(request: Request, viewer: SignedIn, meter: str) -> Response:
    viewer.actor.require("billing:write")
    found = await metering.get_meter(viewer.actor, meter)
    values = {
        "event_type": found.event_type,
        "aggregation": found.aggregation,
        "value_property": found.value_property,
        "unit": found.unit,
        "filters": "\n".join(_words_of(found)),
        "dimensions": ", ".join(
            each["name"] if each["name"] == each["property"] else f"{each['name']} = {each['property']}"
            for each in found.dimensions
        ),
        "description": found.description,
    }
    return _form(request, viewer, values, of=found)


@router.post("/{meter}/versions")
async def create_version(request: Request, viewer: SignedIn, meter: str) -> Response:
    found, form = await metering.get_meter(viewer.actor, meter), viewer.form
    try:
        made = await metering.create_meter_version(viewer.actor, found.slug, **_meaning(form))
    except (InvalidInput, Conflict) as error:
        return _form(request, viewer, form.values(), error, of=found)
    return done(request, _said(made), back="/meters")


def _meaning(form: Form) -> dict[str, Any]:
    """The arguments of the core that both forms have."""
    return {
        "name": form.text("name"),
        "event_type": form.text("event_type"),
        "aggregation": form.text("aggregation"),
        "value_property": form.text("value_property") if form.text("aggregation") != "count" else "",
        "filters": [metering.filter_of_words(each) for each in form.text("filters").splitlines() if each.strip()],
        "dimensions": _dimensions(form.text("dimensions")),
        "unit": form.text("unit"),
        "description": form.text("description"),
        "starts_at": form.midnight("starts_at"),
    }


def _said(meter: metering.Meter) -> str:
    since = f"from {meter.starts_at:%d %B %Y} on" if meter.starts_at else "from now on, and what was recorded before"
    return f"{meter.name} counts {since}"


def _dimensions(text: str) -> list[metering.Dimension]:
    """`model, region = place.region`: names, each with the property where it is not the same."""
    pairs = [each.partition("=") for each in text.split(",") if each.strip()]
    return [metering.Dimension(name.strip(), path.strip() or name.strip()) for name, _, path in pairs]


def _form(
    request: Request, viewer: Viewer, values: dict[str, str], error: InvalidInput | Conflict | None = None,
    of: metering.Meter | None = None,
) -> Response:  # fmt: skip
    """`of`: the meter that a new version is made of."""
    return page(request, viewer, "meters/new.html", title=f"New version of {of.name}" if of else "New meter",
                partials={"dialog": "sheet"}, status=422 if error else 200, values=values, error=error, counts=COUNTS,
                of=of)  # fmt: skip
