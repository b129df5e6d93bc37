"""One decision of the gate: what is asked, the statement that decides, and what its answers mean."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any
from uuid import UUID

import asyncpg

from core.clock import now
from core.errors import LimitReached, PaymentRequired
from core.gate.ahead import Ahead, Entry
from core.gate.calls import Call, Grant, Quota
from core.limits import period_of
from core.metering import clock
from core.money import ZERO, format_quantity
from core.periods import billing_period_at

__all__ = ["AHEAD", "DECIDE", "Asking", "columns_of", "entries_of", "entry_of", "quota_of", "refusal", "too_fast"]

#: The number, instead of a caller's, under which `gate_decide` says what it granted ahead.
AHEAD = -1
DECIDE = (
    "SELECT * FROM gate_decide($1::uuid, $2::int[], $3::uuid[], $4::uuid[], $5::bool[], $6::uuid[], $7::uuid[],"
    " $8::bool[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],"
    " $14::numeric[], $15::int[], $16::int[], $17::numeric[])"
)


@dataclass(slots=True)
class Asking:
    """A call that waits for its decision, the units it wants of each limited meter, and whether its rates are asked."""

    call: Call
    wanted: Mapping[UUID, Decimal | int]
    rated: bool
    decided: asyncio.Future[Grant]
    #: How often it was refused while others held some ahead.
    refusals: int = 0


def columns_of(group: Sequence[Asking], ahead: Ahead) -> list[list[Any]]:
    """The arguments of `DECIDE` after the worker's id."""
    entries, wants = entries_of(group), list[tuple[int, int, Decimal | int]]()
    for number, asking in enumerate(group):
        for meter_id, units in asking.wanted.items():
            entry = entry_of(asking.call, meter_id)
            wants.append((number, entries[entry], units))
            if not asking.refusals:
                ahead.note(entry, units)
    asked = [
        (number, each.call.identity.user_id, each.call.identity.key_id, each.call.identity.live)
        for number, each in enumerate(group)
        if each.rated and each.call.identity.rated
    ]
    return [
        *_columns(asked, 4),
        *_columns(list(entries), 8),
        list(map(ahead.wish, entries)),
        *_columns(wants, 3),
    ]


def entry_of(call: Call, meter_id: UUID) -> Entry:
    """What a call wants of a meter counts in these periods."""
    identity, at = call.identity, call.occurred_at
    day, month = clock.periods_of(at, identity.time_zone)
    billing = billing_period_at(at, identity.cycles, identity.time_zone) if identity.cycles else month
    return identity.user_id, meter_id, identity.live, clock.hour_of(at), day, month.start, billing.start, billing.end


def entries_of(group: Sequence[Asking]) -> dict[Entry, int]:
    """What is wanted in one period of one meter stands once, however many want it; its place, from 1."""
    wanted = dict.fromkeys(entry_of(each.call, meter_id) for each in group for meter_id in each.wanted)
    return {entry: place for place, entry in enumerate(wanted, 1)}


def quota_of(call: Call, decision: asyncpg.Record) -> Quota:
    """The limit that decided, and beside it the others of the call."""

    def quota(period: str, cap: Decimal, used: Decimal, others: tuple[Quota, ...] = ()) -> Quota:
        end = period_of(period, call.occurred_at, call.identity.time_zone, call.identity.cycles).end
        return Quota(period, cap, max(ZERO, cap - used), end, others)

    decided = (decision["period"], decision["cap"], decision["used"])
    rest = list(zip(decision["periods"] or (), decision["caps"] or (), decision["uses"] or (), strict=True))
    if decided in rest:
        rest.remove(decided)
    return quota(*decided, tuple(quota(*each) for each in rest))


def refusal(quota: Quota, used: Decimal) -> LimitReached:
    """By a limit."""
    seconds = max(1, ceil((quota.ends_at - now()).total_seconds()))
    if quota.period == "packs":
        return PaymentRequired(
            f"Units are paid for ahead, and too few are left: there were {format_quantity(quota.cap)} by packs and the"
            f" plan, and {format_quantity(used)} are used or under way. Buy more of them.",
            code="pack_empty",
            retry_after_seconds=seconds,
            quota=quota,
        )
    return LimitReached(
        f"The limit of {format_quantity(quota.cap)} a {quota.words} is reached: {format_quantity(used)} are used or"
        " under way. Ask for a higher limit, or wait until the period ends.",
        code="quota_exceeded",
        retry_after_seconds=seconds,
        quota=quota,
    )


def too_fast(rate: Quota) -> LimitReached:
    """By a rate."""
    seconds = max(1, ceil((rate.ends_at - now()).total_seconds()))
    return LimitReached(
        f"Calls come faster than was agreed on. Try again in {seconds} s.",
        code="rate_limited",
        retry_after_seconds=seconds,
        quota=rate,
    )


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]
