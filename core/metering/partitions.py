"""Monthly partitions of usage_events, made ahead and on demand, never inside a recording transaction."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import asyncpg

from core.clock import now
from core.database import raw_connection

__all__ = ["ensure_partitions", "months_ahead", "partition_name", "retire_partitions"]


def partition_name(month: datetime) -> str:
    return f"usage_events_{month:%Y%m}"


def months_ahead(count: int = 3) -> list[datetime]:
    """The first instants of this UTC month and of the next `count`."""
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [month]
    for _ in range(count):
        months.append(_next(months[-1]))
    return months


def _next(month: datetime) -> datetime:
    return (month + timedelta(days=32)).replace(day=1)


async def ensure_partitions(instants: Iterable[datetime]) -> None:
    """A partition for the UTC month of each instant.

    Made as a table of its own and then attached: attaching takes a lock that lets recorders go on, where CREATE ..
    PARTITION OF would stop them.
    """
    months = {instant.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0) for instant in instants}
    for month in sorted(months):
        await _ensure_partition(month)


async def retire_partitions(months_kept: int, *, progress: Callable[[str], None] = lambda _: None) -> list[str]:
    """Drop the partitions of months that ended more than so many months ago, oldest first; their names. 0: none.

    What they held stays in the rollups. Dropping waits at most 2 s for readers of the log, then the next run tries.
    """
    if not months_kept:
        return []
    oldest = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(months_kept):
        oldest = (oldest - timedelta(days=1)).replace(day=1)
    async with raw_connection() as connection:
        names = await connection.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
            " WHERE inhparent = 'usage_events'::regclass AND inhrelid::regclass::text < $1 ORDER BY 1",
            partition_name(oldest),
        )
        for row in names:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '2s'")
                await connection.execute(f"DROP TABLE {row['name']}")
            progress(f"{row['name']} dropped")
    return [row["name"] for row in names]


async def _ensure_partition(month: datetime) -> None:
    name = partition_name(month)
    async with raw_connection() as connection:
        if await connection.fetchval("SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass($1)", name):
            return
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", name)
                if await connection.fetchval("SELECT to_regclass($1)", name):
                    return
                await connection.execute(
                    f"CREATE TABLE {name} (LIKE usage_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);"
                    f"ALTER TABLE usage_events ATTACH PARTITION {name}"
                    f" FOR VALUES FROM ('{month.isoformat()}') TO ('{_next(month).isoformat()}')"
                )
        except asyncpg.DuplicateTableError:
            return
