"""The overview: how the business does, and where to look next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from core import billing, metering, plans
from core.accounts import Actor
from core.billing import DailyUsage, Overview, Trend
from core.clock import now
from core.periods import local_date
from web.charts import bars, spark
from web.formats import amount, amounts, change, compact, more_amounts, number, percent
from web.rendering import page, wants_part
from web.usage_chart import Chart, Days, chosen_days, usage_chart
from web.viewer import SignedIn

router = APIRouter(include_in_schema=False)

CHART_TITLE = "Usage by meter"
NEAR_MAX = 4


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure: what it is, how it changed and against what, and where to see what it is made of."""

    label: str
    value: str
    exact: str
    change: Decimal | None
    compared: str
    note: str
    url: str
    picture: Markup


@router.get("/")
async def overview(request: Request, viewer: SignedIn) -> Response:
    today = local_date(now(), "UTC")
    chosen = chosen_days(request.query_params, today=today)
    shared: dict[str, Any] = {"title": "Overview", "chart_title": CHART_TITLE}
    if wants_part(request, "usage"):  # the chart alone changes: the rest need not be worked out
        used = await billing.daily_totals(viewer.actor, first=chosen.first, last=chosen.last)
        chart = _chart(request, chosen, used, today)
        return page(request, viewer, "overview.html", partials={"usage": "usage"}, chart=chart, **shared)
    found = await billing.overview(viewer.actor)
    if found.daily.covers(chosen.first, chosen.last):
        used = found.daily.between(chosen.first, chosen.last)
    else:
        used = await billing.daily_totals(viewer.actor, first=chosen.first, last=chosen.last)
    return page(
        request,
        viewer,
        "overview.html",
        chart=_chart(request, chosen, used, today),
        found=found,
        kpis=_kpis(found),
        month=f"{found.at:%B %Y}",
        near=_near(found),
        by_plan=await _by_plan(viewer.actor, found),
        top=await _top(viewer.actor, found),
        main_meter=found.trends[0].meter.name if found.trends else "Usage",
        **shared,
    )


def _chart(request: Request, chosen: Days, used: DailyUsage, today: date) -> Chart:
    query = request.query_params
    return usage_chart("/", query, chosen, used.meters, used.quantities, title=CHART_TITLE, today=today)


def _kpis(found: Overview) -> list[Kpi]:
    kpis = [_revenue(found)]
    kpis += [_usage(trend, found, colour) for colour, trend in enumerate(_main(found.trends), start=2)]
    kpis.append(_active(found))
    return kpis


def _main(trends: Sequence[Trend]) -> Sequence[Trend]:
    return [trend for number, trend in enumerate(trends[:2]) if number == 0 or trend.to_date or any(trend.last_days)]


def _revenue(found: Overview) -> Kpi:
    currency = next(iter(found.to_date), "USD")
    past = [month.amounts.get(currency, Decimal(0)) for month in found.months]
    to_date, forecast = found.to_date.get(currency, Decimal(0)), found.forecast.get(currency, Decimal(0))
    before = past[-1] if past else Decimal(0)
    others = more_amounts(found.to_date)
    return Kpi(
        label="Estimated revenue",
        value=amounts(found.to_date),
        exact="",
        change=change(forecast, before),
        compared=f"The forecast compared with all of the month before, {amount(before, currency)}",
        note=f"{others + ', ' if others else ''}forecast {amount(forecast, currency)}",
        url="/users?sort=-spend",
        picture=bars([*past, to_date], forecast, 1, 36),
    )


def _usage(trend: Trend, found: Overview, colour: int) -> Kpi:
    days = f"{found.compared[0]:%b} {found.compared[0].day}–{found.compared[1].day}" if found.compared else ""
    return Kpi(
        label=f"{trend.meter.name} this month",
        value=compact(trend.to_date),
        exact=f"{number(trend.to_date)} {trend.meter.unit}".strip(),
        change=change(trend.full_days, trend.same_days_before) if found.compared else None,
        compared=f"{days} compared with the same days of the month before",
        note=f"{days} against the same days before" if found.compared else "the month has just begun",
        url="/events" if trend.meter.slug == "api_calls" else "/meters",
        picture=spark(trend.last_days[:-1], colour, 240, 36),  # without today, which is not over
    )


def _active(found: Overview) -> Kpi:
    before = found.months[-1].active_users if found.months else 0
    month = f"{found.months[-1].month:%B}" if found.months else ""
    return Kpi(
        label="Active users",
        value=number(found.active_users),
        exact="",
        change=None,
        compared="",
        note=f"of {number(found.users)}; {number(before)} in all of {month}",
        url="/users?sort=-usage",
        picture=spark(found.trends[0].last_users[:-1] if found.trends else [0], 4, 240, 36, from_zero=True),
    )


def _near(found: Overview) -> list[Mapping[str, object]]:
    return [
        {"user": each.user, "used": each.used, "included": each.included, "unit": each.unit,
         "forecast": each.forecast, "percent": percent(each.used, each.included)}
        for each in found.near[:NEAR_MAX]
    ]  # fmt: skip


async def _by_plan(actor: Actor, found: Overview) -> list[Mapping[str, object]]:
    names = await plans.find_plans(actor, [each.plan_id for each in found.by_plan])
    return [
        {"plan": names[each.plan_id], "users": each.users, "amount": each.to_date, "currency": each.currency,
         "whole": found.to_date[each.currency]}
        for each in found.by_plan
    ]  # fmt: skip


async def _top(actor: Actor, found: Overview) -> list[Mapping[str, object]]:
    """The users that pay most, with what they used of the main meter and how that went lately."""
    if not found.trends:
        return []
    meter, users = found.trends[0].meter, [each.user for each in found.top]
    today = local_date(found.at, "UTC")
    daily = await metering.daily_usage(
        actor, [(user.id, user.time_zone) for user in users], since=found.at - timedelta(days=32)
    )
    days = [today - timedelta(days=30 - number) for number in range(30)]  # full days
    names = await _plan_names(actor, [each.plan_version.plan_id for each in found.top if each.plan_version])  # type: ignore[attr-defined]
    used = await metering.month_to_date(actor, [(user.id, user.time_zone) for user in users], at=found.at)
    return [
        {
            "user": each.user,
            "plan": names.get(each.plan_version.plan_id) if each.plan_version else None,  # type: ignore[attr-defined]
            "estimate": each.estimate,
            "used": used.get(each.user.id, {}).get(meter.id, Decimal(0)),
            "trend": [daily.get((each.user.id, meter.id), {}).get(day, Decimal(0)) for day in days],
        }
        for each in found.top
    ]


async def _plan_names(actor: Actor, plan_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {plan_id: plan.name for plan_id, plan in (await plans.find_plans(actor, plan_ids)).items()}
