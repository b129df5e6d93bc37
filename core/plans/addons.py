"""Add-ons: plans that are sold to subscribers of others, and billed on the same invoice."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core import audit
from core.accounts import Actor, User, get_user
from core.clock import now
from core.database import transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.plans.additions import SAME_CYCLE, end_additions, require_one_price
from core.plans.catalog import get_plan
from core.plans.models import PlanVersion, Subscription, SubscriptionAddon
from core.plans.schedules import nominal_period
from core.plans.subscriptions import SEATS_MAX, When, in_users_time, running_subscription, sold_version

__all__ = ["add_addon", "addons_of_users", "list_addons", "remove_addon"]


@in_users_time
async def add_addon(actor: Actor, user_id: UUID, *, plan: str, when: When = "now", seats: int = 1) -> SubscriptionAddon:
    """Give a subscription the newest published version of an add-on, now or from its next period on.

    One that it has already gets this version and these seats from then on. Fees are prorated like those of the plan,
    and stand on the same invoice. Conflict `addon_not_fitting` unless currency and billing interval are those of the
    subscription, `meter_priced_twice` if the plan or another add-on prices one of its meters.
    """
    actor.require_vendor("billing:write")
    details = await get_plan(actor, plan)
    if not details.plan.addon:
        raise InvalidInput("This plan is no add-on. Assign it as the user's plan.", field="plan")
    version = sold_version(details)
    if not 1 <= seats <= SEATS_MAX:
        raise InvalidInput(f"seats must be 1 to {SEATS_MAX:,}.", field="seats")
    async with transaction():
        running, user = await running_subscription(actor, user_id)
        pinned = await PlanVersion.get(id=running.version_id)  # type: ignore[attr-defined]
        if any(getattr(pinned, name) != getattr(version, name) for name in SAME_CYCLE):
            raise Conflict(
                "The add-on is billed in another currency or at other intervals than the subscription.",
                code="addon_not_fitting",
            )
        start = _instant(running, pinned, user, when)
        await require_one_price(running.root_id, version, start, addon=True)
        await end_additions(running.root_id, start, plan_id=details.plan.id)
        addon = await SubscriptionAddon.create(
            user_id=user_id, root_id=running.root_id, plan_id=details.plan.id, version_id=version.id,
            seats=seats, starts_at=start,
        )  # fmt: skip
        await audit.record(
            actor, action="subscription.addon", entity="subscription", entity_id=running.id, user_id=user_id,
            after={"plan": plan, "version": version.number, "seats": seats, "starts_at": start},
        )  # fmt: skip
    addon.plan, addon.version = details.plan, version
    return addon


@in_users_time
async def remove_addon(actor: Actor, user_id: UUID, *, plan: str, when: When = "period_end") -> None:
    """Take an add-on from a subscription, now or with its period. Fees in advance for what is left are taken off."""
    actor.require_vendor("billing:write")
    details = await get_plan(actor, plan)
    async with transaction():
        running, user = await running_subscription(actor, user_id)
        pinned = await PlanVersion.get(id=running.version_id)  # type: ignore[attr-defined]
        end = _instant(running, pinned, user, when)
        if not await end_additions(running.root_id, end, plan_id=details.plan.id):
            raise NotFound("The subscription has no such add-on then.", code="plan_not_found")
        await audit.record(
            actor, action="subscription.addon_end", entity="subscription", entity_id=running.id, user_id=user_id,
            after={"plan": plan, "ends_at": end},
        )  # fmt: skip


def _instant(running: Subscription, version: PlanVersion, user: User, when: When) -> datetime:
    at = now()
    return at if when == "now" else nominal_period(version, running.anchor, at, user.time_zone).end


async def list_addons(actor: Actor, user_id: UUID) -> list[SubscriptionAddon]:
    """All of one user, those that ended too, newest first; each with its plan and version."""
    actor.require("read")
    await get_user(actor, user_id)
    return await SubscriptionAddon.filter(user_id=user_id).order_by("-id").prefetch_related("plan", "version")


async def addons_of_users(
    actor: Actor, user_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, list[SubscriptionAddon]]:
    """By user those that have not ended at an instant, oldest first; without users whom the actor may not see."""
    actor.require("read")
    found: dict[UUID, list[SubscriptionAddon]] = {user_id: [] for user_id in user_ids if actor.sees(user_id)}
    rows = SubscriptionAddon.filter(user_id__in=list(found)).order_by("id").prefetch_related("plan", "version")
    for addon in await rows:
        if addon.ends_at is None or addon.ends_at > at:
            found[addon.user_id].append(addon)
    return found
