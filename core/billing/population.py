"""Whom a simulation looks at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from core.accounts import Actor, User
from core.database import fetch
from core.errors import InvalidInput, NotFound
from core.plans import get_plan

__all__ = ["Population", "check_population", "count_population", "next_users"]

USERS_NAMED_MAX = 1000
#: Zones are up to 14 hours away from UTC: what a date of one of them can touch.
_ZONES = timedelta(hours=14)
# Who was subscribed between two instants, to any plan or to one; not users on test clocks.
_SUBSCRIBED = """
SELECT {what} FROM subscriptions s JOIN plan_versions v ON v.id = s.version_id
WHERE s.user_id NOT IN (SELECT id FROM users WHERE test_clock_id IS NOT NULL)
  AND s.starts_at < $2 AND (s.ends_at IS NULL OR s.ends_at > $1) AND ($3::uuid IS NULL OR v.plan_id = $3)
"""


@dataclass(frozen=True, slots=True)
class Population:
    """The users named, or else everybody who was subscribed in that time, or was to one plan."""

    since: date
    until: date
    user_ids: Collection[UUID] | None = None
    plan_id: UUID | None = None

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """From where to where some zone's dates reach."""
        first, last = (datetime.combine(day, time(), UTC) for day in (self.since, self.until))
        return first - _ZONES, last + _ZONES


async def check_population(
    actor: Actor, since: date, until: date, user_ids: Collection[UUID] | None, on_plan: str | None
) -> Population:
    """InvalidInput for users and a plan at once, or too many users; NotFound for one that does not exist."""
    if user_ids is not None and on_plan is not None:
        raise InvalidInput("Name users or a plan that they were on, not both.", field="on_plan")
    if user_ids is not None:
        if not 1 <= len(set(user_ids)) <= USERS_NAMED_MAX:
            raise InvalidInput(f"Name 1 to {USERS_NAMED_MAX:,} users.", field="user_ids")
        if await User.filter(id__in=list(user_ids)).count() < len(set(user_ids)):
            raise NotFound("There is no such user.", code="user_not_found", field="user_ids")
    plan_id = (await get_plan(actor, on_plan)).plan.id if on_plan is not None else None
    return Population(since, until, user_ids, plan_id)


async def count_population(population: Population) -> int:
    if population.user_ids is not None:
        return len(set(population.user_ids))
    rows = await fetch(
        _SUBSCRIBED.format(what="count(DISTINCT s.user_id) AS n"), *population.instants, population.plan_id
    )
    return int(rows[0]["n"])


async def next_users(population: Population, *, after: UUID | None, limit: int) -> list[User]:
    """The users behind one, by id."""
    if population.user_ids is not None:
        ids = sorted(user_id for user_id in set(population.user_ids) if after is None or user_id > after)[:limit]
    else:
        found = await fetch(
            _SUBSCRIBED.format(what="DISTINCT s.user_id")
            + " AND ($4::uuid IS NULL OR s.user_id > $4) ORDER BY s.user_id LIMIT $5",
            *population.instants,
            population.plan_id,
            after,
            limit,
        )
        ids = [row["user_id"] for row in found]
    return await User.filter(id__in=ids).order_by("id")
