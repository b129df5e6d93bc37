"""When keys were last used: noted in memory, written every few seconds, never in the way of a call."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from core.database import as_error, fetch
from core.keys import Identity

__all__ = ["KeyActivityLog", "open_activity_log"]

log = logging.getLogger("keymeter.activity")

FLUSH_SECONDS = 5.0
_UPSERT = """
INSERT INTO key_activity AS a (user_id, key_id, last_used_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS t (user_id, key_id, at)
ORDER BY user_id, key_id
ON CONFLICT (user_id, key_id) DO UPDATE SET last_used_at = greatest(a.last_used_at, excluded.last_used_at)
"""


class KeyActivityLog:
    """Lossy by design: what was not flushed when a process dies is a last-used time that stays a little old."""

    def __init__(self) -> None:
        self._last: dict[UUID, tuple[UUID, datetime]] = {}

    def note(self, identity: Identity, at: datetime) -> None:
        self._last[identity.key_id] = (identity.user_id, at)

    async def flush(self) -> None:
        last, self._last = self._last, {}
        if not last:
            return
        rows = [(user_id, key_id, at) for key_id, (user_id, at) in last.items()]
        try:
            await fetch(_UPSERT, *[list(column) for column in zip(*rows, strict=True)])
        except Exception as error:
            self._last = last | self._last
            if as_error(error) is None:
                log.exception("last-used times could not be written")

    async def run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()


@contextlib.asynccontextmanager
async def open_activity_log() -> AsyncIterator[KeyActivityLog]:
    activity = KeyActivityLog()
    task = asyncio.create_task(activity.run())
    try:
        yield activity
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await activity.flush()
