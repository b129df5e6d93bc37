"""Calls that were refused, by reason: they cost nothing, and are counted by hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.accounts import Actor, get_user
from core.clock import now, require_utc
from core.database import fetch
from core.errors import InvalidInput

__all__ = ["Denials", "count_denials", "forget_denials"]

KEPT = timedelta(days=400)
_COUNT = """
SELECT code, sum(n)::bigint AS n, max(hour) AS hour FROM denials
WHERE hour >= date_trunc('hour', $1::timestamptz, 'UTC') AND hour < $2 AND live
AND ($3::uuid IS NULL OR user_id = $3) AND ($4::uuid IS NULL OR key_id = $4)
GROUP BY code ORDER BY n DESC, code
"""


@dataclass(frozen=True, slots=True)
class Denials:
    """How many calls were refused for one reason, a code of the catalogue, and in which hour (UTC) the last one was."""

    code: str
    count: int
    last_hour: datetime


async def count_denials(
    actor: Actor,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
) -> Sequence[Denials]:
    """Refused calls of live keys by reason, most frequent first, in whole hours of UTC; by default of 30 days.

    A call with a key that nobody knows is nobody's and is in the metrics only. Counts follow within seconds.
    """
    actor.require("read")
    end = require_utc(end) if end else now()
    start = require_utc(start) if start else end - timedelta(days=30)
    if start >= end:
        raise InvalidInput("The start must be before the end.", code="invalid_time_range", field="start")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    rows = await fetch(_COUNT, start, end, owner, key_id)
    return [Denials(row["code"], row["n"], row["hour"]) for row in rows]


async def forget_denials() -> int:
    """Delete what is more than a year old; how many rows."""
    return len(await fetch("DELETE FROM denials WHERE hour < $1 RETURNING 1", now() - KEPT))
