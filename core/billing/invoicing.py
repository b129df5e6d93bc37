"""Closing periods: one transaction for a chunk of subscriptions, from the seal to the number.

Locks in one order: schedules, seals, then, in the last statement, the series of numbers. Several runs at once share the
work (a schedule that another run holds is passed over), and a run that is killed leaves nothing half done: its
transaction is gone, the schedules are due as before. The seal waits for recordings in flight and the statements after
it see them all (protocols.md S3); what comes later carries the next seal and is late usage.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor
from core.billing.context import Schedule, load_contexts
from core.billing.drafting import Content, draft_contents
from core.billing.reconciling import discrepancies
from core.billing.storing import columns, seal_users, store, take_numbers
from core.clock import now
from core.database import fetch, transaction
from core.settings import get_settings
from core.tasks import together

__all__ = ["RunReport", "close_due_periods", "count_due", "due_until", "grace", "run_invoices"]

CHUNK = 100
#: Chunks under way at once: while the database works for one, lines of another are made.
LANES = 2
#: The points at which a test may kill a run.
POINTS = ("locked", "sealed", "drafted", "written", "scheduled", "numbered")

_DUE = """
SELECT root_id, user_id, period_start, whole_start, whole_end, next_at FROM billing_schedules
WHERE next_at <= $1 AND parked IS NULL AND test_clock_id IS NOT DISTINCT FROM $3::uuid
  AND ($4::uuid IS NULL OR root_id = $4)
ORDER BY next_at, root_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_COUNT_DUE = """
SELECT count(*) AS due FROM billing_schedules WHERE next_at <= $1 AND parked IS NULL AND test_clock_id IS NULL
"""
_SCHEDULES = """
UPDATE billing_schedules s
SET period_start = t.start, whole_start = t.whole, whole_end = t.whole_end, next_at = t.next_at, seal_no = t.seal
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[])
    AS t (root_id, start, whole, whole_end, next_at, seal) WHERE s.root_id = t.root_id
"""


@dataclass
class RunReport:
    """What a run did. `parked` says why, by subscription."""

    finalized: int = 0
    skipped: int = 0
    parked: dict[UUID, str] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: "RunReport") -> None:
        self.finalized += other.finalized
        self.skipped += other.skipped
        self.parked |= other.parked
        for currency, total in other.totals.items():
            self.totals[currency] = self.totals.get(currency, Decimal(0)) + total

    @property
    def closed(self) -> int:
        return self.finalized + self.skipped


class _DryRun(Exception):
    """Takes a transaction back."""


def _nowhere(_: str) -> None:
    """A run that nobody kills."""


def grace() -> timedelta:
    """How long after its end a period stays open for stragglers; then it is sealed."""
    return timedelta(minutes=get_settings().invoice_grace_minutes)


def due_until() -> datetime:
    """Periods that ended by this instant are closed by a run that is told no other."""
    return now() - grace()


async def count_due(until: datetime) -> int:
    """How many periods a run until then would find to close, one for each subscription."""
    (row,) = await fetch(_COUNT_DUE, until)
    return int(row["due"])


async def run_invoices(
    actor: Actor,
    *,
    until: datetime | None = None,
    dry_run: bool = False,
    chunk: int = CHUNK,
    progress: Callable[[RunReport], None] = lambda _: None,
    reach: Callable[[str], None] = _nowhere,
) -> RunReport:
    """Close every period that ended the setting's grace ago or before `until`, oldest boundaries first.

    Any number of runs may work at once and any of them may be killed: each cause has one invoice. With `dry_run`
    nothing is kept; it shows what would be, one boundary for each subscription.
    """
    actor.require_vendor("billing:write")
    cutoff = until if until is not None else due_until()
    report = RunReport()
    if dry_run:
        try:
            async with transaction():
                report.add(await close_due_periods(cutoff, limit=10_000, reach=reach))
                raise _DryRun
        except _DryRun:
            return report

    async def work() -> None:
        while True:
            async with transaction():
                done = await close_due_periods(cutoff, limit=chunk, reach=reach)
            if not done.closed and not done.parked:
                return
            report.add(done)
            progress(report)

    await together(*[work() for _ in range(LANES)])
    return report


async def close_due_periods(
    cutoff: datetime,
    *,
    limit: int,
    test_clock_id: UUID | None = None,
    root_id: UUID | None = None,
    reach: Callable[[str], None] = _nowhere,
) -> RunReport:
    """Close up to `limit` periods, one for each subscription or that of one only, of users on no test clock or on this
    one. Call it inside a transaction, alone in it."""
    schedules = [Schedule(**dict(row)) for row in await fetch(_DUE, cutoff, limit, test_clock_id, root_id)]
    report = RunReport()
    if not schedules:
        return report
    reach("locked")
    seals = await _seal(schedules)
    reach("sealed")
    report.parked = await _park(schedules)
    schedules = [each for each in schedules if each.root_id not in report.parked]
    contents = await draft_contents(await load_contexts(schedules), seals) if schedules else []
    reach("drafted")
    numbered = await store(contents)
    reach("written")
    await _move_on(contents)
    reach("scheduled")
    await take_numbers(numbered)
    reach("numbered")
    report.finalized, report.skipped = len(numbered), len(contents) - len(numbered)
    for content in contents:
        currency = content.context.currency
        report.totals[currency] = report.totals.get(currency, Decimal(0)) + content.total
    return report


async def _seal(schedules: Sequence[Schedule]) -> dict[UUID, int]:
    until: dict[UUID, datetime] = {}
    for each in schedules:
        until[each.user_id] = max(until.get(each.user_id, each.next_at), each.next_at)
    return await seal_users(until)


async def _park(schedules: Sequence[Schedule]) -> dict[UUID, str]:
    """Leave alone whose figures contradict each other: an invoice that is wrong is worse than one that is late."""
    parked = await discrepancies(schedules)
    for root_id, reason in parked.items():
        await fetch(
            "UPDATE billing_schedules SET parked = $2, parked_at = $3 WHERE root_id = $1", root_id, reason[:500], now()
        )
    return parked


async def _move_on(contents: Sequence[Content]) -> None:
    rows = []
    for content in contents:
        context, following = content.context, content.context.next_span()
        ends = context.ends_at
        at = following.end if following is not None and (ends is None or following.end <= ends) else ends
        rows.append(
            (context.schedule.root_id, context.span.end,
             following.whole_start if following is not None else context.span.whole_start,
             following.whole_end if following is not None else context.span.whole_end,
             at if following is not None else None, content.seal_to)
        )  # fmt: skip
    if rows:
        await fetch(_SCHEDULES, *columns(rows))
