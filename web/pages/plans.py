"""Plans: what is sold, in versions; a published version never changes."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import billing, metering, plans
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.money import ZERO, currency_codes, format_quantity, parse_allowance, parse_unit_price
from core.plans import Charge, ChargeDraft, PlanDetails, VersionOptions
from core.pricing import Tier
from web.forms import Form
from web.pages.users import currency_choices
from web.price_curves import PriceCurve, draw_curves
from web.rendering import done, page, redirect
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/plans", include_in_schema=False)

#: A charge as the form carries it: a value in each of the lists `charge_…` of these names.
COLUMNS = ("name", "model", "meter", "amount", "included", "tiers", "size", "per_event", "minimum", "maximum",
           "dimension", "prices", "tax")  # fmt: skip
FIRST_ROWS = (
    {"name": "Base fee", "model": "flat_advance"},
    {"name": "API calls", "model": "per_unit", "meter": "api_calls"},
)
FLAT = ""  # the choice "no meter": a fee
#: What a charge can be: a model, and for fees when it is billed.
MODELS = (
    ("flat", "Fee, after the period"),
    ("flat_advance", "Fee, in advance"),
    ("per_unit", "Per unit"),
    ("graduated", "Graduated tiers"),
    ("volume", "Volume tiers"),
    ("package", "Package of units"),
    ("percentage", "Percentage"),
    ("seats", "Seats, after the period"),
    ("seats_advance", "Seats, in advance"),
)
OPTIONS = ("interval_unit", "interval_count", "alignment", "minimum", "spend_cap", "trial_days", "due_days")


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
            addon=bool(form.text("addon")),
            currency=form.text("currency"),
            charges=_drafts(form),
            options=_options(form),
        )
    except (InvalidInput, Conflict) as error:
        return await _form(request, viewer, None, form.values(), _rows(form), error)
    return redirect(request, f"/plans/{made.plan.slug}", say=f"{made.plan.name} is a draft: publish it to sell it")


@router.post("/curve")
async def show_curve(request: Request, viewer: SignedIn) -> Response:
    """The curves of the charges as they stand in the form. Nothing is written."""
    viewer.actor.require("billing:write")
    curves = await _curves(viewer, _rows(viewer.form), viewer.form.text("currency") or "USD")
    return page(request, viewer, "plans/curve.html", title="Prices", partials={"curve": "curve"},
                curves=curves[0], currency=curves[1])  # fmt: skip


async def _curves(viewer: Viewer, rows: Sequence[dict[str, str]], currency: str) -> tuple[list[PriceCurve], str]:
    """Curves in a currency that exists."""
    if currency not in currency_codes():
        currency = "USD"
    drafts: list[tuple[str, ChargeDraft | InvalidInput]] = []
    for row in rows:
        if row.get("amount") or row.get("tiers"):
            try:
                drafts.append((row["name"], _draft(row, "charges")))
            except InvalidInput as error:
                drafts.append((row["name"], error))
    meters = {meter.slug: meter for meter in await metering.list_meters(viewer.actor)}
    return draw_curves(drafts, currency, meters), currency


@router.get("/{slug}")
async def show_plan(request: Request, viewer: SignedIn, slug: str) -> Response:
    found = await plans.get_plan(viewer.actor, slug)
    subscribers = await _subscribers(viewer, [found])
    newest = found.published.id if found.published is not None else None
    return page(
        request,
        viewer,
        "plans/one.html",
        title=found.plan.name,
        found=found,
        draft=next((version for version, _ in found.versions if version.status == "draft"), None),
        subscribers=subscribers,
        behind=sum(subscribers.get(version.id, 0) for version, _ in found.versions if version.id != newest),
        meters={meter.id: meter for meter in await metering.list_meters(viewer.actor)},
    )


@router.get("/{slug}/versions/new")
async def show_new_version(request: Request, viewer: SignedIn, slug: str) -> Response:
    """The form of the next version, filled in with the newest one."""
    viewer.actor.require("billing:write")
    found = await plans.get_plan(viewer.actor, slug)
    version, charges = found.versions[-1]
    meters = {meter.id: meter.slug for meter in await metering.list_meters(viewer.actor)}
    values = {name: _plain(getattr(version, name)) for name in OPTIONS}
    return await _form(request, viewer, found, values | {"currency": version.currency}, _rows_of(charges, meters))


@router.post("/{slug}/versions")
async def draft_version(request: Request, viewer: SignedIn, slug: str) -> Response:
    form = viewer.form
    try:
        charges, options = _drafts(form), _options(form)
        await plans.draft_version(viewer.actor, slug, currency=form.text("currency"), charges=charges, options=options)
    except (InvalidInput, Conflict) as error:
        found = await plans.get_plan(viewer.actor, slug)
        return await _form(request, viewer, found, form.values(), _rows(form), error)
    return redirect(request, f"/plans/{slug}", say="The draft was saved: publish it to sell it")


@router.get("/{slug}/move")
async def show_move(
    request: Request, viewer: SignedIn, slug: str, when: Literal["now", "period_end"] = "period_end"
) -> Response:
    """Who would pay what on the newest version."""
    viewer.actor.require("billing:write")
    details = await plans.get_plan(viewer.actor, slug)
    if details.published is None:
        raise Conflict("This plan has no published version. Publish its draft first.", code="plan_not_published")
    found = await billing.preview_move(viewer.actor, slug, when=when)
    return page(request, viewer, "plans/move.html", title=f"Move {details.plan.name}", details=details, found=found,
                when=when)  # fmt: skip


@router.post("/{slug}/move")
async def move_subscribers(request: Request, viewer: SignedIn, slug: str) -> Response:
    when: plans.When = "now" if viewer.form.text("when") == "now" else "period_end"
    moved = await plans.move_subscribers(viewer.actor, slug, when=when)
    return done(request, f"{moved} users are on the newest version" if when == "now" else f"{moved} users move with"
                " their period", back=f"/plans/{slug}")  # fmt: skip


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
    """The charges of the form. A row without a name and a price is one that nobody filled in."""
    drafts: list[ChargeDraft] = []
    for row in _rows(form):
        if not row["name"] and not row["amount"] and not row["tiers"]:
            continue
        drafts.append(_draft(row, f"charges.{len(drafts)}"))
    if not drafts:
        raise InvalidInput("A plan needs at least one charge.", field="charges")
    return drafts


def _draft(row: dict[str, str], at: str) -> ChargeDraft:
    def number(name: str, parse: Callable[..., Decimal] = parse_unit_price) -> Decimal | None:
        return parse(row[name], field=f"{at}.{name}") if row[name] else None

    model, in_advance = row["model"].removesuffix("_advance"), row["model"].endswith("_advance")
    is_fee = model in ("flat", "seats")
    return ChargeDraft(
        row["name"],
        model,  # type: ignore[arg-type]
        number("amount") or ZERO,
        meter=None if is_fee else row["meter"] or None,
        included=number("included", parse_allowance) or ZERO,
        timing="advance" if in_advance else "arrears",
        tiers=_tiers(row["tiers"], f"{at}.tiers"),
        package_size=number("size", parse_allowance),
        per_event=number("per_event") or ZERO,
        minimum=number("minimum"),
        maximum=number("maximum"),
        dimension=row["dimension"] or None,
        dimension_prices=_prices(row["prices"], f"{at}.prices"),
        tax_category=row["tax"] or None,
    )


def _prices(text: str, field: str) -> dict[str, Decimal]:
    """Prices by value as a line of text: `large: 0.03, small: 0.01`."""
    prices: dict[str, Decimal] = {}
    for part in filter(None, (each.strip() for each in text.replace(";", ",").split(","))):
        value, _, price = part.rpartition(":")
        prices[value.strip()] = parse_unit_price(price.strip(), field=field)
    return prices


def _tiers(text: str, field: str) -> list[Tier]:
    """Tiers as a line of text: `1000: 0.01, 10000: 0.008 + 5, 0.005`; the last without a bound."""
    tiers = []
    for part in filter(None, (each.strip() for each in text.replace(";", ",").split(","))):
        bound, colon, price = part.rpartition(":")
        unit, _, flat = price.partition("+")
        tiers.append(
            Tier(
                parse_allowance(bound.strip(), field=field) if colon else None,
                parse_unit_price(unit.strip(), field=field),
                parse_unit_price(flat.strip(), field=field) if flat else ZERO,
            )
        )
    return tiers


def _said(tiers: Sequence[Tier]) -> str:
    parts = []
    for tier in tiers:
        flat = f" + {format_quantity(tier.flat_amount)}" if tier.flat_amount else ""
        bound = f"{format_quantity(tier.up_to)}: " if tier.up_to is not None else ""
        parts.append(f"{bound}{format_quantity(tier.unit_amount)}{flat}")
    return ", ".join(parts)


def _options(form: Form) -> VersionOptions:
    def days(name: str, otherwise: int) -> int:
        text = form.text(name)
        if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise InvalidInput(f"{name} must be a whole number.", field=name)
        return int(text) if text else otherwise

    def price(name: str) -> Decimal | None:
        return parse_unit_price(form.text(name), field=name) if form.text(name) else None

    return VersionOptions(
        form.text("interval_unit") or "month",  # type: ignore[arg-type]
        days("interval_count", 1),
        form.text("alignment") or "calendar",  # type: ignore[arg-type]
        price("minimum"),
        price("spend_cap"),
        days("trial_days", 0),
        days("due_days", 30),
    )


def _rows(form: Form) -> list[dict[str, str]]:
    """A column that is not there is empty."""
    columns = [form.texts(f"charge_{name}") for name in COLUMNS]
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]


def _plain(value: object) -> str:
    if value is None:
        return ""
    return format_quantity(value) if isinstance(value, Decimal) else str(value)


def _rows_of(charges: Sequence[Charge], meters: dict[UUID, str]) -> list[dict[str, str]]:
    rows = []
    for charge in charges:
        terms = charge.pricing
        rows.append(
            {
                "name": charge.name,
                "model": charge.model + ("_advance" if charge.timing == "advance" else ""),
                "meter": meters.get(charge.meter_id, FLAT),  # type: ignore[attr-defined]
                "amount": "" if terms.tiers else format_quantity(terms.amount),
                "included": format_quantity(terms.included) if terms.included else "",
                "tiers": _said(terms.tiers),
                "size": _plain(terms.package_size),
                "per_event": _plain(terms.per_event or None),
                "minimum": _plain(terms.minimum),
                "maximum": _plain(terms.maximum),
                "dimension": terms.dimension or "",
                "prices": ", ".join(f"{value}: {_plain(price)}" for value, price in terms.dimension_prices.items()),
                "tax": charge.tax_category or "",
            }
        )
    return rows


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
    curves, currency = await _curves(viewer, rows, values.get("currency", "USD"))
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
        models=MODELS,
        curves=curves,
        currency=currency,
        error=error,
        meters=await metering.list_meters(viewer.actor),
        currencies=[(code, code) for code in currency_choices()],
    )
