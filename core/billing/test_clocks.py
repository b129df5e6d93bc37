"""Test clocks: a time of its own for some users, moved ahead through everything that is due on the way.

Only users to whom nothing has happened yet go on one. What falls due happens in order, each thing at its own instant
and once: a clock stands at the instant of a boundary (and the grace behind it) while that period is closed, by the very
code that closes all others. Each step is a transaction with the clock's new time in it, so a move that is killed
anywhere goes on where it was when it is asked for again, or when the job comes along.

Keys, rate limits, reservations and the audit log keep the real time. Their invoices have a series apart and count in no
figure of the business.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from core import audit
from core.accounts import Actor, TestClock, User, get_user
from core.billing.credits import lapse_due_credits
from core.billing.invoicing import CHUNK, RunReport, close_due_periods, grace
from core.billing.packs import lapse_due_packs
from core.billing.thresholds import invoice_thresholds_of
from core.billing.top_ups import top_up_of
from core.checks import check_text
from core.clock import now, require_utc, standing_at
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering import ensure_partitions
from core.plans import Subscription

__all__ = [
    "ADVANCE_MAX",
    "advance_test_clock",
    "attach_to_test_clock",
    "create_test_clock",
    "find_test_clocks",
    "get_test_clock",
    "go_on_with_test_clocks",
    "list_test_clocks",
    "users_on_test_clocks",
]

#: How far at once.
ADVANCE_MAX = timedelta(days=1100)
CLOCKS_MAX = 200
_MONTH = timedelta(days=28)
#: Between looks at a schedule that somebody else holds.
_PAUSE_SECONDS = 0.02
_HISTORY = """
SELECT EXISTS (SELECT 1 FROM usage_events WHERE user_id = $1) OR EXISTS (SELECT 1 FROM user_counters WHERE user_id = $1)
    OR EXISTS (SELECT 1 FROM invoices WHERE user_id = $1) AS happened
"""
_DUE = "SELECT min(next_at) AS at FROM billing_schedules WHERE test_clock_id = $1 AND parked IS NULL"


async def create_test_clock(actor: Actor, *, name: str, now_at: datetime | None = None) -> TestClock:
    """A clock that stands at an instant, past or to come, by default the present one."""
    actor.require_vendor("billing:write")
    clock = TestClock(
        name=check_text(name, field="name", chars_max=100),
        now_at=require_utc(now_at) if now_at is not None else now(),
    )
    if await TestClock.all().count() >= CLOCKS_MAX:
        raise Conflict(f"There are {CLOCKS_MAX} test clocks already.")
    await ensure_partitions([clock.now_at])
    async with transaction():
        await clock.save(force_create=True)
        await _record(actor, "test_clock.create", clock, after={"name": clock.name, "now_at": clock.now_at})
    return clock


async def list_test_clocks(actor: Actor) -> list[TestClock]:
    """All of them, newest first."""
    actor.require_vendor("read")
    return await TestClock.all().order_by("-id")


async def find_test_clocks(actor: Actor, clock_ids: Collection[UUID]) -> dict[UUID, TestClock]:
    """Those of these that exist; one statement."""
    actor.require_vendor("read")
    return {clock.id: clock for clock in await TestClock.filter(id__in=list(clock_ids))}


async def get_test_clock(actor: Actor, clock_id: UUID) -> TestClock:
    """One of them, or NotFound."""
    actor.require_vendor("read")
    return await _get(clock_id)


async def users_on_test_clocks(actor: Actor, clock_ids: Collection[UUID]) -> dict[UUID, Sequence[User]]:
    """By clock the users that are on it; one statement."""
    actor.require_vendor("read")
    found: dict[UUID, list[User]] = {clock_id: [] for clock_id in clock_ids}
    for user in await User.filter(test_clock_id__in=list(clock_ids)).order_by("id"):
        found[user.test_clock_id].append(user)  # type: ignore[index]
    return dict(found)


async def attach_to_test_clock(actor: Actor, clock_id: UUID, user_id: UUID) -> User:
    """Put a user on a clock, for good. Conflict `user_not_fresh` if it has a plan, usage, an invoice, or a clock."""
    actor.require_vendor("billing:write")
    async with transaction():
        clock = await _lock(clock_id)
        await get_user(actor, user_id)
        user = await User.select_for_update().get(id=user_id)
        happened = (await fetch(_HISTORY, user_id))[0]["happened"]
        if happened or user.test_clock_id is not None or await Subscription.filter(user_id=user_id).exists():
            raise Conflict("Only a user to whom nothing has happened yet goes on a test clock.", code="user_not_fresh")
        user.test_clock_id = clock.id
        await user.save()
        await _record(actor, "test_clock.attach", clock, user_id=user_id, after={"user_id": user_id})
    return user


def _nowhere(_: str) -> None:
    """A move that nobody kills."""


async def advance_test_clock(
    actor: Actor,
    clock_id: UUID,
    to: datetime,
    *,
    progress: Callable[[TestClock], None] = lambda _: None,
    reach: Callable[[str], None] = _nowhere,
) -> TestClock:
    """Move a clock ahead, at most `ADVANCE_MAX` at once, through all that is due by then.

    To be there already is no error, and asking twice does no harm; InvalidInput for a time before, Conflict
    `test_clock_advancing` while it is on its way to another.
    """
    actor.require_vendor("billing:write")
    target = require_utc(to)
    async with transaction():
        clock = await _lock(clock_id)
        if clock.advancing_to not in (None, target):
            raise Conflict(f"It is on its way to {clock.advancing_to:%Y-%m-%d %H:%M}.", code="test_clock_advancing")
        if target < clock.now_at:
            raise InvalidInput(f"A test clock goes ahead only: it is {clock.now_at:%Y-%m-%d %H:%M} there.", field="to")
        if target - clock.now_at > ADVANCE_MAX:
            raise InvalidInput(f"At most {ADVANCE_MAX.days} days at once.", field="to")
        if clock.advancing_to is None and target > clock.now_at:
            before, clock.advancing_to = clock.now_at, target
            await clock.save()
            await _record(actor, "test_clock.advance", clock, before={"now_at": before}, after={"now_at": target})
    return await _go_on(clock, progress, reach)


async def go_on_with_test_clocks(*, progress: Callable[[str], None] = lambda _: None) -> int:
    """Go on with the moves that were cut off; how many clocks are where they were to be."""
    moved = 0
    for clock in await TestClock.filter(advancing_to__not_isnull=True).order_by("id"):
        await _go_on(clock, lambda each: progress(f"{each.name} at {each.now_at:%Y-%m-%d}"), _nowhere)
        moved += 1
    return moved


async def _go_on(clock: TestClock, progress: Callable[[TestClock], None], reach: Callable[[str], None]) -> TestClock:
    if clock.advancing_to is not None:
        # Events of its users may happen up to where it goes, and a little beyond.
        days = (clock.advancing_to + _MONTH - clock.now_at).days
        await ensure_partitions([clock.now_at + timedelta(days=day) for day in range(0, days + 1, _MONTH.days)])
    while True:
        await _prepay(clock)
        if clock.advancing_to is None:
            return clock
        clock, report = await _step(clock.id, reach)
        progress(clock)
        if clock.advancing_to is not None and not report.closed and not report.parked:
            await asyncio.sleep(_PAUSE_SECONDS)


async def _step(clock_id: UUID, reach: Callable[[str], None]) -> tuple[TestClock, RunReport]:
    """What is due next, at its instant, and the clock is there. With nothing left before it, it is where it goes."""
    async with transaction():
        clock = await _lock(clock_id)
        if clock.advancing_to is None:
            return clock, RunReport()
        due = (await fetch(_DUE, clock_id))[0]["at"]
        if due is None or due + grace() > clock.advancing_to:
            clock.now_at, clock.advancing_to = clock.advancing_to, None
            await clock.save()
            await _lapse(clock)
            return clock, RunReport()
        clock.now_at = max(clock.now_at, due + grace())
        await clock.save()
        with standing_at(clock.now_at):
            report = await close_due_periods(due, limit=CHUNK, test_clock_id=clock_id, reach=reach)
        await _lapse(clock)
    return clock, report


async def _prepay(clock: TestClock) -> None:
    """What its users pay ahead, by what they have and used where it stands."""
    with standing_at(clock.now_at):
        await invoice_thresholds_of(clock.id)
        await top_up_of(clock.id)


async def _lapse(clock: TestClock) -> None:
    """Credits and packs of its users whose time is over, by its own."""
    with standing_at(clock.now_at):
        while await lapse_due_credits(clock.id) or await lapse_due_packs(clock.id):
            pass


async def _lock(clock_id: UUID) -> TestClock:
    clock = await TestClock.select_for_update().get_or_none(id=clock_id)
    return clock if clock is not None else await _get(clock_id)


async def _get(clock_id: UUID) -> TestClock:
    clock = await TestClock.get_or_none(id=clock_id)
    if clock is None:
        raise NotFound("There is no such test clock.", code="test_clock_not_found")
    return clock


async def _record(actor: Actor, action: str, clock: TestClock, **rest: object) -> None:
    await audit.record(actor, action=action, entity="test_clock", entity_id=clock.id, **rest)  # type: ignore[arg-type]
