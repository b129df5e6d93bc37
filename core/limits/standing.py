"""The limits of users, from their plans and their own, and where they stand against them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.accounts import SYSTEM, Actor, User, find_users, get_user
from core.clock import now
from core.database import fetch
from core.metering import Meter, find_meters, hour_floor
from core.money import ZERO
from core.periods import Cycle, Period, billing_period_at, calendar_day_at, calendar_month_at
from core.plans import cycle_of, find_versions, subscriptions_in_force

__all__ = ["Standing", "find_limits", "list_limits", "period_of", "standing_of"]

_ORDER = ("hour", "day", "month", "billing", "packs")
_USED = """
SELECT t.place, coalesce(CASE t.period
    WHEN 'hour' THEN (SELECT sum(h.sum) FROM usage_hours h WHERE h.user_id = t.user_id AND h.meter_id = t.meter_id
        AND h.live AND h.hour = t.start)
    WHEN 'packs' THEN t.packs[2]
    WHEN 'billing' THEN (SELECT sum(c.used) FROM user_counters c WHERE c.user_id = t.user_id AND c.live
        AND c.meter_id = t.meter_id AND c.period = 'day' AND c.period_start >= t.start AND c.period_start < t.ends)
    ELSE (SELECT c.used FROM user_counters c WHERE c.user_id = t.user_id AND c.meter_id = t.meter_id AND c.live
        AND c.period = t.period AND c.period_start = t.start) END, 0) AS used,
    coalesce((SELECT sum(u.units) FROM top_ups u WHERE u.user_id = t.user_id AND u.meter_id = t.meter_id
        AND u.period = t.period AND u.period_start = t.start), 0) AS topped_up,
    t.packs[1] AS cap
FROM (
    SELECT *, CASE period WHEN 'packs' THEN packs_standing(user_id, meter_id, true, cap, start, ends) END AS packs
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::numeric[]) WITH ORDINALITY
        AS t (user_id, meter_id, period, start, ends, cap, place) OFFSET 0
) t
ORDER BY t.place
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A limit, what was used of it in the period that is running, and when that ends. Live keys only.

    `cap` is what may be used in this period, `topped_up` of it included; by packs what the plan includes in it and
    they hold. `of_plan`: the user has it by its plan.
    """

    meter: Meter
    kind: str
    cap: Decimal
    topped_up: Decimal
    hard: bool
    of_plan: bool
    used: Decimal
    period: Period

    @property
    def remaining(self) -> Decimal:
        """Never below zero, though what is used may be above the cap: it was lowered, or is a soft one."""
        return max(ZERO, self.cap - self.used)

    @property
    def share(self) -> Decimal:
        """What is used, in percent of the cap; all of it if the cap is 0."""
        return self.used / self.cap * 100 if self.cap else Decimal(100)


def period_of(kind: str, at: datetime, zone: str, cycles: Sequence[Cycle] = ()) -> Period:
    """The hour, day, month or billing period that an instant lies in; `cycles`: how the user is billed. What packs
    cover is looked at by the billing period."""
    if kind in ("billing", "packs"):
        return billing_period_at(at, cycles, zone)
    if kind == "hour":
        return Period(hour_floor(at), hour_floor(at) + timedelta(hours=1))
    return calendar_day_at(at, zone) if kind == "day" else calendar_month_at(at, zone)


async def list_limits(actor: Actor, user_id: UUID, *, at: datetime | None = None) -> Sequence[Standing]:
    """A user's limits and where it stands against each in the period that is running, by meter and period."""
    user = await get_user(actor, user_id)
    return (await _standings([user], at or now()))[user_id]


async def find_limits(actor: Actor, user_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Standing]]:
    """The same of many users, in as many statements as of one. Users that the actor may not see are absent."""
    found = await find_users(actor, user_ids)
    return await _standings(list(found.values()), now())


async def standing_of(user: User, meter_id: UUID, kind: str) -> Standing:
    """Where a user stands now against one of its limits. LookupError if it has none of this kind."""
    for each in (await _standings([user], now()))[user.id]:
        if (each.meter.id, each.kind) == (meter_id, kind):
            return each
    raise LookupError(f"no limit by {kind} of the meter {meter_id}")


async def _cycles_of(user_ids: Collection[UUID], at: datetime) -> dict[UUID, tuple[Cycle, ...]]:
    if not user_ids:
        return {}
    running = await subscriptions_in_force(SYSTEM, list(user_ids), at=at)
    versions = await find_versions(SYSTEM, [each.version_id for each in running.values()])  # type: ignore[attr-defined]
    return {
        user_id: (cycle_of(versions[each.version_id], each.anchor, since=each.starts_at),)  # type: ignore[attr-defined]
        for user_id, each in running.items()
    }


async def _standings(users: Sequence[User], at: datetime) -> dict[UUID, list[Standing]]:
    """What was recorded against the limits of these users. Calls that are being answered just now, and hold their units
    already, are not in it."""
    by_id = {user.id: user for user in users}
    rows = await fetch("SELECT * FROM limits_in_force($1, $2)", list(by_id), at)
    meters = await find_meters(SYSTEM, [*{row["meter_id"] for row in rows}])
    cycles = await _cycles_of({row["user_id"] for row in rows if row["period"] in ("billing", "packs")}, at)
    periods = [
        period_of(row["period"], at, by_id[row["user_id"]].time_zone, cycles.get(row["user_id"], ())) for row in rows
    ]
    used = await fetch(
        _USED,
        [row["user_id"] for row in rows],
        [row["meter_id"] for row in rows],
        [row["period"] for row in rows],
        [period.start for period in periods],
        [period.end for period in periods],
        [row["cap"] for row in rows],
    ) if rows else []  # fmt: skip
    found: dict[UUID, list[Standing]] = {user_id: [] for user_id in by_id}
    for row, period, now_used in zip(rows, periods, used, strict=True):
        found[row["user_id"]].append(
            Standing(
                meter=meters[row["meter_id"]],
                kind=row["period"],
                cap=row["cap"] + now_used["topped_up"] if now_used["cap"] is None else now_used["cap"],
                topped_up=now_used["topped_up"],
                hard=row["hard"],
                of_plan=row["of_plan"],
                used=now_used["used"],
                period=period,
            )
        )
    for standings in found.values():
        standings.sort(key=lambda each: (each.meter.slug, _ORDER.index(each.kind)))
    return found
