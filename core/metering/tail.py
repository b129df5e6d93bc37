"""The live tail: events as they are committed, told to everybody who follows.

One poller per process reads the log while there are followers, at most twice a second whatever their number, and hands
each event to those who may see it. So it tells what happened up to half a second ago, in every process alike, without
a word from the recorders: announcing inside their transactions would serialise all commits (metering.md, Storage).

A commit may overtake another, so the cursor is an instant of recording *and* the events already seen since shortly
before it. It is a tail and not a queue: an event whose transaction took longer than that is not told, nor are those
skipped when more is recorded than can be told. The log has them all. After a pause of the database the tail goes on
where it was.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextvars import Context
from datetime import datetime, timedelta
from uuid import UUID

from core.accounts import Actor, get_user
from core.database import as_error, fetch
from core.errors import Unavailable
from core.metering.log import COLUMNS, LoggedEvent, event_of

__all__ = ["end_followers", "follow_events"]

log = logging.getLogger("keymeter.tail")

POLL_SECONDS = 0.5
EVENTS_PER_POLL_MAX = 2000
#: How long a recording transaction may take from its first row to its commit without being missed.
OVERTAKING_MAX = timedelta(seconds=5)
#: Further behind than this, the tail skips to the present.
LAG_MAX = timedelta(seconds=15)
FOLLOWERS_MAX = 1000
#: A follower that lets more than this wait is cut off rather than kept in memory.
WAITING_MAX = 2000

_NEW = f"""
SELECT {COLUMNS}, clock_timestamp() AS read_at FROM usage_events
WHERE recorded_at > $1 AND (user_id, id_hash) NOT IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
ORDER BY recorded_at LIMIT {EVENTS_PER_POLL_MAX}
"""
_RECENT = "SELECT user_id, id_hash, recorded_at FROM usage_events WHERE recorded_at > $1"


class _Follower:
    """What one caller wants to see, and what waits for it to be taken. None in the queue: it is cut off, or the process
    ends."""

    def __init__(self, wants: Callable[[LoggedEvent], bool]) -> None:
        self.wants = wants
        self.waiting: asyncio.Queue[LoggedEvent | None] = asyncio.Queue()
        self.ended = False

    def tell(self, event: LoggedEvent) -> None:
        waiting = self.waiting.qsize()
        if waiting <= WAITING_MAX:
            self.waiting.put_nowait(event if waiting < WAITING_MAX else None)


class _Tail:
    """The poller of a process and those it tells. It runs, and remembers anything, only while it has followers."""

    def __init__(self) -> None:
        self._followers: set[_Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._seen: dict[tuple[UUID, UUID], datetime] = {}
        self._reached: datetime | None = None

    def add(self, follower: _Follower) -> None:
        """Tell this follower of what is committed from now on. Unavailable if there are too many."""
        if len(self._followers) >= FOLLOWERS_MAX:
            raise Unavailable("Too many follow the live events. Try again later.", code="overloaded")
        self._followers.add(follower)
        if self._task is None:
            # In a context of its own: what it logs is not of the request that happens to come first.
            self._task = asyncio.create_task(self._run(), context=Context())

    def remove(self, follower: _Follower) -> None:
        self._followers.discard(follower)
        if not self._followers and self._task is not None:
            self._task.cancel()
            self._task, self._seen, self._reached = None, {}, None

    def end(self) -> None:
        """Let everybody who follows go."""
        for follower in self._followers:
            follower.ended = True
            follower.waiting.put_nowait(None)

    async def _run(self) -> None:
        silent = False
        while True:
            try:
                for event in await self._poll():
                    for follower in self._followers:
                        if follower.wants(event):
                            follower.tell(event)
                silent = False
            except Exception as error:
                if as_error(error) is None:
                    log.exception("the live tail could not read the log")
                elif not silent:
                    log.warning("the live tail is interrupted: %r", error)
                silent = True
            await asyncio.sleep(POLL_SECONDS)

    async def _poll(self) -> list[LoggedEvent]:
        """The events committed since the last poll, in the order they were recorded in. None the first time."""
        if self._reached is None:
            await self._skip_to_present()
            return []
        users, ids = [user_id for user_id, _ in self._seen], [id_hash for _, id_hash in self._seen]
        rows = await fetch(_NEW, self._reached - OVERTAKING_MAX, users, ids)
        if not rows:
            return []
        reached: datetime = max(self._reached, rows[-1]["recorded_at"])
        self._seen |= {(row["user_id"], row["id_hash"]): row["recorded_at"] for row in rows}
        self._seen = {event: at for event, at in self._seen.items() if at > reached - OVERTAKING_MAX}
        self._reached = reached
        if len(rows) == EVENTS_PER_POLL_MAX and rows[-1]["read_at"] - reached > LAG_MAX:
            log.warning("the live tail is %s behind and skips to the present", rows[-1]["read_at"] - reached)
            await self._skip_to_present()
        return [event_of(row) for row in rows]

    async def _skip_to_present(self) -> None:
        present: datetime = (await fetch("SELECT clock_timestamp() AS present"))[0]["present"]
        recent = await fetch(_RECENT, present - OVERTAKING_MAX)
        self._seen = {(row["user_id"], row["id_hash"]): row["recorded_at"] for row in recent}
        self._reached = max([present, *self._seen.values()])


_tail = _Tail()


async def follow_events(
    actor: Actor,
    *,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    event_type: str | None = None,
    billable: bool | None = None,
    live: bool | None = None,
) -> AsyncGenerator[LoggedEvent, None]:
    """Events as they are committed from now on, within about half a second, until the caller stops.

    What the actor may see and what the filters name. Unavailable (`overloaded`) ends it for a caller that takes events
    more slowly than they come, or when too many follow already.
    """
    actor.require("read")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)

    def wants(event: LoggedEvent) -> bool:
        return (
            (owner is None or event.user_id == owner)
            and (key_id is None or event.key_id == key_id)
            and (event_type is None or event.type == event_type)
            and (billable is None or event.billable == billable)
            and (live is None or event.live == live)
        )

    follower = _Follower(wants)
    _tail.add(follower)
    try:
        while (event := await follower.waiting.get()) is not None:
            yield event
        if follower.ended:
            return
        raise Unavailable("Events came faster than you took them. Follow again, with a filter.", code="overloaded")
    finally:
        _tail.remove(follower)


def end_followers() -> None:
    """The process is about to end: end what follows events in it, after what they have been told already."""
    _tail.end()
