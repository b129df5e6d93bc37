"""What is not invoiced yet."""

from datetime import datetime

from core.database import fetch

__all__ = ["open_since"]


async def open_since() -> datetime | None:
    """The beginning of the earliest period that is not invoiced yet; None if there is none."""
    rows = await fetch("SELECT min(period_start) AS since FROM billing_schedules WHERE next_at IS NOT NULL")
    since: datetime | None = rows[0]["since"]
    return since
