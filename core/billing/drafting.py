"""From a subscription's context and its usage to the content of its next invoice. It reads; it writes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.billing.building import advance_lines, arrears_lines
from core.billing.context import Context, Schedule, load_contexts
from core.billing.coupons import wallet_of
from core.billing.crediting import (
    Excess,
    NoteDraft,
    allocate,
    excess_line,
    excess_of_late,
    excess_of_lines,
    lines_with_notes,
    rooms_of,
)
from core.billing.lines import Line, Span
from core.billing.taxes import taxations_of
from core.billing.totals import Totals, totals_of
from core.database import fetch
from core.metering import SealedRange, SealedUsage, late_hours, sealed_usage
from core.money import ZERO, exact, format_decimal, round_amount, sum_amounts
from core.pricing import say_amount

__all__ = ["Content", "content_hash", "draft_contents"]

SEAL_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Content:
    """What an invoice says. `total` is never below zero: what does not fit is credited by `notes` on earlier ones."""

    context: Context
    lines: tuple[Line, ...]
    seal_to: int
    totals: Totals
    tax_id: str | None = None
    notes: tuple[NoteDraft, ...] = ()

    @property
    def total(self) -> Decimal:
        """With coupons and taxes."""
        return self.totals.total

    @property
    def is_empty(self) -> bool:
        """Zero before coupons: it closes its period and is sent to nobody."""
        return not self.totals.subtotal

    @property
    def credited(self) -> Decimal:
        """By its notes, in all."""
        return sum_amounts((note.amount for note in self.notes), self.context.currency)

    @property
    def customer(self) -> dict[str, Any]:
        user = self.context.user
        said = {"name": user.name, "email": user.email, "external_id": user.external_id, "time_zone": user.time_zone}
        return said | {"tax_id": self.tax_id} if self.tax_id else said


async def draft_contents(contexts: Sequence[Context], seals: Mapping[UUID, int]) -> list[Content]:
    """The contents of the invoices of these subscriptions, with everything recorded up to the seals of their users."""
    cuts = [context.stretches(context.span) for context in contexts]
    usage = await _usage_of(contexts, cuts, seals)
    late = await _late_lines(contexts, seals)
    holders = {context.user.id for context in contexts}
    taxations, wallet = await taxations_of(holders), await wallet_of(holders)
    contents, excesses = [], []
    for number, context in enumerate(contexts):
        lines = _arrears(context, context.span, usage[number])
        lines += _adjustments(context)
        found = []
        for then, group in late.get(number, ()):
            lines += group
            found += _taken_off(lines, excess_of_late(then.schedule.root_id, then.span.start, then.span.end, group,
                                                      context.currency), context.currency)  # fmt: skip
        following = context.next_span()
        if following is not None:
            lines += advance_lines(following, context.stretches(following))
        start, end = context.span.start, context.span.end
        found += _taken_off(lines, excess_of_lines(context.schedule.root_id, start, end, lines, context.currency),
                            context.currency)  # fmt: skip
        taxed = taxations[context.user.id]
        totals = totals_of(lines, taxed.rates, wallet.of(context.user.id, context.currency), context.currency)
        wallet.use(totals.discounts)
        contents.append(Content(context, tuple(lines), seals[context.user.id], totals, taxed.tax_id))
        excesses.append(found)
    return await _with_notes(contents, excesses)


def _taken_off(lines: list[Line], excess: Excess | None, currency: str) -> list[Excess]:
    """Balance an excess on the invoice itself; it is left to be credited elsewhere."""
    if excess is None:
        return []
    lines.append(excess_line(excess, currency))
    return [excess]


async def _with_notes(contents: Sequence[Content], excesses: Sequence[Sequence[Excess]]) -> list[Content]:
    owed = [content.context.user.id for content, found in zip(contents, excesses, strict=True) if found]
    rooms = await rooms_of(owed) if owed else []
    placed = []
    for content, found in zip(contents, excesses, strict=True):
        context = content.context
        notes = allocate(found, rooms, user_id=context.user.id, currency=context.currency)
        lines = lines_with_notes(content.lines, found, notes, context.currency)
        placed.append(replace(content, lines=lines, notes=tuple(notes)))
    return placed


def _arrears(context: Context, span: Span, used: Sequence[Mapping[UUID, SealedUsage]]) -> list[Line]:
    if span.start == span.end:
        return []
    stretches = context.stretches(span)
    return arrears_lines(span, stretches, lambda n, meter: used[n].get(meter, SealedUsage()), context.currency)


async def _usage_of(
    contexts: Sequence[Context], cuts: Sequence[Sequence[Any]], seals: Mapping[UUID, int]
) -> list[list[dict[UUID, SealedUsage]]]:
    ranges = [
        SealedRange(context.user.id, stretch.start, stretch.end, -1, seals[context.user.id])
        for context, stretches in zip(contexts, cuts, strict=True)
        for stretch in stretches
    ]
    found = iter(await sealed_usage(ranges))
    return [[next(found) for _ in stretches] for stretches in cuts]


def _adjustments(context: Context) -> list[Line]:
    """Fees in advance of the period that ended, as they turned out, less what was billed for them before."""
    span, currency = context.span, context.currency
    if span.start == span.end:
        return []
    due = sum_amounts((line.amount for line in advance_lines(span, context.stretches(span))), currency)
    billed = round_amount(context.prepaid, currency)
    if due == billed:
        return []
    with exact():
        amount = due - billed
    said = f"fees due {say_amount(due, currency)} - billed in advance {say_amount(billed, currency)}"
    said += f" = {say_amount(amount, currency)}"
    return [Line("adjustment", "Fees in advance, adjusted", span.start, span.end, amount, amount, said)]


# --- Late usage -------------------------------------------------------------------------------------------------------


#: A period that was closed, and what late usage adds to it or takes from it.
_Late = tuple[Context, list[Line]]


async def _late_lines(contexts: Sequence[Context], seals: Mapping[UUID, int]) -> dict[int, list[_Late]]:
    """By number of the context, what arrived for periods that are closed: what they cost now, less what was billed.

    A user's late usage is billed once, on the first of its invoices that comes along, whichever subscription it is of.
    """
    asked: dict[int, SealedRange] = {}
    seen: set[UUID] = set()
    for number, context in enumerate(contexts):
        if context.closed_until is None or context.first_start is None or context.user.id in seen:
            continue
        seen.add(context.user.id)
        asked[number] = SealedRange(
            context.user.id, context.first_start, context.closed_until, context.last_seal, seals[context.user.id]
        )
    numbers = list(asked)
    hours = await late_hours([asked[number] for number in numbers]) if numbers else {}
    lines = {}
    for place, (first, last) in hours.items():
        context = contexts[numbers[place]]
        lines[numbers[place]] = await _late_of(context, first, last, seals[context.user.id])
    return lines


async def _late_of(context: Context, first: datetime, last: datetime, seal: int) -> list[_Late]:
    closed = await fetch(
        "SELECT subscription_id, period_start, period_end, whole_start, whole_end, currency FROM invoices"
        " WHERE user_id = $1 AND status IN ('finalized', 'skipped') AND period_end > $2 AND period_start <= $3"
        " AND period_start < period_end"
        " ORDER BY period_start",
        context.user.id,
        first,
        last,
    )
    found: list[_Late] = []
    for row in closed:
        if row["currency"] != context.currency:
            continue
        span = Span(row["period_start"], row["period_end"], row["whole_start"], row["whole_end"])
        schedule = Schedule(
            row["subscription_id"], context.user.id, span.start, span.whole_start, span.whole_end, span.end, -1
        )
        (then,) = await load_contexts([schedule])
        cuts = [then.stretches(span)]
        (used,) = await _usage_of([then], cuts, {context.user.id: seal})
        (fresh,) = await _usage_since([then], cuts, context.last_seal, seal)
        if lines := await _differences(then, _arrears(then, span, used), fresh):
            found.append((then, lines))
    return found


async def _usage_since(
    contexts: Sequence[Context], cuts: Sequence[Sequence[Any]], seal_from: int, seal_to: int
) -> list[list[dict[UUID, SealedUsage]]]:
    ranges = [
        SealedRange(context.user.id, stretch.start, stretch.end, seal_from, seal_to)
        for context, stretches in zip(contexts, cuts, strict=True)
        for stretch in stretches
    ]
    found = iter(await sealed_usage(ranges))
    return [[next(found) for _ in stretches] for stretches in cuts]


async def _differences(then: Context, rated: Sequence[Line], fresh: Sequence[Mapping[UUID, SealedUsage]]) -> list[Line]:
    """For each line of a closed period that would be another now: the difference, dated to that period."""
    span, currency = then.span, then.currency
    billed = {
        (row["kind"], row["version_id"], row["charge_id"]): row["amount"]
        for row in await fetch(
            "SELECT coalesce(l.working->>'kind', l.kind) AS kind, l.version_id, l.charge_id, sum(l.amount) AS amount"
            " FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id"
            " WHERE l.user_id = $1 AND i.status IN ('finalized', 'skipped') AND l.starts_at >= $2 AND l.ends_at <= $3"
            " AND l.kind IN ('usage', 'cap', 'minimum', 'late') GROUP BY 1, 2, 3",
            then.user.id,
            span.start,
            span.end,
        )
    }
    now_due: dict[tuple[str, UUID | None, UUID | None], Decimal] = {}
    models: dict[tuple[str, UUID | None, UUID | None], Line] = {}
    for line in rated:
        if line.kind in ("usage", "cap", "minimum"):
            key = (line.kind, line.version_id, line.charge_id)
            now_due[key] = line.amount
            models[key] = line
    late = []
    for key in {**now_due, **billed}:
        before, after = round_amount(billed.get(key, ZERO), currency), now_due.get(key, ZERO)
        model = models.get(key)
        new = _fresh(model, fresh)
        with exact():
            amount = round_amount(after - before, currency)
        if not amount and not new.events:
            continue
        name = model.name if model else "Plan"
        said = f"all usage {say_amount(after, currency)} - billed {say_amount(before, currency)}"
        late.append(
            Line(
                "late",
                f"{name} ({span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}, late)",
                span.start,
                span.end,
                amount,
                amount,
                f"{said} = {say_amount(amount, currency)}",
                version_id=key[1],
                charge_id=key[2],
                meter_id=model.meter_id if model else None,
                quantity=new.quantity if model and model.meter_id else None,
                unit=model.unit if model else "",
                events=new.events,
                digest=new.digest,
                working={"kind": key[0]},
            )
        )
    return late


def _fresh(model: Line | None, fresh: Sequence[Mapping[UUID, SealedUsage]]) -> SealedUsage:
    if model is None or model.meter_id is None:
        return SealedUsage()
    parts = [used[model.meter_id] for used in fresh if model.meter_id in used]
    with exact():
        return SealedUsage(
            sum((part.quantity for part in parts), ZERO),
            sum(part.events for part in parts),
            sum((part.digest for part in parts), ZERO),
        )


# --- Identity ---------------------------------------------------------------------------------------------------------


def content_hash(
    *,
    customer: Mapping[str, Any],
    currency: str,
    cause_id: str,
    total: Decimal,
    lines: Sequence[Mapping[str, Any]],
    discounts: Sequence[Mapping[str, Any]] = (),
    taxes: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """SHA-256 of what an invoice says: without its number, ids and times of issue, which a repeated run may change.

    Coupons and taxes are part of it where there are any, so invoices from before there were any keep their hashes.
    """
    said = {
        "customer": dict(customer),
        "currency": currency,
        "cause": cause_id,
        "total": format_decimal(total),
        "lines": [dict(line) for line in lines],
    }
    said |= {name: [dict(each) for each in more] for name, more in (("discounts", discounts), ("taxes", taxes)) if more}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()
