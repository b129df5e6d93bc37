"""The usage explorer: one meter over time, split by what it knows, beside the time before. All of it in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from core import accounts, keys, metering
from core.accounts import Actor
from core.clock import now
from core.metering import Meter, Usage, UsageRow, Window, hour_ceiling
from core.money import ZERO, exact
from core.periods import Period, local_date, midnight_of, zone_names, zone_of
from web.charts import COLOURS, Series, stacked_bars
from web.formats import change, long_day
from web.forms import uuid_of
from web.rendering import link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/usage", include_in_schema=False)

#: How far back, and by which windows.
SPANS: dict[str, tuple[str, timedelta, Window]] = {
    "24h": ("Last 24 hours", timedelta(hours=24), "hour"),
    "7d": ("Last 7 days", timedelta(days=7), "day"),
    "30d": ("Last 30 days", timedelta(days=30), "day"),
    "90d": ("Last 90 days", timedelta(days=90), "week"),
    "1y": ("Last 12 months", timedelta(days=365), "month"),
}
GROUPS_SHOWN = 12
USERS_OFFERED = 100
KEYS_OFFERED = 50
EARLIEST, LATEST, DATES_APART_MAX = date(2000, 1, 1), date(2199, 12, 31), timedelta(days=3660)
#: The longest time that is shown by these windows; what is longer is shown by months.
WINDOWS: Sequence[tuple[timedelta, Window]] = (
    (timedelta(days=2), "hour"), (timedelta(days=62), "day"), (timedelta(days=400), "week"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """What time is shown, in words and by which windows. `dates` are those that were asked for, both included."""

    words: str
    period: Period
    window: Window
    dates: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the table: what it is, a link to it alone, what it used, and what before."""

    name: str
    url: str | None
    colour: int | None
    quantity: Decimal
    events: int
    before: Decimal | None


@router.get("")
async def explore_usage(request: Request, viewer: SignedIn) -> Response:
    actor, query = viewer.actor, request.query_params
    meters = await metering.list_meters(actor)
    meter = next((each for each in meters if each.slug == query.get("meter")), meters[0] if meters else None)
    users = list((await accounts.list_users(actor, order="name", limit=USERS_OFFERED)).items)
    found = await _explored(actor, query, meter, users) if meter is not None else {}
    return page(request, viewer, "usage.html", title="Usage", partials={"explored": "explored"}, meters=meters,
                meter=meter, users=users, spans=SPANS, zones=sorted(zone_names()), **found)  # fmt: skip


async def _explored(actor: Actor, query: QueryParams, meter: Meter, users: Sequence[accounts.User]) -> dict[str, Any]:
    names = [each["name"] for each in meter.dimensions]
    by = query.get("by", "")
    by = by if by in ("user", *(f"dimension:{name}" for name in names)) else ""
    values = {name: [query[f"d.{name}"]] for name in names if f"d.{name}" in query}
    owner = uuid_of(query.get("user", ""))
    of_user = list((await keys.list_keys(actor, user_id=owner, limit=KEYS_OFFERED)).items) if owner is not None else []
    key_id = next((key.id for key in of_user if str(key.id) == query.get("key")), None)
    zone = query.get("zone", "") if query.get("zone", "") in zone_names() else "UTC"
    name = query.get("span", "") if query.get("span") in SPANS else "30d"
    span = _dates(query.get("from", ""), query.get("to", ""), zone) or _span(name, zone)
    asked: dict[str, Any] = {
        "meters": [meter.slug], "user_id": owner, "key_id": key_id, "values": values, "zone": zone,
        "start": span.period.start, "end": span.period.end,
    }  # fmt: skip
    total = await metering.query_usage(actor, **asked, compare=True)
    split = await metering.query_usage(
        actor, **asked, window=span.window, group_by=[by] if by else [], top=GROUPS_SHOWN
    )
    whole = await metering.query_usage(actor, **asked, group_by=[by], top=GROUPS_SHOWN, compare=True) if by else total
    since, until = span.dates
    address: dict[str, Any] = {
        "meter": meter.slug, "by": by, "span": "" if since else name, "from": since, "to": until,
        "zone": zone if zone != "UTC" else "", "user": owner or "", "key": key_id or "",
    } | {f"d.{name}": each[0] for name, each in values.items()}  # fmt: skip
    called = await _names(actor, [*whole.rows, *(whole.previous.rows if whole.previous else ())])
    groups = _groups(whole, by, called, address)
    quantity, before = _sum(total.rows), _sum(total.previous.rows) if total.previous else ZERO
    return {
        "asked": address,
        "names": names,
        "said": [
            (name, each[0], link("/usage", **{key: value for key, value in address.items() if key != f"d.{name}"}))
            for name, each in values.items()
        ],
        "words": span.words,
        "undated": link("/usage", **address | {"from": "", "to": ""}) if since else None,
        "keys": [
            (
                each.name if each else "Any key",
                link("/usage", **address | {"key": each.id if each else ""}),
                key_id == (each.id if each else None),
            )
            for each in ([None, *of_user] if of_user else [])
        ],
        "log": _log(meter, address, span, zone),
        "quantity": quantity,
        "before": before,
        "change": change(quantity, before),
        "events": sum(row.events for row in total.rows),
        "groups": groups,
        "left_out": whole.left_out,
        "chart": _chart(split, by, groups, called, meter, zone),
        "is_summed": meter.aggregation in (*metering.ADDED_UP, "time_weighted"),
    }


def _span(name: str, zone: str) -> Span:
    """Whole hours up to the end of this one, whole days up to the end of today there."""
    words, length, window = SPANS[name]
    if length <= timedelta(hours=24):
        end = hour_ceiling(now())
        return Span(words, Period(end - length, end), window)
    tomorrow = local_date(now(), zone) + timedelta(days=1)
    return Span(words, Period(midnight_of(tomorrow - length, zone), midnight_of(tomorrow, zone)), window)


def _dates(first: str, last: str, zone: str) -> Span | None:
    """From one date to another, both included, or to today; None if they say no time, or more than ten years."""
    try:
        since, until = date.fromisoformat(first), date.fromisoformat(last) if last else local_date(now(), zone)
    except ValueError:
        return None
    if not EARLIEST <= since <= until <= LATEST or until - since > DATES_APART_MAX:
        return None
    period = Period(midnight_of(since, zone), midnight_of(until + timedelta(days=1), zone))
    length = period.end - period.start
    window: Window = next((window for longest, window in WINDOWS if length <= longest), "month")
    words = long_day(since) if since == until else f"{long_day(since)} to {long_day(until)}"
    return Span(words, period, window, (since.isoformat(), until.isoformat()))


def _log(meter: Meter, address: Mapping[str, Any], span: Span, zone: str) -> str:
    """The usage log of the same events, which are searched there."""
    last = local_date(span.period.end - timedelta(microseconds=1), zone)
    dates = {"from": local_date(span.period.start, zone).isoformat(), "to": last.isoformat()}
    return link("/events", type=meter.event_type, user=address["user"], key=address["key"], **dates)


def _sum(rows: Sequence[UsageRow]) -> Decimal:
    with exact():
        return sum((row.quantity for row in rows), ZERO)


async def _names(actor: Actor, rows: Sequence[UsageRow]) -> dict[UUID, str]:
    found = await accounts.find_users(actor, {row.user_id for row in rows if row.user_id})
    return {user_id: user.name for user_id, user in found.items()}


def _label(row: UsageRow, called: dict[UUID, str]) -> str:
    if row.user_id is not None:
        return called.get(row.user_id, str(row.user_id))
    if row.dimensions:
        value = next(iter(row.dimensions.values()))
        return {"": "(none)", metering.OTHER: "Others"}.get(value, value)
    return "All"


def _groups(usage: Usage, by: str, called: dict[UUID, str], address: dict[str, Any]) -> list[Group]:
    before = {_label(row, called): row.quantity for row in usage.previous.rows} if usage.previous else {}
    rows = sorted(usage.rows, key=lambda row: (-row.quantity, _label(row, called)))
    return [
        Group(
            _label(row, called),
            link("/usage", **address | {"by": ""} | _only(row, by)) if by else None,
            number if number <= COLOURS else None,
            row.quantity,
            row.events,
            before.get(_label(row, called)),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _only(row: UsageRow, by: str) -> dict[str, Any]:
    """What asks for this group alone."""
    if by == "user":
        return {"user": row.user_id}
    name = by.partition(":")[2]
    return {f"d.{name}": row.dimensions[name]}


def _chart(usage: Usage, by: str, groups: Sequence[Group], called: dict[UUID, str], meter: Meter, zone: str) -> Any:
    if not usage.rows:
        return None
    starts = [window.start for window in usage.windows]
    shown = {group.name: group.colour for group in groups if group.colour is not None}
    values = {name: [ZERO] * len(starts) for name in shown}
    for row in usage.rows:
        name = _label(row, called) if by else "All"
        if name in values:
            values[name][starts.index(row.window.start)] = row.quantity
    series = [Series(name, meter.unit, shown[name], each) for name, each in values.items()]
    is_hourly = len(starts) > 1 and starts[1] - starts[0] < timedelta(hours=2)
    there = [start.astimezone(zone_of(zone)) for start in starts]
    labels = [f"{start:%H:%M}" if is_hourly else f"{start.day} {start:%b}" for start in there]
    long_labels = [f"{start:%a %-d %b, %H:%M}" if is_hourly else f"{start:%a %-d %b %Y}" for start in there]
    return stacked_bars(labels, long_labels, series, title=meter.name, open_end=usage.windows[-1].end > now())
