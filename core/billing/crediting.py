"""Never negative: what an invoice cannot take off is credited on the invoice that billed it.

Two things may be less than nothing: late usage of a period that was closed (calls taken back), and fees in advance
that turned out too high (a subscription that ended, a pause, a cheaper plan). Their lines stand on the invoice of the
boundary at which they were found, so that every event stays on exactly one line; a line of the kind `credited` brings
the sum back to nothing, and a credit note of the same amount goes to the invoice that had billed it. If that one has
too little left, others of the user take the rest: all that a user was ever billed is never below nothing. Only where
an invoice was credited by hand before may there be too little in all; the rest was given back already then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from core.billing.context import Context
from core.billing.lines import Line
from core.database import fetch
from core.money import exact, exact_ratio, round_amount, sum_amounts
from core.pricing import say_amount

__all__ = [
    "Excess",
    "NoteDraft",
    "Room",
    "allocate",
    "excess_line",
    "excess_of_late",
    "excess_of_lines",
    "excess_of_progressive",
    "lines_with_notes",
    "rooms_of",
]

TITLE_MAX = 200
_ROOMS = """
SELECT id, user_id, subscription_id, currency, period_end, total - credited AS room, total, subtotal FROM invoices
WHERE user_id = ANY ($1::uuid[]) AND status = 'finalized' AND kind IN ('period', 'change', 'threshold')
  AND (total > credited OR total = 0)
ORDER BY period_end DESC, subscription_id, number
"""


@dataclass(frozen=True, slots=True)
class Excess:
    """An amount above zero to be credited; the invoice of `billed_at`, of the subscription `root_id`, billed it."""

    root_id: UUID
    billed_at: datetime
    start: datetime
    end: datetime
    title: str
    explanation: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """An excess, or the part of it that falls to one invoice: `covered` of its lines, and what that came to."""

    invoice_id: UUID
    excess: Excess
    covered: Decimal
    amount: Decimal


@dataclass(slots=True)
class Room:
    """What may still be credited on an invoice; it shrinks while a run allocates.

    `factor`: what it asked for, of what its lines add up to; not 1 where there were coupons or taxes on top.
    """

    invoice_id: UUID
    user_id: UUID
    root_id: UUID
    currency: str
    period_end: datetime
    room: Decimal
    factor: Fraction = Fraction(1)

    def take(self, wanted: Decimal) -> tuple[Decimal, Decimal]:
        """How much of an excess finds room, and what it came to on this invoice. All of it, where it was free."""
        amount = round_amount(exact_ratio(wanted) * self.factor, self.currency)
        if amount <= self.room:
            covered = wanted
        else:
            amount, covered = self.room, min(wanted, round_amount(exact_ratio(self.room) / self.factor, self.currency))
        with exact():
            self.room -= amount
        return covered, amount


def excess_of_late(
    root_id: UUID, start: datetime, end: datetime, lines: Sequence[Line], currency: str
) -> Excess | None:
    """What late usage of a closed period, minimum and cap run anew, is less than what was billed for it; or None."""
    amount = sum_amounts((line.amount for line in lines), currency)
    if amount >= 0:
        return None
    said = "; ".join(f"{line.name}: {line.explanation}" for line in lines if line.amount)
    title = f"Usage of {start:%Y-%m-%d} to {end:%Y-%m-%d}, taken back"
    return Excess(root_id, end, start, end, title, said, -amount)


def excess_of_lines(
    root_id: UUID, start: datetime, end: datetime, lines: Sequence[Line], currency: str
) -> Excess | None:
    """What the fees in advance, adjusted, are below everything else on the same invoice; or None."""
    amount = sum_amounts((line.amount for line in lines), currency)
    if amount >= 0:
        return None
    adjusted = next(line for line in lines if line.kind == "adjustment")
    with exact():
        other = amount - adjusted.amount
    said = adjusted.explanation
    if other:
        said += f", and {say_amount(other, currency)} due with it: {say_amount(amount, currency)}"
    return Excess(root_id, start, start, end, adjusted.name, said, -amount)


def excess_of_progressive(context: Context, lines: Sequence[Line]) -> Excess | None:
    """What usage of a period came to in the end is less than what was invoiced for it while it ran; or None."""
    span, currency = context.span, context.currency
    amount = sum_amounts((line.amount for line in lines), currency)
    if amount >= 0 or not context.progressive:
        return None
    billed = sum_amounts((each.amount for each in context.progressive), currency)
    with exact():
        due = billed + amount
    said = f"usage {say_amount(due, currency)} - invoiced while it ran {say_amount(billed, currency)}"
    said += f" = {say_amount(amount, currency)}"
    title = f"Usage of {span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}, invoiced while it ran"
    return Excess(context.schedule.root_id, context.progressive[-1].at, span.start, span.end, title, said, -amount)


def excess_line(excess: Excess, currency: str) -> Line:
    """The line that brings an invoice back to what it was without the excess."""
    said = f"{say_amount(excess.amount, currency)} by a credit note on the invoice of {excess.billed_at:%Y-%m-%d}"
    return Line("credited", f"Credited: {excess.title}"[:TITLE_MAX], excess.start, excess.end, excess.amount,
                excess.amount, said)  # fmt: skip


async def rooms_of(user_ids: Iterable[UUID]) -> list[Room]:
    """The invoices of these users on which something may be credited, newest first."""
    rows = await fetch(_ROOMS, sorted(set(user_ids)))
    return [
        Room(row["id"], row["user_id"], row["subscription_id"], row["currency"], row["period_end"],
             round_amount(row["room"], row["currency"]), exact_ratio(row["total"]) / exact_ratio(row["subtotal"]))
        for row in rows
    ]  # fmt: skip


def allocate(excesses: Sequence[Excess], rooms: Sequence[Room], *, user_id: UUID, currency: str) -> list[NoteDraft]:
    """Where each excess is credited.

    First on the invoice that billed it, then on the newest others of its subscription, then on the user's others.
    """
    notes = []
    mine = [room for room in rooms if room.user_id == user_id and room.currency == currency]
    for excess in excesses:
        wanted = excess.amount
        for room in sorted(mine, key=lambda each: _distance(each, excess)):
            if not wanted or (not room.room and (room.factor or _distance(room, excess))):
                continue
            covered, amount = room.take(wanted)
            if amount:
                notes.append(NoteDraft(room.invoice_id, excess, covered, amount))
            with exact():
                wanted -= covered
    return notes


def lines_with_notes(
    lines: Sequence[Line], excesses: Sequence[Excess], notes: Sequence[NoteDraft], currency: str
) -> tuple[Line, ...]:
    """The same lines; those of an excess that found too little room say how much of it is credited."""
    said = list(lines)
    for excess in excesses:
        placed = sum_amounts((note.covered for note in notes if note.excess is excess), currency)
        if placed != excess.amount:
            line = excess_line(excess, currency)
            rest = f"{line.explanation}: {say_amount(placed, currency)}, the rest was free, or credited by hand before"
            said[said.index(line)] = replace(line, explanation=rest)
    return tuple(said)


def _distance(room: Room, excess: Excess) -> int:
    if room.root_id != excess.root_id:
        return 2
    return 0 if room.period_end == excess.billed_at else 1
