"""What was promised is being carried out: messages, jobs."""

from collections.abc import AsyncIterator
from datetime import timedelta

from core.database import fetch

__all__ = ["jobs_are_run", "messages_are_carried_out"]

#: Longer than any lease; and an attempt is due by then.
OVERDUE = timedelta(minutes=15)


async def messages_are_carried_out() -> AsyncIterator[str]:
    """No message is given up, and none that is due waits for a quarter of an hour."""
    for row in await fetch(
        "SELECT topic, count(*) AS n FROM outbox_messages WHERE state = 'dead' GROUP BY 1 ORDER BY 1"
    ):
        yield f"{row['n']} messages about {row['topic']} were given up: replay them once their receiver is well."
    for row in await fetch(
        "SELECT topic, count(*) AS n, min(due_at) AS since FROM outbox_messages"
        " WHERE state = 'pending' AND due_at < clock_timestamp() - $1::interval GROUP BY 1 ORDER BY 1",
        OVERDUE,
    ):
        since = f"{row['since']:%Y-%m-%d %H:%M}"
        yield f"{row['n']} messages about {row['topic']} wait since {since}: does `keymeter jobs` run?"


async def jobs_are_run() -> AsyncIterator[str]:
    """No job has failed three times in a row, and none is a quarter of an hour late."""
    for row in await fetch("SELECT name, failures, last_result FROM jobs WHERE failures >= 3 ORDER BY 1"):
        yield f"The job {row['name']} failed {row['failures']} times in a row: {row['last_result']}"
    for row in await fetch(
        "SELECT name, next_run_at FROM jobs WHERE next_run_at < clock_timestamp() - $1::interval"
        " AND (lease_until IS NULL OR lease_until < clock_timestamp()) ORDER BY 1",
        OVERDUE,
    ):
        yield f"The job {row['name']} is due since {row['next_run_at']:%Y-%m-%d %H:%M} and does not run."
