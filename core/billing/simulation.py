"""What if: any version of a plan, a draft too, over time that is past: what users would have paid on it.

A user is looked at over its own billing periods that lie wholly between two dates of its zone: by the prices it was on,
with everything recorded by now, and by those of the version, with its seats, pauses and own prices. Both are the lines
that an invoice is made of (`building`), the fees in advance with the period that they are for. So the same version
gives the same amounts, and a draft what billing these periods on it would have given.

Nothing is written: each chunk of users is a read-only transaction, and the database refuses all else.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
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
            self.after += row.after
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
    rows = []
    for user in users:
        mine = [cover for cover in covers if cover.user.id == user.id]
        if mine:
            rows.append(_simulated(user, mine, version.currency, usage))
    return rows


#: A stretch of a user's time.
_Key = tuple[UUID, datetime, datetime]
_Used = dict[_Key, dict[UUID, SealedUsage]]


async def _usage_of(covers: Sequence[Cover]) -> _Used:
    """Of all stretches, before and after; those that are the same are read once."""
    ranges: dict[_Key, SealedRange] = {}
    priced: set[UUID] = set()
    for cover in covers:
        for _, stretches in (*cover.before, *cover.after):
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


def _simulated(user: User, covers: Sequence[Cover], currency: str, used: _Used) -> SimulatedUser:
    before: dict[str, Decimal] = {}
    before_lines: list[Line] = []
    after_lines: list[Line] = []
    for cover in covers:
        if cover.before:
            lines = _lines(cover, cover.before, cover.currency, used)
            before_lines += lines
            amounts = [before.get(cover.currency, ZERO), *(line.amount for line in lines)]
            before[cover.currency] = sum_amounts(amounts, cover.currency)
        after_lines += _lines(cover, cover.after, currency, used)
    periods = [span for cover in covers for span, _ in cover.before]
    after = sum_amounts((line.amount for line in after_lines), currency)
    return SimulatedUser(user, periods, currency, before, after, before_lines, after_lines)


def _lines(cover: Cover, parts: Sequence[Part], currency: str, used: _Used) -> list[Line]:
    """What these periods cost, each with the fees in advance that are for it."""
    lines: list[Line] = []
    for span, stretches in parts:
        lines += advance_lines(span, stretches)
        lines += arrears_lines(span, stretches, _reading(cover, stretches, used), currency)
    return lines


def _reading(cover: Cover, stretches: Sequence[Stretch], used: _Used) -> Usage:
    found = [used[cover.user.id, stretch.start, stretch.end] for stretch in stretches]
    return lambda number, meter_id: found[number].get(meter_id, SealedUsage())
