"""Moving the subscribers of a plan to its newest version. Each keeps its seats, and its own prices where they fit."""

from uuid import UUID

from core import audit
from core.accounts import Actor
from core.clock import now
from core.database import fetch, transaction
from core.plans.catalog import get_plan
from core.plans.subscriptions import When, assign_plan

__all__ = ["behind_newest", "move_subscribers"]

CHUNK = 50
# Whose subscription runs, has no end, and pins another version than the newest.
_BEHIND = """
SELECT s.user_id FROM subscriptions s JOIN plan_versions v ON v.id = s.version_id
WHERE v.plan_id = $1 AND s.version_id <> $2 AND s.starts_at <= $3 AND s.ends_at IS NULL
  AND ($4::uuid IS NULL OR s.user_id > $4)
ORDER BY s.user_id LIMIT $5
"""


async def behind_newest(actor: Actor, plan: str, *, limit: int, after: UUID | None = None) -> list[UUID]:
    """The users who are on an older version of a plan than the newest published one, by id."""
    actor.require_vendor("read")
    details = await get_plan(actor, plan)
    newest = details.published
    if newest is None:
        return []
    rows = await fetch(_BEHIND, details.plan.id, newest.id, now(), after, limit)
    return [row["user_id"] for row in rows]


async def move_subscribers(actor: Actor, plan: str, *, when: When = "period_end") -> int:
    """Put everybody who is on an older version of a plan on the newest, now or with each one's period; how many.

    One transaction for each fifty. A move that is cut off goes on when it is repeated: who is moved is behind no more.
    """
    actor.require_vendor("billing:write")
    plan_id, moved = (await get_plan(actor, plan)).plan.id, 0
    while users := await behind_newest(actor, plan, limit=CHUNK):
        async with transaction():
            for user_id in users:
                await assign_plan(actor, user_id, plan=plan, when=when)
        moved += len(users)
    async with transaction():
        await audit.record(
            actor, action="plan.move", entity="plan", entity_id=plan_id, after={"when": when, "users": moved}
        )
    return moved
