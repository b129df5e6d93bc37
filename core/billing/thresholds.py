"""Threshold invoices: usage that is invoiced while its period runs, once it costs an amount.

Whoever is above is found by reading. Then each is decided anew under its schedule and its seal, as a period is closed:
what was recorded before is on the invoice, and another node finds that it is there already. The invoice of the period
takes off what these came to (`drafting`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from core import audit
from core.accounts import SYSTEM, Actor
from core.billing.context import Schedule, load_contexts
from core.billing.drafting import Content, draft_progressive
from core.billing.reconciling import discrepancies
from core.billing.storing import seal_users, store, take_numbers
from core.clock import now
from core.database import fetch, transaction
from core.ids import NIL
from core.metering import SEAL_MAX
from core.money import round_amount, sum_amounts

__all__ = ["invoice_thresholds", "invoice_thresholds_of", "uninvoiced_of"]

CHUNK = 100
# Periods that run: one that is over is closed by the run.
_RUNNING = """
SELECT s.root_id, s.user_id, s.period_start, s.whole_start, s.whole_end, s.next_at, p.threshold, p.currency
FROM prepayments p JOIN billing_schedules s ON s.user_id = p.user_id
WHERE p.threshold IS NOT NULL AND s.parked IS NULL AND s.period_start < $1 AND s.next_at > $1
"""
_SOME = (
    _RUNNING
    + """
  AND s.test_clock_id IS NOT DISTINCT FROM $2::uuid AND s.root_id > $3 ORDER BY s.root_id LIMIT $4
"""
)
_ONE = _RUNNING + " AND s.root_id = $2 FOR UPDATE OF s SKIP LOCKED"
_OPEN = """
SELECT root_id, user_id, period_start, whole_start, whole_end, next_at FROM billing_schedules
WHERE user_id = ANY ($1::uuid[]) AND period_start < $2 AND next_at > period_start ORDER BY root_id
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A period that runs, and from what amount on its usage is to be invoiced."""

    schedule: Schedule
    threshold: Decimal
    currency: str

    def is_reached(self, content: Content) -> bool:
        return content.context.currency == self.currency and content.totals.subtotal >= self.threshold


async def invoice_thresholds(actor: Actor) -> int:
    """Invoice what reached the amounts of its users; how many invoices there are now. Users on test clocks excepted."""
    actor.require_vendor("billing:write")
    return await invoice_thresholds_of(None)


async def invoice_thresholds_of(test_clock_id: UUID | None) -> int:
    """The same for the users on a test clock, or for all others."""
    made, last = 0, NIL
    while some := [_asked(row) for row in await fetch(_SOME, now(), test_clock_id, last, CHUNK)]:
        last = some[-1].schedule.root_id
        contents = await _draft(some, {each.schedule.user_id: SEAL_MAX for each in some})
        for asked, content in zip(some, contents, strict=True):
            if asked.is_reached(content):
                async with transaction():
                    made += await _invoice(asked.schedule.root_id)
    return made


async def _invoice(root_id: UUID) -> int:
    """Decide it, and write it: one, or none if somebody else is at it or was."""
    found = [_asked(row) for row in await fetch(_ONE, now(), root_id)]
    if not found:
        return 0
    schedule = found[0].schedule
    # The period goes on: nothing is closed but a number of the seal.
    seals = await seal_users({schedule.user_id: schedule.period_start})
    (content,) = await _draft(found, seals)
    if not found[0].is_reached(content) or await discrepancies([schedule]):
        return 0
    numbered = await store([content])
    await audit.record(
        SYSTEM, action="invoice.threshold", entity="invoice", entity_id=numbered[0], user_id=schedule.user_id,
        after={"total": content.total, "threshold": found[0].threshold},
    )  # fmt: skip
    await take_numbers(numbered)
    return len(numbered)


async def uninvoiced_of(user_ids: Collection[UUID]) -> dict[tuple[UUID, str], Decimal]:
    """By user and currency what usage that is not invoiced yet comes to, with coupons and taxes; nothing: absent."""
    at = now()
    schedules = [Schedule(**dict(row)) for row in await fetch(_OPEN, list(user_ids), at)]
    contents = await draft_progressive(
        await load_contexts(schedules), {each.user_id: SEAL_MAX for each in schedules}, at
    )
    found: dict[tuple[UUID, str], list[Decimal]] = {}
    for content in contents:
        found.setdefault((content.context.user.id, content.context.currency), []).append(max(content.total, Decimal(0)))
    return {(user, currency): sum_amounts(amounts, currency) for (user, currency), amounts in found.items()}


async def _draft(asked: Sequence[_Asked], seals: dict[UUID, int]) -> list[Content]:
    return await draft_progressive(await load_contexts([each.schedule for each in asked]), seals, now())


def _asked(row: Any) -> _Asked:
    told = dict(row)
    threshold, currency = told.pop("threshold"), told.pop("currency")
    return _Asked(Schedule(**told), round_amount(threshold, currency), currency)
