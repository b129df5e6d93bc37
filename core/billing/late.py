"""Late usage: what arrived for periods that are closed, as dated lines of the next invoice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.billing.context import Context, Schedule, load_contexts
from core.billing.lines import Line, Span, tax_working
from core.billing.rating import Used, arrears_by_track, usage_of
from core.database import fetch
from core.metering import SealedRange, SealedUsage, late_hours
from core.money import ZERO, exact, round_amount
from core.pricing import say_amount

__all__ = ["late_lines"]

# What is void and was not replaced yet counts as if it stood: another in its place bills the same usage, no more.
_STANDS = "i.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM invoices n WHERE n.replaces_id = i.id)"
_CLOSED = f"""
SELECT subscription_id, period_start, period_end, whole_start, whole_end, currency FROM invoices i
WHERE user_id = $1 AND kind IN ('period', 'change') AND period_end > $2 AND period_start <= $3
  AND period_start < period_end AND seal_to <= $4 AND {_STANDS} ORDER BY period_start
"""  # noqa: S608 - put together from the lines above
_PACKED = f"""
SELECT l.meter_id, sum((l.working->>'packed')::numeric) AS units
FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
WHERE i.user_id = $1 AND i.subscription_id = $2 AND i.kind IN ('period', 'change') AND {_STANDS}
  AND i.period_start = $3 AND i.period_end = $4 AND l.kind = 'usage' AND l.working ? 'packed' GROUP BY 1
"""  # noqa: S608 - the same
_BILLED = f"""
SELECT coalesce(l.working->>'kind', l.kind) AS kind, l.version_id, l.charge_id, sum(l.amount) AS amount
FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
WHERE l.user_id = $1 AND i.kind IN ('period', 'change') AND i.seal_to <= $4 AND {_STANDS}
  AND l.starts_at >= $2 AND l.ends_at <= $3 AND l.kind IN ('usage', 'cap', 'minimum', 'late') GROUP BY 1, 2, 3
"""  # noqa: S608 - the same
#: A period that was closed, and what late usage adds to it or takes from it.
_Late = tuple[Context, list[Line]]


async def late_lines(contexts: Sequence[Context], seals: Mapping[UUID, int]) -> dict[int, list[_Late]]:
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
    closed = await fetch(_CLOSED, context.user.id, first, last, context.last_seal)
    found: list[_Late] = []
    for row in closed:
        if row["currency"] != context.currency:
            continue
        span = Span(row["period_start"], row["period_end"], row["whole_start"], row["whole_end"])
        schedule = Schedule(
            row["subscription_id"], context.user.id, span.start, span.whole_start, span.whole_end, span.end
        )
        (then,) = await load_contexts([schedule])
        cuts, seals = [then.tracks(span)], {context.user.id: seal}
        (used,) = await usage_of([then], cuts, seals)
        (fresh,) = await usage_of([then], cuts, seals, since=context.last_seal)
        # What packs covered then is covered; the rest of them is for periods to come.
        tracks = arrears_by_track(then, cuts[0], used, await _packed_then(then))
        rated = [(line, new) for lines, new in zip(tracks, fresh, strict=True) for line in lines]
        if lines := await _differences(then, rated, context.last_seal):
            found.append((then, lines))
    return found


async def _packed_then(then: Context) -> dict[UUID, Decimal]:
    """By meter how many units packs covered of a closed period."""
    rows = await fetch(_PACKED, then.user.id, then.schedule.root_id, then.span.start, then.span.end)
    return {row["meter_id"]: row["units"] for row in rows}


async def _differences(then: Context, rated: Sequence[tuple[Line, Used]], sealed: int) -> list[Line]:
    """For each line of a closed period that would be another now: the difference, dated to that period.

    `rated` are the lines as they would be, each with what is new on its track; `sealed` is up to where it was billed.
    """
    span, currency = then.span, then.currency
    billed = {
        (row["kind"], row["version_id"], row["charge_id"]): row["amount"]
        for row in await fetch(_BILLED, then.user.id, span.start, span.end, sealed)
    }
    now_due: dict[tuple[str, UUID | None, UUID | None], Decimal] = {}
    models: dict[tuple[str, UUID | None, UUID | None], tuple[Line, Used]] = {}
    for line, fresh in rated:
        if line.kind in ("usage", "cap", "minimum"):
            key = (line.kind, line.version_id, line.charge_id)
            now_due[key] = line.amount
            models[key] = (line, fresh)
    late = []
    for key in {**now_due, **billed}:
        before, after = round_amount(billed.get(key, ZERO), currency), now_due.get(key, ZERO)
        model, fresh = models.get(key, (None, []))
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
                tax_category=model.tax_category if model else None,
                working={"kind": key[0]} | tax_working(model.tax_category if model else None),
            )
        )
    return late


def _fresh(model: Line | None, fresh: Used) -> SealedUsage:
    if model is None or model.meter_id is None:
        return SealedUsage()
    parts = [used[model.meter_id] for used in fresh if model.meter_id in used]
    with exact():
        return SealedUsage(
            sum((part.quantity for part in parts), ZERO),
            sum(part.events for part in parts),
            sum((part.digest for part in parts), ZERO),
        )
