"""Monthly partitions of usage_events, made ahead and on demand, never inside a recording transaction."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

import asyncpg

from core.clock import now
from core.database import fetch, raw_connection, transaction

__all__ = ["Archive", "ensure_partitions", "months_ahead", "oldest_kept", "partition_name", "retire_partitions"]

#: What keeps the events of a table that was detached, before it is dropped.
Archive = Callable[[str], Awaitable[object]]
# Detached ones too, which a run that was killed left behind.
_RETIRABLE = """
SELECT relname::text AS name, relispartition AS is_attached FROM pg_class
WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'usage_events'::regclass) AND relkind = 'r'
  AND relname ~ '^usage_events_[0-9]{6}$' AND relname < $1 ORDER BY 1
"""
_UNSETTLED = "SELECT 1 FROM usage_hours WHERE unsettled > 0 AND hour >= $1 AND hour < $2 LIMIT 1"


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


def oldest_kept(months_kept: int) -> datetime:
    """The first instant whose events are kept, if those of so many months that are over are."""
    oldest = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(months_kept):
        oldest = (oldest - timedelta(days=1)).replace(day=1)
    return oldest


async def retire_partitions(
    months_kept: int,
    *,
    needed_from: datetime | None = None,
    archive: Archive | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Drop the partitions of months that ended more than so many months ago, oldest first; their names. 0: none.

    What they held stays in the rollups. Left alone are months that reach into what is not invoiced yet (`needed_from`
    on), months whose rollups are not settled and those after them, and all while a meter counts what was recorded
    before it. A month is detached first, given to `archive` by the name of its table, and dropped when that returns; if
    it fails or is killed, the next run takes the month up again. Detaching waits at most 2 s for readers of the log,
    then the next run tries.
    """
    if not months_kept:
        return []
    oldest = oldest_kept(months_kept)
    if needed_from is not None:
        oldest = min(oldest, needed_from.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    if await fetch("SELECT 1 FROM backfills WHERE finished_at IS NULL LIMIT 1"):
        return []
    retired = []
    for name, is_attached in await fetch(_RETIRABLE, partition_name(oldest)):
        month = datetime.strptime(name[-6:], "%Y%m").replace(tzinfo=UTC)
        if is_attached:
            if await fetch(_UNSETTLED, month, _next(month)):
                break  # without gaps: doctor recounts from the oldest that is left
            await _alter(f"ALTER TABLE usage_events DETACH PARTITION {name}")
        if archive is not None:
            await archive(name)
        await _alter(f"DROP TABLE {name}")
        retired.append(name)
        progress(f"{name} dropped")
    return retired


async def _alter(statement: str) -> None:
    async with transaction():
        await fetch("SET LOCAL lock_timeout = '2s'")
        await fetch(statement)


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
