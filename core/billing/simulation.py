"""What if: any version of a plan, a draft too, over time that is past: what users would have paid on it.

A user is looked at over its own billing periods that lie wholly between two dates of its zone: by the prices it was on,
with everything recorded by now, and by those of the version, with its seats, pauses and own prices. Its add-ons, what
unit packs covered and the coupons of each period are the same on both sides. Both are the lines that an invoice is made
of (`building`), the fees in advance with the period that they are for. So the same version gives the same amounts, and
a draft what billing these periods on it would have given. Totals are with coupons, and taxes as the user is taxed now.

Nothing is written: each chunk of users is a read-only transaction, and the database refuses all else.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.accounts import SYSTEM, Actor, User
from core.billing.building import advance_lines, arrears_lines
from core.billing.coverage import Cover, Part, covers_of
from core.billing.lines import Line, Span, Stretch
from core.billing.population import check_population, count_population, next_users
from core.billing.taxes import taxations_of
from core.billing.totals import Rate, totals_of
from core.billing.usage_lines import Usage
from core.clock import now
from core.database import fetch, transaction
from core.errors import InvalidInput, NotFound
from core.metering import SealedRange, SealedUsage, list_meters, sealed_usage
from core.money import ZERO, exact, sum_amounts
from core.periods import local_date
from core.plans import Plan, PlanVersion, get_plan

__all__ = ["Progress", "SimulatedUser", "Simulation", "follow_simulation", "simulate"]

CHUNK = 50
DAYS_MAX = 1100
ROWS_MAX = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the users were looked at."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SimulatedUser:
    """One user: what its periods cost, by currency, and what they would have cost in the version's.

    Nothing before: it was on no plan at all.
    """

    user: User
    periods: Sequence[Span]  # as they were
    currency: str
    before: dict[str, Decimal]
    after: Decimal
    before_lines: Sequence[Line]
    after_lines: Sequence[Line]
    before_total: dict[str, Decimal]  # with coupons and taxes
    after_total: Decimal

    @property
    def difference(self) -> Decimal | None:
        """How much more it would have paid; None where it was billed in another currency."""
        if self.before.keys() - {self.currency}:
            return None
        with exact():
            return self.after - self.before.get(self.currency, ZERO)


@dataclass
class Simulation:
    """What came of it. `left_out` users have no whole period in the time; `incomparable` ones pay another currency."""

    plan: Plan
    version: PlanVersion
    since: date
    until: date
    users: int = 0
    left_out: int = 0
    more: int = 0
    less: int = 0
    same: int = 0
    incomparable: int = 0
    before: dict[str, Decimal] = field(default_factory=dict)
    after: Decimal = ZERO
    difference: Decimal = ZERO  # of those who can be compared
    before_total: dict[str, Decimal] = field(default_factory=dict)  # with coupons and taxes
    after_total: Decimal = ZERO
    rows: list[SimulatedUser] = field(default_factory=list)  # the greatest differences first

    @property
    def losers(self) -> list[SimulatedUser]:
        """Who would pay more, the greatest difference first."""
        return [row for row in self.rows if (row.difference or ZERO) > 0]

    @property
    def winners(self) -> list[SimulatedUser]:
        """Who would pay less, the greatest difference first."""
        return [row for row in self.rows if (row.difference or ZERO) < 0]

    def add(self, row: SimulatedUser) -> None:
        """Count a user in; `rows` are kept by `keep`."""
        self.users += 1
        difference = row.difference
        with exact():
            for currency, amount in row.before.items():
                self.before[currency] = self.before.get(currency, ZERO) + amount
            for currency, amount in row.before_total.items():
                self.before_total[currency] = self.before_total.get(currency, ZERO) + amount
            self.after += row.after
            self.after_total += row.after_total
            self.difference += difference or ZERO
        if difference is None:
            self.incomparable += 1
        elif difference > 0:
            self.more += 1
        elif difference < 0:
            self.less += 1
        else:
            self.same += 1

    def keep(self, rows: Sequence[SimulatedUser], limit: int) -> None:
        """Of all rows so far, so many who would pay most more, and so many who would pay most less."""
        ordered = sorted([*self.rows, *rows], key=lambda row: (row.difference or ZERO, row.user.id))
        kept = ordered if len(ordered) <= 2 * limit else [*ordered[:limit], *ordered[-limit:]]
        self.rows = sorted(kept, key=lambda row: (-abs(row.difference or ZERO), row.user.id))


async def simulate(
    actor: Actor,
    plan: str,
    *,
    version: int | None = None,
    since: date,
    until: date,
    user_ids: Collection[UUID] | None = None,
    on_plan: str | None = None,
    limit: int = 20,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Simulation:
    """What users would have paid from `since` up to, not including, `until` on a version of a plan, the newest if none
    is said.

    Of `user_ids`, or of everybody who was subscribed in that time, or was to the plan `on_plan`. It keeps, with their
    lines, the `limit` users who would pay most more, and as many who would pay most less; all count in the totals.
    """
    actor.require_vendor("read")
    if not since < until <= _latest():
        raise InvalidInput("The time begins before it ends, and it has ended.", code="invalid_time_range")
    if (until - since).days > DAYS_MAX:
        raise InvalidInput(f"At most {DAYS_MAX} days at once.", code="invalid_time_range")
    if not 1 <= limit <= ROWS_MAX:
        raise InvalidInput(f"limit must be 1 to {ROWS_MAX}.", field="limit")
    details = await get_plan(actor, plan)
    chosen = next((each for each, _ in reversed(details.versions) if version is None or each.number == version), None)
    if chosen is None:
        raise NotFound(f"The plan {plan!r} has no version {version}.", code="plan_not_found")
    population = await check_population(actor, since, until, user_ids, on_plan)
    total, done, last = await count_population(population), 0, None
    found = Simulation(details.plan, chosen, since, until)
    progress(Progress(0, total))
    while users := await next_users(population, after=last, limit=CHUNK):
        rows = await _rate(users, chosen, since, until)
        for row in rows:
            found.add(row)
        found.keep(rows, limit)
        found.left_out += len(users) - len(rows)
        done, last = done + len(users), users[-1].id
        progress(Progress(done, max(total, done)))
        await asyncio.sleep(0)  # whoever else is served by this process is next
    return found


async def follow_simulation(actor: Actor, plan: str, **asked: Any) -> AsyncGenerator[Progress | Simulation, None]:
    """The same, with how far it is whenever it is farther, and what came of it in the end. Whoever is slow to take is
    told the newest only, and who goes away ends it."""
    steps: asyncio.Queue[Progress | None] = asyncio.Queue()
    running = asyncio.ensure_future(simulate(actor, plan, **asked, progress=steps.put_nowait))
    running.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            while not steps.empty() and (newer := steps.get_nowait()) is not None:
                step = newer
            yield step
            if running.done():
                break
        yield await running
    finally:
        running.cancel()


def _latest() -> date:
    """Of all zones the furthest: of a period that is not over anywhere nobody is looked at anyhow."""
    return local_date(now(), "Pacific/Kiritimati")


async def _rate(users: Sequence[User], version: PlanVersion, since: date, until: date) -> list[SimulatedUser]:
    async with transaction():
        await fetch("SET TRANSACTION READ ONLY")
        covers = await covers_of(users, version, since, until)
        usage = await _usage_of(covers)
        taxations = await taxations_of([user.id for user in users])
    rows = []
    for user in users:
        mine = [cover for cover in covers if cover.user.id == user.id]
        if mine:
            rows.append(_simulated(user, mine, version.currency, usage, taxations[user.id].rates))
    return rows


#: A stretch of a user's time.
_Key = tuple[UUID, datetime, datetime]
_Used = dict[_Key, dict[UUID, SealedUsage]]


async def _usage_of(covers: Sequence[Cover]) -> _Used:
    """Of all stretches, before and after; those that are the same are read once."""
    ranges: dict[_Key, SealedRange] = {}
    priced: set[UUID] = set()
    for cover in covers:
        addons = [(span, track) for span, tracks in cover.addons for track in tracks]
        for _, stretches in (*cover.before, *cover.after, *addons):
            for stretch in stretches:
                ranges[cover.user.id, stretch.start, stretch.end] = SealedRange(
                    cover.user.id, stretch.start, stretch.end
                )
                charges = stretch.version.charges if stretch.version is not None else ()
                priced |= {charge.meter_id for charge in charges if charge.meter_id is not None}
    if not ranges or not priced:
        return {key: {} for key in ranges}
    meters = [meter for meter in await list_meters(SYSTEM) if meter.id in priced]
    return dict(zip(ranges, await sealed_usage(list(ranges.values()), meters=meters), strict=True))


#: Lines by the period that they are of.
_Lines = dict[tuple[datetime, datetime], list[Line]]


def _simulated(
    user: User, covers: Sequence[Cover], currency: str, used: _Used, rates: Mapping[str, Rate]
) -> SimulatedUser:
    before: dict[str, Decimal] = {}
    before_total: dict[str, Decimal] = {}
    before_lines: list[Line] = []
    after_lines: list[Line] = []
    after_total = ZERO
    for cover in covers:
        if cover.before:
            own = cover.currency
            lines = _lines(cover, cover.before, own, used)
            total, flat = _total(cover, lines, own, rates), [line for each in lines.values() for line in each]
            before_lines += flat
            before[own] = sum_amounts([before.get(own, ZERO), *(line.amount for line in flat)], own)
            before_total[own] = sum_amounts([before_total.get(own, ZERO), total], own)
        lines = _lines(cover, cover.after, currency, used)
        after_lines += [line for each in lines.values() for line in each]
        after_total = sum_amounts([after_total, _total(cover, lines, currency, rates)], currency)
    periods = [span for cover in covers for span, _ in cover.before]
    after = sum_amounts((line.amount for line in after_lines), currency)
    return SimulatedUser(user, periods, currency, before, after, before_lines, after_lines, before_total, after_total)


def _total(cover: Cover, lines: _Lines, currency: str, rates: Mapping[str, Rate]) -> Decimal:
    """What invoices over these lines would ask for: with the coupons that were on the invoices of the same time."""
    totals = []
    for (start, end), mine in lines.items():
        coupons = {
            coupon.id: coupon
            for (_, until), each in cover.coupons.items()
            for coupon, only in each
            if start < until <= end and only in (None, currency)
        }
        totals.append(totals_of(mine, rates, list(coupons.values()), currency).total)
    return sum_amounts(totals, currency)


def _lines(cover: Cover, parts: Sequence[Part], currency: str, used: _Used) -> _Lines:
    """What these periods cost, each with the fees in advance that are for it, and what add-ons cost beside.

    Packs cover what they covered, of the same period; where a version has others, of all of them in their order.
    """
    own = {key: dict(units) for key, units in cover.packed.items() if any((s.start, s.end) == key for s, _ in parts)}
    shared = _sum([units for key, units in cover.packed.items() if key not in own])
    addons = cover.addons if currency == cover.currency else ()
    lines: _Lines = {}
    for span, stretches in (*parts, *((span, track) for span, tracks in addons for track in tracks)):
        mine = lines.setdefault((span.start, span.end), [])
        packs = own.get((span.start, span.end), shared)
        mine += advance_lines(span, stretches)
        for line in arrears_lines(span, stretches, _reading(cover, stretches, used), currency, packs):
            mine.append(line)
            if line.packed and line.meter_id is not None:
                with exact():
                    packs[line.meter_id] -= line.packed
    return lines


def _sum(parts: Iterable[Mapping[UUID, Decimal]]) -> dict[UUID, Decimal]:
    found: dict[UUID, Decimal] = {}
    for part in parts:
        for meter_id, units in part.items():
            with exact():
                found[meter_id] = found.get(meter_id, ZERO) + units
    return found


def _reading(cover: Cover, stretches: Sequence[Stretch], used: _Used) -> Usage:
    found = [used[cover.user.id, stretch.start, stretch.end] for stretch in stretches]
    return lambda number, meter_id: found[number].get(meter_id, SealedUsage())
