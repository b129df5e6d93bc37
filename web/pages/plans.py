"""Plans: what is sold, in versions; a published version never changes."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import metering, plans
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.money import ZERO, parse_allowance, parse_unit_price
from core.plans import Charge, ChargeDraft, PlanDetails
from web.forms import Form
from web.pages.users import currency_choices
from web.rendering import done, page, redirect
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/plans", include_in_schema=False)

#: A charge as the form carries it: a value in each of the lists of these names.
COLUMNS = ("charge_name", "charge_meter", "charge_amount", "charge_included")
FIRST_ROWS = ({"name": "Base fee"}, {"name": "API calls", "meter": "api_calls"})
FLAT = ""  # the choice "no meter": a fee


@router.get("")
async def list_plans(request: Request, viewer: SignedIn) -> Response:
    found = await plans.list_plans(viewer.actor)
    return page(
        request,
        viewer,
        "plans/list.html",
        title="Plans",
        plans=found,
        zero=ZERO,
        subscribers=await _subscribers(viewer, found),
        meters={meter.id: meter for meter in await metering.list_meters(viewer.actor)},
    )


async def _subscribers(viewer: Viewer, found: Sequence[PlanDetails]) -> dict[UUID, int]:
    counts = await plans.count_subscribers(viewer.actor, at=now())
    of_plans = {each.plan.id: sum(counts.get(version.id, 0) for version, _ in each.versions) for each in found}
    return {**counts, **of_plans}


@router.get("/new")
async def show_new_plan(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require("billing:write")
    return await _form(request, viewer, None, {"currency": "USD"}, FIRST_ROWS)


@router.post("")
async def create_plan(request: Request, viewer: SignedIn) -> Response:
    form = viewer.form
    try:
        made = await plans.create_plan(
            viewer.actor,
            slug=form.text("slug"),
            name=form.text("name"),
            description=form.text("description"),
            currency=form.text("currency"),
            charges=_drafts(form),
        )
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, None, form.values(), _rows(form), error)
    return redirect(request, f"/plans/{made.plan.slug}", say=f"{made.plan.name} is a draft: publish it to sell it")


@router.get("/{slug}")
async def show_plan(request: Request, viewer: SignedIn, slug: str) -> Response:
    found = await plans.get_plan(viewer.actor, slug)
    return page(
        request,
        viewer,
        "plans/one.html",
        title=found.plan.name,
        found=found,
        draft=next((version for version, _ in found.versions if version.status == "draft"), None),
        subscribers=await _subscribers(viewer, [found]),
        meters={meter.id: meter for meter in await metering.list_meters(viewer.actor)},
    )


@router.get("/{slug}/versions/new")
async def show_new_version(request: Request, viewer: SignedIn, slug: str) -> Response:
    """The form of the next version, filled in with the newest one."""
    viewer.actor.require("billing:write")
    found = await plans.get_plan(viewer.actor, slug)
    version, charges = found.versions[-1]
    meters = {meter.id: meter.slug for meter in await metering.list_meters(viewer.actor)}
    return await _form(request, viewer, found, {"currency": version.currency}, _rows_of(charges, meters))


@router.post("/{slug}/versions")
async def draft_version(request: Request, viewer: SignedIn, slug: str) -> Response:
    form = viewer.form
    try:
        await plans.draft_version(viewer.actor, slug, currency=form.text("currency"), charges=_drafts(form))
    except (InvalidInput, Conflict) as error:
        found = await plans.get_plan(viewer.actor, slug)
        return await _form(request, viewer, found, form.values(), _rows(form), error)
    return redirect(request, f"/plans/{slug}", say="The draft was saved: publish it to sell it")


@router.get("/{slug}/publish")
async def show_publish(request: Request, viewer: SignedIn, slug: str) -> Response:
    viewer.actor.require("billing:write")
    found = await plans.get_plan(viewer.actor, slug)
    return page(request, viewer, "plans/publish.html", title=f"Publish {found.plan.name}",
                partials={"dialog": "sheet"}, found=found)  # fmt: skip


@router.post("/{slug}/publish")
async def publish_plan(request: Request, viewer: SignedIn, slug: str) -> Response:
    found = await plans.publish_plan(viewer.actor, slug)
    return done(request, f"{found.plan.name} is published", back=f"/plans/{slug}")


def _drafts(form: Form) -> list[ChargeDraft]:
    """The charges of the form. A row without a name and an amount is one that nobody filled in."""
    drafts: list[ChargeDraft] = []
    for row in _rows(form):
        if not row["name"] and not row["amount"]:
            continue
        at, is_fee = f"charges.{len(drafts)}", row["meter"] == FLAT
        drafts.append(
            ChargeDraft(
                row["name"],
                "flat" if is_fee else "per_unit",
                parse_unit_price(row["amount"], field=f"{at}.amount"),
                meter=None if is_fee else row["meter"],
                included=ZERO
                if is_fee or not row["included"]
                else parse_allowance(row["included"], field=f"{at}.included"),
            )
        )
    if not drafts:
        raise InvalidInput("A plan needs at least one charge.", field="charges")
    return drafts


def _rows(form: Form) -> list[dict[str, str]]:
    columns = [form.texts(name) for name in COLUMNS]
    return [dict(zip(("name", "meter", "amount", "included"), row, strict=True)) for row in zip(*columns, strict=False)]


def _rows_of(charges: Sequence[Charge], meters: dict[UUID, str]) -> list[dict[str, str]]:
    return [
        {
            "name": charge.name,
            "meter": meters.get(charge.meter_id, FLAT),  # type: ignore[attr-defined]
            "amount": f"{charge.amount.normalize():f}",
            "included": f"{charge.included.normalize():f}" if charge.included else "",
        }
        for charge in charges
    ]


async def _form(
    request: Request,
    viewer: Viewer,
    found: PlanDetails | None,
    values: dict[str, str],
    rows: Sequence[dict[str, str]],
    error: InvalidInput | Conflict | None = None,
) -> Response:
    if isinstance(error, Conflict):
        error = InvalidInput(error.message, field="slug")
    return page(
        request,
        viewer,
        "plans/form.html",
        title="New version" if found else "New plan",
        partials={"plan-form": "form"},
        status=422 if error else 200,
        found=found,
        values=values,
        rows=rows or [{}],
        error=error,
        meters=await metering.list_meters(viewer.actor),
        currencies=[(code, code) for code in currency_choices()],
    )
