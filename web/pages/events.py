"""The usage log: what was recorded, found again by anything that is known of it; and one event in full."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, gate, keys, metering
from core.accounts import Actor
from core.clock import now
from core.errors import NotFound
from core.metering import LoggedEvent
from web.forms import uuid_of
from web.rendering import done, link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/events", include_in_schema=False)

PAGE_SIZE = 50
USERS_OFFERED = 100
#: What the menus offer, and what it means to the core.
STATUSES = {"2xx": (200, 300), "3xx": (300, 400), "4xx": (400, 500), "5xx": (500, 600)}
SPANS = {"1h": timedelta(hours=1), "24h": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
SPAN_WORDS = {"1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days"}


@router.get("")
async def list_events(request: Request, viewer: SignedIn) -> Response:
    names = ("q", "user", "key", "status", "billable", "type", "span", "from", "to", "after")
    asked = {name: request.query_params.get(name, "") for name in names}
    after = asked.pop("after")
    start, end = _range(asked)
    owner, key_id = uuid_of(asked["user"]), uuid_of(asked["key"])
    found = await metering.list_events(
        viewer.actor,
        user_id=owner,
        key_id=key_id,
        event_type=asked["type"][:128] or None,
        billable={"yes": True, "no": False}.get(asked["billable"]),
        statuses=STATUSES.get(asked["status"]),
        search=asked["q"][:200],
        start=start,
        end=end,
        limit=PAGE_SIZE,
        cursor=after or None,
    )
    return page(
        request,
        viewer,
        "events/list.html",
        title="Usage log",
        partials={"events": "table"},
        events=found.items,
        **await names_of(viewer.actor, found.items),
        asked=asked,
        older=link("/events", **asked, after=found.next_cursor) if found.next_cursor else None,
        newest=link("/events", **asked) if after else None,
        is_filtered=any(asked.values()),
        **await _choices(viewer.actor, owner, key_id),
    )


def _range(asked: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    """Two dates (UTC, the last one included), or a span that ends now."""
    first, last = _midnight(asked["from"]), _midnight(asked["to"])
    if first is None and asked["span"] in SPANS:
        first = now() - SPANS[asked["span"]]
    return first, last + timedelta(days=1) if last is not None else None


def _midnight(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2199 else None


async def names_of(actor: Actor, events: Iterable[LoggedEvent]) -> dict[str, Any]:
    """The names of the users and keys of some events."""
    shown = list(events)
    users = await accounts.find_users(actor, {event.user_id for event in shown})
    used = await keys.find_keys(actor, {event.key_id for event in shown if event.key_id})
    return {
        "users": {user_id: user.name for user_id, user in users.items()},
        "keys": {key_id: key.name for key_id, key in used.items()},
    }


async def _choices(actor: Actor, owner: UUID | None, key_id: UUID | None) -> dict[str, Any]:
    """What the menus offer: users by name, and the keys of the one that is chosen."""
    offered = list((await accounts.list_users(actor, order="name", limit=USERS_OFFERED)).items)
    if owner is not None and all(user.id != owner for user in offered):
        offered.insert(0, await accounts.get_user(actor, owner))
    of_user = list((await keys.list_keys(actor, user_id=owner, limit=100)).items) if owner is not None else []
    if key_id is not None and all(key.id != key_id for key in of_user):
        of_user.insert(0, await keys.get_key(actor, key_id))
    types = sorted({meter.event_type for meter in await metering.list_meters(actor)})
    return {
        "types": types,
        "offered_users": offered,
        "offered_keys": of_user,
        "statuses": STATUSES,
        "spans": SPAN_WORDS,
    }


@router.get("/quarantine")
async def list_quarantine(request: Request, viewer: SignedIn) -> Response:
    asked = request.query_params.get("user", "")[:200]
    found = await gate.browse_quarantine(
        viewer.actor, user_reference=asked, limit=PAGE_SIZE, cursor=request.query_params.get("after") or None
    )
    older = link("/events/quarantine", user=asked, after=found.next_cursor) if found.next_cursor else None
    return page(request, viewer, "events/quarantine.html", title="Quarantine", held=found.items, asked=asked,
                older=older)  # fmt: skip


@router.post("/quarantine/{held_id}/discard")
async def discard_quarantined(request: Request, viewer: SignedIn, held_id: UUID) -> Response:
    await gate.discard_quarantined(viewer.actor, held_id)
    return done(request, "The event was discarded", back="/events/quarantine")


@router.get("/{user_id}/{event_id}")
async def show_event(request: Request, viewer: SignedIn, user_id: UUID, event_id: UUID) -> Response:
    found = (await metering.list_events(viewer.actor, user_id=user_id, search=str(event_id), limit=1)).items
    if not found:
        raise NotFound("There is no such event.")
    return page(
        request,
        viewer,
        "events/one.html",
        title="Event",
        partials={"dialog": "sheet"},
        event=found[0],
        **await names_of(viewer.actor, found),
        meters={meter.slug: meter for meter in await metering.list_meters(viewer.actor)},
    )
