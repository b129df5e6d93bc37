"""The periods that a simulation looks at: as they were, and as another version would have had them.

Only whole periods count, those that were closed as they were closed, and of what is not closed yet those that are over.
A version of the same cycle has the same periods; one of another cycle has its own over the same time, and the first and
last of them are parts of whole ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from core.accounts import User
from core.billing.context import Context, Schedule, billed_versions, load_contexts, own_version
from core.billing.lines import BilledVersion, Span, Stretch, cut
from core.billing.totals import Attached
from core.clock import now
from core.database import fetch
from core.periods import midnight_of
from core.plans import BillingSchedule, PlanVersion, Subscription, cycle_of

__all__ = ["Cover", "Part", "covers_of"]

#: A period and what it is cut into.
Part = tuple[Span, list[Stretch]]
#: The start and the end of a period.
Bounds = tuple[datetime, datetime]
#: Coupons of an invoice, each with the only currency that it is for.
Coupons = list[tuple[Attached, str | None]]
_SAME_CYCLE = ("interval_unit", "interval_count", "alignment")
_CLOSED = """
SELECT subscription_id AS root_id, user_id, period_start, period_end, whole_start, whole_end FROM invoices
WHERE user_id = ANY ($1) AND kind IN ('period', 'change') AND status IN ('finalized', 'skipped')
  AND period_start < period_end AND period_start >= $2 AND period_end <= $3
ORDER BY period_start
"""
_COUPONS = """
SELECT i.subscription_id AS root_id, i.period_start, i.period_end, a.id, c.name, c.percent, c.amount, c.currency
FROM invoices i CROSS JOIN LATERAL jsonb_array_elements(i.discounts) WITH ORDINALITY AS d (said, place)
JOIN coupon_attachments a ON a.id = (d.said->>'attachment_id')::uuid JOIN coupons c ON c.id = a.coupon_id
WHERE i.user_id = ANY ($1::uuid[]) AND i.kind IN ('period', 'change') AND i.status IN ('finalized', 'skipped')
ORDER BY i.period_end, d.place
"""
_PACKED = """
SELECT i.subscription_id AS root_id, i.period_start, i.period_end, l.meter_id,
       sum((l.working->>'packed')::numeric) AS units
FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
WHERE i.user_id = ANY ($1::uuid[]) AND i.kind IN ('period', 'change') AND i.status IN ('finalized', 'skipped')
  AND l.kind = 'usage' AND l.working ? 'packed'
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """The periods of one subscription of a user, before and after; or of a user without one, then only after.

    Its add-ons are the same on both sides: tracks by period, as it was. `packed` is what packs covered of each period
    by meter, and `coupons` are those on its invoice, each with the only currency that it is for; by start and end.
    """

    user: User
    currency: str
    before: Sequence[Part]
    after: Sequence[Part]
    addons: Sequence[tuple[Span, Sequence[Sequence[Stretch]]]] = ()
    packed: Mapping[Bounds, Mapping[UUID, Decimal]] = field(default_factory=dict)
    coupons: Mapping[Bounds, Coupons] = field(default_factory=dict)


async def covers_of(users: Sequence[User], version: PlanVersion, since: date, until: date) -> list[Cover]:
    """Those of these users between two dates of each one's zone. Who was subscribed but for no whole period is absent;
    who never was is covered from the one date to the other."""
    ranges = {user.id: (midnight_of(since, user.time_zone), midnight_of(until, user.time_zone)) for user in users}
    holders = {user.id: user for user in users}
    _, billed = await billed_versions({version.id})
    spans, contexts = await _periods(ranges)
    packed, coupons = await _packed(list(ranges)), await _coupons(list(ranges))
    covers = []
    for root_id, mine in spans.items():
        context = contexts[root_id]
        user = holders[context.user.id]
        pieces = _pieces(context, billed[version.id])
        covers.append(
            Cover(
                user,
                context.version_at(mine[-1].start).currency,
                [(span, context.stretches(span)) for span in mine],
                [
                    (span, cut(span.start, span.end, pieces, context.pauses))
                    for span in _respanned(context, version, mine)
                ],
                [(span, context.tracks(span)[1:]) for span in mine if context.addons],
                packed.get(root_id, {}),
                coupons.get(root_id, {}),
            )
        )
    known = {row.user_id for row in await Subscription.filter(user_id__in=list(holders)).only("user_id")}  # type: ignore[attr-defined]
    for user in users:
        if user.id not in known:
            covers.append(_as_if_new(user, version, billed[version.id], *ranges[user.id]))
    return covers


async def _packed(user_ids: Sequence[UUID]) -> dict[UUID, dict[Bounds, dict[UUID, Decimal]]]:
    """By subscription and period what packs covered of each meter, as its invoice says."""
    found: dict[UUID, dict[Bounds, dict[UUID, Decimal]]] = {}
    for row in await fetch(_PACKED, list(user_ids)):
        of = found.setdefault(row["root_id"], {}).setdefault((row["period_start"], row["period_end"]), {})
        of[row["meter_id"]] = row["units"]
    return found


async def _coupons(
    user_ids: Sequence[UUID],
) -> dict[UUID, dict[Bounds, Coupons]]:
    """By subscription and period the coupons that came off its invoice, in their order."""
    found: dict[UUID, dict[Bounds, Coupons]] = {}
    for row in await fetch(_COUPONS, list(user_ids)):
        of = found.setdefault(row["root_id"], {}).setdefault((row["period_start"], row["period_end"]), [])
        of.append((Attached(row["id"], row["name"], row["percent"], row["amount"]), row["currency"]))
    return found


async def _periods(
    ranges: dict[UUID, tuple[datetime, datetime]],
) -> tuple[dict[UUID, list[Span]], dict[UUID, Context]]:
    """By subscription its whole periods within the range of its user, and what they are billed by."""
    first, last = min(start for start, _ in ranges.values()), max(end for _, end in ranges.values())
    spans: dict[UUID, list[Span]] = {}
    owners: dict[UUID, UUID] = {}
    for row in await fetch(_CLOSED, list(ranges), first, last):
        start, end = ranges[row["user_id"]]
        if start <= row["period_start"] and row["period_end"] <= end:
            span = Span(row["period_start"], row["period_end"], row["whole_start"], row["whole_end"])
            spans.setdefault(row["root_id"], []).append(span)
            owners[row["root_id"]] = row["user_id"]
    schedules = {
        row.root_id: Schedule.of(row)
        for row in await BillingSchedule.filter(
            user_id__in=list(ranges), next_at__not_isnull=True, period_start__lt=last
        )
    }
    for root_id, closed in spans.items():
        span = closed[-1]
        schedules.setdefault(
            root_id,
            Schedule(root_id, owners[root_id], span.start, span.whole_start, span.whole_end, span.end),
        )
    contexts = {context.schedule.root_id: context for context in await load_contexts(list(schedules.values()))}
    for root_id, context in contexts.items():
        start, end = ranges[context.user.id]
        for span in _to_come(context, min(end, now())):
            if start <= span.start and span not in spans.get(root_id, ()):
                spans.setdefault(root_id, []).append(span)
    return spans, contexts


def _to_come(context: Context, until: datetime) -> list[Span]:
    """The periods from that of the schedule on that are over by an instant."""
    found, span = [], context.span
    while span.end <= until:
        if span.start < span.end:
            found.append(span)
        there = replace(context, schedule=_schedule(context.schedule, span))
        following, ends = there.next_span(), context.ends_at
        if following is None:
            break
        span = following if ends is None or following.end <= ends else replace(following, end=ends)
    return found


def _schedule(before: Schedule, span: Span) -> Schedule:
    return Schedule(before.root_id, before.user_id, span.start, span.whole_start, span.whole_end, span.end)


def _pieces(context: Context, version: BilledVersion) -> list[Stretch]:
    """The time of a subscription under one version, with its seats and own prices."""
    pieces: list[Stretch] = []
    for piece, row in zip(context.pieces, context.rows, strict=True):
        made = Stretch(piece.start, piece.end, own_version(row, version), piece.seats)
        last = pieces[-1] if pieces else None
        if last is not None and (last.end, last.version, last.seats) == (made.start, made.version, made.seats):
            pieces[-1] = replace(last, end=made.end)
        else:
            pieces.append(made)
    return pieces


def _respanned(context: Context, version: PlanVersion, spans: Sequence[Span]) -> list[Span]:
    """The same time in the periods of another version."""
    found: list[Span] = []
    apart: list[Span] = []
    for span in spans:
        was = context.version_at(span.start)
        if all(getattr(was, name) == getattr(version, name) for name in _SAME_CYCLE):
            found.append(span)
        elif apart and apart[-1].end == span.start:
            apart[-1] = replace(apart[-1], end=span.end)
        else:
            apart.append(span)
    zone, anchor = context.user.time_zone, context.rows[0].anchor
    for stretch in apart:
        found += _cut_by(version, anchor, zone, stretch.start, stretch.end)
    return sorted(found, key=lambda span: span.start)


def _cut_by(version: PlanVersion, anchor: datetime, zone: str, start: datetime, end: datetime) -> list[Span]:
    found, at = [], start
    while at < end:
        period = cycle_of(version, anchor, since=at).period_at(at, zone)
        found.append(Span(at, min(period.end, end), period.start, period.end))
        at = period.end
    return found


def _as_if_new(user: User, version: PlanVersion, billed: BilledVersion, start: datetime, end: datetime) -> Cover:
    spans = _cut_by(version, start, user.time_zone, start, end)
    return Cover(user, version.currency, [], [(span, [Stretch(span.start, span.end, billed)]) for span in spans])
