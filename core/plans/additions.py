"""The add-ons that a subscription has, as rows: what a change of the subscription does to them."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from core.database import fetch
from core.errors import Conflict
from core.plans.models import PlanVersion, SubscriptionAddon

__all__ = ["SAME_CYCLE", "end_additions", "require_one_price"]

#: What two versions have in common that are billed with the same periods, on the same invoice.
SAME_CYCLE = ("currency", "interval_unit", "interval_count", "alignment")
# What else of a subscription prices a meter of this version from an instant on; its rows are locked by their user's.
_PRICED_TWICE = """
WITH others AS (
    SELECT plan_id, version_id FROM subscription_addons
    WHERE root_id = $1 AND (ends_at IS NULL OR ends_at > $3)
    UNION
    SELECT v.plan_id, s.version_id FROM subscriptions s JOIN plan_versions v ON v.id = s.version_id
    WHERE s.root_id = $1 AND (s.ends_at IS NULL OR s.ends_at > $3) AND $4
)
SELECT m.slug AS meter, p.name AS plan FROM charges mine
JOIN plan_versions own ON own.id = mine.version_id
JOIN charges theirs ON theirs.meter_id = mine.meter_id
JOIN others ON others.version_id = theirs.version_id AND others.plan_id <> own.plan_id
JOIN plans p ON p.id = others.plan_id JOIN meters m ON m.id = mine.meter_id
WHERE mine.version_id = $2 ORDER BY 1, 2 LIMIT 1
"""


async def require_one_price(root_id: UUID, version: PlanVersion, start: datetime, *, addon: bool = False) -> None:
    """Conflict `meter_priced_twice` if something else of a subscription prices a meter of this version from `start` on:
    its add-ons, and for an `addon` the plan as well."""
    found = await fetch(_PRICED_TWICE, root_id, version.id, start, addon)
    if found:
        raise Conflict(
            f"The meter {found[0]['meter']!r} has a price in {found[0]['plan']!r} already.", code="meter_priced_twice"
        )


async def end_additions(root_id: UUID, at: datetime, *, plan_id: UUID | None = None) -> int:
    """End the add-ons of a subscription, or that of one plan, at an instant; how many there were."""
    rows = SubscriptionAddon.filter(root_id=root_id)
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id)
    ended = await rows.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lt=at).update(ends_at=at)
    return ended + await rows.filter(starts_at__gte=at).delete()
