"""Events that the vendor's own services send: checked one by one, stored together, each exactly once.

Requests that wait together share one statement and one commit, as metered calls do: storing a hundred events costs
little more than storing ten. A request is answered when all of its events are committed.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from core.accounts import Actor
from core.checks import is_storable
from core.clock import now
from core.database import as_error, fetch
from core.errors import Conflict, KeymeterError, TooLarge, Unavailable
from core.gate.drafts import EARLIEST, CheckedEvent, EventDraft, EventUser, check_event
from core.gate.quarantine import forget_quarantined, hold_events, replayable, settle_replayed
from core.gate.retractions import retract_events
from core.gate.storing import count_events, insert_events, learn_values
from core.metering import (
    ensure_partitions,
    load_catalogue,
    oldest_kept,
)
from core.settings import get_settings

__all__ = ["EVENTS_MAX", "EVENTS_WAITING_MAX", "RecordedEvents", "RejectedEvent", "record_events", "replay_quarantine"]

#: How many events one request may bring.
EVENTS_MAX = 10_000
#: How many may wait in one process before further ones are refused: about 100 MB at a kilobyte each.
EVENTS_WAITING_MAX = 100_000
#: Groups that are stored at a time: while one waits for its turn at the rollups, the next takes its identities.
_STORING_MAX = 2
#: The most events of one statement: requests join a group until it is so large, and larger ones are divided.
_GROUP_EVENTS = 2_000


_USERS = """
SELECT owner.id, external_id, time_zone, now_at FROM (
    SELECT id, external_id, time_zone, test_clock_id FROM users WHERE external_id = ANY ($1::text[])
    UNION SELECT id, external_id, time_zone, test_clock_id FROM users WHERE id = ANY ($2::uuid[])
) owner LEFT JOIN test_clocks ON test_clocks.id = owner.test_clock_id
"""


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """Which event of the batch was not stored, and why. Its siblings were."""

    index: int
    error: KeymeterError


@dataclass(frozen=True, slots=True)
class RecordedEvents:
    """`quarantined`: events that wait for their users to appear, those that did before included."""

    accepted: int
    duplicates: int
    rejected: Sequence[RejectedEvent]
    quarantined: int = 0


#: How many events were new, and which of them were rejected.
_Stored = tuple[int, list[RejectedEvent]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Events of one request, and the future of what became of them."""

    events: Sequence[CheckedEvent]
    answered: asyncio.Future[_Stored]


async def record_events(actor: Actor, drafts: Sequence[EventDraft]) -> RecordedEvents:
    """Store events, each identity (user, source, id) once. Returns after the commit.

    A bad event never rejects its siblings. Events of unknown users wait for them in quarantine, unless settings have
    them rejected. The same identity with another payload is a conflict, with the same one a
    duplicate. Raises TooLarge for more than 10,000 events, Unavailable if too many wait already or the database does
    not answer: then send the same events again, those that were stored meanwhile are duplicates.
    """
    actor.require_vendor("events:write")
    if len(drafts) > EVENTS_MAX:
        raise TooLarge(f"Send at most {EVENTS_MAX:,} events at once.")
    _intake.reserve(len(drafts))
    users, at = await _find_users(drafts), now()
    months_kept = get_settings().events_kept_months
    earliest = max(EARLIEST, oldest_kept(months_kept)) if months_kept else EARLIEST
    rejected: list[RejectedEvent] = []
    strangers: list[tuple[int, EventDraft]] = []
    storing: list[asyncio.Future[_Stored]] = []
    retracting: list[CheckedEvent] = []
    for start in range(0, len(drafts), _GROUP_EVENTS):
        events: list[CheckedEvent] = []
        for index, draft in enumerate(drafts[start : start + _GROUP_EVENTS], start):
            if draft.user not in users:
                strangers.append((index, draft))
                continue
            try:
                event = check_event(index, draft, users, at, earliest)
                (events if event.retracts is None else retracting).append(event)
            except KeymeterError as error:
                rejected.append(RejectedEvent(index, error))
        if events:
            storing.append(_intake.store(events))
        await asyncio.sleep(0)  # calls of others must not wait until ten thousand events are checked
    accepted = 0
    stored = await asyncio.gather(*storing)
    for start in range(0, len(retracting), _GROUP_EVENTS):
        # What they take back may be among the others, in a group that is stored at the same time.
        stored.append(await _intake.store(retracting[start : start + _GROUP_EVENTS]))
    for count, unfit in stored:
        accepted += count
        rejected += unfit
    quarantined, unknown = await hold_events(strangers, at, earliest) if strangers else (0, {})
    rejected += [RejectedEvent(index, error) for index, error in unknown.items()]
    duplicates = len(drafts) - accepted - len(rejected) - quarantined
    return RecordedEvents(accepted, duplicates, sorted(rejected, key=lambda each: each.index), quarantined)


async def replay_quarantine(*, progress: Callable[[str], None] = lambda _: None) -> tuple[int, int]:
    """Record the events in quarantine whose users exist by now, and forget those that waited long enough; how many of
    each. Doing it twice does no harm."""
    recorded = 0
    while held := await replayable(_GROUP_EVENTS):
        _, unfit = await _intake.store([event for _, event in held])
        refused = {each.index: each.error for each in unfit}
        problems = {held_id: refused[event.index] for held_id, event in held if event.index in refused}
        await settle_replayed([held_id for held_id, _ in held if held_id not in problems], problems)
        recorded += len(held) - len(problems)
        progress(f"{recorded:,} events recorded")
    return recorded, await forget_quarantined()


async def _find_users(drafts: Sequence[EventDraft]) -> dict[str, EventUser]:
    references = [user for user in {draft.user for draft in drafts} if is_storable(user, chars_max=200)]
    ids: dict[UUID, str] = {}
    for reference in references:
        try:
            ids[UUID(reference)] = reference
        except ValueError:
            continue
    found: dict[str, EventUser] = {}
    for row in await fetch(_USERS, references, list(ids)):
        user = EventUser(row["id"], row["time_zone"], row["now_at"])
        if row["external_id"] is not None:
            found.setdefault(row["external_id"], user)
        if row["id"] in ids:
            found[ids[row["id"]]] = user
    return found


class _Intake:
    """What waits to be stored in this process. One group is stored at a time, while the next one gathers."""

    def __init__(self) -> None:
        self._queue: deque[_Waiting] = deque()
        self._events = 0
        self._storing: list[asyncio.Task[None]] = []

    def reserve(self, events: int) -> None:
        """Nothing if there is room for so many; else Unavailable, before any work is done for them."""
        if self._events and self._events + events > EVENTS_WAITING_MAX:
            raise Unavailable(
                "Too many events are waiting to be stored. Send them again in a moment, with the same ids.",
                code="overloaded",
            )

    def store(self, events: Sequence[CheckedEvent]) -> "asyncio.Future[_Stored]":
        """To be awaited: how many of them were new, and those that cannot be stored. Done after the commit."""
        waiting = _Waiting(events, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._events += len(events)
        # By whether they are done, not by a callback, which comes after what others do in between.
        self._storing = [task for task in self._storing if not task.done()]
        if len(self._storing) < _STORING_MAX:
            # In a context of its own: it must not run inside a transaction of whoever happens to come first.
            self._storing.append(asyncio.create_task(self._store_all(), context=Context()))
        return waiting.answered

    async def _store_all(self) -> None:
        while self._queue:
            group = [self._queue.popleft()]
            size = len(group[0].events)
            while self._queue and size + len(self._queue[0].events) <= _GROUP_EVENTS:
                group.append(self._queue.popleft())
                size += len(group[-1].events)
            try:
                await self._settle(group)
            finally:
                self._events -= size
                for waiting in group:  # whoever is not answered by now never would be
                    _answer(waiting, KeymeterError(code="internal"))

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        try:
            for waiting, result in zip(group, await _store_group([each.events for each in group]), strict=True):
                _answer(waiting, result)
        except Exception as error:
            if as_error(error) is None and len(group) > 1:  # refused for its data: others must not suffer for it
                for waiting in group:
                    await self._settle([waiting])
                return
            for waiting in group:
                _answer(waiting, error)


def _answer(waiting: _Waiting, result: _Stored | Exception) -> None:
    future = waiting.answered
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


_intake = _Intake()


async def _store_group(requests: Sequence[Sequence[CheckedEvent]]) -> list[_Stored]:
    """Store the events of several requests at once; for each, how many were new and which were rejected."""
    events = [event for request in requests for event in request]
    for ord, event in enumerate(events):
        event.ord = ord
    plain = [event for event in events if event.retracts is None]
    accepted, unfit = await _store(plain) if plain else (set(), {})
    if len(plain) < len(events):  # what they take back may be among the others, so they come last
        taken_back, missing = await retract_events([event for event in events if event.retracts is not None])
        accepted |= taken_back
        unfit |= missing
    if len(accepted) == len(events):
        return [(len(request), []) for request in requests]
    old = [event for event in events if event.ord not in accepted and event.ord not in unfit]
    rejected = dict(unfit)
    rejected |= {ord: _conflict() for ord in await _conflicts(old)}
    return [
        (
            sum(event.ord in accepted for event in request),
            [RejectedEvent(event.index, rejected[event.ord]) for event in request if event.ord in rejected],
        )
        for request in requests
    ]


async def _store(events: Sequence[CheckedEvent]) -> tuple[set[int], dict[int, KeymeterError]]:
    """The `ord`s of the events that were new, and those that say to a meter what it cannot count."""
    for _ in range(4):
        rules = await load_catalogue()
        overflown = await learn_values(events, rules)
        fitting, unfit = count_events([event for event in events if event.ord not in overflown], rules)
        unfit |= overflown
        if not fitting:
            return set(), unfit
        try:
            accepted = await insert_events(fitting, rules)
        except asyncpg.CheckViolationError:
            await ensure_partitions({event.at for event in events})
            continue
        except asyncpg.DeadlockDetectedError:
            continue
        if accepted is not None:
            return accepted, unfit
    raise LookupError("neither a new partition nor a new catalogue let the events in")


async def _conflicts(events: Sequence[CheckedEvent]) -> list[int]:
    """Of events that were not new, the `ord`s of those whose stored payload is another."""
    if not events:
        return []
    rows = await fetch(
        "SELECT t.ord FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) AS t (ord, user_id, id_hash, digest)"
        " JOIN event_ids stored USING (user_id, id_hash) WHERE stored.digest <> t.digest",
        [event.ord for event in events],
        [event.user.id for event in events],
        [event.id_hash for event in events],
        [event.digest for event in events],
    )
    return [row["ord"] for row in rows]


def _conflict() -> Conflict:
    return Conflict("An event with this source and id was recorded with another payload.", code="event_conflict")
