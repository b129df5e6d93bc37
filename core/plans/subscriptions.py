"""Who is on which plan, since when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core import audit
from core.accounts import Actor, User, get_user
from core.clock import now, require_utc
from core.database import fetch, transaction
from core.errors import Conflict
from core.plans.catalog import get_plan
from core.plans.models import Subscription

__all__ = ["assign_plan", "current_subscriptions", "list_subscriptions"]


async def assign_plan(actor: Actor, user_id: UUID, *, plan: str, starts_at: datetime | None = None) -> Subscription:
    """Put a user on the newest published version of a plan from an instant on, by default now.

    The subscription that runs then ends there. One that begins later is in the way: `subscription_overlaps`.
    """
    actor.require_vendor("billing:write")
    details = await get_plan(actor, plan)
    if details.published is None:
        raise Conflict("This plan has no published version. Publish its draft first.", code="plan_not_published")
    start = require_utc(starts_at) if starts_at is not None else now()
    async with transaction():
        await get_user(actor, user_id)
        await User.select_for_update().get(id=user_id)
        if await Subscription.filter(user_id=user_id, starts_at__gte=start).exists():
            raise Conflict("A subscription of this user begins at or after that.", code="subscription_overlaps")
        await Subscription.filter(user_id=user_id, ends_at=None).update(ends_at=start)
        if await Subscription.filter(user_id=user_id, ends_at__gt=start).exists():
            raise Conflict("A subscription of this user runs until after that.", code="subscription_overlaps")
        subscription = await Subscription.create(
            user_id=user_id, version_id=details.published.id, starts_at=start, anchor=start
        )
        await audit.record(
            actor,
            action="subscription.create",
            entity="subscription",
            entity_id=subscription.id,
            user_id=user_id,
            after={"plan": plan, "version": details.published.number, "starts_at": start},
        )
    return subscription


async def list_subscriptions(actor: Actor, user_id: UUID) -> list[Subscription]:
    """All of one user, newest first."""
    actor.require("read")
    await get_user(actor, user_id)
    return await Subscription.filter(user_id=user_id).order_by("-starts_at")


async def current_subscriptions(actor: Actor, user_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, UUID]:
    """By user, the plan version in force at an instant. Users without one are absent."""
    actor.require("read")
    rows = await fetch(
        "SELECT user_id, version_id FROM subscriptions WHERE user_id = ANY ($1::uuid[]) AND starts_at <= $2"
        " AND (ends_at IS NULL OR ends_at > $2)",
        [user_id for user_id in user_ids if actor.sees(user_id)],
        at,
    )
    return {row["user_id"]: row["version_id"] for row in rows}
