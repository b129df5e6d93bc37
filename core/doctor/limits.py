"""Limits: every user that has one has its gate, and what is held belongs to somebody who may still record it."""

from collections.abc import AsyncIterator
from datetime import timedelta

from core.database import fetch

__all__ = ["gates_are_there", "holds_are_owned"]

#: The job that gives back what silent workers held runs every few seconds.
OVERDUE = timedelta(minutes=15)


async def gates_are_there() -> AsyncIterator[str]:
    """Admissions of a user wait for each other at its gate; without it two could be granted the same unit."""
    for row in await fetch(
        "SELECT user_id FROM (SELECT user_id FROM limits WHERE hard UNION SELECT user_id FROM rate_limits"
        " UNION SELECT user_id FROM holds) limited"
        " WHERE NOT EXISTS (SELECT 1 FROM gates WHERE gates.user_id = limited.user_id) ORDER BY 1"
    ):
        yield f"User {row['user_id']} has limits and no gate: they are not exact."


async def holds_are_owned() -> AsyncIterator[str]:
    """Nothing is held under a worker that nobody knows, nor for long under one that is silent: it would never be used
    and never be given back."""
    for row in await fetch(
        "SELECT hold.user_id, hold.worker_id, sum(hold.units) AS units, min(worker.beat_at) AS beat_at FROM holds hold"
        " LEFT JOIN gate_workers worker ON worker.id = hold.worker_id WHERE hold.units > 0"
        " AND (worker.id IS NULL OR worker.beat_at < clock_timestamp() - $1::interval) GROUP BY 1, 2 ORDER BY 1, 2",
        OVERDUE,
    ):
        who = f"silent since {row['beat_at']:%Y-%m-%d %H:%M}" if row["beat_at"] else "not known"
        yield f"User {row['user_id']} has {row['units']} units held by the worker {row['worker_id']}, which is {who}."
