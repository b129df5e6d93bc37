"""Unit packs: units of a meter that a user has ahead of their use, bought or given.

They cover usage as its period is closed, behind what the plan includes and before anything is priced, the earliest
expiry first. They are units, not money, and stand beside the ledger; what is paid for them is revenue as they are sold,
and taxed then. Whoever changes one holds the user's seal, as the run does.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from core.accounts import Actor, get_user
from core.billing.credits import hold_seals, lapse_all
from core.billing.models import UnitPack
from core.billing.packing import PackUse, Shelf, ShelfPack
from core.clock import now
from core.database import fetch
from core.ids import new_id
from core.metering import Meter, find_meters
from core.money import format_quantity

__all__ = ["give_back_packs", "lapse_due_packs", "lapse_unit_packs", "list_unit_packs", "shelf_of", "use_packs"]

LAPSED_AT_ONCE = 500
_SHELF = """
SELECT id, user_id, meter_id, remaining AS left, effective_at, expires_at FROM unit_packs
WHERE user_id = ANY ($1::uuid[]) AND remaining > 0 ORDER BY user_id, expires_at NULLS LAST, id
"""
_USE = """
WITH used AS (
    INSERT INTO unit_pack_uses (id, user_id, pack_id, invoice_id, meter_id, units)
    SELECT t.id, p.user_id, p.id, t.invoice_id, p.meter_id, t.said::numeric
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS t (id, pack_id, invoice_id, said)
    JOIN unit_packs p ON p.id = t.pack_id
    RETURNING pack_id, units
)
UPDATE unit_packs p SET remaining = p.remaining - t.units
FROM (SELECT pack_id, sum(units) AS units FROM used GROUP BY 1) t WHERE p.id = t.pack_id
"""
_GIVE_BACK = """
WITH given AS (DELETE FROM unit_pack_uses WHERE invoice_id = $1 RETURNING pack_id, units)
UPDATE unit_packs p SET remaining = p.remaining + given.units FROM given WHERE p.id = given.pack_id
"""
# What expired, once no period that ended before is still to be invoiced: it may cover that yet.
_EXPIRED = """
SELECT p.id, p.user_id FROM unit_packs p
JOIN users u ON u.id = p.user_id AND u.test_clock_id IS NOT DISTINCT FROM $3::uuid
WHERE p.remaining > 0 AND p.expires_at <= $1 AND NOT EXISTS (
    SELECT 1 FROM billing_schedules s WHERE s.user_id = p.user_id AND s.next_at < p.expires_at
) ORDER BY p.user_id, p.id LIMIT $2
"""


async def list_unit_packs(actor: Actor, user_id: UUID) -> Sequence[tuple[UnitPack, Meter]]:
    """A user's packs in the order in which they are used up, each with its meter; those that are used up last."""
    await get_user(actor, user_id)
    found = await UnitPack.filter(user_id=user_id).order_by("id")
    meters = await find_meters(actor, list({each.meter_id for each in found}))
    endless = max((each.expires_at for each in found if each.expires_at), default=now())
    found.sort(key=lambda each: (not each.remaining, each.expires_at is None, each.expires_at or endless, each.id))
    return [(each, meters[each.meter_id]) for each in found]


async def shelf_of(user_ids: Collection[UUID]) -> Shelf:
    """What there is to cover usage of these users. Hold their seals, so that nothing is used twice."""
    return Shelf([ShelfPack(**dict(row)) for row in await fetch(_SHELF, list(user_ids))])


async def use_packs(uses: Sequence[tuple[PackUse, UUID]]) -> None:
    """Take these units, each for the invoice whose usage they cover."""
    if uses:
        rows = [(new_id(), use.pack_id, invoice_id, format_quantity(use.units)) for use, invoice_id in uses]
        await fetch(_USE, *[list(column) for column in zip(*rows, strict=True)])


async def give_back_packs(invoice_id: UUID) -> None:
    """Give back what usage on an invoice took: it is voided."""
    await fetch(_GIVE_BACK, invoice_id)


async def lapse_unit_packs(actor: Actor) -> int:
    """End packs whose time is over; how many."""
    actor.require_vendor("billing:write")
    return await lapse_all(lapse_due_packs)


async def lapse_due_packs(test_clock_id: UUID | None) -> int:
    """End some packs whose time is over, of the users on a test clock or of all others. Inside a transaction."""
    due = await fetch(_EXPIRED, now(), LAPSED_AT_ONCE, test_clock_id)
    await hold_seals({row["user_id"] for row in due})
    await fetch(
        "UPDATE unit_packs SET lapsed = lapsed + remaining, remaining = 0 WHERE id = ANY ($1::uuid[])",
        [row["id"] for row in due],
    )
    return len(due)
