"""Going through all users, some at a time: each statement sees one instant, and none is long."""

from collections.abc import AsyncIterator
from uuid import UUID

from core.database import fetch
from core.ids import NIL

__all__ = ["users_in_chunks"]

CHUNK = 100


async def users_in_chunks(size: int = CHUNK) -> AsyncIterator[list[UUID]]:
    """The ids of all users, in order."""
    last = NIL
    while rows := await fetch("SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2", last, size):
        yield [row["id"] for row in rows]
        last = rows[-1]["id"]
