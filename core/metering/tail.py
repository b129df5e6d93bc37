"""The live tail: events as they are committed, told to everybody who follows.

One poller per process reads the log while there are followers, at most twice a second whatever their number, and hands
each event to those who may see it. So it says what happened up to half a second ago, in every process alike, without
a word from the recorders: announcing inside their transactions would serialise all commits (metering.md, Storage).

A commit may overtake another, so the cursor is an instant of recording *and* the events already seen since shortly
before it. An event whose transaction took longer than that is not told; the log has it. After a pause of the database
the tail goes on where it was.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta
from uuid import UUID

from core.accounts import Actor, get_user
from core.database import as_error, fetch
from core.errors import Unavailable
from core.metering.log import COLUMNS, LoggedEvent, event_of

__all__ = ["follow_events"]

log = logging.getLogger("keymeter.tail")

POLL_SECONDS = 0.5
#: How long a recording transaction may take between its first row and its commit without being missed.
OVERTAKING_MAX = timedelta(seconds=5)
EVENTS_PER_POLL_MAX = 2000
FOLLOWERS_MAX = 1000
#: A follower that lets more than this wait is cut off rather than kept in memory.
WAITING_MAX = 2000
_Identity = tuple[UUID, UUID]
_NEW = f"""
SELECT {COLUMNS} FROM usage_events
WHERE recorded_at > $1 AND (user_id, id_hash) NOT IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
ORDER BY recorded_at LIMIT {EVENTS_PER_POLL_MAX}
"""


class _Follower:
    """What one caller wants to see, and what waits for it to take."""

    def __init__(self, wanted: Callable[[LoggedEvent], bool]) -> None:
        self.wanted = wanted
        self.waiting: asyncio.Queue[LoggedEvent | None] = asyncio.Queue()

    def tell(self, event: LoggedEvent) -> None:
        if self.waiting.qsize() < WAITING_MAX:
            self.waiting.put_nowait(event)
        elif self.waiting.qsize() == WAITING_MAX:
            self.waiting.put_nowait(None)


class _Tail:
    """The poller of a process and those it tells. It runs while it has followers."""

    def __init__(self) -> None:
        self.followers: set[_Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._seen: dict[_Identity, datetime] = {}
        self._reached: datetime | None = None

    async def add(self, follower: _Follower) -> None:
        """Tell this follower of what is committed from now on."""
        if len(self.followers) >= FOLLOWERS_MAX:
            raise Unavailable("Too many follow the live events. Try again later.", code="overloaded")
        self.followers.add(follower)
        if self._task is None:
            self._task = asyncio.create_task(self._run(await self._begin()))

    def remove(self, follower: _Follower) -> None:
        self.followers.discard(follower)
        if not self.followers and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _begin(self) -> None:
        raise NotImplementedError

    async def _run(self, _: None) -> None:
        raise NotImplementedError
