"""Plans, versions, charges and subscriptions of many at once: as many statements for a hundred as for one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from core.accounts import Actor
from core.database import fetch
from core.errors import InvalidInput
from core.pages import Page, check_page_size, cursor_instant, decode_cursor, page_of
from core.plans.models import Charge, Plan, PlanVersion, Subscription

__all__ = ["browse_plans", "charges_of_versions", "find_plans", "find_versions", "subscriptions_of_users",
           "versions_of_plans"]  # fmt: skip

VERSIONS_MAX = 100
_NEWEST_VERSIONS = """
SELECT newest.id FROM unnest($1::uuid[]) AS wanted (plan_id)
CROSS JOIN LATERAL (SELECT id FROM plan_versions WHERE plan_id = wanted.plan_id ORDER BY number DESC LIMIT $2) newest
"""
_NEWEST_SUBSCRIPTIONS = """
SELECT newest.id FROM unnest($1::uuid[]) AS owner (user_id)
CROSS JOIN LATERAL (
    SELECT id FROM subscriptions WHERE user_id = owner.user_id AND ($2::timestamptz IS NULL OR starts_at < $2)
    ORDER BY starts_at DESC LIMIT $3
) newest
"""


async def browse_plans(actor: Actor, *, limit: int | None = None, cursor: str | None = None) -> Page[Plan]:
    """A page of plans, by slug, without their versions."""
    actor.require("read")
    size = check_page_size(limit)
    query = Plan.all().order_by("slug").limit(size + 1)
    if cursor:
        query = query.filter(slug__gt=decode_cursor(cursor, parts=1)[0])
    return page_of(await query, size, key=lambda plan: (plan.slug,))


async def find_plans(actor: Actor, plan_ids: Collection[UUID]) -> dict[UUID, Plan]:
    actor.require("read")
    return {plan.id: plan for plan in await Plan.filter(id__in=list(plan_ids))}


async def find_versions(actor: Actor, version_ids: Collection[UUID]) -> dict[UUID, PlanVersion]:
    actor.require("read")
    return {version.id: version for version in await PlanVersion.filter(id__in=list(version_ids))}


async def versions_of_plans(
    actor: Actor, plan_ids: Collection[UUID], *, limit: int = VERSIONS_MAX
) -> dict[UUID, list[PlanVersion]]:
    """Of each plan the newest versions, newest first."""
    actor.require("read")
    if not 1 <= limit <= VERSIONS_MAX:
        raise InvalidInput(f"limit must be 1 to {VERSIONS_MAX}.", field="limit")
    newest = [row["id"] for row in await fetch(_NEWEST_VERSIONS, list(plan_ids), limit)]
    found: dict[UUID, list[PlanVersion]] = {plan_id: [] for plan_id in plan_ids}
    for version in await PlanVersion.filter(id__in=newest).order_by("-number"):
        found[version.plan_id].append(version)  # type: ignore[attr-defined]
    return found


async def charges_of_versions(actor: Actor, version_ids: Collection[UUID]) -> dict[UUID, Sequence[Charge]]:
    """The charges of each version, in the order they were given in."""
    actor.require("read")
    found: dict[UUID, list[Charge]] = {version_id: [] for version_id in version_ids}
    for charge in await Charge.filter(version_id__in=list(version_ids)).order_by("position"):
        found[charge.version_id].append(charge)  # type: ignore[attr-defined]
    return dict(found)


async def subscriptions_of_users(
    actor: Actor, user_ids: Collection[UUID], *, limit: int | None = None, cursor: str | None = None
) -> dict[UUID, Page[Subscription]]:
    """A page of the subscriptions, newest first, of each of the users. Those the actor may not see are absent."""
    actor.require("read")
    size = check_page_size(limit)
    before = cursor_instant(decode_cursor(cursor, parts=1)[0]) if cursor else None
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    newest = [row["id"] for row in await fetch(_NEWEST_SUBSCRIPTIONS, owners, before, size + 1)]
    found: dict[UUID, list[Subscription]] = {owner: [] for owner in owners}
    # No two subscriptions of a user begin at the same instant: the later one would be `subscription_overlaps`.
    for subscription in await Subscription.filter(id__in=newest).order_by("-starts_at"):
        found[subscription.user_id].append(subscription)  # type: ignore[attr-defined]
    return {owner: page_of(rows, size, key=lambda each: (each.starts_at,)) for owner, rows in found.items()}
