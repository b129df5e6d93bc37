"""The usage chart of the overview and of one user: which days, which meters are hidden, and the links that change it.

Everything it shows is in the address: a range of 7, 30 or 90 days or two dates, and the meters that are hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from markupsafe import Markup
from starlette.datastructures import QueryParams

from core.billing import DAYS_MAX
from core.metering import Meter
from core.money import ZERO
from web.charts import COLOURS, Series, stacked_bars
from web.formats import long_day, short_day

__all__ = ["RANGES", "Chart", "Days", "chosen_days", "usage_chart"]

RANGES = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are shown. `length` is one of RANGES, or None if two dates were chosen."""

    first: date
    last: date
    length: int | None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    name: str
    unit: str
    colour: int
    total: Decimal
    hidden: bool
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws. `table` has the days with the newest first, since that is what people look for."""

    path: str
    days: Days
    svg: Markup
    legend: Sequence[LegendEntry]
    shown: Sequence[LegendEntry]
    table: Sequence[tuple[str, Sequence[Decimal]]]
    ranges: Sequence[tuple[int, str, bool]]
    reset: str | None
    is_empty: bool


def chosen_days(query: QueryParams, *, today: date) -> Days:
    """From `days=30`, or from `from` and `to`; whatever cannot be meant is 30 days."""
    first, last = _day(query.get("from")), _day(query.get("to"))
    if first is not None and last is not None and timedelta(0) <= last - first < timedelta(days=DAYS_MAX):
        return Days(first, last, None)
    length = next((each for each in RANGES if str(each) == query.get("days")), 30)
    return Days(today - timedelta(days=length - 1), today, length)


def usage_chart(
    path: str,
    query: QueryParams,
    chosen: Days,
    meters: Sequence[Meter],
    quantities: Mapping[UUID, Sequence[Decimal]],
    *,
    title: str,
    today: date,
) -> Chart:
    """The chart of daily quantities per meter. Meters that were not used at all are left out."""
    hidden = {slug for slug in query.getlist("hide") if any(meter.slug == slug for meter in meters)}
    used = [meter for meter in meters if any(quantities[meter.id])]
    used.sort(key=lambda meter: (meter.slug != "api_calls", meter.name))
    legend = []
    for index, meter in enumerate(used):
        others = hidden ^ {meter.slug}
        legend.append(
            LegendEntry(
                meter.name,
                meter.unit,
                index % COLOURS + 1,
                sum(quantities[meter.id], ZERO),
                meter.slug in hidden,
                _url(path, chosen, others & {each.slug for each in used}),
            )
        )
    shown = [(meter, entry) for meter, entry in zip(used, legend, strict=True) if not entry.hidden]
    days = [chosen.first + timedelta(days=number) for number in range((chosen.last - chosen.first).days + 1)]
    series = [Series(entry.name, entry.unit, entry.colour, quantities[meter.id]) for meter, entry in shown]
    svg = stacked_bars(
        [short_day(day) for day in days],
        [long_day(day) + (", so far" if day == today else "") for day in days],
        series or [Series("Nothing", "", 1, [ZERO] * len(days))],
        title=f"{title}, {short_day(chosen.first)} to {short_day(chosen.last)}. Arrow keys go from day to day.",
        open_end=chosen.last == today,
    )
    return Chart(
        path=path,
        days=chosen,
        svg=svg,
        legend=legend,
        shown=[entry for _, entry in shown],
        table=[
            (long_day(day), [quantities[meter.id][number] for meter, _ in shown]) for number, day in enumerate(days)
        ][::-1],
        ranges=[(length, _url(path, _last(length, today), hidden), length == chosen.length) for length in RANGES],
        reset=_url(path, _last(30, today), hidden) if chosen.length is None else None,
        is_empty=not used,
    )


def _last(length: int, today: date) -> Days:
    return Days(today - timedelta(days=length - 1), today, length)


def _url(path: str, chosen: Days, hidden: set[str]) -> str:
    query: list[tuple[str, Any]] = [("hide", slug) for slug in sorted(hidden)]
    if chosen.length is None:
        query = [("from", chosen.first.isoformat()), ("to", chosen.last.isoformat()), *query]
    elif chosen.length != 30:
        query = [("days", chosen.length), *query]
    return f"{path}?{urlencode(query)}" if query else path


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2199 else None
