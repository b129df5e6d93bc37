"""Counting the statements that the process sends through its pools.

Polling and LISTEN run on connections of their own and are not counted: they cost the same whatever is asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.database import Client

__all__ = ["counted_statements"]


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The SQL of every statement that a pooled connection is asked to run while the context is open."""
    sent: list[str] = []

    def wrapped(name: str) -> Any:
        original = getattr(Client.connection_class, name)

        async def send(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
            sent.append(query)
            return await original(self, query, *arguments, **options)

        return send

    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare"):
            patch.setattr(Client.connection_class, name, wrapped(name), raising=False)
        yield sent
