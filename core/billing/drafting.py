"""From a subscription's context and its usage to the content of its next invoice. It reads; it writes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from core.accounts import User
from core.billing.context import Context, Schedule, load_contexts
from core.billing.coupons import wallet_of
from core.billing.crediting import (
    Excess,
    NoteDraft,
    allocate,
    excess_line,
    excess_of_late,
    excess_of_lines,
    excess_of_progressive,
    lines_with_notes,
    rooms_of,
)
from core.billing.late import late_lines
from core.billing.lines import Line, Span, Stretch, tax_working
from core.billing.packing import PackUse
from core.billing.packs import shelf_of
from core.billing.rating import Track, advance_of, arrears_of, usage_of
from core.billing.taxes import taxations_of
from core.billing.totals import Totals, totals_of
from core.metering import SEAL_MAX
from core.money import ZERO, exact, format_decimal, round_amount, sum_amounts
from core.plans import BillingSchedule
from core.pricing import say_amount

__all__ = ["Content", "content_hash", "customer_of", "draft_contents", "draft_progressive", "draft_so_far"]


@dataclass(frozen=True, slots=True)
class Content:
    """What an invoice says. `total` is never below zero: what does not fit is credited by `notes` on earlier ones."""

    context: Context
    lines: tuple[Line, ...]
    seal_to: int
    totals: Totals
    tax_id: str | None = None
    notes: tuple[NoteDraft, ...] = ()
    pack_uses: tuple[PackUse, ...] = ()
    #: For usage of a period that runs, up to then; None: for the boundary of a period.
    at: datetime | None = None

    @property
    def kind(self) -> Literal["period", "change", "threshold"]:
        if self.at is not None:
            return "threshold"
        return "change" if self.context.changed_to is not None else "period"

    @property
    def cause(self) -> str:
        """What this is the only invoice for."""
        if self.at is not None:
            return f"seal:{self.seal_to}"
        return str(self.context.changed_to or self.span.end.isoformat())

    @property
    def span(self) -> Span:
        """The time that it is for."""
        span = self.context.span
        return span if self.at is None else replace(span, end=self.at)

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
        return customer_of(self.context.user, self.tax_id)


def customer_of(user: User, tax_id: str | None) -> dict[str, Any]:
    """Who an invoice is to, as it will be kept."""
    said = {"name": user.name, "email": user.email, "external_id": user.external_id, "time_zone": user.time_zone}
    return said | {"tax_id": tax_id} if tax_id else said


async def draft_contents(contexts: Sequence[Context], seals: Mapping[UUID, int]) -> list[Content]:
    """The contents of the invoices of these subscriptions, with everything recorded up to the seals of their users."""
    cuts = [context.tracks(context.span) for context in contexts]
    usage = await usage_of(contexts, cuts, seals)
    late = await late_lines(contexts, seals)
    holders = {context.user.id for context in contexts}
    taxations, wallet, shelf = await taxations_of(holders), await wallet_of(holders), await shelf_of(holders)
    contents, excesses = [], []
    for number, context in enumerate(contexts):
        packs = shelf.units_of(context.user.id, context.span.end)
        lines = arrears_of(context, cuts[number], usage[number], packs)
        uses = shelf.take(context.user.id, context.span.end, lines)
        lines += _progressive(context)
        found = _taken_off(lines, excess_of_progressive(context, lines), context.currency)
        lines += _adjustments(context, cuts[number])
        for then, group in late.get(number, ()):
            lines += group
            found += _taken_off(lines, excess_of_late(then.schedule.root_id, then.span.start, then.span.end, group,
                                                      context.currency), context.currency)  # fmt: skip
        following = context.next_span()
        if following is not None and not context.fees_settled:
            lines += advance_of(following, context.tracks(following))
        start, end = context.span.start, context.span.end
        found += _taken_off(lines, excess_of_lines(context.schedule.root_id, start, end, lines, context.currency),
                            context.currency)  # fmt: skip
        taxed = taxations[context.user.id]
        totals = totals_of(lines, taxed.rates, wallet.of(context.user.id, context.currency), context.currency)
        wallet.use(totals.discounts)
        contents.append(Content(context, tuple(lines), seals[context.user.id], totals, taxed.tax_id, pack_uses=uses))
        excesses.append(found)
    return await _with_notes(contents, excesses)


async def draft_so_far(rows: Sequence[BillingSchedule]) -> list[Content]:
    """The contents of the invoices that come next of these subscriptions, with everything recorded so far."""
    if not rows:
        return []
    contexts = await load_contexts([Schedule.of(row) for row in rows])
    return await draft_contents(contexts, {row.user_id: SEAL_MAX for row in rows})


async def draft_progressive(contexts: Sequence[Context], seals: Mapping[UUID, int], at: datetime) -> list[Content]:
    """For each, the invoice of what was used of its period so far and is not invoiced yet.

    At the prices of the whole period; minimums are of the boundary. What is less than nothing is not to be invoiced.
    """
    contexts = [_without_minimums(each) for each in contexts]
    cuts = [context.tracks(context.span) for context in contexts]
    usage = await usage_of(contexts, cuts, seals)
    holders = {context.user.id for context in contexts}
    taxations, wallet, shelf = await taxations_of(holders), await wallet_of(holders), await shelf_of(holders)
    contents = []
    for number, context in enumerate(contexts):
        packs = shelf.units_of(context.user.id, context.span.end)
        rated = arrears_of(context, cuts[number], usage[number], packs)
        shelf.take(context.user.id, context.span.end, rated)  # which is written down at the boundary
        lines = [line for line in rated if line.kind in ("usage", "cap")]
        lines += _progressive(context)
        taxed = taxations[context.user.id]
        totals = totals_of(lines, taxed.rates, wallet.of(context.user.id, context.currency), context.currency)
        contents.append(Content(context, tuple(lines), seals[context.user.id], totals, taxed.tax_id, at=at))
    return contents


def _without_minimums(context: Context) -> Context:
    addons = tuple(tuple(map(_without_minimum, pieces)) for pieces in context.addons)
    return replace(context, pieces=tuple(map(_without_minimum, context.pieces)), addons=addons)


def _without_minimum(piece: Stretch) -> Stretch:
    if piece.version is None:
        return piece
    charges = tuple(
        replace(charge, terms=replace(charge.terms, minimum=None)) if charge.terms.minimum is not None else charge
        for charge in piece.version.charges
    )
    return replace(piece, version=replace(piece.version, charges=charges, minimum=None))


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


def _progressive(context: Context) -> list[Line]:
    """What was invoiced of the usage while its period ran, taken off."""
    lines = []
    for each in context.progressive:
        for category, billed in each.amounts.items():
            amount = round_amount(-billed, context.currency)
            said = f"invoiced on {each.at:%Y-%m-%d at %H:%M} UTC = {say_amount(amount, context.currency)}"
            working = {"invoice_id": str(each.invoice_id)} | tax_working(category)
            lines.append(Line("progressive", "Usage up to then", context.span.start, each.at, amount, amount, said,
                              tax_category=category or None, working=working))  # fmt: skip
    return lines


def _adjustments(context: Context, tracks: Sequence[Track]) -> list[Line]:
    """Fees in advance of the period that ended, as they turned out, less what was billed for them before; by tax
    category."""
    span, currency = context.span, context.currency
    if span.start == span.end:
        return []
    fees, lines = advance_of(span, tracks), []
    for category in sorted({*context.prepaid, *(line.tax_category or "" for line in fees)}):
        due = sum_amounts((line.amount for line in fees if (line.tax_category or "") == category), currency)
        billed = round_amount(context.prepaid.get(category, ZERO), currency)
        with exact():
            amount = due - billed
        if amount:
            said = f"fees due {say_amount(due, currency)} - billed in advance {say_amount(billed, currency)}"
            said += f" = {say_amount(amount, currency)}"
            lines.append(Line("adjustment", "Fees in advance, adjusted", span.start, span.end, amount, amount, said,
                              tax_category=category or None, working=tax_working(category)))  # fmt: skip
    return lines


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
