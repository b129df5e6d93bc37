"""The usage log: single events, newest first, in keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from core.accounts import Actor, get_user
from core.checks import check_text
from core.clock import now, require_utc
from core.database import fetch
from core.pages import Page, check_page_size, cursor_instant, cursor_uuid, decode_cursor, page_of

__all__ = ["COLUMNS", "LoggedEvent", "event_of", "list_events"]

#: What `event_of` reads.
COLUMNS = (
    "user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, recorded_at, retracts,"
    " properties::text AS properties"
)

#: Events may lie a little ahead of this clock.
_AHEAD = timedelta(minutes=10)
#: Without a user there is no index by time, only a block range index: look back in steps until the page is full.
_FIRST_LOOK_BACK = timedelta(minutes=20)
_LOOK_BACK_FACTOR = 12
_EARLIEST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event as it was recorded. For an `api.call`, `properties` has route, method, status, duration_ms, units and
    request_id."""

    id: UUID
    event_id: str
    user_id: UUID
    key_id: UUID | None
    type: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    live: bool
    billable: bool
    retracts: UUID | None
    properties: dict[str, Any]


async def list_events(
    actor: Actor,
    *,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    event_type: str | None = None,
    billable: bool | None = None,
    statuses: tuple[int, int] | None = None,
    search: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[LoggedEvent]:
    """Events in `[start, end)`, newest first. `search` finds part of a route, or a whole request or event id;
    `statuses` are those of calls, the first included and the last excluded: `(400, 500)`."""
    actor.require("read")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    size = check_page_size(limit)
    first = require_utc(start) if start is not None else _EARLIEST
    last = require_utc(end) if end is not None else now() + _AHEAD
    before = None
    if cursor:
        texts = decode_cursor(cursor, parts=2)
        before = (cursor_instant(texts[0]), cursor_uuid(texts[1]))
        last = min(last, before[0] + timedelta(microseconds=1))
    text = check_text(search, field="search", chars_max=200, required=False)
    kind = check_text(event_type or "", field="type", chars_max=128, required=False)
    rows = await _read((owner, key_id, kind, billable, statuses, text), first, last, before, size + 1)
    return page_of([event_of(row) for row in rows], size, key=lambda event: (event.occurred_at, event.id))


async def _read(
    filters: tuple[Any, ...], first: datetime, last: datetime, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Any]:
    if filters[0] is not None:
        return await _read_range(filters, first, last, before, limit)
    look_back = _FIRST_LOOK_BACK
    while True:
        since = max(first, last - look_back)
        rows = await _read_range(filters, since, last, before, limit)
        if len(rows) >= limit or since <= first:
            return rows
        look_back = min(look_back * _LOOK_BACK_FACTOR, last - first)


async def _read_range(
    filters: tuple[Any, ...], first: datetime, last: datetime, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Any]:
    owner, key_id, event_type, billable, statuses, search = filters
    conditions, arguments = ["occurred_at >= $1", "occurred_at < $2"], [first, last]

    def require(condition: str, *values: Any) -> None:
        numbers = [f"${len(arguments) + number + 1}" for number in range(len(values))]
        conditions.append(condition.format(*numbers))
        arguments.extend(values)

    if owner is not None:
        require("user_id = {}", owner)
    if key_id is not None:
        require("key_id = {}", key_id)
    if event_type:
        require("type = {}", event_type)
    if billable is not None:
        require("billable = {}", billable)
    if statuses is not None:
        # Compared as JSON numbers, so that what is none is no error: it is never between two of them.
        require("properties->'status' >= to_jsonb({}::int) AND properties->'status' < to_jsonb({}::int)", *statuses)
    if search:
        require(
            "(strpos(properties->>'route', {0}) > 0 OR properties->>'request_id' = {0} OR event_id = {0}"
            " OR replace(id_hash::text, '-', '') = lower(replace({0}, '-', '')))",
            search,
        )
    if before is not None:
        require("(occurred_at, id_hash) < ({}::timestamptz, {}::uuid)", *before)
    return await fetch(
        f"SELECT {COLUMNS} FROM usage_events WHERE {' AND '.join(conditions)}"
        f" ORDER BY occurred_at DESC, id_hash DESC LIMIT {limit}",
        *arguments,
    )


def event_of(row: Any) -> LoggedEvent:
    return LoggedEvent(
        id=row["id_hash"],
        event_id=row["event_id"] or str(row["id_hash"]),
        user_id=row["user_id"],
        key_id=row["key_id"] if row["key_id"].int else None,
        type=row["type"],
        source=row["source"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        live=row["live"],
        billable=row["billable"],
        retracts=row["retracts"],
        properties=msgspec.json.decode(row["properties"]),
    )
