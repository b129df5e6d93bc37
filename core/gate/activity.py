"""What is noted in memory and written every few seconds, never in the way of a call: when keys were last used, and what
was refused.

Lossy by design: what was not written when a process dies is a last-used time that stays a little old, and refusals of
the last moments that are not counted.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from core.clock import now
from core.database import as_error, fetch
from core.errors import KeymeterError
from core.keys import Identity
from core.metering import clock
from core.tasks import background

__all__ = ["Activity", "open_activity"]

log = logging.getLogger("keymeter.activity")

FLUSH_SECONDS = 2.0
_LAST_USED = """
INSERT INTO key_activity AS a (user_id, key_id, last_used_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS t (user_id, key_id, at)
ORDER BY user_id, key_id
ON CONFLICT (user_id, key_id) DO UPDATE SET last_used_at = greatest(a.last_used_at, excluded.last_used_at)
"""
_DENIED = """
INSERT INTO denials AS d (user_id, key_id, live, hour, code, n)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bool[], $4::timestamptz[], $5::text[], $6::bigint[])
    AS t (user_id, key_id, live, hour, code, n)
ORDER BY user_id, hour, key_id, live, code
ON CONFLICT (user_id, hour, key_id, live, code) DO UPDATE SET n = d.n + excluded.n
"""


class Activity:
    """One per process. Open it with `open_activity`."""

    def __init__(self) -> None:
        self._last: dict[UUID, tuple[UUID, datetime]] = {}
        self._denied: dict[tuple[UUID, UUID, bool, datetime, str], int] = {}

    def note_use(self, identity: Identity, at: datetime) -> None:
        self._last[identity.key_id] = (identity.user_id, at)

    def note_denial(self, identity: Identity, error: KeymeterError) -> None:
        """A call of a known key was refused."""
        key = (identity.user_id, identity.key_id, identity.live, clock.hour_of(now()), error.code)
        self._denied[key] = self._denied.get(key, 0) + 1

    async def flush(self) -> None:
        last, self._last = self._last, {}
        if last and not await _write(_LAST_USED, [(user_id, key_id, at) for key_id, (user_id, at) in last.items()]):
            self._last = last | self._last
        denied, self._denied = self._denied, {}
        if denied:
            await _write(_DENIED, [(*key, n) for key, n in denied.items()])

    async def run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()


async def _write(statement: str, rows: list[tuple[Any, ...]]) -> bool:
    """Whether it is known to be written."""
    try:
        await fetch(statement, *[list(column) for column in zip(*rows, strict=True)])
    except Exception as error:
        if as_error(error) is None:
            log.exception("what was noted could not be written")
        return False
    return True


@contextlib.asynccontextmanager
async def open_activity() -> AsyncIterator[Activity]:
    activity = Activity()
    try:
        async with background(activity.run()):
            yield activity
    finally:
        await activity.flush()
