"""Calls as they are recorded: a page, and the stream that it follows while somebody looks.

A stream is bounded in every direction: how many a process serves, how long one lives (the browser opens the next by
itself), how many rows it sends, and by the session, which is looked at again while it lasts.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from uuid import UUID
from weakref import WeakSet

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from core import accounts, keys, metering
from core.accounts import Actor
from core.clock import monotonic
from core.errors import KeymeterError, Unavailable
from core.metering import LoggedEvent
from web.forms import uuid_of
from web.rendering import page, render
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/events", include_in_schema=False)

STREAMS_MAX = 40
STREAM_SECONDS_MAX = 300.0
QUIET_SECONDS = 10.0
BATCH_SECONDS = 0.4
BATCH_ROWS_MAX = 12
_RETRY = "retry: 1500\n\n"


class _Place:
    """One of the places for a stream. It is free again when the stream is gone, however it went."""


_taken: WeakSet[_Place] = WeakSet()


@router.get("/live")
async def live(request: Request, viewer: SignedIn, user: str = "") -> Response:
    owner = uuid_of(user)
    return page(
        request,
        viewer,
        "events/live.html",
        title="Live",
        owner=await accounts.get_user(viewer.actor, owner) if owner else None,
        stream="/events/stream" + (f"?user={owner}" if owner else ""),
    )


@router.get("/stream")
async def stream(request: Request, viewer: SignedIn, user: str = "") -> Response:
    """Server-sent events named `call`, each a few rows of the table."""
    owner = uuid_of(user)
    if owner is not None:
        await accounts.get_user(viewer.actor, owner)
    if len(_taken) >= STREAMS_MAX:
        raise Unavailable("Too many pages follow the live calls. Close one and try again.", code="overloaded")
    _taken.add(place := _Place())
    return StreamingResponse(
        _rows(viewer, owner, place),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _rows(viewer: Viewer, owner: UUID | None, place: _Place) -> AsyncIterator[str]:
    try:
        yield _RETRY
        names, ends = _Names(viewer.actor), monotonic() + STREAM_SECONDS_MAX
        async with aclosing(_batches(metering.follow_events(viewer.actor, user_id=owner), ends)) as batches:
            async for batch in batches:
                if not batch:
                    await accounts.find_session(viewer.token)  # raises, and so ends the stream, once it is over
                    yield ": still here\n\n"
                    continue
                shown = batch[-BATCH_ROWS_MAX:]
                await names.learn(shown)
                html = render("events/rows.html", events=shown[::-1], users=names.users, keys=names.keys,
                              skipped=len(batch) - len(shown))  # fmt: skip
                yield f"event: call\ndata: {' '.join(html.split())}\n\n"
    except KeymeterError:
        return
    finally:
        _taken.discard(place)


async def _batches(events: AsyncGenerator[LoggedEvent, None], ends: float) -> AsyncGenerator[list[LoggedEvent], None]:
    """Events that come together, together; an empty list when it is quiet for a while."""
    coming: asyncio.Future[LoggedEvent | None] = asyncio.ensure_future(anext(events, None))
    try:
        while monotonic() < ends:
            await asyncio.wait([coming], timeout=QUIET_SECONDS)
            batch: list[LoggedEvent] = []
            closes = monotonic() + BATCH_SECONDS
            while coming.done() or (batch and monotonic() < closes):
                if not coming.done():
                    await asyncio.wait([coming], timeout=max(0.0, closes - monotonic()))
                    continue
                event = coming.result()
                if event is None:  # the process ends; the browser comes back by itself
                    return
                batch.append(event)
                coming = asyncio.ensure_future(anext(events, None))
            yield batch
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()


class _Names:
    """What users and keys are called, remembered while a stream lasts."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.users: dict[UUID, str] = {}
        self.keys: dict[UUID, str] = {}

    async def learn(self, events: list[LoggedEvent]) -> None:
        users = {event.user_id for event in events} - self.users.keys()
        used = {event.key_id for event in events if event.key_id} - self.keys.keys()
        if users:
            self.users |= {each: user.name for each, user in (await accounts.find_users(self._actor, users)).items()}
        if used:
            self.keys |= {each: key.name for each, key in (await keys.find_keys(self._actor, used)).items()}
