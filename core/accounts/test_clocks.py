"""The time of a user: the real one, or that of its test clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from core.clock import standing_at
from core.database import fetch

__all__ = ["in_time_of"]

_TIME = "SELECT c.now_at FROM users u JOIN test_clocks c ON c.id = u.test_clock_id WHERE u.id = $1"


@asynccontextmanager
async def in_time_of(user_id: UUID) -> AsyncIterator[None]:
    """What is done inside happens at the time of the user's test clock, if it is on one."""
    rows = await fetch(_TIME, user_id)
    if not rows:
        yield
        return
    with standing_at(rows[0]["now_at"]):
        yield
