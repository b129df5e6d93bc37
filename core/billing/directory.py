"""The table of users: who they are, their plan, what they used this month and what that costs, sorted and filtered.

PostgreSQL searches, filters, sorts and cuts the page by everything it stores. What a user owes is not stored, it is
worked out; so sorting by it works out the estimates of everybody who matches, and of `SPEND_SORTED_MAX` users at most:
those that used most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from core.accounts import Actor, User
from core.billing.estimates import UserEstimate, estimate_users
from core.checks import check_text
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput
from core.metering import Meter, zones_in_use
from core.periods import calendar_month_at

__all__ = ["SPEND_SORTED_MAX", "Directory", "DirectoryRow", "DirectorySort", "user_directory"]

DirectorySort = Literal["name", "-name", "usage", "-usage", "spend", "-spend", "created", "-created"]
SPEND_SORTED_MAX = 500
PAGE_SIZE_MAX = 100
_ORDERS = {"name": "lower(holder.name)", "usage": "used", "created": "holder.created_at", "spend": "used"}
# NULL stands for "any" in every filter; the plan '' means none.
_MATCHING = """
SELECT holder.id, plan.slug AS plan_slug, plan.name AS plan_name, coalesce(counter.used, 0) AS used,
       count(*) OVER () AS total
FROM users holder
LEFT JOIN subscriptions subscription ON subscription.user_id = holder.id AND subscription.starts_at <= $1
    AND (subscription.ends_at IS NULL OR subscription.ends_at > $1)
LEFT JOIN plan_versions version ON version.id = subscription.version_id
LEFT JOIN plans plan ON plan.id = version.plan_id
LEFT JOIN unnest($2::text[], $3::timestamptz[]) AS month (zone, start) ON month.zone = holder.time_zone
LEFT JOIN user_counters counter ON counter.user_id = holder.id AND counter.meter_id = $4 AND counter.live
    AND counter.period = 'month' AND counter.period_start = month.start
WHERE ($5::text IS NULL OR holder.status = $5) AND ($6::text IS NULL OR coalesce(plan.slug, '') = $6)
  AND ($7::text IS NULL OR strpos(lower(holder.name), $7) > 0 OR strpos(lower(holder.email), $7) > 0
       OR strpos(lower(holder.external_id), $7) > 0 OR holder.id::text = $7)
"""


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One user; `used` is of the meter that was asked for, in the user's own calendar month."""

    user: User
    plan_slug: str | None
    plan_name: str | None
    used: Decimal
    found: UserEstimate


@dataclass(frozen=True, slots=True)
class Directory:
    """One page. `cut` says that the order by spend looked at the `SPEND_SORTED_MAX` users with most usage only."""

    rows: Sequence[DirectoryRow]
    total: int
    page: int
    pages: int
    cut: bool


async def user_directory(
    actor: Actor,
    *,
    meter: Meter | None,
    search: str = "",
    status: str | None = None,
    plan: str | None = None,
    sort: DirectorySort = "-spend",
    page: int = 1,
    size: int = 25,
    at: datetime | None = None,
) -> Directory:
    """A page of users; a page past the end is the last one. `plan` is a slug, or empty for users without a plan.

    `search` is part of a name, an e-mail or an external id, whatever the case, or a whole id.
    """
    actor.require_vendor("read")
    if sort not in get_args(DirectorySort):
        raise InvalidInput(f"sort must be one of {', '.join(get_args(DirectorySort))}.", field="sort")
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise InvalidInput(f"size must be 1 to {PAGE_SIZE_MAX}.", field="size")
    instant = at or now()
    text = check_text(search, field="search", chars_max=200, required=False).lower()
    zones = await zones_in_use(actor)
    arguments = [
        instant,
        zones,
        [calendar_month_at(instant, zone).start for zone in zones],
        meter.id if meter is not None else None,
        status or None,
        plan,
        text or None,
    ]
    if sort.endswith("spend"):
        return await _by_spend(actor, arguments, descending=sort.startswith("-"), page=page, size=size)
    order = f"{_ORDERS[sort.removeprefix('-')]} {'DESC' if sort.startswith('-') else 'ASC'}, holder.id"
    # The first page tells how many there are; a page past the end needs that to know which one is the last.
    rows = await _read(arguments, order, max(page, 1) * size - size, size)
    if not rows and page > 1:
        total = (await _read(arguments, order, 0, 1) or [{"total": 0}])[0]["total"]
        page = max(1, -(-total // size))
        rows = await _read(arguments, order, page * size - size, size)
    total = rows[0]["total"] if rows else 0
    estimates = await estimate_users(actor, [row["id"] for row in rows], at=instant)
    return _page(rows, estimates, total, max(page, 1), size, cut=False)


async def _by_spend(actor: Actor, arguments: list[Any], *, descending: bool, page: int, size: int) -> Directory:
    rows = await _read(arguments, "used DESC, holder.id", 0, SPEND_SORTED_MAX)
    estimates = await estimate_users(actor, [row["id"] for row in rows], at=arguments[0])
    rows = [row for row in rows if row["id"] in estimates]
    rows.sort(key=lambda row: (_spend(estimates[row["id"]]), row["used"], row["id"]), reverse=descending)
    total = rows[0]["total"] if rows else 0
    page = min(max(page, 1), max(1, -(-len(rows) // size)))
    shown = rows[page * size - size : page * size]
    return _page(shown, estimates, min(total, len(rows)), page, size, cut=total > SPEND_SORTED_MAX)


def _spend(found: UserEstimate) -> tuple[bool, Decimal]:
    # Without a plan nothing can be owed, which is less than owing nothing.
    return found.plan_version is not None, found.estimate.total_to_date


def _page(
    rows: Sequence[Any], estimates: dict[UUID, UserEstimate], total: int, page: int, size: int, *, cut: bool
) -> Directory:
    shown = [
        DirectoryRow(estimates[row["id"]].user, row["plan_slug"], row["plan_name"], row["used"], estimates[row["id"]])
        for row in rows
        if row["id"] in estimates
    ]
    return Directory(shown, total, page, max(1, -(-total // size)), cut)


async def _read(arguments: list[Any], order: str, offset: int, limit: int) -> list[Any]:
    # `order` is put together from constants of this module.
    return await fetch(f"{_MATCHING} ORDER BY {order} LIMIT {limit:d} OFFSET {offset:d}", *arguments)
