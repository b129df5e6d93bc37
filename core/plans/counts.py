"""How many users are on what."""

from datetime import datetime
from uuid import UUID

from core.accounts import Actor
from core.database import fetch

__all__ = ["count_subscribers"]


async def count_subscribers(actor: Actor, *, at: datetime) -> dict[UUID, int]:
    """By plan version, how many users are on it at an instant. Versions without any are absent."""
    actor.require_vendor("read")
    rows = await fetch(
        "SELECT version_id, count(*) AS users FROM ("
        "SELECT version_id, starts_at, ends_at FROM subscriptions"
        " UNION ALL SELECT version_id, starts_at, ends_at FROM subscription_addons"
        ") held WHERE starts_at <= $1 AND (ends_at IS NULL OR ends_at > $1) GROUP BY 1",
        at,
    )
    return {row["version_id"]: row["users"] for row in rows}
