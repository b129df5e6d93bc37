"""Work that goes on beside what a context does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

__all__ = ["background", "together"]


@contextlib.asynccontextmanager
async def background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these while the context is open. At its end they are cancelled and waited for, however they end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run these side by side to their ends. When one fails the others are cancelled, and what it raised is raised as if
    it had been awaited alone: a door tells errors by their class, and would not know a group of them."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
        return
    except BaseExceptionGroup as failed:
        first = failed.exceptions[0]
    raise first
