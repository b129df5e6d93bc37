"""What was used: one query behind every door.

Whole UTC hours are read from the rollups; only the hours that a window boundary cuts, which half-hour zones have, are
read from events. So the cost does not grow with the number of events.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from core.accounts import Actor, get_user
from core.checks import check_text, check_zone
from core.clock import now, require_utc
from core.database import fetch
from core.errors import InvalidInput, TooLarge
from core.metering.meanings import ADDED_UP, SETTLED
from core.metering.meters import choose_meters
from core.metering.models import Meter
from core.metering.rules_sql import SIGN, counts, dimensions_of, value_of
from core.metering.settled import SEAL_MAX, Reading, has_values, mean, read_settled
from core.metering.windows import Window, hour_ceiling, ragged_hours, windows_between
from core.money import exact
from core.periods import Period, calendar_month_at

__all__ = ["GroupBy", "Usage", "UsageRow", "query_usage", "usage_of_users"]

#: Besides these: `dimension:<name>`.
GroupBy = Literal["key", "user"]
#: What one answer may hold: a group of every user in every hour of a year would fill the memory.
ROWS_MAX = 10_000
TOP_MAX = 1000


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What one group used of one meter in one window. `user_id`, `key_id` and `dimensions` are set as far as they were
    grouped by; a meter that lacks a dimension has its empty value."""

    window: Period
    meter: Meter
    user_id: UUID | None
    key_id: UUID | None
    events: int
    quantity: Decimal
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """All windows of the range, and the rows of those in which something was used, in order of window and meter.

    `previous` is the use of the range of the same length before it, in one window, if it was asked for; `left_out` how
    many groups are not among the rows, because only the greatest were asked for.
    """

    windows: Sequence[Period]
    rows: Sequence[UsageRow]
    previous: "Usage | None" = None
    left_out: int = 0

    def total(self) -> Decimal:
        with exact():
            return sum((row.quantity for row in self.rows), Decimal(0))


async def query_usage(
    actor: Actor,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    window: Window = "total",
    zone: str = "UTC",
    meters: Sequence[str] = (),
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    group_by: Sequence[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
    live: bool = True,
    top: int | None = None,
    compare: bool = False,
    rows_max: int = ROWS_MAX,
) -> Usage:
    """Usage in `[start, end)`, by default the calendar month of the zone so far.

    `meters` are slugs, none of them means all. `group_by` has "key", "user" and `dimension:<name>`; `values` are those
    that a dimension is asked for, by its name. With `top` only the so many greatest groups of each meter, by what they
    used in all windows, or at most in one of them if that cannot be added up; with `compare` what the same groups used
    in the time of the same length before. A user sees its own usage only, whatever it asks for. More than
    `rows_max` rows are TooLarge.
    """
    actor.require("read")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    chosen = await choose_meters(actor, meters)
    asked = _Asked([owner] if owner is not None else None, key_id, tuple(group_by), dict(values or {}), live, rows_max)
    asked.check(chosen, top)
    windows = _windows(start, end, window, check_zone(zone, field="zone"))
    rows = _rows(windows, chosen, asked, await _read(windows, chosen, asked))
    return _usage(windows, rows, await _read_before(windows, chosen, asked) if compare else None, top)


_Before = tuple[Sequence[Period], Sequence[UsageRow]]


async def _read_before(windows: Sequence[Period], meters: Sequence[Meter], asked: "_Asked") -> _Before:
    """The time of the same length before, in one window."""
    first, last = windows[0].start, windows[-1].end
    before = [Period(first - (last - first), first)]
    return before, _rows(before, meters, asked, await _read(before, meters, asked))


def _usage(windows: Sequence[Period], rows: Sequence[UsageRow], before: _Before | None, top: int | None) -> Usage:
    every = {_group_of(row) for row in rows}
    kept = _greatest(rows, top) if top is not None else every
    previous = None
    if before is not None:
        previous = Usage(before[0], [row for row in before[1] if top is None or _group_of(row) in kept])
    return Usage(windows, [row for row in rows if _group_of(row) in kept], previous, len(every) - len(kept))


_Group = tuple[UUID, UUID | None, UUID | None, tuple[str, ...]]


def _group_of(row: UsageRow) -> _Group:
    return row.meter.id, row.user_id, row.key_id, tuple(row.dimensions.values())


def _greatest(rows: Sequence[UsageRow], top: int) -> set[_Group]:
    """Of each meter the groups that used most."""
    figures: dict[_Group, Decimal] = {}
    with exact():
        for row in rows:
            group, is_sum = _group_of(row), row.meter.aggregation in (*ADDED_UP, "time_weighted")
            before = figures.get(group)
            figures[group] = (
                row.quantity if before is None else before + row.quantity if is_sum else max(before, row.quantity)
            )
    kept: set[_Group] = set()
    for meter_id in {group[0] for group in figures}:
        mine = [group for group in figures if group[0] == meter_id]
        kept |= set(sorted(mine, key=lambda group: (-figures[group], str(group)))[:top])
    return kept


async def usage_of_users(
    actor: Actor,
    user_ids: Collection[UUID],
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    window: Window = "total",
    zone: str = "UTC",
    meters: Sequence[str] = (),
    key_id: UUID | None = None,
    group_by: Sequence[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
    live: bool = True,
    top: int | None = None,
    compare: bool = False,
    rows_max: int = ROWS_MAX,
) -> dict[UUID, Usage]:
    """As `query_usage`, for each of these users on its own, in one go. Users that the actor may not see are absent.
    `rows_max` is that of all of them together."""
    actor.require("read")
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    chosen = await choose_meters(actor, meters)
    windows = _windows(start, end, window, check_zone(zone, field="zone"))
    groups = ("user", *(group for group in group_by if group != "user"))
    asked = _Asked(owners, key_id, groups, dict(values or {}), live, rows_max)
    asked.check(chosen, top)
    rows = _by_user(_rows(windows, chosen, asked, await _read(windows, chosen, asked)))
    if not compare:
        return {owner: _usage(windows, rows.get(owner, ()), None, top) for owner in owners}
    before, found = await _read_before(windows, chosen, asked)
    past = _by_user(found)
    return {owner: _usage(windows, rows.get(owner, ()), (before, past.get(owner, ())), top) for owner in owners}


def _by_user(rows: Sequence[UsageRow]) -> dict[UUID, list[UsageRow]]:
    found: dict[UUID, list[UsageRow]] = {}
    for row in rows:
        assert row.user_id is not None
        found.setdefault(row.user_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whose usage, and by what it is split."""

    owners: Sequence[UUID] | None
    key_id: UUID | None
    groups: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    live: bool
    rows_max: int

    def check(self, meters: Sequence[Meter], top: int | None) -> None:
        """InvalidInput for a group or a dimension that no chosen meter has, and for no number of groups."""
        if top is not None and not 1 <= top <= TOP_MAX:
            raise InvalidInput(f"top is 1 to {TOP_MAX}.", field="top")
        named = {dimension["name"] for meter in meters for dimension in meter.dimensions}
        wanted = [group.removeprefix("dimension:") for group in self.groups if group.startswith("dimension:")]
        if unknown := set(self.groups) - set(get_args(GroupBy)) - {f"dimension:{name}" for name in wanted}:
            raise InvalidInput(
                f"group_by knows key, user and dimension:<name>, not {min(unknown)[:64]!r}.", field="group_by"
            )
        for names, argument in ((wanted, "group_by"), (list(self.values), "values")):
            for name in names:
                if name not in named:
                    raise InvalidInput(f"No meter asked for has a dimension {name[:64]!r}.", field=argument)
        for value in (each for values in self.values.values() for each in values):
            check_text(value, field="values", chars_max=200, required=False)


def _rows(windows: Sequence[Period], meters: Sequence[Meter], asked: _Asked, found: "_Found") -> list[UsageRow]:
    by_id = {meter.id: meter for meter in meters}
    rows = []
    for (number, meter_id, *group), (events, quantity) in sorted(
        found.items(), key=lambda item: (item[0][0], by_id[item[0][1]].slug, *map(str, item[0][2:]))
    ):
        named = dict(zip(asked.groups, group, strict=True))
        if events or quantity:
            rows.append(
                UsageRow(
                    windows[number - 1], by_id[meter_id], named.get("user"), named.get("key"), events, quantity,
                    {
                        name.removeprefix("dimension:"): value
                        for name, value in named.items()
                        if name.startswith("dimension:")
                    },
                )
            )  # fmt: skip
    return rows


def _windows(start: datetime | None, end: datetime | None, window: Window, zone: str) -> list[Period]:
    at = now()
    first = require_utc(start) if start is not None else calendar_month_at(at, zone).start
    last = require_utc(end) if end is not None else hour_ceiling(at)
    return windows_between(first, last, window, zone)


#: By number of the window (from 1), meter and group: how many events, and how much.
_Found = dict[tuple[Any, ...], tuple[int, Decimal]]
_GROUPS = {"user": "user_id", "key": "key_id"}


async def _read(windows: list[Period], meters: Sequence[Meter], asked: _Asked) -> _Found:
    found = await _read_added_up([each for each in meters if each.aggregation not in SETTLED], windows, asked)
    ragged = ragged_hours(windows)
    for meter in meters:
        if meter.aggregation not in SETTLED:
            continue
        is_gauge = meter.aggregation == "time_weighted"
        parts = [Period(windows[0].start, windows[-1].end)] if is_gauge else windows
        owners: Sequence[UUID | None] = asked.owners if asked.owners is not None else [None]
        reading = Reading(
            ranges=[
                (number, owner, part.start, part.end, -1, SEAL_MAX)
                for number, part in enumerate(parts, start=1)
                for owner in owners
            ],
            groups=asked.groups,
            live=asked.live,
            key_id=asked.key_id,
            values=asked.values,
            windows=windows if is_gauge else (),
            ragged=ragged if is_gauge else (),
            rows_max=asked.rows_max,
        )
        for each in await read_settled(meter, reading, until=now()):
            number = each.number + 1 if is_gauge else each.number
            found[number, meter.id, *each.group] = (each.events, each.quantity)
    if len(found) > asked.rows_max:
        raise TooLarge(f"More than {asked.rows_max} rows: ask for fewer windows, meters or groups.")
    return found


async def _read_added_up(meters: Sequence[Meter], windows: list[Period], asked: _Asked) -> _Found:
    """Counts and sums, and averages, which are one by the other."""
    if not meters:
        return {}
    starts, ragged = [window.start for window in windows], ragged_hours(windows)
    rolled = "coalesce(nullif(dimensions, '')::jsonb, '{}')"
    groups = [_GROUPS.get(name) or f"coalesce({{}} ->> '{name.partition(':')[2]}', '')" for name in asked.groups]
    places = ", ".join(str(number) for number in range(1, len(groups) + 3))
    arguments = [starts, windows[0].start, windows[-1].end, asked.live, asked.owners, asked.key_id, ragged,
                 msgspec.json.encode(asked.values).decode()]  # fmt: skip
    owner = " AND user_id = ANY ($5::uuid[])" if asked.owners is not None else " AND $5::uuid[] IS NULL"
    where = f"live = $4{owner} AND ($6::uuid IS NULL OR key_id = $6)"
    sums: _Found = {}
    rows = await fetch(
        f"SELECT width_bucket(hour, $1::timestamptz[]) AS number, meter_id"
        f"{''.join(', ' + group.format(rolled) for group in groups)}, sum(n)::bigint AS events, sum(sum) AS quantity"
        f" FROM usage_hours WHERE {where} AND hour >= $2 AND hour < $3 AND hour <> ALL ($7::timestamptz[])"
        f" AND meter_id = ANY ($9::uuid[]) AND {has_values(rolled, asked.values, '$8')}"
        f" GROUP BY {places} LIMIT {asked.rows_max + 1}",
        *arguments,
        [meter.id for meter in meters],
    )
    _add(sums, rows, asked.rows_max)
    for meter in meters if ragged else ():
        dimensions = dimensions_of(meter)
        # Whose events they are is known from the rollups, so that the index on user and time finds them.
        rows = await fetch(
            f"SELECT width_bucket(occurred_at, $1::timestamptz[]) AS number, $9::uuid AS meter_id"
            f"{''.join(', ' + group.format('dimensions') for group in groups)},"
            f" sum(sign)::bigint AS events, sum(sign * value) AS quantity"
            f" FROM (SELECT DISTINCT user_id, hour FROM usage_hours WHERE {where} AND meter_id = $9"
            f" AND hour = ANY ($7::timestamptz[])) ragged"
            f" CROSS JOIN LATERAL (SELECT key_id, live, occurred_at, {value_of(meter)} AS value,"
            f" {SIGN} AS sign, {dimensions} AS dimensions FROM ("
            f"SELECT * FROM usage_events event WHERE user_id = ragged.user_id AND occurred_at >= ragged.hour"
            f" AND occurred_at < ragged.hour + interval '1 hour' OFFSET 0) event"
            f" WHERE {counts(meter)} AND live = $4 AND ($6::uuid IS NULL OR key_id = $6)) event"
            f" WHERE occurred_at >= $2 AND occurred_at < $3 AND value IS NOT NULL"
            f" AND {has_values('dimensions', asked.values, '$8')} GROUP BY {places} LIMIT {asked.rows_max + 1}",
            *arguments,
            meter.id,
        )
        _add(sums, rows, asked.rows_max)
    averaged = {meter.id for meter in meters if meter.aggregation == "avg"}
    return {
        key: (events, mean(quantity, events)) if key[1] in averaged else (events, quantity)
        for key, (events, quantity) in sums.items()
    }


def _add(found: _Found, rows: Sequence[Any], rows_max: int) -> None:
    with exact():
        for row in rows:
            *group, events, quantity = row
            before = found.get(tuple(group), (0, Decimal(0)))
            found[tuple(group)] = (before[0] + events, before[1] + quantity)
    if len(found) > rows_max:
        raise TooLarge(f"More than {rows_max} rows: ask for fewer windows, meters or groups.")
