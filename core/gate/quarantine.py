"""Events of users that nobody knows (yet): kept for a while, within a bound, and recorded when the user appears.

Recording them is a sweep that is repeated, not done once when a user is created: an event may be on its way while its
user is made. It does no harm twice, since an event that was recorded is a duplicate.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from tortoise.expressions import Q

from core import audit
from core.accounts import Actor
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, KeymeterError, NotFound
from core.gate.drafts import CheckedEvent, EventDraft, EventUser, check_event
from core.ids import new_id
from core.metering import QuarantinedEvent
from core.pages import Page, check_page_size, cursor_instant, cursor_uuid, decode_cursor, page_of
from core.settings import get_settings

__all__ = [
    "browse_quarantine",
    "discard_quarantined",
    "forget_quarantined",
    "hold_events",
    "replayable",
    "settle_replayed",
]

#: Stands for the user while the rest of an event is checked.
_NOBODY = EventUser(UUID(int=0), "UTC")
_AUDITED = ("user_reference", "source", "event_id", "type", "occurred_at", "received_at")
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_HOLD = """
INSERT INTO quarantined_events (id, user_reference, source, event_id, type, occurred_at, properties, retracts, digest,
                                received_at, expires_at)
SELECT t.id, t.user_reference, t.source, t.event_id, t.type, t.occurred_at, t.properties, t.retracts, t.digest, $10, $11
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
            $9::uuid[]) WITH ORDINALITY
    AS t (id, user_reference, source, event_id, type, occurred_at, properties, retracts, digest, place)
WHERE t.place <= $12 - (SELECT count(*) FROM quarantined_events)
ORDER BY t.user_reference, t.source, t.event_id
ON CONFLICT (user_reference, source, event_id) DO NOTHING
"""
_HELD = """
SELECT t.place, held.digest = t.digest AS is_same
FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) WITH ORDINALITY
    AS t (user_reference, source, event_id, digest, place)
JOIN quarantined_events held USING (user_reference, source, event_id)
"""
_REPLAYABLE = """
SELECT held.*, owner.user_id, owner.time_zone FROM quarantined_events held
CROSS JOIN LATERAL (
    SELECT id AS user_id, time_zone FROM users WHERE external_id = held.user_reference
    UNION ALL SELECT id, time_zone FROM users WHERE id::text = lower(held.user_reference) LIMIT 1
) owner
WHERE held.problem IS NULL ORDER BY held.id LIMIT $1
"""


async def hold_events(
    drafts: Sequence[tuple[int, EventDraft]], at: datetime, earliest: datetime
) -> tuple[int, dict[int, KeymeterError]]:
    """Keep events of unknown users: how many are kept now, and by index those that are not, and why."""
    unfit: dict[int, KeymeterError] = {}
    events: list[CheckedEvent] = []
    settings = get_settings()
    for index, draft in drafts:
        try:
            if settings.unknown_users == "reject":
                raise NotFound(f"There is no user {draft.user[:64]!r}.", code="user_not_found")
            check_text(draft.user, field="user", chars_max=200)
            events.append(check_event(index, draft, {draft.user: _NOBODY}, at, earliest))
        except KeymeterError as error:
            unfit[index] = error
    if not events:
        return 0, unfit
    names = [[e.draft.user for e in events], [e.draft.source for e in events], [e.draft.event_id for e in events]]
    digests = [event.digest for event in events]
    await fetch(
        _HOLD, [new_id() for _ in events], *names, [e.draft.type for e in events], [e.draft.time for e in events],
        [e.properties.decode() or "{}" for e in events], [e.draft.retracts for e in events], digests, at,
        at + timedelta(days=settings.quarantine_days), settings.quarantine_events_max,
    )  # fmt: skip
    held = {row["place"]: row["is_same"] for row in await fetch(_HELD, *names, digests)}
    for place, event in enumerate(events, start=1):
        if place not in held:
            unfit[event.index] = NotFound(
                f"There is no user {event.draft.user[:64]!r}, and the quarantine is full.", code="user_not_found"
            )
        elif not held[place]:
            unfit[event.index] = Conflict(
                "An event with this source and id waits for its user with another payload.", code="event_conflict"
            )
    return sum(held.values()), unfit


async def replayable(limit: int) -> list[tuple[UUID, CheckedEvent]]:
    """Kept events whose users exist by now, with the ids they are kept under. Those that can no longer be recorded are
    marked."""
    rows = await fetch(_REPLAYABLE, limit)
    found: list[tuple[UUID, CheckedEvent]] = []
    for row in rows:
        draft = EventDraft(
            row["user_reference"], row["event_id"], row["type"], row["occurred_at"], row["source"],
            {} if row["retracts"] else _DECODE(row["properties"]), row["retracts"],
        )  # fmt: skip
        known = {draft.user: EventUser(row["user_id"], row["time_zone"])}
        try:
            found.append((row["id"], check_event(len(found), draft, known, row["received_at"])))
        except KeymeterError as error:
            await _mark({row["id"]: error})
    return found


async def settle_replayed(recorded: Sequence[UUID], unfit: Mapping[UUID, KeymeterError]) -> None:
    """Forget what is recorded, and mark what cannot be."""
    await fetch("DELETE FROM quarantined_events WHERE id = ANY ($1::uuid[])", list(recorded))
    await _mark(unfit)


async def _mark(unfit: Mapping[UUID, KeymeterError]) -> None:
    for held_id, error in unfit.items():
        await fetch("UPDATE quarantined_events SET problem = $2 WHERE id = $1", held_id, error.message[:500])


async def forget_quarantined() -> int:
    """Delete what was kept for long enough; how many events."""
    return len(await fetch("DELETE FROM quarantined_events WHERE expires_at <= $1 RETURNING 1", now()))


async def discard_quarantined(actor: Actor, held_id: UUID) -> None:
    """Forget an event that waits, such as one with a misspelt user. Sent again it would wait again. NotFound if it does
    not wait, because it was recorded meanwhile or never was there."""
    actor.require_vendor("events:write")
    async with transaction():
        held = await QuarantinedEvent.select_for_update().get_or_none(id=held_id)
        if held is None:
            raise NotFound("There is no such event in the quarantine.")
        before = audit.snapshot(held, _AUDITED)
        await held.delete()
        await audit.record(
            actor, action="quarantined_event.discard", entity="quarantined_event", entity_id=held_id, before=before
        )


async def browse_quarantine(
    actor: Actor, *, user_reference: str = "", limit: int | None = None, cursor: str | None = None
) -> Page[QuarantinedEvent]:
    """A page of the events that wait for their users, the newest first; of one reference, if it is named."""
    actor.require_vendor("read")
    size = check_page_size(limit)
    query: Any = QuarantinedEvent.all().order_by("-received_at", "-id").limit(size + 1)
    if user_reference:
        query = query.filter(user_reference=check_text(user_reference, field="user", chars_max=200))
    if cursor:
        texts = decode_cursor(cursor, parts=2)
        at, last = cursor_instant(texts[0]), cursor_uuid(texts[1])
        query = query.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=last))
    return page_of(await query, size, key=lambda each: (each.received_at, each.id))
