"""Going through all users, some at a time: each statement sees one instant, and none is long."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

from core.database import fetch
from core.ids import NIL

__all__ = ["told_of_users", "users_in_chunks"]

CHUNK = 100


async def users_in_chunks(size: int = CHUNK) -> AsyncIterator[list[UUID]]:
    """The ids of all users, in order."""
    last = NIL
    while rows := await fetch("SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2", last, size):
        yield [row["id"] for row in rows]
        last = rows[-1]["id"]


def told_of_users(*checks: tuple[str, str]) -> Callable[[], AsyncIterator[str]]:
    """An invariant: each row that a statement finds of some users makes its sentence, filled in with its columns."""

    async def tell() -> AsyncIterator[str]:
        async for users in users_in_chunks():
            for statement, sentence in checks:
                for row in await fetch(statement, users):
                    yield sentence.format_map(row)

    return tell
