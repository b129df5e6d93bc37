"""Revenue: what recurs, what was invoiced and for what, what is overdue, who left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import billing, metering, plans
from core.billing import BusinessFigures
from core.clock import now
from core.errors import NotFound
from core.money import sum_amounts
from core.periods import calendar_month_at
from web.charts import Series, stacked_bars
from web.rendering import link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/revenue", include_in_schema=False)

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Share:
    """A row of a list: a part of a whole, and where it leads."""

    name: str
    url: str
    amount: Decimal
    whole: Decimal


@router.get("")
async def show_revenue(request: Request, viewer: SignedIn, currency: str = "") -> Response:
    """The last twelve months and the one that runs, of one currency at a time."""
    at = now()
    this = calendar_month_at(at, "UTC")
    start = this.start.replace(year=this.start.year - 1)
    found = await billing.business_figures(viewer.actor, start=start, end=this.end, at=at)
    known = sorted(
        {*found.mrr_total, *found.revenue_total, *(row.currency for row in found.overdue), *found.mrr_before}
    ) or ["USD"]
    if currency and currency not in known:
        raise NotFound("Nothing was invoiced in this currency.", code="not_found")
    chosen = currency or max(known, key=lambda each: found.revenue_total.get(each, Decimal(0)))
    plans_by_id = await plans.find_plans(viewer.actor, {row.plan_id for row in found.revenue})
    meters = {meter.id: meter for meter in await metering.list_meters(viewer.actor)}
    return page(
        request,
        viewer,
        "revenue.html",
        title="Revenue",
        found=found,
        currency=chosen,
        currencies=[(each, link("/revenue", currency=each)) for each in known],
        overdue=next((row for row in found.overdue if row.currency == chosen), None),
        chart=_chart(found, chosen),
        by_plan=_by_plan(found, plans_by_id, chosen),
        by_meter=_by_meter(found, meters, chosen),
        zero=Decimal(0),
    )


def _months(found: BusinessFigures) -> list[date]:
    numbers = [found.start.year * 12 + found.start.month - 1 + n for n in range(MONTHS + 1)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _chart(found: BusinessFigures, currency: str) -> Any:
    """Usage against flat, by the month of the boundary at which it was invoiced."""
    months = _months(found)
    usage, flat = dict.fromkeys(months, Decimal(0)), dict.fromkeys(months, Decimal(0))
    for row in found.revenue:
        if row.currency == currency:
            usage[row.month] += row.usage
            flat[row.month] += row.flat
    packs = dict.fromkeys(months, Decimal(0))
    for sold in found.packs:
        if sold.currency == currency:
            packs[sold.month] += sold.amount
    if not any(each for part in (usage, flat, packs) for each in part.values()):
        return None
    series = [Series("Fees", currency, 1, list(flat.values())), Series("Usage", currency, 2, list(usage.values()))]
    if any(packs.values()):
        series.append(Series("Unit packs", currency, 3, list(packs.values())))
    labels = [f"{month:%b}" for month in months]
    return stacked_bars(labels, [f"{month:%B %Y}" for month in months], series, title="Invoiced by month",
                        open_end=True)  # fmt: skip


def _by_plan(found: BusinessFigures, known: Mapping[Any, plans.Plan], currency: str) -> list[Share]:
    sums: dict[Any, list[Decimal]] = {}
    for row in found.revenue:
        if row.currency == currency:
            sums.setdefault(row.plan_id, []).append(row.total)
    totals = {plan_id: sum_amounts(each, currency) for plan_id, each in sums.items()}
    most = max(totals.values(), default=Decimal(0))
    rows = [Share(known[plan_id].name, f"/plans/{known[plan_id].slug}", each, most) for plan_id, each in totals.items()]
    if sold := found.packs_total.get(currency):
        rows.append(Share("Unit packs", "/invoices", sold, max(most, sold)))
    return sorted(rows, key=lambda row: (-row.amount, row.name))


def _by_meter(found: BusinessFigures, meters: Mapping[Any, metering.Meter], currency: str) -> list[Share]:
    mine = [row for row in found.by_meter if row.currency == currency]
    most = max((row.amount for row in mine), default=Decimal(0))
    return [Share(meters[row.meter_id].name, "/meters", row.amount, most) for row in mine]
