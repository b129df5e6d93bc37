"""Closing periods: one transaction for a chunk of subscriptions, from the seal to the number.

Locks in one order: schedules, seals, then, in the last statement, the series of numbers. Several runs at once share the
work (a schedule that another run holds is passed over), and a run that is killed leaves nothing half done: its
transaction is gone, the schedules are due as before. The seal waits for recordings in flight and the statements after
it see them all (protocols.md S3); what comes later carries the next seal and is late usage.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core import ledger
from core.accounts import Actor
from core.billing.context import Schedule, load_contexts
from core.billing.coupons import use_coupons
from core.billing.credit_notes import store_notes
from core.billing.drafting import Content, content_hash, draft_contents
from core.billing.lines import Line
from core.billing.reconciling import discrepancies
from core.billing.settling import Due, settle_invoices
from core.clock import now, stands
from core.database import fetch, transaction
from core.ids import new_id
from core.ledger import Posting
from core.money import exact, format_decimal, format_quantity, storable_amount
from core.settings import get_settings

__all__ = ["RunReport", "close_due_periods", "grace", "run_invoices"]

CHUNK = 100
#: Chunks under way at once: while the database works for one, lines of another are made.
LANES = 2
SERIES, TEST_SERIES = "INV", "TEST"
#: The points at which a test may kill a run.
POINTS = ("locked", "sealed", "drafted", "written", "scheduled", "numbered")

_DUE = """
SELECT root_id, user_id, period_start, whole_start, whole_end, next_at, seal_no FROM billing_schedules
WHERE next_at <= $1 AND parked IS NULL AND test_clock_id IS NOT DISTINCT FROM $3::uuid
ORDER BY next_at, root_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_SEAL = """
WITH held AS MATERIALIZED (
    SELECT user_id FROM user_seals JOIN unnest($1::uuid[], $2::timestamptz[]) AS t (user_id, until) USING (user_id)
    ORDER BY user_id FOR UPDATE OF user_seals
)
UPDATE user_seals s SET seal_no = s.seal_no + 1, sealed_until = greatest(s.sealed_until, t.until)
FROM held JOIN unnest($1::uuid[], $2::timestamptz[]) AS t (user_id, until) USING (user_id)
WHERE s.user_id = held.user_id RETURNING s.user_id, s.seal_no - 1 AS seal
"""
_INVOICES = """
INSERT INTO invoices (id, user_id, subscription_id, kind, cause_id, series, status, payment_status, currency,
    period_start, period_end, whole_start, whole_end, seal_from, seal_to, subtotal, discount, tax,
    discounts, taxes, total, owed, customer, content_hash,
    issued_at, due_at, replaces_id, created_at)
SELECT id, user_id, root_id, 'period', cause, $1, status,
    CASE WHEN status = 'draft' AND total::numeric = 0 THEN 'paid' ELSE 'open' END, currency, start, stop, whole,
    whole_end, seal_from, seal_to, subtotal::numeric, discount::numeric, tax::numeric, discounts::jsonb, taxes::jsonb,
    total::numeric, total::numeric, customer::jsonb, hash,
    CASE WHEN status = 'draft' THEN $2::timestamptz END,
    CASE WHEN status = 'draft' THEN $2::timestamptz + due * interval '1 day' END, replaces, $2
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
    $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::int[], $14::int[], $15::text[], $16::text[],
    $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::bytea[], $23::int[], $24::uuid[])
    AS t (id, user_id, root_id, cause, status, currency, start, stop, whole, whole_end, seal_from, seal_to, subtotal,
          discount, tax, discounts, taxes, total, customer, hash, due, replaces)
"""
_LINES = """
INSERT INTO invoice_lines (id, user_id, invoice_id, position, kind, name, version_id, charge_id, meter_id, starts_at,
    ends_at, quantity, unit, events, digest, seal_from, seal_to, precise, amount, discount, tax, explanation,
    working)
SELECT id, user_id, invoice_id, position, kind, name, version_id, charge_id, meter_id, starts_at, ends_at,
    quantity::numeric, unit, events, digest::numeric, seal_from, seal_to, precise::numeric, amount::numeric,
    discount::numeric, tax::numeric, explanation, working::jsonb
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[],
    $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::int[],
    $17::int[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[])
    AS t (id, user_id, invoice_id, position, kind, name, version_id, charge_id, meter_id, starts_at, ends_at, quantity,
          unit, events, digest, seal_from, seal_to, precise, amount, discount, tax, explanation, working)
"""
_SCHEDULES = """
UPDATE billing_schedules s
SET period_start = t.start, whole_start = t.whole, whole_end = t.whole_end, next_at = t.next_at, seal_no = t.seal
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[])
    AS t (root_id, start, whole, whole_end, next_at, seal) WHERE s.root_id = t.root_id
"""
# Last of all, so that the series is held for as short as can be: the numbers of all invoices of a chunk.
_NUMBERS = """
WITH taken AS (UPDATE document_numbers SET number = number + $2 WHERE series = $1 RETURNING number - $2 AS first)
UPDATE invoices i SET number = taken.first + t.place, status = 'finalized'
FROM taken, unnest($3::uuid[]) WITH ORDINALITY AS t (id, place) WHERE i.id = t.id
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
    cutoff = until if until is not None else now() - grace()
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

    async with asyncio.TaskGroup() as lanes:
        for _ in range(LANES):
            lanes.create_task(work())
    return report


async def close_due_periods(
    cutoff: datetime, *, limit: int, test_clock_id: UUID | None = None, reach: Callable[[str], None] = _nowhere
) -> RunReport:
    """Close up to `limit` periods, one for each subscription, of users on no test clock or on this one. Call it inside
    a transaction, alone in it."""
    schedules = [Schedule(**dict(row)) for row in await fetch(_DUE, cutoff, limit, test_clock_id)]
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
    return {row["user_id"]: row["seal"] for row in await fetch(_SEAL, list(until), list(until.values()))}


async def _park(schedules: Sequence[Schedule]) -> dict[UUID, str]:
    """Leave alone whose figures contradict each other: an invoice that is wrong is worse than one that is late."""
    parked = await discrepancies(schedules)
    for root_id, reason in parked.items():
        await fetch(
            "UPDATE billing_schedules SET parked = $2, parked_at = $3 WHERE root_id = $1", root_id, reason[:500], now()
        )
    return parked


async def store(contents: Sequence[Content], *, replaces: UUID | None = None) -> list[UUID]:
    """Write these invoices and their lines; the ids of those that get a number, in order. The others are skipped."""
    invoices: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    numbered: list[UUID] = []
    used: list[UUID] = []
    for content in contents:
        context, totals, invoice_id = content.context, content.totals, new_id()
        discounts, taxes = [each.json() for each in totals.discounts], [each.json() for each in totals.taxes]
        used += [each.attachment_id for each in totals.discounts]
        cause = context.span.end.isoformat()
        rows = [_line_row(content, invoice_id, place, line) for place, line in enumerate(content.lines)]
        digest = content_hash(
            customer=content.customer,
            currency=context.currency,
            cause_id=cause,
            total=content.total,
            lines=[hashed_line(line) for line in content.lines],
            discounts=discounts,
            taxes=taxes,
        )
        if not content.is_empty:
            numbered.append(invoice_id)
        invoices.append(
            (invoice_id, context.user.id, context.schedule.root_id, cause, "skipped" if content.is_empty else "draft",
             context.currency, context.span.start, context.span.end, context.span.whole_start, context.span.whole_end,
             context.last_seal, content.seal_to, format_decimal(totals.subtotal), format_decimal(totals.discount),
             format_decimal(totals.tax), json.dumps(discounts), json.dumps(taxes), format_decimal(totals.total),
             json.dumps(content.customer), digest, context.version_at(context.span.end).due_days, replaces)
        )  # fmt: skip
        lines += rows
    if invoices:
        await fetch(_INVOICES, _series(), now(), *_columns(invoices))
    if lines:
        await fetch(_LINES, *_columns(lines))
    await store_notes(
        [(note, row[0]) for row, content in zip(invoices, contents, strict=True) for note in content.notes]
    )
    await use_coupons(used)
    billed = [(row[0], content) for row, content in zip(invoices, contents, strict=True) if not content.is_empty]
    await _book(billed)
    return numbered


async def _book(billed: Sequence[tuple[UUID, Content]]) -> None:
    """Post invoices that are about to be finalized, and pay them from credits and balances."""
    dues, postings = [], []
    for invoice_id, content in billed:
        context, total, tax = content.context, content.total, content.totals.tax
        with exact():
            amounts = {"receivable": total, "revenue": tax - total, "tax": -tax}
        postings.append(Posting("invoice", invoice_id, context.user.id, context.currency, amounts))
        dues.append(Due(invoice_id, context.user.id, context.currency, total, context.span.end))
    await ledger.post(postings)
    await settle_invoices(dues)


def _line_row(content: Content, invoice_id: UUID, place: int, line: Line) -> tuple[Any, ...]:
    sealed = line.meter_id is not None
    seal_from = content.context.last_seal if line.kind == "late" else -1
    return (
        new_id(), content.context.user.id, invoice_id, place, line.kind, line.name[:200], line.version_id,
        line.charge_id, line.meter_id, line.start, line.end,
        format_decimal(line.quantity) if line.quantity is not None else None, line.unit, line.events,
        format_decimal(line.digest), seal_from if sealed else None, content.seal_to if sealed else None,
        format_decimal(storable_amount(line.precise)), format_decimal(line.amount),
        format_decimal(content.totals.discounted[place]), format_decimal(content.totals.taxed[place]), line.explanation,
        json.dumps(line.working),
    )  # fmt: skip


def hashed_line(line: Line) -> dict[str, Any]:
    """What of a line its invoice's hash holds."""
    return {
        "kind": line.kind,
        "name": line.name[:200],
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
        "quantity": format_quantity(line.quantity) if line.quantity is not None else None,
        "events": line.events,
        "digest": format_decimal(line.digest),
        "amount": format_decimal(line.amount),
        "explanation": line.explanation,
    }


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
        await fetch(_SCHEDULES, *_columns(rows))


def _series() -> str:
    """Users on test clocks have a series apart, which is no business."""
    return TEST_SERIES if stands() else SERIES


async def take_numbers(ids: Sequence[UUID]) -> None:
    """Number these invoices, in their order, and so finalize them. The last statement of its transaction."""
    if ids:
        await fetch(_NUMBERS, _series(), len(ids), list(ids))


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
